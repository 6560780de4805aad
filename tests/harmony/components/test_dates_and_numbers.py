"""Dates and numbers are written in each language as it writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from harmony.shared import clock, wording
from tests.harmony.components.rendered import shown

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("filter_name", "english", "chinese"),
    [
        ("day", "24 November 2026", "2026年11月24日"),
        ("short_day", "24 Nov", "11月24日"),
        ("moment", "24 November 2026, 14:32", "2026年11月24日 14:32"),
        ("short_moment", "24 Nov, 14:32", "11月24日 14:32"),
        ("time_of_day", "14:32", "14:32"),
    ],
)
def test_moments_are_written_in_each_language_in_local_time(
    filter_name, english, chinese, monkeypatch
):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 24))
    moment = datetime(2026, 11, 24, 6, 32, tzinfo=UTC)  # 14:32 in Shanghai
    source = "{{ value|" + filter_name + " }}"
    with override("en"):
        assert shown(source, value=moment) == english
    with override("zh-hans"):
        assert shown(source, value=moment) == chinese


@pytest.mark.parametrize(
    ("filter_name", "english", "chinese"),
    [
        ("short_day", "24 Nov 2027", "2027年11月24日"),
        ("short_moment", "24 Nov 2027, 14:32", "2027年11月24日 14:32"),
    ],
)
def test_short_forms_name_the_year_when_it_is_another(filter_name, english, chinese, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 24))
    source = "{{ value|" + filter_name + " }}"
    moment = datetime(2027, 11, 24, 6, 32, tzinfo=UTC)
    with override("en"):
        assert shown(source, value=moment) == english
    with override("zh-hans"):
        assert shown(source, value=moment) == chinese


def test_a_day_without_a_time_is_written_too():
    with override("en"):
        assert shown("{{ value|day }}", value=date(2026, 3, 1)) == "1 March 2026"
        assert shown("{{ value|day }}", value=None) == "–"


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (6, "6 days left", "还剩6天"),
        (1, "1 day left", "还剩1天"),
        (0, "today", "今天"),
        (-1, "1 day late", "逾期1天"),
        (-9, "9 days late", "逾期9天"),
    ],
)
def test_days_left(days, english, chinese):
    value = clock.today() + timedelta(days=days)
    assert shown("{{ value|days_left }}", value=value) == str(days)
    with override("en"):
        assert shown("{{ value|days_left_text }}", value=value) == english
    with override("zh-hans"):
        assert shown("{{ value|days_left_text }}", value=value) == chinese


def test_a_moment_late_in_the_evening_of_greenwich_is_tomorrow_here():
    assert wording.local_date(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("source", "value", "written"),
    [
        ("{{ value|points }}", Decimal("88.405"), "88.41"),
        ("{{ value|points }}", 5, "5.00"),
        ("{{ value|points:1 }}", Decimal("84.05"), "84.1"),
        ("{{ value|points }}", Decimal("-0.5"), "−0.50"),
        ("{{ value|points }}", Decimal("-0.001"), "0.00"),
        ("{{ value|points }}", None, "–"),
        ("{{ value|points }}", "", "–"),
        ("{{ value|points }}", "not a number", "–"),
        ("{{ value|points }}", Decimal("NaN"), "–"),
        ("{{ value|plain_points }}", Decimal("4.50"), "4.5"),
        ("{{ value|plain_points }}", Decimal("10"), "10"),
        ("{{ value|signed }}", Decimal("1.6"), "+1.60"),
        ("{{ value|signed }}", Decimal("-1.6"), "−1.60"),
        ("{{ value|signed }}", Decimal("0.001"), "0.00"),
        ("{{ value|percent }}", Decimal("84.05"), "84.1%"),
        ("{{ value|percent:2 }}", Decimal("84.05"), "84.05%"),
        ("{{ value|share }}", Decimal("0.8405"), "84.1%"),
        ("{{ value|share }}", None, "–"),
        ("{{ value|whole }}", 3412, "3,412"),
        ("{{ value|whole }}", None, "–"),
        ("{{ value|money }}", Decimal("1234.505"), "1,234.51"),
        ("{{ value|money }}", None, "–"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_numbers_are_written_the_same_in_both_languages(source, value, written, language):
    with override(language):
        assert shown(source, value=value) == written
