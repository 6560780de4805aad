"""Years and dates in Chinese numerals, as official papers write them: 二〇二六年一月十五日."""

from datetime import date

DIGITS = "〇一二三四五六七八九"


def chinese_year(year: int) -> str:
    """2026 is written 二〇二六, digit by digit."""
    return "".join(DIGITS[int(digit)] for digit in str(year))


def chinese_number(number: int) -> str:
    """1 to 99, as months and days are counted: 一, 十, 十五, 三十一."""
    tens, ones = divmod(number, 10)
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not between 1 and 99.")
    counted_tens = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return counted_tens + (DIGITS[ones] if ones else "")


def chinese_date(day: date) -> str:
    """15 January 2026 is written 二〇二六年一月十五日."""
    return f"{chinese_year(day.year)}年{chinese_number(day.month)}月{chinese_number(day.day)}日"
