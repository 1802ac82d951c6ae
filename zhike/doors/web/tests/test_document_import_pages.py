"""A flat file of invoices through the pages, by REST and on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhike.areas.billing.models import Invoice, InvoiceState
from zhike.areas.orders.tests.scene import a_product
from zhike.doors.command.commands import export as export_command
from zhike.doors.command.commands import import_ as import_command
from zhike.doors.web.tests.test_import_pages import Form, signed_in
from zhike.kernel.imports.models import Import, ImportState
from zhike.kernel.imports.service import run_now
from zhike.kernel.people.models import Grant, Role
from zhike.kernel.testing.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(cast: Cast) -> str:
    """Two invoices with three lines, and one whose second row contradicts its first."""
    product, customer = a_product(cast, in_stock=0).number, cast.customer_of(cast.zhou).name
    return "\n".join([
        "InvoiceNo,CustomerID,InvoiceDate,StockCode,Quantity,UnitPrice",
        f"7001,{customer},2026-03-02,{product},2,10.5",
        f"7001,{customer},2026-03-02,{product},1,3",
        f"C7002,{customer},2026-03-03,{product},-1,3",
        f"7003,{customer},2026-03-03,{product},1,3",
        f"7003,{customer},2026-03-04,{product},1,3",
    ])  # fmt: skip


def brought(client: Client, file: str) -> Import:
    sent = SimpleUploadedFile("retail.csv", file.encode(), "text/csv")
    client.post("/imports/new", {"entity": "invoices", "file": sent, "duplicates": "skip"})
    return Import.objects.latest("pk")


def test_the_mapping_offers_the_fields_of_lines_and_the_plan_counts_documents(cast: Cast, file: str) -> None:
    client = signed_in(cast.administrator)
    importing = brought(client, file)
    page = client.get(f"/imports/{importing.pk}").content.decode()
    assert "Lines › Product" in page
    assert "Rows that say the same in “InvoiceNo” become one document" in page
    form = Form(page).values
    assert [form[f"column_{place}"] for place in range(6)] == [
        "number", "customer", "dated", "lines.product", "lines.quantity", "lines.price",
    ]  # fmt: skip
    assert "Issue the invoices at once" in page
    assert "finish" not in form
    client.post(f"/imports/{importing.pk}/mapping", form | {"do": "check", "finish": "on"})
    importing.refresh_from_db()
    assert importing.options["finish"] is True
    page = client.get(f"/imports/{importing.pk}").content.decode()
    assert "Bring in 2 new" in page
    assert "3 rows" in page
    assert "This line says “2026-03-04”" in page
    run_now(importing, by=cast.actor(cast.administrator))
    assert "2 rows" in client.get(f"/imports/{importing.pk}").content.decode()
    assert set(Invoice.objects.values_list("number", "state")) == {("7001", "issued"), ("C7002", "issued")}


def test_who_may_not_issue_invoices_is_not_offered_it_and_can_not_do_it(cast: Cast, file: str) -> None:
    clerk = Role.objects.create(name="开票员", powers=["invoices.import"])
    for entity, verb in (("invoices", "view"), ("invoices", "create"), ("invoices", "change"), ("customers", "view")):
        Grant.objects.create(role=clerk, entity=entity, verb=verb, scope="all")
    Grant.objects.create(role=clerk, entity="products", verb="view", scope="all")
    cast.li.roles = [clerk.pk]
    cast.li.save(update_fields=["roles"])
    client = signed_in(cast.li)
    importing = brought(client, file)
    page = client.get(f"/imports/{importing.pk}").content.decode()
    assert "Lines › Product" in page
    assert "Issue the invoices at once" not in page
    form = Form(page).values
    client.post(f"/imports/{importing.pk}/mapping", form | {"do": "check", "finish": "on"})
    importing.refresh_from_db()
    assert not importing.plan
    assert not Invoice.objects.exists()


def test_the_export_dialog_offers_a_row_for_each_line(cast: Cast, file: str) -> None:
    client = signed_in(cast.administrator)
    run_now(_mapped(brought(client, file)), by=cast.actor(cast.administrator))
    address = "/invoices/actions/export"
    assert "All, with a row for each of: Lines" in client.get(f"{address}?all=1").content.decode()
    sent = client.post(address, {"all": "1", "format": "csv", "columns": "all:lines"})
    head, *rows = b"".join(sent.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert "Lines › Product" in head
    assert len(rows) == 3


def _mapped(importing: Import) -> Import:
    importing.state = ImportState.READY
    importing.save(update_fields=["state"])
    return importing


def test_the_command_brings_documents_in_and_takes_them_out(cast: Cast, file: str, tmp_path: Path) -> None:
    source, target = tmp_path / "retail.csv", tmp_path / "out.csv"
    source.write_text(file, encoding="utf-8")
    done = import_command.run(_options(import_command, "invoices", str(source), "--finish", "--json"))
    assert (done.data["new"], done.data["documents_new"], done.data["documents_wrong"]) == (3, 2, 1)
    assert "2 documents" in done.text
    assert Invoice.objects.filter(state=InvoiceState.ISSUED).count() == 2
    export_command.run(_options(export_command, "invoices", "-o", str(target), "--lines"))
    head, *rows = target.read_text("utf-8-sig").splitlines()
    assert "明细 › 产品" in head
    assert len(rows) == 3


def _options(command: object, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    command.arguments(parser)  # type: ignore[attr-defined]
    return parser.parse_args(words)
