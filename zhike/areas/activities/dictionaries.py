"""The choice lists of activities, as a new system starts with them."""

from django.utils.translation import gettext_lazy as _

from zhike.kernel.dictionaries.declaration import Entry, declare

declare("activity_result", _("Result of a call or visit"), [
    Entry("reached", "已联系上", "Reached", "jade"), Entry("interested", "有意向", "Interested", "jade"),
    Entry("follow_up", "待跟进", "Follow up", "amber"), Entry("not_reached", "未联系上", "Not reached", "ink"),
    Entry("refused", "拒绝", "Refused", "rose"),
])  # fmt: skip
