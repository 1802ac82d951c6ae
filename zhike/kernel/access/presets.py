"""The roles that a new system starts with. Areas say what each of them may do with their records.

From the first migrate on, a role is the administrator's: nothing given here is given twice, and nothing taken away
comes back. What was given is remembered in stamps: `role:seller` holds the id of the role, `granted:customers` that
the entity's rights were handed out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from zhike.kernel.access.rights import ADMINISTRATOR
from zhike.kernel.directory.models import Stamp
from zhike.kernel.people.models import FieldRule, Grant, Role

Names = Mapping[str, str]


@dataclass(slots=True)
class Preset:
    """A role of a new system: its name and description by language, and its general powers."""

    key: str
    names: Names
    descriptions: Names
    powers: Sequence[str] = ()
    areas: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What a preset role may do with one entity."""

    role: str
    entity: str
    scopes: Mapping[str, str]
    powers: Sequence[str] = ()
    fields: Mapping[str, int] = field(default_factory=dict)


_roles: dict[str, Preset] = {}
_given: list[Given] = []


def declare_role(
    key: str, names: Names, descriptions: Names, *, powers: Sequence[str] = (), areas: Sequence[str] = ()
) -> None:
    """Declare a role that a new system starts with; `names` and `descriptions` by language code."""
    _roles[key] = Preset(key, names, descriptions, powers, areas)


def give(
    role: str, entity: str, scope: str, *verbs: str, powers: Sequence[str] = (), fields: Mapping[str, int] | None = None
) -> None:
    """Let a preset role do verbs on an entity within a scope, and hold powers; `fields` are field rules."""
    _given.append(Given(role, entity, dict.fromkeys(verbs, scope), powers, fields or {}))


def fill_new_roles() -> None:
    """Make the preset roles that were never made, and hand out the rights on entities that were never handed out."""
    for preset in _roles.values():
        if not Stamp.objects.filter(name=f"role:{preset.key}").exists():
            Stamp.objects.create(name=f"role:{preset.key}", value=_make(preset).pk)
    made = dict(Stamp.objects.filter(name__startswith="role:").values_list("name", "value"))
    for entity in dict.fromkeys(given.entity for given in _given):
        _stamp, new = Stamp.objects.get_or_create(name=f"granted:{entity}")
        if new:
            for given in _given:
                if given.entity == entity and f"role:{given.role}" in made:
                    _hand_out(given, made[f"role:{given.role}"])


def preset_scope(role: str, entity: str, verb: str) -> str:
    """The scope in which a preset role starts with a verb on an entity; `none` if it does not."""
    return next(
        (one.scopes[verb] for one in _given if (one.role, one.entity) == (role, entity) and verb in one.scopes), "none"
    )


def preset_role(key: str) -> Role:
    """The role that was made from a preset, whatever it is called now. Raises Role.DoesNotExist if it is gone."""
    return Role.objects.get(pk=Stamp.objects.filter(name=f"role:{key}").values_list("value", flat=True)[:1])


def fingerprint() -> list[str]:
    """What, when it changes, makes the next start look here again."""
    return sorted(_roles) + sorted({given.entity for given in _given})


def _make(preset: Preset) -> Role:
    language = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in preset.names else "en"
    role = Role.objects.filter(powers__contains=[ADMINISTRATOR]).first() if ADMINISTRATOR in preset.powers else None
    role = role or Role.objects.filter(name=preset.names[language]).first()
    return role or Role.objects.create(
        name=preset.names[language], description=preset.descriptions[language],
        powers=list(preset.powers), areas=list(preset.areas),
    )  # fmt: skip


def _hand_out(given: Given, role_id: int) -> None:
    role = Role.objects.filter(pk=role_id, deleted_at=None).first()
    if role is None:
        return
    Grant.objects.bulk_create(
        [Grant(role=role, entity=given.entity, verb=verb, scope=scope) for verb, scope in given.scopes.items()],
        ignore_conflicts=True,
    )
    FieldRule.objects.bulk_create(
        [FieldRule(role=role, entity=given.entity, field=name, access=access) for name, access in given.fields.items()],
        ignore_conflicts=True,
    )
    missing = [power for power in given.powers if power not in role.powers]
    if missing:
        role.powers = [*role.powers, *missing]
        role.save(update_fields=["powers"])
