"""The choice lists of selling, as a new system starts with them."""

from django.utils.translation import gettext_lazy as _

from zhike.kernel.dictionaries.declaration import Entry, declare

declare("lost_reason", _("Why deals are lost"), [
    Entry("price", "价格过高", "Price too high", "rose"), Entry("product", "产品不符", "Product does not fit", "amber"),
    Entry("relation", "关系不到位", "Relationship", "amber"),
    Entry("delivery", "交期太长", "Delivery too late", "amber"),
    Entry("service", "服务能力", "Service", "amber"), Entry("budget", "预算取消", "Budget gone", "ink"),
    Entry("postponed", "项目搁置", "Project postponed", "ink"), Entry("no_answer", "失去联系", "No answer", "ink"),
    Entry("other", "其他", "Other", "ink"),
])  # fmt: skip
