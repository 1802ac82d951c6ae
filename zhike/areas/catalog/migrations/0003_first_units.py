"""The units that a new company starts with; from then on they are the company's own."""

from decimal import Decimal

from django.db import migrations

COUNTED = (
    ("台", "unit"), ("套", "set"), ("个", "pc"), ("件", "piece"), ("箱", "carton"), ("包", "pack"), ("对", "pair"), ("支", "pc"), ("盒", "box"),
    ("桶", "barrel"), ("人天", "person-day"), ("人次", "attendance"), ("年", "year"), ("次", "time"),
)  # fmt: skip
MEASURED = (
    ("千克", "kg", (("吨", "t", Decimal(1000)), ("克", "g", Decimal("0.001")))),
    ("米", "m", (("毫米", "mm", Decimal("0.001")), ("千米", "km", Decimal(1000)))),
    ("升", "L", (("毫升", "mL", Decimal("0.001")),)),
    ("小时", "h", (("分钟", "min", Decimal("0.016667")),)),
)


def fill(apps, schema_editor):
    """Write the units, unless there are some."""
    unit = apps.get_model("catalog", "Unit")
    if unit.objects.exists():
        return
    for name, english in COUNTED:
        unit.objects.create(name=name, english_name=english)
    for name, english, others in MEASURED:
        base = unit.objects.create(name=name, english_name=english, places=3)
        for other, word, factor in others:
            unit.objects.create(name=other, english_name=word, base=base, factor=factor, places=3)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_paths_and_names")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
