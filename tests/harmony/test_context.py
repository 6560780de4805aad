from datetime import timedelta

from harmony.context import portal
from harmony.shared import clock


def test_page_of_a_portal_in_use_says_nothing_of_a_sample(rf):
    assert portal(rf.get("/")) == {
        "is_sample": False,
        "portal_today": clock.today(),
        "clock_is_moved": False,
    }


def test_page_of_a_moved_sample_knows_it(rf, settings):
    settings.SAMPLE_MODE = True
    before = clock.today()
    clock.move_by(timedelta(days=30))

    assert portal(rf.get("/")) == {
        "is_sample": True,
        "portal_today": before + timedelta(days=30),
        "clock_is_moved": True,
    }
