"""Birthdays in the Chinese lunar calendar, and ages."""

from datetime import date
from typing import NamedTuple

from lunardate import LunarDate

_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_DIGITS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


class LunarDay(NamedTuple):
    """A day of the lunar year; `leap` marks the second of two months with the same number."""

    month: int
    day: int
    leap: bool = False


def lunar_day(born: date) -> LunarDay:
    """Return the lunar day of a solar date from 1900-01-31 to 2099; ValueError outside."""
    lunar = LunarDate.from_solar_date(born.year, born.month, born.day)
    return LunarDay(lunar.month, lunar.day, bool(lunar.is_leap_month))


def solar_date(year: int, day: LunarDay) -> date:
    """Return the solar date of a lunar day in a lunar year (which starts at the spring festival of `year`).

    A leap month that the year lacks is taken as the month itself, and the 30th of a month of 29 days as the 29th: so
    birthdays are kept in practice. ValueError outside 1900–2099 or for a day that no lunar year has.
    """
    if not 1 <= day.month <= 12 or not 1 <= day.day <= 30:
        raise ValueError(f"no such lunar day: {day.month}-{day.day}")
    leap = day.leap and LunarDate.leap_month_for_year(year) == day.month
    try:
        return _solar(LunarDate(year, day.month, day.day, leap))
    except ValueError:
        if day.day != 30:
            raise
        return _solar(LunarDate(year, day.month, 29, leap))


def next_lunar_birthday(day: LunarDay, today: date) -> date:
    """Return the first solar date from `today` on (today too) that falls on a lunar day."""
    for year in range(max(today.year - 1, _FIRST_YEAR), min(today.year + 2, _LAST_YEAR + 1)):
        birthday = solar_date(year, day)
        if birthday >= today:
            return birthday
    raise ValueError("the lunar calendar is known until 2099 only")


def next_solar_birthday(born: date, today: date) -> date:
    """Return the first birthday from `today` on (today too); 29 February is kept on the 28th in common years."""
    birthday = _in_year(born, today.year)
    return birthday if birthday >= today else _in_year(born, today.year + 1)


def next_birthday(born: date, today: date, *, lunar: bool) -> date:
    """Return the next birthday by the calendar in which the person keeps it; `born` is the solar date of birth."""
    return next_lunar_birthday(lunar_day(born), today) if lunar else next_solar_birthday(born, today)


def age(born: date, today: date) -> int:
    """Return the full years of age (周岁); 0 before the birth."""
    return max(today.year - born.year - (_in_year(born, today.year) > today), 0)


def lunar_text(day: LunarDay) -> str:
    """Return a lunar day in words: 正月初一, 闰四月廿八."""
    if day.day <= 10:
        number = f"初{_DIGITS[day.day]}"
    elif day.day in (20, 30):
        number = f"{_DIGITS[day.day // 10]}十"
    else:
        number = ("十", "廿")[day.day // 10 - 1] + _DIGITS[day.day % 10]
    return f"{'闰' if day.leap else ''}{_MONTHS[day.month - 1]}月{number}"


def _in_year(born: date, year: int) -> date:
    if born.month == 2 and born.day == 29 and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        return date(year, 2, 28)
    return born.replace(year=year)


def _solar(lunar: LunarDate) -> date:
    day = lunar.to_solar_date()
    return date(day.year, day.month, day.day)
