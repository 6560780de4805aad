from datetime import date

import pytest

from tasks.chinese_dates import chinese_date, chinese_number, chinese_year

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 1, 15), "二〇二六年一月十五日"),
        (date(2010, 10, 10), "二〇一〇年十月十日"),
        (date(2007, 12, 31), "二〇〇七年十二月三十一日"),
        (date(2024, 2, 20), "二〇二四年二月二十日"),
        (date(2025, 11, 1), "二〇二五年十一月一日"),
        (date(2030, 8, 29), "二〇三〇年八月二十九日"),
    ],
)
def test_dates(day, written):
    assert chinese_date(day) == written


def test_years_are_read_digit_by_digit():
    assert chinese_year(1999) == "一九九九"


@pytest.mark.parametrize("number", [0, 100, -3])
def test_other_numbers_are_refused(number):
    with pytest.raises(ValueError, match="not between 1 and 99"):
        chinese_number(number)
