"""The roles of a new system, and what everybody may see of the organisation."""

from __future__ import annotations

from zhike.kernel.access.powers import SEE_OTHERS, SHARE_VIEWS, UNDO_OTHERS
from zhike.kernel.access.presets import declare_role, give
from zhike.kernel.people.models import FieldAccess

declare_role(
    "administrator",
    {"zh-hans": "系统管理员", "en": "Administrator"},
    {"zh-hans": "可以做一切。", "en": "May do everything."},
    powers=["*"],
)
declare_role(
    "sales_manager",
    {"zh-hans": "销售经理", "en": "Sales manager"},
    {"zh-hans": "管理本部门及下属部门的客户。", "en": "Looks after the customers of the department and those below."},
    powers=[SEE_OTHERS, UNDO_OTHERS, SHARE_VIEWS],
)
declare_role(
    "seller",
    {"zh-hans": "销售员", "en": "Seller"},
    {"zh-hans": "跟进自己的客户。", "en": "Follows up own customers."},
)
declare_role(
    "service",
    {"zh-hans": "客服", "en": "Service desk"},
    {
        "zh-hans": "查看所有客户，维护联系人，记录服务；不能修改客户。",
        "en": "Sees all customers, looks after contacts and records the service given; changes no customer.",
    },
)
declare_role(
    "bookkeeper",
    {"zh-hans": "财务", "en": "Bookkeeper"},
    {"zh-hans": "查看所有客户的财务资料。", "en": "Sees the money side of all customers."},
)
declare_role(
    "observer",
    {"zh-hans": "观察员", "en": "Observer"},
    {
        "zh-hans": "查看本部门及下属部门的客户，不能修改。",
        "en": "Sees the department's customers and those below; changes nothing.",
    },
)

NOT_FOR_COLLEAGUES = dict.fromkeys(("username", "roles", "clearance"), FieldAccess.HIDDEN)

for role in ("sales_manager", "seller", "service", "bookkeeper", "observer"):
    give(role, "employees", "all", "view", fields=NOT_FOR_COLLEAGUES)
    give(role, "departments", "all", "view")
    give(role, "tags", "all", "view")
