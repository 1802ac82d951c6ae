"""The choice lists of the catalog, as a new system starts with them."""

from django.utils.translation import gettext_lazy as _

from zhike.kernel.dictionaries.declaration import Entry, declare

declare("product_brand", _("Brand"), [
    Entry("own", "自有品牌", "Own brand", "jade"), Entry("other", "其他", "Other"),
])  # fmt: skip
