"""A small company for tests: who works where, with the roles that every new system starts with, and a customer each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password

from zhike.kernel.access.actor import Actor, Door
from zhike.kernel.access.presets import preset_role
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.people.models import Department, DepartmentKind, Employee

PASSWORD = "Jade-gate-1949-open"  # noqa: S105  (of people who exist in tests only)


@dataclass
class Cast:
    """The people, their departments and their customers.

    `zhou` sells in the East, `li` in the South; `manager` heads sales above both; `stranger` works in administration
    and has no role. Each of zhou, li and manager owns one customer.
    """

    group: Department
    sales: Department
    east: Department
    south: Department
    office: Department
    administrator: Employee
    manager: Employee
    zhou: Employee
    li: Employee
    stranger: Employee
    customers: dict[int, Any] = field(default_factory=dict)

    def actor(self, person: Employee, door: Door = "web") -> Actor:
        """The person at a door, with the rights of this moment."""
        return Actor.of(Employee.objects.get(pk=person.pk), door=door)

    def customer_of(self, person: Employee) -> Any:
        """The customer that this person owns."""
        return self.customers[person.pk]

    def person(self, username: str, department: Department | None, *roles: str, **card: Any) -> Employee:
        """One more employee, with preset roles by key (`seller`)."""
        made: Employee = Employee.objects.create(
            username=username, name=card.pop("name", username), department=department, password=hashed_password(),
            roles=[preset_role(role).pk for role in roles], **card,
        )  # fmt: skip
        return made

    def customer(self, name: str, owner: Employee, **values: Any) -> Any:
        """One more customer, made by its owner through the action that every door uses."""

        entity = entity_named("customers")
        outcome = create(entity, {"name": name, **values}, by=self.actor(owner))
        return entity.model._default_manager.get(pk=outcome.records[0])


def make_cast() -> Cast:
    """Build the company in the database of the running test."""

    group = _department("华宸集团", None, DepartmentKind.GROUP)
    sales = _department("销售中心", group, DepartmentKind.HEAD_OFFICE)
    east, south = (
        _department("华东分公司", sales, DepartmentKind.BRANCH),
        _department("华南分公司", sales, DepartmentKind.BRANCH),
    )
    office = _department("行政部", group, DepartmentKind.OFFICE)
    cast = Cast(group, sales, east, south, office, *([None] * 5))  # type: ignore[arg-type]  # (filled in below)
    cast.administrator = cast.person("admin", group, "administrator", name="方正", clearance=3)
    cast.manager = cast.person("chen", sales, "sales_manager", name="陈刚", clearance=2)
    cast.zhou = cast.person("zhou", east, "seller", name="周敏", superior=cast.manager)
    cast.li = cast.person("li", south, "seller", name="李涛", superior=cast.manager)
    cast.stranger = cast.person("wu", office, name="吴昊")
    for owner, name in (
        (cast.zhou, "苏州金鸡湖精密机械有限公司"),
        (cast.li, "深圳前海云帆科技有限公司"),
        (cast.manager, "北京中关村智联股份有限公司"),
    ):
        cast.customers[owner.pk] = cast.customer(name, owner)
    return cast


def _department(name: str, parent: Department | None, kind: str) -> Department:

    unit = Department.objects.create(name=name, parent=parent, kind=kind)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


@cache
def hashed_password() -> str:
    """The hash of the password that all of the cast share, made once."""

    return make_password(PASSWORD)
