"""Reading values from text as people and spreadsheets write it; the same on every machine, whatever its locale.

Each reader raises `ValueProblem`, whose message is lazy, so that it is worded in the language of whoever reads the
report.
"""

from zhike.kernel.fields.parsing.days import guess_day_first, parse_date, parse_datetime
from zhike.kernel.fields.parsing.numbers import fitting, parse_decimal, parse_integer, whole_number
from zhike.kernel.fields.parsing.words import PLACEHOLDERS, ValueProblem, is_placeholder, parse_boolean

__all__ = [
    "PLACEHOLDERS",
    "ValueProblem",
    "fitting",
    "guess_day_first",
    "is_placeholder",
    "parse_boolean",
    "parse_date",
    "parse_datetime",
    "parse_decimal",
    "parse_integer",
    "whole_number",
]
