"""Both languages are complete."""

import re

import polib
import pytest

from tests.words import PACKAGE, ambiguous, missing, said, translated

PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def test_every_word_that_the_product_says_has_its_chinese() -> None:
    lacking = missing()
    assert not lacking, "\n".join(f"{places[0]}: {word}" for word, places in lacking.items())


def test_a_word_has_the_same_chinese_in_every_part_or_a_context() -> None:
    assert ambiguous() == {}


def test_nothing_is_translated_that_nobody_says() -> None:
    assert translated().keys() - said().keys() == set()


def test_translations_keep_the_places_of_their_values() -> None:
    wrong = [
        message
        for (_context, message), words in translated().items()
        if set(PLACE.findall(words)) - set(PLACE.findall(message))
        or ("%(" in message and len(PLACE.findall(words)) == 0)
    ]
    assert not wrong


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.po")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_file_of_translations_is_sound(path) -> None:
    entries = [(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path), check_for_duplicates=True)]
    assert len(entries) == len(set(entries))
