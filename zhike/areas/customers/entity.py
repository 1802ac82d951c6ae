"""How people meet customers and contacts."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.areas.customers import dictionaries  # noqa: F401  (declares the choice lists)
from zhike.areas.customers.card import FIGURES, WARNINGS
from zhike.areas.customers.influence.insights import INFLUENCE_TAB, ORG_CHART, influence_figure, key_contacts
from zhike.areas.customers.models import Contact, Customer
from zhike.areas.customers.preparing import complete_contact, complete_customer
from zhike.areas.organisation.entity import EmployeeEntity
from zhike.kernel.access.powers import declare_power
from zhike.kernel.duplicates.scoring import Match
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import (
    Access,
    Card,
    Column,
    Figure,
    Importing,
    Numbering,
    Related,
    Search,
    Section,
    StandardView,
)  # fmt: skip
from zhike.kernel.entity.registry import register
from zhike.kernel.people.work import declare_work
from zhike.kernel.tags.actions import declare_tagging

SEE_PHONES = declare_power("customers.see_phones", _("See phone numbers unmasked"))
NOT_FROZEN = {"field": "frozen_at", "op": "empty"}


@register
class CustomerEntity(Entity):
    """A company or a person we sell to."""

    model = Customer
    key, icon, area = "customers", "building-2", "customers"
    access = Access(
        owner="owner", department="department", level="security_level",
        read_only=Q(frozen_at__isnull=False), read_only_reason=_("This customer is frozen."),
        thaws=frozenset({"unfreeze"}),
    )  # fmt: skip
    guarded = True
    columns = [
        Column("name", link=True), Column("level"), Column("industry"), Column("region"), Column("owner"),
        Column("main_phone"), Column("status"), Column("last_contact_at"), Column("tags"),
        Column("number", hidden=True), Column("credit_limit", hidden=True, total=True), Column("type", hidden=True),
        Column("source", hidden=True), Column("scale", hidden=True), Column("created_at", hidden=True),
        Column("department", hidden=True), Column("credit_grade", hidden=True), Column("mnemonic", hidden=True),
    ]  # fmt: skip
    filters = [
        "level", "industry", "region", "owner", "department", "status", "type", "source", "scale", "tags",
        "last_contact_at", "created_at", "credit_grade", "credit_limit", "vip", "kind", "name", "number", "tax_number",
        "main_phone", "email", "street", "security_level", "parent", "frozen_at",
    ]  # fmt: skip
    search = Search(
        title="name",
        also=("number", "mnemonic", "short_name", "english_name", "tax_number", "main_phone", "finance_phone", "email"),
        subtitle=("number", "region", "owner"),
    )
    form = [
        Section(_("Basics"), "name", "kind", "level", "type", "status", "industry", "main_phone", "owner"),
        Section(_("Address"), "region", "street", "postcode", "email", "home_page"),
        Section(
            _("Business"), "short_name", "english_name", "scale", "source", "parent", "main_products", "registered_on",
            "vip", "tags", "remarks", folded=True,
        ),
        Section(_("Credit"), "tax_number", "credit_grade", "credit_limit", "finance_phone", folded=True),
        Section(_("System"), "number", "mnemonic", "security_level", "department", folded=True),
    ]  # fmt: skip
    card = Card(
        timeline=True, header=("number", "region", "main_phone", "owner"), badges=("level", "status"),
        tabs=(
            Related(
                "contacts", "customer",
                columns=("name", "post", "decision_role", "mobile", "email", "last_contact_at"),
            ),
            Related("customers", "parent", label=_("Subsidiaries")),
        ),
        aside=(Related(
            "contacts", "customer", _("Key contacts"), rows=key_contacts,
        ),),
        insights=(ORG_CHART,), primary=("log_activity", "transfer"), figures=FIGURES, warnings=WARNINGS,
    )  # fmt: skip
    views = [
        StandardView("mine", _("My customers"), {"and": [{"field": "owner", "op": "me"}, NOT_FROZEN]}),
        StandardView("active", _("Active"), {"and": [NOT_FROZEN]}),
        StandardView("gold", _("Gold members"), {"and": [{"field": "vip", "op": "eq", "value": True}, NOT_FROZEN]}),
        StandardView("silent", _("Not contacted for 7 days"), {"and": [NOT_FROZEN, {"or": [
            {"field": "last_contact_at", "op": "older_days", "value": 7}, {"field": "last_contact_at", "op": "empty"},
        ]}]}, sort="last_contact_at"),
        StandardView("frozen", _("Frozen"), {"and": [{"field": "frozen_at", "op": "filled"}]}),
        StandardView("all", _("All")),
    ]  # fmt: skip
    kanban = ["status", "level"]
    kanban_shows = ["region", "owner", "last_contact_at", "main_phone"]
    default_sort = "-last_contact_at"
    masked = {"main_phone": SEE_PHONES, "finance_phone": SEE_PHONES}
    system_fields = frozenset({"owner", "department"})
    hidden_fields = frozenset({"merged_into"})
    numbering = Numbering("number", "KH-{year}-{sequence:6}")
    importing = Importing(
        match_on=("number", "tax_number", "name"),
        synonyms={
            "name": ("company",),
            "main_phone": ("phone", "mobile"),
            "street": ("address", "street"),
            "department": ("owner_department",),
            "main_products": ("products",),
            "registered_on": ("registered_on",),
        },
        create_references=frozenset({"industry", "type", "source"}),
    )
    duplicates = [
        Match("name", "company_name"), Match("tax_number", "tax_number"),
        Match("main_phone", "phone", also=("finance_phone",)), Match("email", "email"), Match("street", "address"),
    ]  # fmt: skip
    prepare = [complete_customer]


@register
class ContactEntity(Entity):
    """A person whom we talk to."""

    model = Contact
    key, icon, area = "contacts", "contact", "customers"
    access = Access(owner="owner", department="department", through="customer")
    columns = [
        Column("name", link=True), Column("customer"), Column("post"), Column("decision_role"), Column("mobile"),
        Column("office_phone"), Column("email"), Column("owner"), Column("last_contact_at"), Column("tags"),
        Column("contact_class", hidden=True), Column("unit", hidden=True), Column("birthday", hidden=True),
        Column("created_at", hidden=True), Column("department", hidden=True),
    ]  # fmt: skip
    filters = [
        "customer", "contact_class", "decision_role", "owner", "department", "tags", "sex", "birthday", "post", "unit",
        "last_contact_at", "created_at", "name", "mobile", "email",
    ]  # fmt: skip
    search = Search(
        title="name", also=("mobile", "office_phone", "home_phone", "email"), subtitle=("customer", "post", "mobile"),
        person=True,
    )  # fmt: skip
    form = [
        Section(_("Basics"), "name", "customer", "sex", "unit", "post", "mobile", "office_phone", "email"),
        Section(_("Part in the decision"), "contact_class", "decision_role", "decision_weight", "superior"),
        Section(
            _("Personal"), "birthday", "birthday_calendar", "home_phone", "fax", "address", "hobbies", "tags",
            "remarks", folded=True,
        ),
        Section(_("System"), "owner", "department", folded=True),
    ]  # fmt: skip
    card = Card(timeline=True, header=("customer", "post", "mobile", "owner"), badges=("decision_role",),
                figures=(Figure(_("Influence"), influence_figure),), insights=(INFLUENCE_TAB,),
                tabs=(Related("contacts", "superior", label=_("Reports")),))  # fmt: skip
    views = [
        StandardView("mine", _("My contacts"), {"and": [{"field": "owner", "op": "me"}]}),
        StandardView("all", _("All")),
    ]
    kanban = ["decision_role", "contact_class"]
    kanban_shows = ["customer", "post", "mobile", "owner"]
    default_sort = "-id"
    masked = {"mobile": SEE_PHONES, "office_phone": SEE_PHONES, "home_phone": SEE_PHONES, "fax": SEE_PHONES}
    importing = Importing(
        match_on=("email", "mobile"),
        synonyms={
            "name": ("person",),
            "customer": ("company",),
            "unit": ("department",),
            "post": ("title",),
            "mobile": ("mobile", "phone"),
            "department": ("owner_department",),
        },
    )
    duplicates = [
        Match("name", "person_name"), Match("mobile", "phone", also=("office_phone", "home_phone")),
        Match("email", "email"), Match("birthday", "date"), Match("address", "address"), Match("customer", "exact"),
    ]  # fmt: skip
    prepare = [complete_contact]


declare_tagging(Customer)
declare_tagging(Contact)


extend(EmployeeEntity, tabs=[Related("customers", "owner"), Related("contacts", "owner")])
declare_work(Customer)
declare_work(Contact)
