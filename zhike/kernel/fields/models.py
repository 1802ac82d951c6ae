"""Model fields that know more of the trade than Django's: what they mean follows them into every screen and door."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PhoneField(models.CharField):  # type: ignore[type-arg]
    """A telephone number as people write it. It is compared, searched and masked by its digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)


class EmailField(models.EmailField):  # type: ignore[type-arg]
    """An e-mail address."""


class WebField(models.CharField):  # type: ignore[type-arg]
    """The address of a home page; shown as a link only when it is http or https."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 300)
        super().__init__(*args, **kwargs)


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """An amount in the company's base currency, or in that of the field named by `currency`."""

    def __init__(self, *args: Any, currency: str = "", **kwargs: Any) -> None:
        self.currency = currency
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep the name of the currency's field in migrations."""
        name, path, args, kwargs = super().deconstruct()
        if self.currency:
            kwargs["currency"] = self.currency
        return name, path, args, kwargs


class PriceField(models.DecimalField):  # type: ignore[type-arg]
    """What one of something costs, in the currency of what it stands on: shown with two decimals and as many more as it
    has, up to six.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 6)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """A number like any other in migrations: how it is shown is the program's, not the database's."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


class CodeField(models.CharField):  # type: ignore[type-arg]
    """A code of a list that an area declares (see `fields/codes.py`), such as the currency of an amount."""

    def __init__(self, *args: Any, codes: str = "", **kwargs: Any) -> None:
        self.codes = codes
        kwargs.setdefault("max_length", 12)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep the name of the list in migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["codes"] = self.codes
        return name, path, args, kwargs


class KeyField(models.CharField):  # type: ignore[type-arg]
    """The key of something that the program declares (see `fields/codes.py`), such as a dictionary; shown by label."""

    def __init__(self, *args: Any, codes: str = "", **kwargs: Any) -> None:
        self.codes = codes
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """A text like any other in migrations: what the keys mean is the program's, not the database's."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class CodesField(ArrayField):  # type: ignore[type-arg]
    """Several codes of a list that the program declares (see `fields/codes.py`), such as a role's areas."""

    def __init__(self, *args: Any, codes: str = "", **kwargs: Any) -> None:
        self.codes = codes
        kwargs.setdefault("base_field", models.CharField(max_length=80))
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        if args:
            kwargs["verbose_name"], args = args[0], args[1:]
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """An array like any other in migrations: what the codes mean is the program's, not the database's."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, kwargs


class DictionaryField(models.ForeignKey):  # type: ignore[type-arg]
    """One entry of a choice list that the administrator edits, such as the customer level."""

    def __init__(self, *args: Any, dictionary: str = "", **kwargs: Any) -> None:
        self.dictionary = dictionary
        kwargs.setdefault("to", "kernel.Choice")
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("related_name", "+")
        # A choice alone selects too little to be worth an index that every import must keep up.
        kwargs.setdefault("db_index", False)
        if args and isinstance(args[0], str) and args[0] == kwargs["to"]:
            args = args[1:]
        elif args:
            kwargs["verbose_name"], args = args[0], args[1:]
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep the dictionary's key in migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["dictionary"] = self.dictionary
        return name, path, args, kwargs


class ReferencesField(ArrayField):  # type: ignore[type-arg]
    """Several references in one column, as an array of ids: no join to read them, and the history shows them whole."""

    def __init__(self, *args: Any, to: str = "", **kwargs: Any) -> None:
        self.to = to
        kwargs.setdefault("base_field", models.BigIntegerField())
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        if args:
            kwargs["verbose_name"], args = args[0], args[1:]
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep the model referred to in migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["to"] = self.to
        return name, path, args, kwargs


class FilterField(models.JSONField):
    """A filter on the records of a kind, kept as its tree in JSON (see `kernel/filters`); empty for all of them."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep the kind of record in migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["of"] = self.of
        return name, path, args, kwargs


class ChoicesField(ArrayField):  # type: ignore[type-arg]
    """Several of a few values that the program knows by name."""

    def __init__(self, *args: Any, choices: Any = (), **kwargs: Any) -> None:
        kwargs.setdefault("base_field", models.CharField(max_length=40, choices=choices or None))
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        if args:
            kwargs["verbose_name"], args = args[0], args[1:]
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave the values out of migrations: they are the program's, not the database's."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["base_field"] = models.CharField(max_length=40)
        return name, path, args, kwargs


class TagsField(ReferencesField):
    """Free tags."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("to", "kernel.Tag")
        super().__init__(*args, **kwargs)
