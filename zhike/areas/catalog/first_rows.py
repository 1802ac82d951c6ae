"""The units that a new company starts with; from then on they are the company's own."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection

from zhike.areas.catalog.models import Unit

COUNTED = (
    ("台", "unit"), ("套", "set"), ("个", "pc"), ("件", "piece"), ("箱", "carton"), ("包", "pack"), ("对", "pair"),
    ("支", "pc"), ("盒", "box"), ("桶", "barrel"), ("人天", "person-day"), ("人次", "attendance"), ("年", "year"),
    ("次", "time"),
)  # fmt: skip
MEASURED = (
    ("千克", "kg", (("吨", "t", Decimal(1000)), ("克", "g", Decimal("0.001")))),
    ("米", "m", (("毫米", "mm", Decimal("0.001")), ("千米", "km", Decimal(1000)))),
    ("升", "L", (("毫升", "mL", Decimal("0.001")),)),
    ("小时", "h", (("分钟", "min", Decimal("0.016667")),)),
)


def fill_new() -> None:
    """Make the units, if there are none at all."""
    if Unit._meta.db_table not in connection.introspection.table_names() or Unit.objects.exists():
        return
    Unit.objects.bulk_create(Unit(name=name, english_name=english) for name, english in COUNTED)
    bases = Unit.objects.bulk_create(Unit(name=name, english_name=english, places=3) for name, english, _ in MEASURED)
    Unit.objects.bulk_create(
        Unit(name=name, english_name=english, base=base, factor=factor, places=3)
        for base, (_name, _english, others) in zip(bases, MEASURED, strict=True)
        for name, english, factor in others
    )
