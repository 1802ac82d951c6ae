"""The fields that columns may be mapped to, and the guess which column holds which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Words
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.parsing import is_placeholder
from zhike.kernel.imports.flat import (
    ID,
    line_fields,
    line_targets,
    without_lines,
    wrong_mapping,
)  # fmt: skip
from zhike.kernel.lines.naming import label_of, labels_in, lines_of_target
from zhike.kernel.refusals import FieldError, Refused
from zhike.kernel.regions.finding import find_place
from zhike.kernel.tables.headers import Candidate, guess_mapping
from zhike.kernel.tables.table import Cell

LANGUAGES = ("zh-hans", "en")
# Meanings of `header_words` for sorts of fields, beside the field's own name.
BY_TYPE = {
    "email": ("email",),
    "url": ("url",),
    "region": ("region",),
    "person": ("owner",),
    "tags": ("tags",),
    "long_text": ("note",),
}
# Columns that hold a part of a field: what they are called, and in which order the parts are put together.
PARTS_OF_REGION = ("province", "city", "district")
PARTS_OF_NAME = ("family_name", "given_name")
JOINED = frozenset({"text", "long_text", "region", "tags"})
LEAST_PLACES = 0.5


def targets(entity: Entity, by: Actor) -> dict[str, BoundField]:
    """The fields that the actor may fill by an import: those they may write; also the owner, if they may transfer."""
    found = dict(entity.writable(by))
    if by.may(f"{entity.key}.transfer"):
        for name in {entity.access.owner, entity.access.department} - entity.concealed_from(by):
            bound = entity.fields.get(name)
            if bound is not None and bound.editable and by.rights.field_access(entity.key, name) > 1:
                found[name] = bound
    also = entity.importing.also if entity.importing else frozenset()
    for name in sorted(also - entity.concealed_from(by)):
        if by.rights.field_access(entity.key, name) > 1:
            found[name] = entity.fields[name]
    return found


def offered(entity: Entity, by: Actor) -> dict[str, BoundField]:
    """All that a column may be mapped to: the record's own fields, and those of a document's lines (`lines.price`)."""
    return targets(entity, by) | line_targets(entity, by)


def guess(entity: Entity, headers: Sequence[str], samples: Sequence[Sequence[Cell]], by: Actor) -> dict[str, str]:
    """The field that each column seems to hold, by its header; columns that fit none are left out."""
    open_to = offered(entity, by)
    guessed = guess_mapping(headers, samples, list(_candidates(entity, open_to)))
    found = {headers[column]: one.key for column, one in guessed.items()}
    found = _with_parts(found, "region", PARTS_OF_REGION, open_to, entity)
    found = _with_parts(found, entity.title_field, PARTS_OF_NAME, open_to, entity)
    found = without_lines(entity, found)
    return {header: key for header, key in found.items() if key != "region" or _are_places(headers, samples, found)}


def confidences(
    entity: Entity, headers: Sequence[str], samples: Sequence[Sequence[Cell]], by: Actor
) -> dict[str, tuple[str, float]]:
    """For each column that was guessed, its field and how sure that is, from 0.5 to 1."""
    guessed = guess_mapping(headers, samples, list(_candidates(entity, offered(entity, by))))
    whole = dict.fromkeys(PARTS_OF_REGION, "region") | dict.fromkeys(PARTS_OF_NAME, entity.title_field)
    return {headers[column]: (whole.get(one.key, one.key), one.confidence) for column, one in guessed.items()}


def checked(entity: Entity, mapping: Mapping[str, Any], headers: Sequence[str], by: Actor) -> dict[str, str]:
    """A mapping as the person wants it, columns without a field left out.

    Raises Refused for a column that the file lacks, a field that the actor may not write, a field given twice, and for
    required fields that no column fills.
    """
    open_to = offered(entity, by)
    errors = []
    wanted = {str(header): str(name) for header, name in mapping.items() if name}
    for header, name in wanted.items():
        problem = _problem(entity, header, name, headers, open_to, by)
        if problem:
            errors.append(FieldError(header, "wrong_mapping", problem))
    errors += _twice(wanted, open_to)
    errors += wrong_mapping(entity, wanted)
    if errors:
        raise Refused(errors=errors)
    return {header: wanted[header] for header in headers if header in wanted}


def missing(entity: Entity, mapping: Mapping[str, str], by: Actor, fixed: Iterable[str] = ()) -> list[str]:
    """What people call the required fields of a new record, and of its lines if any are mapped, that none fills.

    `fixed` are fields that are the same for all rows.
    """
    number = entity.numbering.field if entity.numbering else ""
    mapped = {*mapping.values(), *fixed}
    wanted = {name: one for name, one in targets(entity, by).items() if name != number}
    lines = next(filter(None, (lines_of_target(entity, name) for name in mapping.values())), None)
    if lines is not None:
        wanted |= {f"{lines.name}.{name}": one for name, one in line_fields(entity, lines, by).items()}
    return [label_of(entity, name, one) for name, one in wanted.items() if one.required and name not in mapped]


def _candidates(entity: Entity, open_to: Mapping[str, BoundField]) -> Iterator[Candidate]:
    declared = entity.importing.synonyms if entity.importing else {}
    for name, bound in open_to.items():
        if lines_of_target(entity, name):
            yield _candidate_of_lines(entity, name, bound)
            continue
        labels = [*_in_all_languages(bound.label), name.replace("_", " ")]
        person = ("person",) if name == entity.title_field and entity.search and entity.search.person else ()
        words = (*declared.get(name, person), *BY_TYPE.get(bound.type.name, ()), name)
        yield Candidate(name, labels, words, bound.type.name)
    yield Candidate(ID, ["ID", "Record ID", "系统编号"])
    if "region" in open_to:
        for part in PARTS_OF_REGION:
            yield Candidate(part, [part], (part,))
    if entity.search is not None and entity.search.person:
        for part in PARTS_OF_NAME:
            yield Candidate(part, [part], (part,))


def _candidate_of_lines(entity: Entity, name: str, bound: BoundField) -> Candidate:
    """A field of lines is known by its whole name; one of the first lines by its own name and synonyms too.

    Where the document has a field of the same name, that comes first.
    """
    labels = labels_in(LANGUAGES, entity, name, bound)
    synonyms = entity.importing.synonyms.get(name, ()) if entity.importing else ()
    if lines_of_target(entity, name) is entity.lines[0]:
        own = name.partition(".")[2]
        labels += [*_in_all_languages(bound.label), own.replace("_", " ")]
        synonyms = (*synonyms, own)
    return Candidate(name, labels, synonyms, bound.type.name)


def _in_all_languages(label: Words) -> list[str]:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(label))
    return found


def _with_parts(
    found: dict[str, str], whole: str, parts: tuple[str, ...], open_to: Mapping[str, BoundField], entity: Entity
) -> dict[str, str]:
    """Let columns of parts fill the whole: for a region they say more than a column of larger areas would."""
    in_parts = {header for header, key in found.items() if key in parts}
    if not in_parts or whole not in open_to:
        return {header: key for header, key in found.items() if key not in parts}
    has_whole = whole in found.values()
    if has_whole and whole != "region":
        return {header: key for header, key in found.items() if header not in in_parts}
    return {
        header: whole if header in in_parts else key
        for header, key in found.items()
        if key != whole or header in in_parts
    }


def _are_places(headers: Sequence[str], samples: Sequence[Sequence[Cell]], found: Mapping[str, str]) -> bool:
    """Whether what stands in the columns of the region are places that we know; a list from abroad has none."""
    columns = [place for place, header in enumerate(headers) if found.get(header) == "region"]
    texts = [
        " ".join(str(row[column]) for column in columns if row[column] and not is_placeholder(str(row[column])))
        for row in samples
    ]
    filled = [text for text in texts if text]
    return not filled or sum(find_place(text) is not None for text in filled) >= LEAST_PLACES * len(filled)


def _problem(
    entity: Entity, header: str, name: str, headers: Sequence[str], open_to: Mapping[str, BoundField], by: Actor
) -> Words:
    if header not in headers:
        return _("The file has no column “%(column)s”.") % {"column": header[:80]}
    if name == ID or name in open_to:
        return ""
    if name in entity.readable(by):
        return _("“%(field)s” can't be changed by you here.") % {"field": entity.fields[name].label}
    return _("There is no field “%(name)s”.") % {"name": name[:60]}


def _twice(wanted: Mapping[str, str], open_to: Mapping[str, BoundField]) -> Iterator[FieldError]:
    """Several columns may only fill a field whose parts can be put together."""
    seen: set[str] = set()
    for header, name in wanted.items():
        if name in seen and (name not in open_to or open_to[name].type.name not in JOINED):
            label = open_to[name].label if name in open_to else name
            yield FieldError(
                header, "mapped_twice", _("“%(field)s” is filled by another column already.") % {"field": label}
            )
        seen.add(name)
