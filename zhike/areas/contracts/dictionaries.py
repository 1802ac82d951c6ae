"""The choice lists of contracts, with the entries that a new system starts with."""

from django.utils.translation import gettext_lazy as _

from zhike.kernel.dictionaries.declaration import Entry, declare

KINDS = declare(
    "contract_kind",
    _("Kind of contract"),
    [
        Entry("sales", "销售合同", "Sales", "jade", is_default=True),
        Entry("framework", "框架协议", "Framework", "sky"),
        Entry("service", "服务合同", "Service", "violet"),
        Entry("project", "项目合同", "Project", "amber"),
    ],
)
