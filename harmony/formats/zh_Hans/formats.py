"""Dates as the portal writes them in Chinese: 2026年11月24日, 11月24日, 24-hour clock."""

DATE_FORMAT = "Y年n月j日"
SHORT_DATE_FORMAT = "n月j日"
SHORT_DATE_OF_ANOTHER_YEAR = "Y年n月j日"
DATETIME_FORMAT = "Y年n月j日 H:i"
SHORT_DATETIME_FORMAT = "n月j日 H:i"
SHORT_DATETIME_OF_ANOTHER_YEAR = "Y年n月j日 H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "n月j日"
YEAR_MONTH_FORMAT = "Y年n月"
FIRST_DAY_OF_WEEK = 1
