"""An appraiser's list and sheet: what stands on it, what is saved, and that nothing is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from communities.models import DeadlineShift, Role
from evaluation.appraisal.services import assign, end_assignment
from evaluation.models import Assignment, Score
from harmony.shared import clock
from tests.factories import CommunityFactory
from tests.factories.declarations import proof_of
from tests.factories.evaluations import (
    appraised_declaration,
    assigned_declaration,
    assignment_of,
    claiming_declaration,
    give_score,
    score_as_claimed,
    with_appraisers,
)
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory
from tests.factories.standings import StandingFactory

pytestmark = pytest.mark.django_db
LIST = reverse("evaluation:scoring")


@pytest.fixture
def declaration():
    return assigned_declaration()


@pytest.fixture
def appraiser(client, declaration):
    client.force_login(declaration.people.appraisers[0])
    return client


def sheet(declaration, code="", number=0):
    pk = assignment_of(declaration, number).pk
    if not code:
        return reverse("evaluation:score-sheet", args=[pk])
    return reverse("evaluation:score-criterion", args=[pk, code])


def score_of(declaration, code) -> Score:
    return assignment_of(declaration).scores.get(criterion__code=code)


# ------------------------------------------------------------------ the list
def test_list_shows_what_one_is_charged_with_and_how_far_it_is(appraiser, declaration):
    give_score(declaration, "A1.2", {"misses": "0"})

    text = appraiser.get(LIST).text

    assert declaration.community.name in text
    assert "1 of 6 scored" in text
    assert sheet(declaration) in text


def test_list_shows_nobody_elses(client, declaration):
    client.force_login(PostFactory(role=Role.APPRAISER, place=DistrictFactory()).user)

    text = client.get(LIST).text

    assert declaration.community.name not in text
    assert "Nothing to score" in text


def test_due_date_follows_the_shift_of_the_community(appraiser, declaration):
    DeadlineShift.objects.create(
        stage=declaration.stage,
        community=declaration.community,
        deadline="scoring",
        moved_to=clock.now() - timedelta(days=3),
        reason="Agreed.",
        by=declaration.people.office,
    )

    assert "3 days late" in appraiser.get(LIST).text


def test_what_is_handed_in_comes_last(appraiser, declaration):
    score_as_claimed(declaration, declaration.people.appraisers[0])
    other = assigned_declaration()
    assign(other, declaration.people.appraisers[0], by=other.people.office)

    page = appraiser.get(LIST).context["page"]

    assert [row.declaration for row in page] == [other, declaration]


@pytest.mark.parametrize("rows", [3, 30])
def test_list_costs_the_same_for_three_rows_and_thirty(
    client, stage, street, rows, django_assert_num_queries
):
    person = PostFactory(role=Role.APPRAISER, place=street.parent).user
    for _number in range(rows):
        community = CommunityFactory(parent=street)
        declared = StandingFactory(community=community, stage=stage, state="received")
        Assignment.objects.create(declaration=declared, appraiser=person, assigned_by=person)
    client.force_login(person)

    with django_assert_num_queries(7):
        client.get(LIST)


@pytest.mark.parametrize("page", ["0", "-3", "x", "999"])
def test_nonsense_page_is_passed_over(appraiser, page):
    assert appraiser.get(LIST, {"page": page}).status_code == 200


@pytest.mark.parametrize(
    "role", [Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR, Role.STREET_OFFICIAL]
)
def test_list_is_for_appraisers(client, person, role, community):
    client.force_login(person(role))

    assert client.get(LIST).status_code == 403


# ------------------------------------------------------------------ the sheet
def test_sheet_stands_beside_the_claim(appraiser, declaration):
    give_score(declaration, "A1.2", {"misses": "1"}, reason="One corner.")

    text = appraiser.get(sheet(declaration, "A1.2")).text

    assert "Corners kept clean" in text
    assert "−0.50" in text
    assert "One corner." in text
    assert "1 of 6 scored" in text
    assert "1.5 of 2 points" in text


def test_criterion_is_shown_with_claim_statement_and_evidence(appraiser, declaration):
    declaration.entries.filter(criterion__code="A1.1").update(statement="Held every month.")

    text = appraiser.get(sheet(declaration, "A1.1")).text

    assert "Meetings held as required." in text
    assert "Clause one" in text
    assert "Held every month." in text
    assert proof_of(declaration).title in text
    assert reverse("evaluation:evidence-file", args=[proof_of(declaration).pk]) in text


def test_neighbours_and_the_next_unscored_are_one_click_away(appraiser, declaration):
    give_score(declaration, "B1.1", {"points": "2", "reason": "Good."})

    text = appraiser.get(sheet(declaration, "A1.2")).text

    assert f'href="{sheet(declaration, "A1.1")}#criterion" rel="prev"' in text
    assert f'href="{sheet(declaration, "B1.1")}#criterion" rel="next"' in text
    assert 'data-cell="todo"' in text


def test_sheet_without_a_criterion_leads_to_the_first_unscored(appraiser, declaration):
    give_score(declaration, "A1.1", {"met": ["one", "two"]})

    assert f'href="{sheet(declaration, "A1.2")}#criterion">Next unscored' in (
        appraiser.get(sheet(declaration)).text
    )


@pytest.mark.parametrize("code", ["Z9", "A1", "<b>", "P1"])
def test_unknown_criterion_leads_to_the_sheet(appraiser, declaration, code):
    response = appraiser.get(sheet(declaration, code))

    assert response.url == sheet(declaration)


@pytest.mark.parametrize("who", ["other appraiser", "office", "leader", "official"])
@pytest.mark.parametrize("send", ["get", "post"])
def test_sheet_is_nobody_elses(client, declaration, who, send):
    people = declaration.people
    person = people.appraisers[1] if who == "other appraiser" else getattr(people, who)
    client.force_login(person)

    assert getattr(client, send)(sheet(declaration, "A1.2")).status_code == 404
    assert not Score.objects.filter(version__gt=0).exists()


def test_whoever_left_the_post_no_longer_reads_the_sheet(appraiser, declaration):
    declaration.people.appraisers[0].posts.update(role=Role.LEADER)

    assert appraiser.get(sheet(declaration)).status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_unknown_assignment_is_not_found(appraiser, pk):
    assert appraiser.get(f"/scoring/{pk}/").status_code == 404
    assert appraiser.get(f"/scoring/{pk}/A1.1/").status_code == 404
    assert appraiser.get(f"/scoring/{pk}/finish/").status_code == 404


def test_sheet_costs_the_same_however_many_files(
    appraiser, declaration, django_assert_num_queries
):
    here = sheet(declaration, "A1.1")
    with django_assert_num_queries(11):
        appraiser.get(here)
    entry = declaration.entries.get(criterion__code="A1.1")
    use = entry.uses.get()
    for number in range(5):
        evidence = use.evidence
        evidence.pk, evidence.sha256 = None, str(number)
        evidence.save()
        entry.uses.create(evidence=evidence, by=use.by)

    with django_assert_num_queries(11):
        appraiser.get(here)


def test_sheet_costs_the_same_however_many_criteria(client, standard, django_assert_num_queries):
    declaration = assigned_declaration(standard=standard)
    client.force_login(declaration.people.appraisers[0])

    here = sheet(declaration, "A1.1")

    assert declaration.entries.count() > 40
    with django_assert_num_queries(11):
        client.get(here)


# ------------------------------------------------------------------ saving
def version(declaration, code):
    return score_of(declaration, code).version


def sent(declaration, code, **fields):
    return {"version": version(declaration, code), "next": "yes"} | fields


def test_saving_goes_on_to_the_next_criterion(appraiser, declaration):
    response = appraiser.post(
        sheet(declaration, "A1.2"),
        sent(declaration, "A1.2", **{"finding-misses": "2", "reason": "Two corners."}),
    )

    assert response.url == f"{sheet(declaration, 'B1.1')}#criterion"
    score = score_of(declaration, "A1.2")
    assert (score.points, score.reason, score.is_complete) == (
        Decimal("1.00"),
        "Two corners.",
        True,
    )


def test_saving_alone_stays(appraiser, declaration):
    fields = {"version": 0, "save": "yes", "finding-misses": "0"}

    response = appraiser.post(sheet(declaration, "A1.2"), fields)

    assert response.url == f"{sheet(declaration, 'A1.2')}#criterion"


def test_agreeing_takes_the_claim_as_it_stands(appraiser, declaration):
    response = appraiser.post(
        sheet(declaration, "A1.1"), {"version": 0, "agree": "yes", "reason": "ignored"}
    )

    assert response.url == f"{sheet(declaration, 'A1.2')}#criterion"
    score = score_of(declaration, "A1.1")
    assert (score.finding, score.points) == ({"met": ["one", "two"]}, Decimal("2.00"))


def test_last_criterion_leads_to_the_first_unscored_and_then_to_the_sheet(appraiser, declaration):
    last = {"version": 0, "agree": "yes"}
    assert appraiser.post(sheet(declaration, "B1.4"), last).url.startswith(
        sheet(declaration, "A1.1")
    )
    score_as_claimed(declaration, declaration.people.appraisers[0], hand_in=False)

    last["version"] = version(declaration, "B1.4")
    assert appraiser.post(sheet(declaration, "B1.4"), last).url == sheet(declaration)


def test_departing_without_a_reason_is_told_beside_the_field(appraiser, declaration):
    response = appraiser.post(
        sheet(declaration, "A1.2"), sent(declaration, "A1.2", **{"finding-misses": "2"})
    )

    assert "Say why you depart from the self-score." in response.text
    assert 'value="2"' in response.text
    assert version(declaration, "A1.2") == 0


@pytest.mark.parametrize(
    ("code", "fields", "said"),
    [
        ("A1.2", {"finding-misses": "9"}, "Enter at most 4."),
        ("A1.2", {"finding-misses": "-1"}, "Enter 0 or more."),
        ("A1.2", {"finding-misses": "some"}, "Enter a whole number."),
        ("A1.2", {}, "Record what you found, or agree with the claim."),
        ("B1.1", {"finding-points": "2.5", "finding-reason": "Best."}, "Enter at most 2."),
        ("B1.4", {"finding-part_0": "0.5"}, "Enter at most 0.4."),
        ("A1.1", {"finding-met": ["one", "none_of_these"]}, "Tick either clauses"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_saved(appraiser, declaration, code, fields, said):
    response = appraiser.post(sheet(declaration, code), sent(declaration, code, **fields))

    assert said in response.text
    assert "error-summary" in response.text
    assert version(declaration, code) == 0


def test_half_a_finding_is_saved_and_says_what_is_missing(appraiser, declaration):
    response = appraiser.post(
        sheet(declaration, "B1.4"),
        sent(declaration, "B1.4", **{"finding-part_0": "0.4"}),
        follow=True,
    )

    assert "B1.4 is saved, but not complete yet." in response.text
    assert "Not complete yet:" in response.text
    assert score_of(declaration, "B1.4").finding == {"parts": {"desk": "0.4"}}


def test_judgement_carries_its_own_reason(appraiser, declaration):
    text = appraiser.get(sheet(declaration, "B1.1")).text
    assert text.count("<textarea") == 1

    appraiser.post(
        sheet(declaration, "B1.1"),
        sent(declaration, "B1.1", **{"finding-points": "1.5", "finding-reason": "Rare."}),
    )

    score = score_of(declaration, "B1.1")
    assert (score.points, score.reason, score.is_complete) == (Decimal("1.50"), "Rare.", True)


def test_beginning_from_the_claim_fills_it_in(appraiser, declaration):
    plain = appraiser.get(sheet(declaration, "A1.2")).text
    text = appraiser.get(sheet(declaration, "A1.2"), {"start": "claim"}).text

    assert "Begin from the claim" in plain
    assert 'name="finding-misses" value="0"' in text
    assert 'name="finding-misses" value="0"' not in plain


def test_stale_page_keeps_what_was_typed_and_shows_what_is_stored(appraiser, declaration):
    give_score(declaration, "A1.2", {"misses": "1"}, reason="One corner.")

    response = appraiser.post(
        sheet(declaration, "A1.2"),
        {"version": 0, "next": "yes", "finding-misses": "3", "reason": "Three corners."},
    )

    assert "saved from another page meanwhile" in response.text
    assert "One corner." in response.text
    assert "Three corners." in response.text
    assert 'name="finding-misses" value="3"' in response.text
    assert 'name="version" value="1"' in response.text
    assert score_of(declaration, "A1.2").reason == "One corner."


def test_saved_again_on_top_of_it_the_newer_counts(appraiser, declaration):
    give_score(declaration, "A1.2", {"misses": "1"}, reason="One corner.")

    appraiser.post(
        sheet(declaration, "A1.2"),
        {"version": 1, "next": "yes", "finding-misses": "3", "reason": "Three corners."},
    )

    assert score_of(declaration, "A1.2").reason == "Three corners."


def test_same_form_sent_twice_is_saved_once(appraiser, declaration):
    fields = {"version": 0, "next": "yes", "finding-misses": "1", "reason": "One corner."}

    first = appraiser.post(sheet(declaration, "A1.2"), fields)
    second = appraiser.post(sheet(declaration, "A1.2"), fields)

    assert first.url == second.url
    assert version(declaration, "A1.2") == 1


def test_agreeing_on_a_stale_page_says_so_and_nothing_else(appraiser, declaration):
    give_score(declaration, "A1.2", {"misses": "1"}, reason="One corner.")

    text = appraiser.post(sheet(declaration, "A1.2"), {"version": 0, "agree": "yes"}).text

    assert "saved from another page meanwhile" in text
    assert "Record what you found" not in text


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 30])
def test_broken_version_is_no_way_around_it(appraiser, declaration, typed):
    give_score(declaration, "A1.2", {"misses": "1"}, reason="One corner.")

    for button in ("agree", "next"):
        fields = {"version": typed, button: "yes", "finding-misses": "0"}
        assert appraiser.post(sheet(declaration, "A1.2"), fields).status_code == 200

    assert score_of(declaration, "A1.2").reason == "One corner."


# ------------------------------------------------------------------ claims
@pytest.fixture
def claiming(client):
    claims = {"B1.2": "excluded", "B1.3": "not_occurred"}
    declaration = with_appraisers(claiming_declaration(claims))
    client.force_login(declaration.people.appraisers[0])
    return declaration


def test_claim_has_to_be_answered(client, claiming):
    text = client.post(sheet(claiming, "B1.2"), {"version": 0, "next": "yes"}).text

    assert "Say whether the claim holds." in text
    assert "It holds: Does not apply here" in text


def test_confirmed_claim_needs_nothing_more(client, claiming):
    client.post(sheet(claiming, "B1.2"), {"version": 0, "next": "yes", "claim": "yes"})

    score = score_of(claiming, "B1.2")
    assert (score.modifier, score.counts, score.is_complete) == ("excluded", False, True)


def test_refused_claim_needs_a_finding_and_a_reason(client, claiming):
    fields = {"version": 0, "next": "yes", "claim": "no", "finding-value": "85"}
    assert "Say why you depart" in client.post(sheet(claiming, "B1.2"), fields).text

    client.post(sheet(claiming, "B1.2"), fields | {"reason": "There are streets."})

    score = score_of(claiming, "B1.2")
    assert (score.modifier, score.points) == ("", Decimal("1.50"))


def test_agreeing_confirms_the_claim(client, claiming):
    client.post(sheet(claiming, "B1.3"), {"version": 0, "agree": "yes"})

    score = score_of(claiming, "B1.3")
    assert (score.applied, score.points) == ("not_occurred", Decimal("1.00"))


# ------------------------------------------------------------------ handing in, and its end
def test_handing_in_asks_first_and_locks(appraiser, declaration):
    score_as_claimed(declaration, declaration.people.appraisers[0], hand_in=False)
    here = reverse("evaluation:finish-scoring", args=[assignment_of(declaration).pk])

    assert "You cannot change them afterwards." in appraiser.get(here).text
    response = appraiser.post(here, follow=True)

    assert "Your scores are handed in." in response.text
    text = appraiser.get(sheet(declaration, "A1.2")).text
    assert "Handed in" in text
    assert "Save and go on" not in text


def test_handing_in_too_early_is_refused(appraiser, declaration):
    here = reverse("evaluation:finish-scoring", args=[assignment_of(declaration).pk])

    assert "Not every criterion is scored yet." in appraiser.get(here, follow=True).text
    assert "Not scored yet: A1.1" in appraiser.post(here, follow=True).text
    assert assignment_of(declaration).finished_at is None


def test_handing_in_twice_says_so(appraiser, declaration):
    score_as_claimed(declaration, declaration.people.appraisers[0])
    here = reverse("evaluation:finish-scoring", args=[assignment_of(declaration).pk])

    for send in (appraiser.get, appraiser.post):
        assert "they are locked" in send(here, follow=True).text


def test_old_form_after_handing_in_keeps_what_was_typed_and_changes_nothing(
    appraiser, declaration
):
    score_as_claimed(declaration, declaration.people.appraisers[0])

    response = appraiser.post(
        sheet(declaration, "A1.2"),
        {"version": 1, "next": "yes", "finding-misses": "3", "reason": "Three corners."},
    )

    assert "they are locked" in response.text
    assert score_of(declaration, "A1.2").points == Decimal("2.00")


def test_whoever_is_taken_off_while_scoring_is_told_why(appraiser, declaration):
    reason = "Related to the head."
    end_assignment(assignment_of(declaration), by=declaration.people.office, reason=reason)
    pk = declaration.assignments.get(ended_at__isnull=False).pk
    fields = {"version": 0, "next": "yes", "finding-misses": "0"}

    for response in (
        appraiser.post(f"/scoring/{pk}/A1.2/", fields, follow=True),
        appraiser.get(f"/scoring/{pk}/", follow=True),
        appraiser.post(f"/scoring/{pk}/finish/", follow=True),
    ):
        assert "The office has taken you off" in response.text
        assert reason in response.text
    assert not Score.objects.filter(version__gt=0).exists()


def test_own_scores_stay_readable_when_the_evaluation_is_closed(client):
    declaration = appraised_declaration()
    client.force_login(declaration.people.appraisers[0])

    text = client.get(sheet(declaration, "A1.2")).text

    assert "Handed in" in text
    assert "Save and go on" not in text
