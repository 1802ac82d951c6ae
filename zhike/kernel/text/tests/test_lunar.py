from datetime import date

import pytest

from zhike.kernel.text.lunar import LunarDay, age, lunar_day, lunar_text, next_birthday, next_lunar_birthday, solar_date


def test_the_spring_festival_is_the_first_lunar_day() -> None:
    assert solar_date(2026, LunarDay(1, 1)) == date(2026, 2, 17)
    assert lunar_day(date(2026, 2, 17)) == LunarDay(1, 1)


def test_a_lunar_birthday_moves_through_the_solar_year() -> None:
    born = date(1980, 10, 1)  # 八月廿三
    assert lunar_text(lunar_day(born)) == "八月廿三"
    assert next_birthday(born, date(2026, 1, 1), lunar=True) == solar_date(2026, LunarDay(8, 23))
    assert next_birthday(born, date(2026, 1, 1), lunar=False) == date(2026, 10, 1)


def test_a_birthday_late_in_the_lunar_year_may_fall_early_in_the_solar_one() -> None:
    assert next_lunar_birthday(LunarDay(12, 20), date(2026, 1, 1)) == date(2026, 2, 7)


def test_a_leap_month_is_kept_in_the_month_itself_when_the_year_has_none() -> None:
    leap = LunarDay(8, 8, leap=True)
    assert lunar_text(leap) == "闰八月初八"
    assert solar_date(2026, leap) == solar_date(2026, LunarDay(8, 8))


def test_the_thirtieth_of_a_short_month_is_kept_on_the_last_day() -> None:
    days = {solar_date(year, LunarDay(12, 30)) for year in range(2000, 2030)}
    assert len(days) == 30


def test_a_day_that_no_year_has_is_refused() -> None:
    with pytest.raises(ValueError, match="no such lunar day"):
        solar_date(2026, LunarDay(13, 1))


def test_age_counts_full_years() -> None:
    assert age(date(2000, 3, 1), date(2026, 2, 28)) == 25
    assert age(date(2000, 2, 29), date(2026, 2, 28)) == 26
    assert age(date(2030, 1, 1), date(2026, 1, 1)) == 0
