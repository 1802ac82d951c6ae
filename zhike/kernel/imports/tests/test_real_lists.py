"""Lists that real people made come in as they were meant."""

from __future__ import annotations

import csv
import io
import json

from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.fields.parsing import is_placeholder
from zhike.kernel.imports.models import Reject
from zhike.kernel.imports.tests.steps import brought, brought_text, checked, ran
from zhike.kernel.people.models import Department, Employee
from zhike.kernel.refusals import Refused
from zhike.kernel.testing import Cast, shared_data

A_SHARES = ("a_share_listed_companies", "A股列表.xlsx")
SHANGHAI = ("a_share_listed_companies", "GPLIST.xls")
SHANGHAI_MAPPING = {
    "A股代码": "number",
    "扩位证券简称": "name",
    "证券简称": "short_name",
    "公司英文全称": "english_name",
}
MAVEN = ("maven_crm_sales_opportunities", "CRM+Sales+Opportunities")
LEADS = ("x_education_leads", "Lead Scoring.csv.gz")


def test_both_exchanges_lists_give_4571_companies_with_their_regions(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    shenzhen = brought(shared_data(*A_SHARES), "customers", by)
    assert shenzhen.mapping["公司全称"] == "name"
    assert {header for header, name in shenzhen.mapping.items() if name == "region"} == {"省份", "城市"}
    before = Customer.objects.count()
    assert checked(shenzhen, by) == ran(shenzhen, by) == {"new": 2875}
    shanghai = brought(shared_data(*SHANGHAI), "customers", by, mapping=SHANGHAI_MAPPING)
    assert checked(shanghai, by) == ran(shanghai, by) == {"new": 1696}
    assert Customer.objects.count() - before == 4571
    vanke = Customer.objects.get(number="000002")
    assert (vanke.name, vanke.region_id, vanke.owner_id) == ("万科企业股份有限公司", "440300", cast.administrator.pk)
    assert vanke.industry is not None
    assert vanke.industry.label == "房地产"
    assert Customer.objects.filter(number__gt="000", number__lt="400", region=None).count() == 0


def test_maven_accounts_find_their_parents_wherever_these_stand_in_the_file(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    importing = brought(shared_data(*MAVEN, "accounts.csv"), "customers", by)
    assert importing.mapping == {
        "account": "name", "sector": "industry", "employees": "scale", "subsidiary_of": "parent",
    }  # fmt: skip
    assert checked(importing, by) == ran(importing, by) == {"new": 85}
    assert Customer.objects.exclude(parent=None).count() == 15
    assert Customer.objects.get(name="Codehow").parent.name == "Acme Corporation"
    acme = Customer.objects.get(name="Acme Corporation")
    assert (acme.industry.label, acme.scale.code) == ("technolgy", "1000+")


def test_maven_sales_teams_become_departments_and_their_members(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    teams = shared_data(*MAVEN, "sales_teams.csv")
    offices = brought(teams, "departments", by, mapping={"regional_office": "name"})
    assert ran(offices, by) == {"new": 3, "duplicate": 32}
    assert set(Department.objects.filter(name__in=["Central", "East", "West"]).values_list("name", flat=True))
    # The list lacks names to sign in with, and its managers stand in a column of their own: both are added.
    rows = list(csv.DictReader(teams.read_text().splitlines()))
    managers = dict.fromkeys((row["manager"], row["regional_office"]) for row in rows)
    listed = [
        *((name, office, "") for name, office in managers),
        *((row["sales_agent"], row["regional_office"], row["manager"]) for row in rows),
    ]
    lines = [
        "姓名,登录名,部门,直属上级",
        *(f"{name},{name.replace(' ', '.').lower()},{office},{boss}" for name, office, boss in listed),
    ]
    people = brought_text("\n".join(lines), "employees", by)
    assert people.mapping == {"姓名": "name", "登录名": "username", "部门": "department", "直属上级": "superior"}
    out = ran(people, by)
    assert out == {"new": 35 + 6}
    anna = Employee.objects.get(name="Anna Snelling")
    assert (anna.department.name, anna.superior.name) == ("Central", "Dustin Brinkmann")


def test_the_338_broken_rows_among_the_education_leads_are_explained(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    mapping = {
        "Prospect ID": "name",
        "What is your current occupation": "post",
        "Specialization": "unit",
        "Tags": "remarks",
    }
    importing = brought(shared_data(*LEADS), "contacts", by, mapping=mapping, alike=0)
    assert importing.total == 9240
    assert checked(importing, by) == ran(importing, by) == {"new": 9240 - 338, "wrong": 338}
    assert set(Reject.objects.values_list("code", flat=True)) == {"double_encoded"}
    assert not Contact.objects.filter(unit="Select").exists()
    healed = brought(shared_data(*LEADS), "contacts", by, mapping=mapping, alike=0, heal=True)
    assert ran(healed, by) == {"new": 9240}


def test_a_tab_separated_campaign_list_that_calls_itself_csv_is_read(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    source = shared_data("customer_personality_campaign", "marketing_campaign.csv")
    importing = brought(source, "customers", by, mapping={"ID": "name", "Dt_Customer": "registered_on"}, alike=0)
    assert ran(importing, by) == {"new": 2240}
    first = Customer.objects.get(name="5524")
    assert first.registered_on.isoformat() == "2012-09-04"  # 21-08-2013 further down says that the day comes first


def test_most_duplicates_of_the_febrl_set_are_seen_and_hardly_an_original_is(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    mapping = {
        "given_name": "name",
        "surname": "name",
        "date_of_birth": "birthday",
        "address_1": "address",
        "suburb": "address",
    }
    importing = brought(shared_data("febrl_dedupe", "dataset1.csv"), "contacts", by, mapping=mapping)
    plan = checked(importing, by)
    counts = ran(importing, by)
    assert counts == plan
    # 500 originals and one duplicate of each; some lack the name or have an impossible birthday.
    assert counts["new"] + counts["duplicate"] + counts.get("wrong", 0) == 1000
    assert counts["duplicate"] >= 380
    pairs = Reject.objects.filter(code="duplicate")
    ids = [one.cells[0] for one in pairs]
    assert len({name.split("-")[1] for name in ids}) >= 0.98 * len(ids)


def test_a_second_restaurant_guide_brings_in_what_the_first_lacks(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    mapping = {"name": "name", "addr": "street", "phone": "main_phone"}
    first = brought(shared_data("er_raw_tables", "restaurants", "fodors.csv"), "customers", by, mapping=mapping)
    ran(first, by)
    second = brought(shared_data("er_raw_tables", "restaurants", "zagats.csv"), "customers", by, mapping=mapping)
    counts = ran(second, by)
    # 112 restaurants stand in both guides; the guides themselves list a few twice.
    assert 100 <= counts["duplicate"] <= 125


def test_cards_of_many_programs_become_contacts(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    cards = sorted(shared_data("vcard_ical_calcard").rglob("*.vcf"))
    assert len(cards) == 78
    made = 0
    for card in cards:
        try:
            importing = brought(
                card,
                "contacts",
                by,
                duplicates="create",
                mapping={"name": "name", "email": "email", "mobile": "mobile", "note": "remarks"},
            )
        except Refused:
            continue
        made += ran(importing, by).get("new", 0)
    assert Contact.objects.count() == made >= 60


def test_naughty_strings_come_in_as_they_are_or_are_explained(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    strings = json.loads(shared_data("naughty_strings", "blns.json").read_text("utf-8"))
    sheet = io.StringIO()
    csv.writer(sheet).writerows([["客户名称", "备注"], *([f"淘气{place}号", one] for place, one in enumerate(strings))])
    importing = brought_text(sheet.getvalue(), "customers", by, duplicates="create", alike=0)
    plan = checked(importing, by)
    assert ran(importing, by) == plan
    assert plan["new"] + plan.get("wrong", 0) == len(strings)
    kept = dict(Customer.objects.filter(name__startswith="淘气").values_list("name", "remarks"))
    harmless = {f"淘气{place}号": one for place, one in enumerate(strings) if one.isprintable() and one == one.strip()}
    changed = {name for name, one in harmless.items() if name in kept and kept[name] not in (one, "")}
    assert changed == set()
    emptied = {harmless[name] for name in harmless if kept.get(name) == ""}
    assert all(is_placeholder(one) or not one for one in emptied)
    assert set(Reject.objects.values_list("code", flat=True)) <= {"bad_bytes", "too_long"}


def test_hostile_workbooks_are_refused_in_words_and_in_time(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    hostile = [
        path
        for path in shared_data("xlsx_calamine").rglob("*")
        if path.name.startswith("OOM_") or path.name == "issue_594_dos.ods"
    ]
    assert hostile
    for source in hostile:
        try:
            rows = brought(source, "customers", by).total
        except Refused as refused:
            rows, words = 0, refused.message
            print(source.name, words)
        assert rows < 1_100_000
