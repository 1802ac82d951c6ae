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
declare("discard_reason", _("Why leads are discarded"), [
    Entry("no_need", "没有需求", "No need", "ink"), Entry("no_budget", "没有预算", "No budget", "amber"),
    Entry("not_reached", "联系不上", "Can't be reached", "ink"),
    Entry("not_ours", "不在业务范围", "Not our business", "ink"),
    Entry("duplicate", "重复线索", "Duplicate", "ink"), Entry("spam", "垃圾信息", "Spam", "rose"),
    Entry("competitor", "同行打探", "A competitor asking", "rose"), Entry("other", "其他", "Other", "ink"),
])  # fmt: skip
