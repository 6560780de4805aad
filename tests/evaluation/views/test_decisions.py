"""Decisions: read back before they are final, made once, by nobody who worked at it."""

import re

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.models import Certificate, Decision, State
from harmony.shared import clock
from tests.factories import CommunityFactory
from tests.factories.evaluations import (
    accepted_declaration,
    appraise,
    assigned_declaration,
    evaluate,
    noticed_declaration,
    put_on_notice,
    vetoed,
)
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory
from tests.factories.standings import DecisionFactory, ResultFactory, StandingFactory

pytestmark = pytest.mark.django_db
LIST = reverse("evaluation:decisions")


@pytest.fixture
def leader(client, district):
    client.force_login(PostFactory(role=Role.LEADER, place=district).user)
    return client


def decide(declaration):
    return reverse("evaluation:decide", args=[declaration.pk])


# ------------------------------------------------------------------ the list
def test_list_shows_what_waits_and_whether_the_notice_is_over(leader):
    running, ended = noticed_declaration(ended=False), noticed_declaration()

    text = leader.get(LIST).text

    assert "open until" in text
    assert "ended" in text
    assert decide(ended) in text
    assert decide(running) not in text


def test_decided_ones_are_under_their_tab(leader):
    declaration = accepted_declaration()

    assert declaration.community.name not in leader.get(LIST).text
    text = leader.get(LIST, {"show": "decided"}).text
    assert declaration.community.name in text
    assert declaration.people.leader.name in text


def test_empty_lists_say_what_will_fill_them(leader):
    assert "Nothing waits for a decision" in leader.get(LIST).text
    assert "Nothing is decided yet" in leader.get(LIST, {"show": "decided"}).text


@pytest.mark.parametrize("show", ["waiting", "decided"])
@pytest.mark.parametrize("rows", [3, 30])
def test_list_costs_the_same_for_three_rows_and_thirty(
    leader, stage, street, rows, show, django_assert_num_queries
):
    for _number in range(rows):
        for state in (State.NOTICED, State.ACCEPTED):
            declared = StandingFactory(
                community=CommunityFactory(parent=street), stage=stage, state=state
            )
            ResultFactory(declaration=declared)
            if state == State.ACCEPTED:
                DecisionFactory(declaration=declared)

    with django_assert_num_queries(7):
        leader.get(LIST, {"show": show})


@pytest.mark.parametrize("query", [{"show": "x"}, {"page": "x"}, {"page": "-1"}, {"page": "99"}])
def test_nonsense_in_the_address_is_passed_over(leader, query):
    assert leader.get(LIST, query).status_code == 200


@pytest.mark.parametrize("role", [Role.OFFICE_REVIEWER, Role.AUDITOR])
def test_readers_see_the_list_without_the_button(client, role, district):
    declaration = noticed_declaration()
    client.force_login(PostFactory(role=role, place=district).user)

    text = client.get(LIST).text

    assert declaration.community.name in text
    assert decide(declaration) not in text


@pytest.mark.parametrize(
    "role", [Role.STREET_OFFICIAL, Role.COMMUNITY_WORKER, Role.APPRAISER, Role.ADMINISTRATOR]
)
def test_nobody_else_sees_the_list(client, person, role, community):
    client.force_login(person(role))

    assert client.get(LIST).status_code == 403


# ------------------------------------------------------------------ deciding
def test_page_shows_what_is_proposed_and_begins_with_it(leader):
    text = leader.get(decide(noticed_declaration())).text

    assert "94.00" in text
    assert re.search(r'value="excellent"[^>]* checked', text)
    assert len(re.findall(r'type="radio"', text)) == 4


def test_first_press_reads_back_and_decides_nothing(leader):
    declaration = noticed_declaration()

    text = leader.post(decide(declaration), {"level": "excellent", "note": "Agreed."}).text

    assert "Its certificate gets the next number" in text
    assert "This is the last word of the leading group." in text
    assert "Agreed." in text
    assert not Decision.objects.exists()


def test_second_press_decides(leader):
    declaration = noticed_declaration()

    response = leader.post(
        decide(declaration), {"level": "excellent", "confirmed": "yes"}, follow=True
    )

    certificate = Certificate.objects.get()
    told = f"accepted as excellent; certificate {certificate.printed_number}."
    assert f"{declaration.community.name}: {told}" in response.text
    assert certificate.granted_on == clock.today()


def test_going_back_to_change_keeps_the_choice(leader):
    declaration = noticed_declaration()
    sent = {"level": "good", "note": "Parking.", "change": "yes"}

    text = leader.post(decide(declaration), sent).text

    assert "last word" not in text
    assert "Parking." in text


def test_not_accepting_is_read_back_in_its_own_words(leader):
    declaration = noticed_declaration()
    sent = {"level": "not_yet", "note": "Sham figures."}

    text = leader.post(decide(declaration), sent).text
    assert "is not accepted. It may declare again in the next stage." in text
    leader.post(decide(declaration), sent | {"confirmed": "yes"})

    declaration.refresh_from_db()
    assert declaration.state == State.NOT_ACCEPTED
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"level": ""}, "Choose the decision."),
        ({"level": "superb"}, "Choose the decision."),
        ({"level": "good"}, "Say why the level differs from the proposed one."),
        ({"level": "good", "note": "  "}, "Say why the level differs from the proposed one."),
        ({"level": "not_yet"}, "Say why the level differs from the proposed one."),
        ({"level": "good", "note": "x" * 2001}, "may have 2000 characters"),
    ],
)
@pytest.mark.parametrize("button", [{}, {"confirmed": "yes"}])
def test_what_is_wrong_is_told_and_nothing_decided(leader, sent, said, button):
    text = leader.post(decide(noticed_declaration()), sent | button).text

    assert said in text
    assert "error-summary" in text
    assert not Decision.objects.exists()


def test_where_a_veto_stands_only_refusing_is_offered(leader):
    declaration = assigned_declaration()
    vetoed(declaration)
    put_on_notice(appraise(evaluate(declaration)))

    text = leader.get(decide(declaration)).text
    assert "A veto is established; the community cannot be accepted." in text
    assert "Accept as good" not in text
    text = leader.post(decide(declaration), {"level": "good", "confirmed": "yes"}).text
    assert "Choose the decision." in text
    assert not Decision.objects.exists()


def test_decided_twice_from_an_old_page_the_first_stays(leader):
    declaration = accepted_declaration()

    response = leader.post(
        decide(declaration), {"level": "good", "note": "x", "confirmed": "yes"}, follow=True
    )

    assert "Not possible while “Accepted”" in response.text
    assert Decision.objects.get().level == "excellent"


def test_while_the_notice_runs_it_says_so(leader):
    response = leader.get(decide(noticed_declaration(ended=False)), follow=True)

    assert "The public notice is still running." in response.text


@pytest.mark.parametrize("send", ["get", "post"])
@pytest.mark.parametrize("who", ["office", "official"])
def test_nobody_else_decides(client, who, send):
    declaration = noticed_declaration()
    client.force_login(getattr(declaration.people, who))

    response = getattr(client, send)(
        decide(declaration), {"level": "excellent", "confirmed": "yes"}, follow=True
    )

    assert "You may not do this." in response.text
    assert not Decision.objects.exists()


def test_leader_who_scored_it_does_not_even_see_it(client):
    declaration = noticed_declaration()
    person = declaration.people.appraisers[0]
    PostFactory(user=person, role=Role.LEADER, place=DistrictFactory())
    client.force_login(person)

    assert declaration.community.name not in client.get(LIST).text
    assert client.get(decide(declaration)).status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_unknown_declaration_is_not_found(leader, pk):
    assert leader.get(f"/decisions/{pk}/").status_code == 404
