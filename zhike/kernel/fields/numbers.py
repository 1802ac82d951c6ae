"""Numbers, money and yes/no."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields import parsing
from zhike.kernel.fields.markup import NOTHING, markup
from zhike.kernel.fields.types import FieldType, Reading
from zhike.kernel.refusals import Refused

if TYPE_CHECKING:
    from zhike.kernel.fields.bound import BoundField


class Integer(FieldType):
    """A whole number."""

    name = "integer"
    widget = "number"
    align_right = True
    operators = ("eq", "ne", "gt", "gte", "lt", "lte", "between", "empty", "filled")

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return "" if value is None else number_format(value, use_l10n=True, force_grouping=True)

    def plain(self, value: Any, field: BoundField, reading: Reading) -> Any:
        return value

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        number = raw if isinstance(raw, int) and not isinstance(raw, bool) else parsing.parse_integer(str(raw))
        least, most = field.bounds
        if not least <= number <= most:
            raise Refused(
                _("This must lie between %(least)s and %(most)s.") % {"least": least, "most": most},
                field=field.name, code="out_of_range",
            )  # fmt: skip
        return number

    def schema(self, field: BoundField) -> dict[str, Any]:
        least, most = field.bounds
        return {"type": "integer", "minimum": least, "maximum": most}


class Number(Integer):
    """A number with a fixed count of decimals, sent as a decimal string."""

    name = "decimal"

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return "" if value is None else number_format(shortest(value), use_l10n=True, force_grouping=True)

    def json(self, value: Any, field: BoundField) -> Any:
        return None if value is None else f"{value:f}"

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        number = parsing.parse_decimal(str(raw), places=field.decimal_places)
        if abs(number) >= Decimal(10) ** (field.max_digits - field.decimal_places):
            raise Refused(_("This number is too large."), field=field.name, code="out_of_range")
        return number

    def schema(self, field: BoundField) -> dict[str, Any]:
        return {"type": "string", "pattern": rf"^-?\d{{1,16}}(\.\d{{1,{max(field.decimal_places, 1)}}})?$"}


class Money(Number):
    """An amount of money, always shown with the decimals of its column, so that amounts below each other line up.

    Prices may have more than two decimals: they are shown with two, and with more only where they have them.
    """

    name = "money"
    widget = "money"

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return "" if value is None else lined_up(value, field.decimal_places)


class Price(Number):
    """What one of something costs: a number that is shown like money, in the currency of what it stands on."""

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return "" if value is None else lined_up(value, field.decimal_places)


def lined_up(value: Any, most: int) -> str:
    """A number with two decimals, or with more (`most` at the most) where it has them."""
    exact = Decimal(value).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)  # number_format would cut off
    places = max(min(most, 2), -int(shortest(exact).as_tuple().exponent))
    return number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True)


def shortest(value: Any) -> Any:
    """A decimal without the zeros that only fill its column: 12.5000 is 12.5."""
    if not isinstance(value, Decimal) or value == value.to_integral_value():
        return value.quantize(Decimal(1)) if isinstance(value, Decimal) else value
    return value.normalize()


class Boolean(FieldType):
    """Yes or no."""

    name = "boolean"
    widget = "checkbox"
    operators = ("eq",)
    blank = False

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return gettext("Yes") if value else gettext("No")

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        return raw if isinstance(raw, bool) else parsing.parse_boolean(str(raw))

    def schema(self, field: BoundField) -> dict[str, Any]:
        return {"type": "boolean"}


class Alarm(Boolean):
    """A yes that wants attention, such as being overdue: said in red by the column's own name; a no says nothing."""

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        return markup('<span class="bad">{}</span>', field.label) if value else NOTHING
