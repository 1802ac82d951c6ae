"""The pages of money, and the same by REST: what they say, and to whom they are closed."""

from __future__ import annotations

import pytest

from tests.contracts.doors import Pages, Programs
from tests.contracts.posted import cash_entry
from zhike.areas.finance.tests.test_open_items import owe
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


def test_a_seller_reads_the_statement_of_her_customer_and_no_other(cast: Cast) -> None:
    own, other = cast.customer_of(cast.zhou), cast.customer_of(cast.li)
    owe(own.pk, "1234.50", "FP-8001")
    owe(other.pk, "99")
    pages, program = Pages(cast.zhou), Programs(cast, cast.zhou)
    page = pages.get(f"/money/customers/{own.pk}", since="2026-03-01", until="2026-03-31")
    assert "1,234.50" in page.content.decode()
    told = program.get(f"/customers/{own.pk}/statement", since="2026-03-01", until="2026-03-31").json()
    assert [(one["opening"], one["closing"]) for one in told["items"]] == [("0", "1234.50")]
    assert told["ageing"]["net"] == "1234.50"
    for path in (f"/money/customers/{other.pk}", "/money/reconciliation", "/money/cash/1/day"):
        assert pages.get(path).status_code == 404
    assert program.get(f"/customers/{other.pk}/statement").status_code == 404
    assert program.get("/reconciliation").status_code == 403


def test_the_ageing_lists_whom_one_sees(cast: Cast) -> None:
    own, other = cast.customer_of(cast.zhou), cast.customer_of(cast.li)
    owe(own.pk, "70")
    owe(other.pk, "30")
    seen = Pages(cast.zhou).get("/money").content.decode()
    assert own.name in seen
    assert other.name not in seen
    assert Programs(cast, cast.zhou).get("/ageing").json()["whole"]["net"] == "70.00"
    assert Programs(cast, cast.administrator).get("/ageing").json()["whole"]["net"] == "100.00"
    service = cast.person("fu", cast.office, "service")
    assert Pages(service).get("/money").status_code == 404
    assert Programs(cast, service).get("/ageing").status_code == 403


def test_the_sheet_of_a_day_shows_opening_movements_and_closing(cast: Cast) -> None:
    wang = cast.person("wang", cast.office, "bookkeeper")
    till = cash_entry(cast, cast.zhou).account
    page = Pages(wang).get(f"/money/cash/{till.pk}/day", day="2026-03-05").content.decode()
    assert "零售" in page
    assert page.count("5.00") >= 3
    assert Pages(wang).get(f"/money/cash/{till.pk}/day", day="nonsense").status_code == 200


def test_whoever_may_reconciles_by_page_and_by_program(cast: Cast) -> None:
    wang = cast.person("wang", cast.office, "bookkeeper")
    owe(cast.customer_of(cast.zhou).pk, "70")
    assert "分文不差" in Pages(wang).get("/money/reconciliation").content.decode()
    told = Programs(cast, wang).get("/reconciliation").json()
    assert told["well"] is True
    assert len(told["items"]) >= 9
