"""What a role allows, read and written by a program."""

from __future__ import annotations

from zhike.kernel.people.models import Role


def test_the_sheet_of_a_role_is_read_and_written_whole(cast, admin):
    role = Role.objects.get(pk=cast.zhou.roles[0])
    sheet = admin.get(f"/roles/{role.pk}/rights").json()
    assert {"entity": "customers", "verb": "view", "scope": "own", "departments": []} in sheet["grants"]
    sheet["areas"] = ["customers"]
    sheet["fields"].append({"entity": "customers", "field": "credit_limit", "access": "hidden"})
    answer = admin.put(f"/roles/{role.pk}/rights", sheet)
    assert answer.status_code == 200, answer.json()
    assert admin.get(f"/roles/{role.pk}/rights").json()["areas"] == ["customers"]
    assert admin.post(f"/batches/{answer.json()['batch']}/undo").status_code == 200
    assert admin.get(f"/roles/{role.pk}/rights").json()["areas"] == []


def test_a_right_that_is_none_is_refused_with_its_name(cast, admin):
    role = Role.objects.get(pk=cast.zhou.roles[0])
    sheet = {"powers": ["customers.fly"], "areas": [], "grants": [], "fields": []}
    answer = admin.put(f"/roles/{role.pk}/rights", sheet)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "customers.fly"


def test_a_seller_reads_and_writes_no_rights(cast, zhou):
    sheet = {"powers": [], "areas": [], "grants": [], "fields": []}
    assert zhou.get(f"/roles/{cast.zhou.roles[0]}/rights").status_code == 403
    assert zhou.put(f"/roles/{cast.zhou.roles[0]}/rights", sheet).status_code == 403
