import json

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.models import AssistedEntry, Ballot, Code, FirstEntry, UncompletedForms
from evaluation.surveys import answering, services
from evaluation.surveys.answering import OutcomeKind
from evaluation.surveys.marks import PAPER
from evaluation.surveys.sealing import receipts
from tasks.closing import close_surveys
from tests.factories import PostFactory
from tests.factories.people import UserFactory
from tests.factories.surveys import all_chosen, office_of, open_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey_and_codes():
    return open_survey(slips=4)


@pytest.fixture
def survey(survey_and_codes):
    return survey_and_codes[0]


@pytest.fixture
def code(survey_and_codes):
    return survey_and_codes[1][0]


@pytest.fixture
def two(survey):
    community = survey.declaration.community
    first = PostFactory(role=Role.COMMUNITY_WORKER, place=community)
    second = PostFactory(role=Role.STREET_OFFICIAL, place=community.parent)
    return first.user, second.user


def typed(survey, code, by, *, comment="", receipt=None, starts_over=False, **changes):
    return services.record_form(
        survey,
        code,
        by=by,
        receipt=receipt or receipts.new(),
        choices=all_chosen(**changes),
        background={},
        comment=comment,
        starts_over=starts_over,
    )


def test_when_both_agree_the_ballot_is_in_with_both_people(survey, code, two, monkeypatch):
    sealed = []
    monkeypatch.setattr(answering, "pack", lambda payload, shape: sealed.append(payload) or b"x")

    first = typed(survey, code, two[0], comment="The lift\r\nis broken ")
    assert first.kind == OutcomeKind.TYPED_ONCE
    assert Ballot.objects.count() == 0
    assert Code.objects.filter(state=Code.State.USED).count() == 0
    second = typed(survey, code, two[1], comment="The lift\nis broken")

    assert second.is_recorded
    assert (sealed[0].channel, sealed[0].staff) == (PAPER, (two[0].pk, two[1].pk))
    assert FirstEntry.objects.count() == 0
    assert AssistedEntry.objects.get().channel == PAPER


def test_differences_are_told_question_by_question_and_nothing_goes_in(survey, code, two):
    typed(survey, code, two[0], staff="dissatisfied", comment="lift")

    outcome = typed(survey, code, two[1], comment="")

    assert outcome.kind == OutcomeKind.INVALID
    assert {problem.key for problem in outcome.problems} == {"staff", "comment"}
    assert Ballot.objects.count() == 0
    assert typed(survey, code, two[1], staff="dissatisfied", comment="lift").is_recorded


def test_the_first_entry_says_nothing_without_the_code(survey, survey_and_codes, two):
    """Equal answers of two forms, and of two questions, look different; blanks look the same."""
    for each in survey_and_codes[1][:2]:
        typed(survey, each, two[0])
    one, other = FirstEntry.objects.all()
    blank = services.record_form(
        survey,
        survey_and_codes[1][2],
        by=two[0],
        receipt=receipts.new(),
        choices={"staff": "satisfied"},
        background={},
    )

    assert blank.kind == OutcomeKind.TYPED_ONCE
    assert not set(one.hashes.values()) & set(other.hashes.values())
    assert len(set(one.hashes.values())) == len(one.hashes)
    assert {frozenset(each.hashes) for each in FirstEntry.objects.all()} == {frozenset(one.hashes)}
    kept = json.dumps(list(FirstEntry.objects.values("hashes")))
    assert "satisfied" not in kept


def test_one_person_typing_twice_is_not_two(survey, code, two):
    typed(survey, code, two[0], staff="dissatisfied")

    again = typed(survey, code, two[0])

    assert again.kind == OutcomeKind.TYPED_ONCE
    assert FirstEntry.objects.count() == 1
    assert typed(survey, code, two[1]).is_recorded


def test_when_the_first_was_wrong_the_second_becomes_the_first(survey, code, two):
    typed(survey, code, two[0], staff="dissatisfied")

    over = typed(survey, code, two[1], starts_over=True)

    assert over.kind == OutcomeKind.TYPED_ONCE
    assert FirstEntry.objects.get().by == two[1]
    assert typed(survey, code, two[0]).is_recorded


def test_the_same_form_sent_again_is_confirmed_again(survey, code, two):
    receipt = receipts.new()
    typed(survey, code, two[0])

    assert typed(survey, code, two[1], receipt=receipt).is_recorded
    assert typed(survey, code, two[1], receipt=receipt).is_recorded
    assert typed(survey, code, two[1]).kind == OutcomeKind.USED
    assert Ballot.objects.count() == 1


def test_only_codes_of_this_survey_and_only_staff_of_this_community(survey, code, two):
    _other, codes = open_survey(slips=1)

    outcome = typed(survey, codes[0], two[0])
    assert "does not belong" in outcome.problems[0].text
    assert typed(survey, "123", two[0]).kind == OutcomeKind.WRONG
    with pytest.raises(PermissionDenied):
        typed(survey, code, UserFactory())
    assert FirstEntry.objects.count() == 0


def test_uncompleted_forms_are_deleted_after_the_close_and_counted(survey, survey_and_codes, two):
    for each in survey_and_codes[1][:2]:
        typed(survey, each, two[0])
    close_surveys()
    assert FirstEntry.objects.count() == 2

    services.close(survey, by=office_of())
    close_surveys()
    close_surveys()

    assert FirstEntry.objects.count() == 0
    assert UncompletedForms.objects.get().count == 2


def test_pages_take_a_form_from_two_people(survey, code, two, client):
    page = f"/surveys/{survey.pk}/paper/"
    answers = {f"a-{key}": value for key, value in all_chosen().items()}
    client.force_login(two[0])
    kept = client.post(page, answers | {"code": code, "receipt": receipts.new()})
    client.force_login(two[1])
    wrong = answers | {"code": code, "receipt": receipts.new(), "a-staff": "dissatisfied"}
    differs = client.post(page, wrong)
    agreed = client.post(page, answers | {"code": code, "receipt": receipts.new()})

    assert "Nothing counts yet" in kept.text
    assert differs.status_code == 422
    assert differs.text.count("This differs from the first entry") == 2  # above and beside
    assert "keep mine as the first" in differs.text
    assert "Both entries agree" in agreed.text
