"""How people meet departments, colleagues, roles and the set-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.organisation import letterhead  # noqa: F401  (declares who writes our documents)
from zhike.areas.organisation.departments import complete_department, guard_department
from zhike.areas.organisation.employees import complete_employee, guard_employee
from zhike.areas.organisation.models import Company, Parameters
from zhike.areas.organisation.role_history import PARTS
from zhike.areas.organisation.roles import guard_role
from zhike.areas.organisation.setup import (
    complete_choice,
    complete_company,
    complete_parameters,
    complete_pattern,
    complete_tag,
    guard_choice,
    guard_tag,
)
from zhike.kernel.access.powers import PEOPLE, SETTINGS
from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Access, Card, Column, Importing, Related, Search, Section, StandardView
from zhike.kernel.entity.registry import register
from zhike.kernel.numbering.models import NumberPattern
from zhike.kernel.people.models import Department, Employee, Role
from zhike.kernel.tags.models import Tag


@register
class DepartmentEntity(Entity):
    """A unit of the company."""

    model = Department
    key, icon, area, in_rail = "departments", "network", "organisation", False
    access = Access(department="id", power=PEOPLE)
    columns = [
        Column("name", link=True),
        Column("kind"),
        Column("code"),
        Column("parent"),
        Column("head"),
        Column("phone"),
        Column("address", hidden=True),
        Column("position", hidden=True),
    ]
    filters = ["kind", "parent", "head", "name", "code"]
    search = Search(title="name", also=("code", "phone"), subtitle=("kind", "parent"))
    form = [
        Section(_("Basics"), "name", "kind", "code", "parent", "head"),
        Section(_("Reached at"), "phone", "address", "remarks"),
    ]
    card = Card(
        header=("kind", "parent", "head", "phone"),
        tabs=(
            Related(
                "employees", "department", label=_("Members"), columns=("name", "post", "mobile", "email", "is_active")
            ),
            Related("departments", "parent", label=_("Departments below"), columns=("name", "kind", "head")),
        ),
    )
    default_sort = "name"
    importing = Importing(match_on=("code", "name"))
    prepare = [complete_department]
    guards = [guard_department]
    never_undone = frozenset({"parent_id", "path", "deleted_at"})


@register
class EmployeeEntity(Entity):
    """A colleague."""

    model = Employee
    key, icon, area, in_rail = "employees", "users", "organisation", False
    access = Access(owner="id", department="department", power=PEOPLE)
    columns = [
        Column("name", link=True),
        Column("department"),
        Column("post"),
        Column("mobile"),
        Column("email"),
        Column("superior"),
        Column("on_leave"),
        Column("is_active"),
        Column("username", hidden=True),
        Column("office_phone", hidden=True),
        Column("joined_on", hidden=True),
        Column("leave_until", hidden=True),
        Column("left_on", hidden=True),
        Column("skills", hidden=True),
        Column("roles", hidden=True),
        Column("clearance", hidden=True),
    ]
    filters = [
        "department",
        "roles",
        "is_active",
        "on_leave",
        "superior",
        "post",
        "skills",
        "clearance",
        "joined_on",
        "left_on",
        "name",
        "username",
        "mobile",
        "email",
    ]
    search = Search(
        title="name", also=("username", "mobile", "office_phone", "email"), subtitle=("department", "post"), person=True
    )
    form = [
        Section(_("Basics"), "name", "username", "department", "post", "superior"),
        Section(_("Reached at"), "mobile", "office_phone", "email"),
        Section(_("More"), "skills", "joined_on", folded=True),
        Section(
            _("Access"),
            "roles",
            "clearance",
            "is_active",
            "on_leave",
            "leave_until",
            "stand_in",
            "left_on",
            folded=True,
        ),
        Section(_("Personal set-up"), "language", "theme", "density", folded=True),
    ]
    card = Card(
        header=("department", "post", "mobile", "superior"),
        badges=("is_active", "on_leave"),
        tabs=(
            Related(
                "employees",
                "superior",
                label=_("Reports to this person"),
                columns=("name", "department", "post", "mobile"),
            ),
        ),
        primary=("give_roles", "leave"),
    )
    views = [
        StandardView("here", _("Working here"), {"and": [{"field": "left_on", "op": "empty"}]}),
        StandardView("away", _("On leave"), {"and": [{"field": "on_leave", "op": "eq", "value": True}]}),
        StandardView("left", _("Left"), {"and": [{"field": "left_on", "op": "filled"}]}),
        StandardView("all", _("All")),
    ]
    default_sort = "name"
    system_fields = frozenset(
        {
            "roles",
            "clearance",
            "is_active",
            "on_leave",
            "leave_until",
            "stand_in",
            "left_on",
            "language",
            "theme",
            "density",
        }
    )
    hidden_fields = frozenset({"must_change_password"})
    importing = Importing(match_on=("username", "mobile", "email"))
    prepare = [complete_employee]
    guards = [guard_employee]
    never_undone = frozenset(
        {
            "username",
            "department_id",
            "roles",
            "clearance",
            "is_active",
            "left_on",
            "on_leave",
            "leave_until",
            "stand_in_id",
            "deleted_at",
        }
    )


@register
class RoleEntity(Entity):
    """A bundle of rights; what it allows is written on its own page."""

    model = Role
    key, icon, area, in_rail = "roles", "shield-check", "organisation", False
    access = Access(power=PEOPLE)
    columns = [Column("name", link=True), Column("description")]
    search = Search(title="name", also=("description",))
    form = [Section(_("Basics"), "name", "description")]
    default_sort = "name"
    system_fields = frozenset({"powers", "areas"})
    guards = [guard_role]
    parts = PARTS
    never_undone = frozenset({"powers", "areas", "deleted_at"})


@register
class CompanyEntity(Entity):
    """The profile of the company itself: one row."""

    model = Company
    key, icon, area, in_rail = "company", "landmark", "organisation", False
    access = Access(power=SETTINGS)
    columns = [Column("name", link=True), Column("tax_number"), Column("region"), Column("phone"), Column("currency")]
    form = [
        Section(_("Basics"), "name", "english_name", "tax_number"),
        Section(_("Reached at"), "region", "street", "postcode", "phone", "email", "home_page"),
        Section(_("Money and time"), "currency", "fiscal_year_starts", "time_zone", "locale"),
    ]
    system_fields = frozenset({"logo"})
    default_sort = "id"
    prepare = [complete_company]
    verbs = ("view", "change")


@register
class ParametersEntity(Entity):
    """How the system behaves where companies differ: one row."""

    model = Parameters
    key, icon, area, in_rail = "parameters", "sliders-horizontal", "organisation", False
    access = Access(power=SETTINGS)
    columns = [Column("administrator_email", link=True), Column("receivable_days"), Column("updated_at")]
    form = [
        Section(_("Notice"), "administrator_email", "receivable_days", "birthday_days", "contract_days"),
        Section(_("Decimal places"), "contract_places", "order_places", "quote_places", "product_places"),
        Section(
            _("Limits"), "quote_discount", "quote_margin", "contract_discount", "contract_worth", "order_discount",
            "order_margin",
        ),
        Section(_("Commissions"), "commission_basis", "commission_from"),
    ]  # fmt: skip
    default_sort = "id"
    prepare = [complete_parameters]
    verbs = ("view", "change")

    def title_of(self, record: Parameters) -> str:  # type: ignore[override]
        """What the page is called."""
        return str(record)


@register
class ChoiceEntity(Entity):
    """An entry of a dictionary."""

    model = Choice
    key, icon, area, in_rail = "choices", "list", "organisation", False
    access = Access(power=SETTINGS)
    columns = [
        Column("label", link=True),
        Column("label_en"),
        Column("dictionary"),
        Column("code"),
        Column("colour"),
        Column("position"),
        Column("is_default"),
        Column("retired"),
    ]
    filters = ["dictionary", "label", "label_en", "code", "retired", "is_default"]
    search = Search(title="label", also=("label_en", "code"), subtitle=("dictionary",))
    form = [
        Section(_("Basics"), "dictionary", "label", "label_en", "code", "colour", "position", "is_default", "retired")
    ]
    default_sort = "position"
    prepare = [complete_choice]
    guards = [guard_choice]


@register
class TagEntity(Entity):
    """A tag that people hang on records."""

    model = Tag
    key, icon, area, in_rail = "tags", "tag", "organisation", False
    access = Access(power=SETTINGS)
    columns = [Column("name", link=True), Column("colour"), Column("retired"), Column("created_at")]
    filters = ["name", "retired", "colour"]
    search = Search(title="name")
    form = [Section(_("Basics"), "name", "colour", "retired")]
    default_sort = "name"
    prepare = [complete_tag]
    guards = [guard_tag]


@register
class NumberPatternEntity(Entity):
    """How the numbers of one kind of record are made."""

    model = NumberPattern
    key, icon, area, in_rail = "number_patterns", "hash", "organisation", False
    access = Access(power=SETTINGS)
    columns = [Column("entity", link=True), Column("pattern"), Column("gapless")]
    form = [Section(_("Basics"), "entity", "pattern", "gapless")]
    default_sort = "id"
    prepare = [complete_pattern]
