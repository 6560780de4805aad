import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from communities.models import Role
from evaluation.models import AssistedEntry, Ballot
from evaluation.surveys import answering, services
from evaluation.surveys.assisting import assisted_so_far
from evaluation.surveys.marks import DESK
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.sealing import receipts
from harmony.shared import clock
from tests.factories import CommunityFactory, PostFactory
from tests.factories.people import PASSWORD, UserFactory
from tests.factories.surveys import ITEMS, all_chosen, open_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey_and_codes():
    return open_survey(slips=4)


@pytest.fixture
def two(survey_and_codes):
    community = survey_and_codes[0].declaration.community
    first = PostFactory(role=Role.COMMUNITY_WORKER, place=community)
    second = PostFactory(role=Role.STREET_OFFICIAL, place=community.parent)
    return first.user, second.user


def entered(survey, code, two, receipt=None):
    return services.record_for_somebody(
        survey,
        code,
        by=two[0],
        second=two[1],
        receipt=receipt or receipts.new(),
        choices=all_chosen(),
    )


def thanks_of(survey):
    """What the questionnaire says to a resident who has answered."""
    return content_of(survey.questionnaire).thanks.en


def filled(code, second="", password="", **changes):
    answers = {f"a-{key}": "satisfied" for key in [*ITEMS, "overall"]}
    sent = {"code": code, "receipt": receipts.new(), "second": second, "second_password": password}
    return answers | sent | changes


def test_both_are_sealed_with_the_answer_and_it_is_counted_by_day(
    survey_and_codes, two, monkeypatch
):
    survey, codes = survey_and_codes
    sealed = []
    monkeypatch.setattr(answering, "pack", lambda payload, shape: sealed.append(payload) or b"x")
    receipt = receipts.new()

    outcomes = [
        entered(survey, codes[0], two, receipt),
        entered(survey, codes[0], two, receipt),  # the same form again
        entered(survey, codes[1], two),
        entered(survey, codes[0], two),  # used
    ]

    assert [each.is_recorded for each in outcomes] == [True, True, True, False]
    assert (sealed[0].channel, sealed[0].staff) == (DESK, (two[0].pk, two[1].pk))
    assert sealed[0].device == ""
    row = AssistedEntry.objects.get()
    assert (row.count, row.day, row.by, row.second) == (2, clock.today(), *two)
    assert assisted_so_far(survey) == Ballot.objects.count() == 2


def test_two_different_people_of_this_community_are_needed(survey_and_codes, two):
    survey, codes = survey_and_codes
    stranger = PostFactory(role=Role.COMMUNITY_WORKER, place=CommunityFactory()).user
    nobody = UserFactory()

    for pair in [(two[0], two[0]), (two[0], stranger), (nobody, two[1])]:
        with pytest.raises(PermissionDenied):
            entered(survey, codes[0], pair)
    assert Ballot.objects.count() == 0


def test_a_code_of_another_community_is_not_taken(survey_and_codes, two):
    _other, codes = open_survey(slips=1)

    outcome = entered(survey_and_codes[0], codes[0], two)

    assert not outcome.is_recorded
    assert "does not belong to this community" in outcome.problems[0].text


def test_the_second_person_confirms_on_the_page(survey_and_codes, two, client):
    survey, codes = survey_and_codes
    client.force_login(two[0])
    page = f"/surveys/{survey.pk}/desk/"
    assert client.get(page).status_code == 200

    for name, password, why in [
        ("", "", "A second person confirms"),
        (two[1].username, "wrong", "not right"),
        (two[0].username, PASSWORD, "Somebody else than you"),
        (UserFactory().username, PASSWORD, "may not confirm"),
    ]:
        refused = client.post(page, filled(codes[0], name, password))
        assert refused.status_code == 422
        assert why in refused.text
        assert 'value="satisfied" checked' in refused.text
        assert "wrong" not in refused.text.partition("second_password")[2].partition(">")[0]
    assert Ballot.objects.count() == 0
    taken = client.post(page, filled(codes[0], two[1].username, PASSWORD))
    assert taken.status_code == 200
    assert "The answers have arrived" in taken.text
    assert thanks_of(survey) not in taken.text and "Thank you" not in taken.text  # for residents
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize("door", ["desk", "paper"])
@pytest.mark.parametrize("changes", [{}, {"language": "en"}, {"look": "yes"}, {"receipt": ""}])
def test_every_page_of_the_staff_is_headed_by_the_community(
    survey_and_codes, two, client, door, changes
):
    survey, _codes = survey_and_codes
    client.force_login(two[0])
    page = f"/surveys/{survey.pk}/{door}/"
    head = f"<b>{survey.declaration.community.name_en}</b>"

    assert head in client.get(page, {"language": "en"}).text
    assert head in client.post(page, filled("1", "", "") | {"in": "en"} | changes).text


@pytest.mark.usefixtures("lockout")
def test_wrong_passwords_of_the_second_person_lock_the_name_out(survey_and_codes, two, client):
    survey, codes = survey_and_codes
    client.force_login(two[0])
    page = f"/surveys/{survey.pk}/desk/"
    for _ in range(5):
        client.post(page, filled(codes[0], two[1].username, "wrong"))

    response = client.post(page, filled(codes[0], two[1].username, PASSWORD))

    assert response.status_code == 422
    assert "too many wrong passwords" in response.text
    assert 'value="satisfied" checked' in response.text
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize("page", ["desk", "paper"])
def test_what_was_sent_when_the_session_was_over_stays_on_the_page(
    survey_and_codes, two, client, page
):
    survey, codes = survey_and_codes
    sent = filled(codes[0], two[1].username, PASSWORD, comment="More lamps.")

    response = client.post(f"/surveys/{survey.pk}/{page}/", sent)

    assert response.status_code == 401
    assert "You are signed out, and nothing was sent" in response.text
    assert response.text.count(" checked") == len(ITEMS) + 1
    assert "More lamps." in response.text and codes[0] in response.text
    assert PASSWORD not in response.text and two[1].name not in response.text
    assert not Ballot.objects.exists()
    assert client.get(f"/surveys/{survey.pk}/{page}/").status_code == 302


def test_an_answer_is_sent_once_one_has_signed_in_again_elsewhere(survey_and_codes, two):
    survey, codes = survey_and_codes
    client, page = Client(enforce_csrf_checks=True), f"/surveys/{survey.pk}/desk/"
    client.get("/login/")
    old = client.cookies["csrftoken"].value
    client.post("/login/", {"username": two[0].username, "password": PASSWORD} | token(client))
    sent = filled(codes[0], two[1].username, PASSWORD) | {"csrfmiddlewaretoken": old}

    refused = client.post(page, sent, headers={"Origin": "http://testserver"})
    again = dict(refused.context["typed"]) | token(client)
    asked = client.post(page, again)

    assert "Only passwords and other secrets have to be typed again" in refused.text
    assert PASSWORD not in refused.text
    assert asked.text.count(" checked") == len(ITEMS) + 1
    assert client.post(page, again | {"second_password": PASSWORD}).status_code == 200
    assert Ballot.objects.count() == 1


def token(client):
    return {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}


def test_who_may_not_help_sees_no_desk(survey_and_codes, client):
    survey, _codes = survey_and_codes
    leader = PostFactory(role=Role.LEADER, place=survey.declaration.community.parent.parent).user
    client.force_login(leader)

    assert client.get(f"/surveys/{survey.pk}/desk/").status_code == 403


@pytest.mark.parametrize("text", ["\x00", "a" * 100_000, "☃"])
def test_nothing_typed_breaks_the_page(survey_and_codes, two, client, text):
    survey, codes = survey_and_codes
    client.force_login(two[0])

    sent = filled(codes[0], text, text, seconds=text, comment=text)

    assert client.post(f"/surveys/{survey.pk}/desk/", sent).status_code == 422
