"""Reports: what they count, for whom, and the rows behind each figure."""

from datetime import date

import pytest

from zhike.kernel.lists.page import Wish, rows_wished
from zhike.kernel.refusals import NotFound, Refused
from zhike.kernel.reports.answering import answer, narrowed
from zhike.kernel.reports.asking import question
from zhike.kernel.reports.parts import report_named
from zhike.kernel.reports.periods import period_named

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


def asked(person, **words):
    return question(report_named("new-customers", person), {"period": "all", **words}, TODAY, by=person)


def test_each_person_counts_only_what_they_may_see(cast):
    for person, number in ((cast.zhou, 1), (cast.li, 1), (cast.manager, 3), (cast.administrator, 3)):
        by = cast.actor(person)
        assert answer(asked(by, measures="customers"), by=by).total == [number]


def test_a_stranger_finds_no_report(cast):
    with pytest.raises(NotFound):
        report_named("new-customers", cast.actor(cast.stranger))


def test_groups_are_named_and_add_up_to_the_total(cast):
    by = cast.actor(cast.manager)
    found = answer(asked(by, by="owner", measures="customers"), by=by)
    assert {row.label for row in found.rows} == {"周敏", "李涛", "陈刚"}
    assert sum(figures[0] for figures in found.row_totals.values()) == found.total[0] == 3


def test_a_figure_opens_exactly_the_rows_that_it_counts(cast):
    by = cast.actor(cast.manager)
    asked_for = asked(by, by="owner", split="month", measures="customers")
    found = answer(asked_for, by=by)
    for (row, split), figures in found.cells.items():
        opened = asked_for.opened((("owner", row), ("month", split)), found.measures[0])
        rows = rows_wished(opened.report.of, by, Wish(narrow=lambda some, opened=opened: narrowed(opened, some)))
        assert rows.count() == figures[0]


def test_a_hidden_field_can_be_neither_measured_nor_grouped_by(cast, monkeypatch):
    by = cast.actor(cast.zhou)
    report = report_named("new-customers", by)
    hidden = {name: field for name, field in report.of.readable(by).items() if name not in ("credit_limit", "level")}
    monkeypatch.setattr(type(report.of), "readable", lambda self, by: hidden if self is report.of else {})
    assert "credit" not in report.measures_for(by)
    assert "level" not in report.dimensions_for(by)
    with pytest.raises(Refused):
        question(report, {"by": "level"}, TODAY, by=by)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("this_month", date(2026, 11, 1), date(2026, 11, 30)),
        ("last_month", date(2026, 10, 1), date(2026, 10, 31)),
        ("this_quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("last_quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("last_year", date(2025, 1, 1), date(2025, 12, 31)),
        ("twelve_months", date(2025, 12, 1), date(2026, 11, 30)),
    ],
)
def test_periods_are_whole_months(name, first, last):
    assert period_named(name, TODAY)[1:] == (first, last)


@pytest.mark.parametrize("words", [{"by": "nothing"}, {"period": "never"}, {"from": "x"}, {"measures": "soul"}])
def test_what_a_report_does_not_have_is_refused_in_words(cast, words):
    with pytest.raises(Refused):
        asked(cast.actor(cast.manager), **words)
