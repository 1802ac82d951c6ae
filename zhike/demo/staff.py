"""The demo company: a maker and seller of machine tools with three levels of departments and twelve employees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhike.areas.organisation.models import Company
from zhike.kernel.access.presets import fill_new_roles, preset_role
from zhike.kernel.people.models import Department, DepartmentKind, Employee

COMPANY = "钧和装备集团有限公司"

# Key, name, kind, key of the department above.
DEPARTMENTS = (
    ("group", "钧和装备集团", DepartmentKind.GROUP, ""),
    ("sales", "营销中心", DepartmentKind.HEAD_OFFICE, "group"),
    ("service", "服务中心", DepartmentKind.BRANCH, "group"),
    ("finance", "财务部", DepartmentKind.OFFICE, "group"),
    ("east1", "华东一部", DepartmentKind.TEAM, "sales"),
    ("east2", "华东二部", DepartmentKind.TEAM, "sales"),
    ("south", "华南部", DepartmentKind.TEAM, "sales"),
    ("north", "华北部", DepartmentKind.TEAM, "sales"),
    ("desk", "客服组", DepartmentKind.TEAM, "service"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """An employee as the demo book describes one; `superior` is a sign-in name."""

    username: str
    name: str
    department: str
    post: str
    role: str
    superior: str
    mobile: str
    joined: date
    clearance: int = 1


STAFF = (
    Card("chenli", "陈立", "sales", "营销总监", "sales_manager", "", "13901960017", date(2012, 3, 5), 3),
    Card("wanglei", "王磊", "east1", "部门经理", "sales_manager", "chenli", "13806130428", date(2014, 7, 1), 2),
    Card("zhoumin", "周敏", "east1", "客户经理", "seller", "wanglei", "13862155309", date(2018, 4, 16)),
    Card("liuyang", "刘洋", "east1", "客户经理", "seller", "wanglei", "13914026677", date(2021, 9, 6)),
    Card("zhaoqian", "赵倩", "east2", "部门经理", "sales_manager", "chenli", "13705718832", date(2015, 2, 9), 2),
    Card("sunhao", "孙浩", "east2", "客户经理", "seller", "zhaoqian", "15158012346", date(2020, 6, 15)),
    Card("linjiayi", "林嘉怡", "south", "部门经理", "sales_manager", "chenli", "13602560911", date(2013, 10, 8), 2),
    Card("huangzhiqiang", "黄志强", "south", "客户经理", "seller", "linjiayi", "13728840156", date(2019, 3, 11)),
    Card("gaofeng", "高峰", "north", "部门经理", "sales_manager", "chenli", "13501118265", date(2016, 5, 3), 2),
    Card("maxiaodong", "马晓东", "north", "客户经理", "seller", "gaofeng", "15810463391", date(2022, 2, 14)),
    Card("hejing", "何静", "desk", "客服主管", "service", "chenli", "18915520470", date(2017, 8, 21)),
    Card("zhengwen", "郑文", "finance", "往来会计", "bookkeeper", "", "13776092518", date(2016, 11, 1), 2),
)


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of the demo book by sign-in name, and the departments by key."""

    everyone: dict[str, Employee]
    departments: dict[str, Department]

    def sellers(self, department: str) -> list[Employee]:
        """Who owns customers in a sales department: the sellers, and the head with a few."""
        unit = self.departments[department]
        return [one for one in self.everyone.values() if one.department_id == unit.pk]


def hire() -> Crew:
    """Make the company profile, the departments and the employees.

    They sign in with the names of `STAFF`, and with the first password of the administrator: there is no password that
    everybody knows. Without an administrator nobody of them can sign in until given one.
    """
    fill_new_roles()
    _name_company()
    departments = _departments()
    administrator = Employee.objects.filter(username="admin").first()
    password = administrator.password if administrator else "!"
    everyone: dict[str, Employee] = {}
    for card in STAFF:
        superior = everyone.get(card.superior) or (administrator if card.username == "chenli" else None)
        everyone[card.username], _made = Employee.objects.get_or_create(
            username=card.username,
            defaults={
                "name": card.name, "department": departments[card.department], "post": card.post, "mobile": card.mobile,
                "superior": superior, "email": f"{card.username}@junhe.example", "joined_on": card.joined,
                "clearance": card.clearance, "roles": [preset_role(card.role).pk], "password": password,
            },
        )  # fmt: skip
    _name_heads(everyone, departments)
    return Crew(everyone, departments)


def _name_company() -> None:
    """Fill in the profile, unless somebody has touched it since it was made empty."""
    if not Company.objects.exists():
        Company.objects.create(name=COMPANY)
    untouched = Company.objects.filter(tax_number="", phone="", street="", revision=1)
    untouched.update(name=COMPANY, english_name="Junhe Machinery Group", phone="0512-67628800", street="胜浦路168号")


def _departments() -> dict[str, Department]:
    made: dict[str, Department] = {}
    for position, (key, name, kind, above) in enumerate(DEPARTMENTS):
        parent = made.get(above)
        unit = Department.objects.filter(name=name, parent=parent, deleted_at=None).first()
        if unit is None:
            unit = Department.objects.create(name=name, kind=kind, parent=parent, position=position, code=key.upper())
            unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
            unit.save(update_fields=["path"])
        made[key] = unit
    return made


def _name_heads(everyone: dict[str, Employee], departments: dict[str, Department]) -> None:
    heads = {
        "sales": "chenli",
        "east1": "wanglei",
        "east2": "zhaoqian",
        "south": "linjiayi",
        "north": "gaofeng",
        "desk": "hejing",
    }
    for key, username in heads.items():
        departments[key].head = everyone[username]
        departments[key].save(update_fields=["head"])
    away, stand_in = everyone["sunhao"], everyone["zhaoqian"]
    away.on_leave, away.stand_in = True, stand_in
    away.save(update_fields=["on_leave", "stand_in"])
