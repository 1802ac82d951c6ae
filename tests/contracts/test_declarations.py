"""A declaration that is wrong is refused at start, with its name; what stands now is sound."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from zhike.kernel.entity.checks import declarations_are_sound, problems_of
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Card, Column, Importing, Numbering, Related, Search, Section
from zhike.kernel.entity.registry import entities, entity_named, register

BAD = "colour_of_the_moon"
MISSPELT: dict[str, dict[str, Any]] = {
    "columns": {"columns": [Column(BAD)]},
    "filters": {"filters": [BAD]},
    "kanban": {"kanban": [BAD]},
    "kanban_shows": {"kanban_shows": [BAD]},
    "masked": {"masked": {BAD: "x.see"}},
    "concealed": {"concealed": {BAD: "customers.see_phones"}},
    "system_fields": {"system_fields": frozenset({BAD})},
    "search": {"search": Search(BAD)},
    "search also": {"search": Search("name", also=(BAD,))},
    "search subtitle": {"search": Search("name", subtitle=(BAD,))},
    "form": {"form": [Section("x", BAD)]},
    "default_sort": {"default_sort": f"-{BAD}"},
    "numbering": {"numbering": Numbering(BAD, "{sequence:3}")},
    "importing": {"importing": Importing(match_on=(BAD,))},
    "synonyms": {"importing": Importing(synonyms={BAD: ("x",)})},
    "card header": {"card": Card(header=(BAD,))},
    "card badges": {"card": Card(badges=(BAD,))},
}


def broken(**parts: Any) -> Entity:
    """The customers' declaration with some parts replaced."""
    original = type(entity_named("customers"))
    return type("Broken", (original,), parts)()


def test_all_declarations_of_the_house_are_sound() -> None:
    assert declarations_are_sound() == []


@pytest.mark.parametrize("place", MISSPELT)
def test_a_misspelt_field_is_an_error_that_names_it(place: str) -> None:
    problems = list(problems_of(broken(**MISSPELT[place])))
    assert [problem.id for problem in problems] == ["zhike.E001"]
    assert BAD in problems[0].msg
    assert "Broken" in problems[0].msg


@pytest.mark.parametrize("name", ["name", "number", "tax_number", "last_contact_at"])
def test_what_records_are_found_or_told_apart_by_can_not_be_concealed(name: str) -> None:
    problems = list(problems_of(broken(concealed={name: "customers.see_phones"})))
    assert [problem.id for problem in problems] == ["zhike.E010"]


def test_concealing_behind_a_power_that_nobody_declared_is_an_error() -> None:
    problems = list(problems_of(broken(concealed={"credit_limit": "customers.see_moons"})))
    assert [problem.id for problem in problems] == ["zhike.E011"]


def test_a_card_that_names_an_unknown_entity_is_an_error() -> None:
    problems = list(problems_of(broken(card=Card(tabs=(Related("moons", "customer"),)))))
    assert [problem.id for problem in problems] == ["zhike.E002"]


def test_a_related_list_by_an_unknown_field_is_an_error() -> None:
    problems = list(problems_of(broken(card=Card(tabs=(Related("contacts", BAD),)))))
    assert [problem.id for problem in problems] == ["zhike.E003"]


def test_two_entities_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="customers"):
        register(type("Again", (type(entity_named("customers")),), {}))


@pytest.mark.parametrize("key", [entity.key for entity in entities()])
def test_an_entity_has_its_words_an_icon_and_a_form(key: str) -> None:
    entity = entity_named(key)
    assert str(entity.label).strip()
    assert str(entity.label_plural).strip()
    assert entity.icon != Entity.icon
    assert entity.form
    assert entity.columns
    assert (type(entity).__doc__ or "").strip()
    assert replace(entity.access) == entity.access
