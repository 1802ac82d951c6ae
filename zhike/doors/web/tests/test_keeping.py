"""Parts of a page that are kept: the same for equal values, and never with what was not named."""

from __future__ import annotations

from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString

from zhike.doors.web.templatetags.keeping import MOST, frozen

PART = Template("{% load keeping %}{% kept name=person.name %}[{{ name }}{{ secret }}]{% endkept %}")


def drawn(**context: object) -> str:
    return PART.render(Context(context))


def test_a_part_shows_only_what_it_names() -> None:
    assert drawn(person={"name": "周敏"}, secret="token") == "[周敏]"
    assert drawn(person={"name": "李涛"}, secret="other") == "[李涛]"


def test_safe_and_unsafe_text_are_told_apart() -> None:
    assert drawn(person={"name": SafeString("<b>")}) == "[<b>]"
    assert drawn(person={"name": "<b>"}) == "[&lt;b&gt;]"
    assert frozen([1, True]) != frozen([True, 1])


def test_each_language_has_its_own() -> None:
    part = Template("{% load i18n keeping %}{% kept %}{% get_current_language as now %}{{ now }}{% endkept %}")
    for language in ("en", "zh-hans", "en"):
        with translation.override(language):
            assert part.render(Context()) == language


def test_a_part_forgets_before_it_grows_without_end() -> None:
    for number in range(MOST * 2):
        assert drawn(person={"name": number}) == f"[{number}]"
