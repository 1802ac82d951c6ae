"""Ledgers that are there already get the two accounts of consigned goods; one with the same code stays as it is."""

from django.db import migrations

ACCOUNTS = (
    ("1321", "受托代销商品", "Consigned goods", "asset"),
    ("2314", "受托代销商品款", "Owed for consigned goods", "liability"),
)


def add(apps, _schema_editor):
    account = apps.get_model("finance", "LedgerAccount")
    if account.objects.exists():
        for code, name, english, kind in ACCOUNTS:
            account.objects.get_or_create(code=code, defaults={"name": name, "name_en": english, "kind": kind})


class Migration(migrations.Migration):
    dependencies = [("finance", "0006_cash_balances")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
