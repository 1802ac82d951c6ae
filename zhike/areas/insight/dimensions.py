"""By what figures are grouped: the same for every report, wherever its rows refer to the customer."""

from __future__ import annotations

from django.db.models import Value
from django.db.models.functions import Concat, Left
from django.utils.translation import gettext_lazy as _

from zhike.kernel.reports.parts import Dimension

PROVINCE_DIGITS = 2
CUSTOMER_FIELDS = ("level", "industry", "type", "source", "scale", "credit_grade", "status")


def owner_of(entity: str, prefix: str = "") -> list[Dimension]:
    """By person and by department of the rows' own owner."""
    return [
        Dimension("owner", f"{prefix}owner_id", (entity, "owner")),
        Dimension("department", f"{prefix}department_id", (entity, "department")),
    ]


def product_by(entity: str, prefix: str = "") -> list[Dimension]:
    """By product and by its category; `prefix` leads from a row to the reference to the product."""
    return [
        Dimension("product", f"{prefix}product_id", (entity, "product")),
        Dimension("category", f"{prefix}product__category_id", ("products", "category")),
        Dimension("product_kind", f"{prefix}product__kind", ("products", "kind"), _("Kind of product")),
    ]


def customers_by(path: str = "") -> list[Dimension]:
    """By what is known of the customer; `path` leads from a row to it (`customer__`), empty for customers."""
    found = [Dimension(name, f"{path}{name}_id", ("customers", name)) for name in CUSTOMER_FIELDS]
    region = f"{path}region_id"
    found += [
        Dimension(
            "province", region, ("customers", "region"), _("Province"),
            lambda: Concat(Left(region, PROVINCE_DIGITS), Value("0000")),
        ),
        Dimension("region", region, ("customers", "region")),
    ]  # fmt: skip
    return found
