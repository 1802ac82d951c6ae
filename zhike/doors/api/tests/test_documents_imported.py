"""Documents with lines by REST: a flat file in, a flat file out."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhike.areas.orders.tests.scene import a_product
from zhike.kernel.imports.models import Import
from zhike.kernel.imports.service import run_now

pytestmark = pytest.mark.django_db


def test_orders_come_in_from_a_flat_file_and_leave_as_one(cast, admin):
    product, customer = a_product(cast, in_stock=0).number, cast.customer_of(cast.zhou).name
    rows = [f"A-1,{customer},{product},2", f"A-1,{customer},{product},3", f"A-2,{customer},{product},0"]
    sent = SimpleUploadedFile("orders.csv", "\n".join(["订单号,客户,产品编号,数量", *rows]).encode(), "text/csv")
    plan = admin.client.post("/api/v1/imports", {"entity": "orders", "file": sent}).json()
    assert plan["mapping"]["数量"] == "lines.quantity"
    assert (plan["plan"]["documents_new"], plan["plan"]["documents_wrong"]) == (1, 1)
    run_now(Import.objects.get(pk=plan["id"]), by=cast.actor(cast.administrator, door="import"))
    assert [one["number"] for one in admin.get("/orders").json()["items"]] == ["A-1"]
    assert sorted(one["quantity"] for one in admin.get("/order_lines").json()["items"]) == ["2.0000", "3.0000"]
    taken = admin.post("/exports", {"entity": "orders", "lines": "lines"})
    lines = b"".join(taken.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert admin.post("/exports", {"entity": "orders", "lines": "wheels"}).status_code == 422
    assert admin.post(f"/imports/{plan['id']}/undo").json()["done"] >= 1
    assert admin.get("/orders").json()["count"] == 0
