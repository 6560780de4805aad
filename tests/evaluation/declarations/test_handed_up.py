"""A round as it was handed up, and the history of the rounds."""

from datetime import timedelta

import pytest

from communities.models import CommunityClass
from communities.places.classify import set_class
from evaluation.declarations.answers import answers_of
from evaluation.declarations.handed_up import files_handed_up, sheet_handed_up
from evaluation.declarations.history import moves_until, rounds_of
from evaluation.declarations.sheet import sheet_of
from evaluation.models import Evidence
from evaluation.steps import take_step
from harmony.shared import clock
from tests.factories.declarations import resubmitted_declaration, submitted_declaration
from tests.factories.evaluations import claiming_declaration, with_small_standard

pytestmark = pytest.mark.django_db


def round_of(declaration, number):
    return declaration.hand_ups.get(round=number)


def test_what_was_handed_up_last_reads_like_the_sheet_that_is_locked():
    declaration = claiming_declaration({"B1.2": "excluded", "B1.3": "not_occurred"}, {"P1": "1"})
    live, handed = sheet_of(declaration), sheet_handed_up(round_of(declaration, 1))

    assert handed.points == live.points == round_of(declaration, 1).points
    assert (handed.out_of, handed.bonus) == (live.out_of, live.bonus)
    assert [part.points for part in handed.dimensions] == [p.points for p in live.dimensions]
    assert [answer.decided for chapter in answers_of(live) for answer in chapter.answers].count(
        "Claimed as not applying here: it leaves the count."
    ) == 1


def test_an_earlier_round_says_what_it_said_then():
    declaration = resubmitted_declaration(**with_small_standard({}))

    first, second = (sheet_handed_up(round_of(declaration, number)) for number in (1, 2))

    assert first.entry("A1.2").statement == ""
    assert second.entry("A1.2").statement == "The corner by the school."
    assert first.points - second.points == first.entry("A1.2").points - second.entry("A1.2").points
    assert first.points != second.points


def test_the_community_is_of_the_class_that_it_had_then(person):
    declaration = submitted_declaration(**with_small_standard({}))
    with clock.at(clock.now() + timedelta(days=400)):
        set_class(
            [declaration.community],
            by=declaration.people.office,
            community_class=CommunityClass.VILLAGE_IN_CITY,
        )
    declaration.community.refresh_from_db()

    sheet = sheet_handed_up(round_of(declaration, 1))

    assert sheet.declaration.community.community_class == CommunityClass.NEW_RESIDENTIAL
    assert declaration.community.community_class == CommunityClass.VILLAGE_IN_CITY


def test_every_file_is_named_once_and_what_was_lost_by_its_hash():
    declaration = resubmitted_declaration(**with_small_standard({}))
    first, second = round_of(declaration, 1), round_of(declaration, 2)
    assert (len(files_handed_up(first)), len(files_handed_up(second))) == (1, 2)

    second.content["entries"][0]["files"].append("f" * 64)

    lost = files_handed_up(second)["f" * 64]
    assert (lost.title, lost.pk) == ("f" * 12, None)
    assert Evidence.objects.count() == 2


def test_each_round_has_the_answers_that_it_got(django_assert_num_queries):
    declaration = resubmitted_declaration(**with_small_standard({}))
    take_step(declaration, "pass", by=declaration.people.examiner, note="Plausible.")
    take_step(declaration, "return_to_street", by=declaration.people.office, note="Which year?")
    take_step(declaration, "submit", by=declaration.people.official)

    with django_assert_num_queries(3):
        rounds = rounds_of(declaration)

    assert [[step.name for step in one.answers] for one in rounds] == [
        ["return"],
        ["pass", "return_to_street"],
        [],
    ]
    assert [one.examined and one.examined.name for one in rounds] == ["return", "pass", None]
    assert [moves_until(rounds, number) for number in (1, 2, 3)] == [2, 5, 6]
