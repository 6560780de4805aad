"""A questionnaire from its ballot box to the last receipt, played by everybody who has a part.

Three communities with a hundred slips each. Nothing is done but through the pages, except that
most residents send the form of the page without a browser.
"""

import sys

import pytest
from django.core.cache import cache

from communities.models import Role
from tasks import box_process
from tests.factories import CommunityFactory, PostFactory
from tests.factories.surveys import received_declaration, stage_with_questionnaire
from tests.journeys.conftest import needs_pdf
from tests.journeys.whole_survey.answering import (
    at_a_kiosk,
    nobody_reads_a_result,
    on_paper,
    residents_answer_themselves,
    the_many,
)
from tests.journeys.whole_survey.drawing import list_is_compared, list_is_deposited
from tests.journeys.whole_survey.opening import (
    destroy_the_key,
    open_the_box,
    receipts_are_checked,
    verified,
)
from tests.journeys.whole_survey.people import SLIPS, Walk, Words
from tests.journeys.whole_survey.results import (
    comments_are_reviewed,
    results_are_read,
    signals_are_reviewed,
)
from tests.journeys.whole_survey.slips import (
    close,
    make_the_box,
    one_slip_anew,
    open_for_residents,
    prepare,
    print_slips,
    undelivered_slips,
)

NAMES = {"安澜社区": "Anlan", "梅花社区": "Meihua", "紫荆社区": "Zijing"}


@pytest.fixture(autouse=True)
def nobody_guessed_before():
    cache.clear()


@pytest.fixture
def walk(district, street, visit, settings, live_server, language):
    settings.PORTAL_URL = live_server.url
    stage = stage_with_questionnaire(district)
    for name_zh, name_en in NAMES.items():
        community = CommunityFactory(
            parent=street, name_zh=name_zh, name_en=name_en, households=SLIPS + 10
        )
        received_declaration(community, stage)
    posts = {
        "office": (Role.OFFICE_REVIEWER, district),
        "second of the office": (Role.OFFICE_REVIEWER, district),
        "leader": (Role.LEADER, district),
        "auditor": (Role.AUDITOR, district),
        "street": (Role.STREET_OFFICIAL, street),
        "worker": (Role.COMMUNITY_WORKER, community),
    }
    people = {who: PostFactory(role=role, place=at).user for who, (role, at) in posts.items()}
    return Walk(visit, Words(language), people)


@needs_pdf
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "custody"),
    [
        pytest.param("en", "keyfile", id="en"),
        pytest.param("zh-hans", "2of3", id="zh", marks=pytest.mark.both),
    ],
)
def test_from_the_box_to_the_receipt(walk, custody, opening_process, monkeypatch, tmp_path):
    office = walk.at_a_desk("office")
    make_the_box(walk, office, custody)
    prepare(walk, office)
    print_slips(walk, office)
    open_for_residents(walk, office)
    list_is_deposited(walk, tmp_path)

    residents_answer_themselves(walk)
    at_a_kiosk(walk, office)
    on_paper(walk)
    the_many(walk)
    nobody_reads_a_result(walk, office)

    undelivered_slips(walk, office)
    one_slip_anew(walk, office)
    close(walk, office)
    nobody_reads_a_result(walk, office)

    hold = tmp_path / "hold"
    hold.touch()
    monkeypatch.setattr(box_process, "COMMAND", [sys.executable, "-m", "tests.slow_opening"])
    monkeypatch.setitem(opening_process, "HARMONY_TEST_HOLD", str(hold))
    open_the_box(walk, office, hold)
    destroy_the_key(walk, office)
    tallies = verified(walk, tmp_path)
    list_is_compared(walk, tmp_path)
    results_are_read(walk, office, tallies)
    signals_are_reviewed(walk, office)
    comments_are_reviewed(walk, office)
    receipts_are_checked(walk, tmp_path)
