"""A whole import can be taken back, and leaves no trace but in the history."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import update
from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.imports import service
from zhike.kernel.imports.tests.steps import brought_text, ran
from zhike.kernel.jobs.running import run_job
from zhike.kernel.notifications.models import Notification
from zhike.kernel.search.finding import find
from zhike.kernel.search.models import SearchDocument
from zhike.kernel.tags.models import Tag
from zhike.kernel.testing import Cast

LEFT_OUT = {"updated_at", "revision"}


def book() -> dict[str, Any]:
    """All that an import writes, but for what counts changes."""
    return {
        "customers": [
            {k: v for k, v in row.items() if k not in LEFT_OUT} for row in Customer.objects.order_by("id").values()
        ],
        "choices": list(Choice.objects.order_by("id").values_list("id", "label")),
        "tags": list(Tag.objects.order_by("id").values_list("id", "name")),
        "documents": sorted(SearchDocument.objects.values_list("entity", "record_id", "tokens")),
    }


def listed(rows: int) -> str:
    lines = ["客户名称,电话,行业,标签"]
    lines += [
        f"远航{place}号机械有限公司,0512-6700{place:04d},{'航天' if place % 3 else '化工'},重点{place % 4}"
        for place in range(rows)
    ]
    return "\n".join(lines)


def test_undoing_an_import_of_new_and_changed_customers_restores_the_book_exactly(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    cast.customer("远航3号机械有限公司", cast.zhou)
    cast.customer("远航70号机械有限公司", cast.li, main_phone="021-55550000")
    before = book()
    importing = brought_text(listed(120), "customers", by, duplicates="update")
    assert ran(importing, by) == {"new": 118, "changed": 2}
    assert Choice.objects.filter(label="航天").exists()
    outcome = service.undo(importing, by=by)
    assert list(outcome.skipped) == []
    assert book() == before
    assert service.import_named(importing.pk, by=by).state == "undone"


def test_what_was_changed_or_built_upon_since_stays_and_is_said(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    importing = brought_text(listed(60), "customers", by)
    ran(importing, by)
    changed, held = Customer.objects.get(name="远航7号机械有限公司"), Customer.objects.get(name="远航9号机械有限公司")
    update(Chosen.of(changed, by=by), {"remarks": "已签合同"}, by=by)
    Contact.objects.create(name="王芳", customer=held)
    outcome = service.undo(importing, by=by)
    assert {skip.id for skip in outcome.skipped} >= {changed.pk, held.pk}
    assert set(Customer.objects.filter(name__startswith="远航").values_list("pk", flat=True)) == {changed.pk, held.pk}
    assert not find("0512-67000011", by=by)


def test_a_large_import_is_taken_back_by_a_job(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "UNDONE_AT_ONCE_UP_TO", 10)
    by = cast.actor(cast.administrator)
    before = book()
    importing = brought_text(listed(60), "customers", by)
    ran(importing, by)
    outcome = service.undo(importing, by=by)
    assert (outcome.done, importing.state) == (0, "running")
    run_job(importing.job_id)
    assert service.import_named(importing.pk, by=by).state == "undone"
    assert book() == before
    told = Notification.objects.get(employee=cast.administrator)
    assert told.values["done"] == 60 + 1 + 4  # customers, an industry, tags


def test_a_seller_can_undo_her_own_import_and_nobody_elses(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    importing = brought_text(
        "客户名称\n" + "\n".join(f"周氏{place}食品有限公司" for place in range(40)), "customers", by
    )
    assert ran(importing, by) == {"new": 40}
    with pytest.raises(Exception, match=r"."):
        service.import_named(importing.pk, by=cast.actor(cast.li))
    service.undo(importing, by=by)
    assert not Customer.objects.filter(name__startswith="周氏").exists()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    known=st.sets(st.integers(0, 39), max_size=12),
    phones=st.lists(st.sampled_from(["", "0512-67001234", "-", "021-55556666"]), min_size=40, max_size=40),
    levels=st.lists(st.sampled_from(["", "A", "C", "NULL"]), min_size=40, max_size=40),
)
def test_any_import_is_undone_exactly(cast: Cast, known: set[int], phones: list[str], levels: list[str]) -> None:
    by = cast.actor(cast.administrator)
    with transaction.atomic():
        for place in known:
            cast.customer(f"金桥{place}号建材有限公司", cast.zhou, main_phone="010-12345678" if place % 2 else "")
        before = book()
        rows = [f"金桥{place}号建材有限公司,{phones[place]},{levels[place]}" for place in range(40)]
        importing = brought_text(
            "\n".join(["客户名称,电话,级别", *rows, *rows[:5]]), "customers", by, duplicates="update"
        )
        ran(importing, by)
        outcome = service.undo(importing, by=by)
        assert list(outcome.skipped) == []
        assert book() == before
        transaction.set_rollback(True)
