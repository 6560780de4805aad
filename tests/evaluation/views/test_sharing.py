"""The page on which a draft is shared out, and the line that tells who else is there."""

from datetime import timedelta

import pytest
from django.urls import reverse

from evaluation.declarations import presence
from evaluation.declarations.sharing import assign
from evaluation.models import Presence
from evaluation.steps import take_step
from harmony.shared import clock
from tests.factories.declarations import begun_declaration, filled_declaration
from tests.factories.small_standard import small_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration(client, community):
    begun = begun_declaration(
        community=community, standard=small_standard(community.parent.parent)
    )
    client.force_login(begun.people.official)
    return begun


def page(declaration, name, *more):
    return reverse(f"evaluation:{name}", args=[declaration.pk, *more])


def shares(declaration):
    assigned = declaration.entries.exclude(assigned_to=None)
    return sorted(assigned.values_list("criterion__code", flat=True))


# ------------------------------------------------------------------ sharing out
@pytest.mark.parametrize(
    ("ticked", "expected"),
    [
        ({"criteria": ["A1.2", "P1"]}, ["A1.2", "P1"]),
        ({"indicators": ["A1"]}, ["A1.1", "A1.2"]),
        ({"dimensions": ["A"], "criteria": ["B1.3"]}, ["A1.1", "A1.2", "B1.3"]),
    ],
)
def test_criteria_are_given_one_by_one_or_many_at_once(client, declaration, ticked, expected):
    worker = declaration.people.worker

    response = client.post(page(declaration, "share"), {"person": worker.pk} | ticked, follow=True)

    assert shares(declaration) == expected
    assert f"{len(expected)} criteria are assigned." in response.text
    assert f"{worker}, assigned by {declaration.people.official}" in response.text


def test_nobody_takes_it_back(client, declaration):
    both = declaration.standard.criteria.filter(code__in=["A1.1", "A1.2"])
    assign(
        declaration,
        both.values_list("pk", flat=True),
        declaration.people.worker,
        by=declaration.people.official,
    )

    seen = client.get(page(declaration, "share")).context["seen"]
    typed = {"person": "none", "criteria": ["A1.1"], "seen": seen}
    response = client.post(page(declaration, "share"), typed, follow=True)

    assert "1 criterion is taken back." in response.text
    assert shares(declaration) == ["A1.2"]


def test_what_somebody_else_gave_away_meanwhile_is_told_and_stays(client, declaration):
    people, share = declaration.people, page(declaration, "share")
    seen = client.get(share).context["seen"]
    [key] = declaration.standard.criteria.filter(code="A1.1").values_list("pk", flat=True)
    assign(declaration, [key], people.examiner, by=people.worker)

    typed = {"person": people.worker.pk, "indicators": ["A1"], "seen": seen}
    response = client.post(share, typed, follow=True)

    assert f"A1.1 was given to {people.examiner} by {people.worker} meanwhile" in response.text
    assert "1 criterion is assigned." in response.text
    given = dict(declaration.entries.values_list("criterion__code", "assigned_to"))
    assert (given["A1.1"], given["A1.2"]) == (people.examiner.pk, people.worker.pk)

    again = typed | {"seen": response.context["seen"]}
    client.post(share, again)
    assert declaration.entries.get(criterion__code="A1.1").assigned_to == people.worker


@pytest.mark.parametrize(
    ("typed", "field", "problem"),
    [
        ({"indicators": ["A1"]}, "person", "Choose a person."),
        ({"person": "worker"}, "criteria", "Choose at least one criterion."),
        ({"person": "office", "indicators": ["A1"]}, "person", "Select a valid choice."),
        ({"person": "worker", "criteria": ["Z9"]}, "criteria", "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_ticked_stays(
    client, declaration, typed, field, problem
):
    if "person" in typed:
        typed = typed | {"person": getattr(declaration.people, typed["person"]).pk}

    response = client.post(page(declaration, "share"), typed)

    assert problem in response.text
    assert response.context["form"].errors.keys() == {field}
    ticked = 'name="indicators" value="A1" checked' in response.text
    assert ticked is ("indicators" in typed)
    assert shares(declaration) == []


def test_what_is_locked_is_not_shared_out(client, community):
    declaration = filled_declaration(
        community=community, standard=small_standard(community.parent.parent)
    )
    people = declaration.people
    take_step(declaration, "submit", by=people.official)
    pk = declaration.entries.get(criterion__code="A1.2").criterion_id
    take_step(declaration, "return", by=people.examiner, reasons={pk: "Which corners?"})
    client.force_login(people.official)

    text = client.get(page(declaration, "share")).text
    assert 'value="A1.2"' in text and 'value="A1.1"' not in text and 'value="B1"' not in text
    client.post(page(declaration, "share"), {"person": people.worker.pk, "indicators": ["A1"]})
    assert shares(declaration) == ["A1.2"]


def test_only_those_who_write_share_out(client, declaration):
    client.force_login(declaration.people.office)

    assert client.get(page(declaration, "share")).status_code == 403
    assert "Who fills in what" not in client.get(declaration.get_absolute_url()).text


def test_the_list_names_everybody_and_can_be_narrowed_to_ones_own(client, declaration):
    people = declaration.people
    for code, person in (("A1.2", people.worker), ("B1.1", people.official)):
        pk = declaration.entries.get(criterion__code=code).criterion_id
        assign(declaration, [pk], person, by=people.official)
    address = declaration.get_absolute_url()

    whole = client.get(address).text
    own = client.get(f"{address}?mine=1").text

    assert str(people.worker) in whole
    assert "/criteria/A1.2/" in whole and "/criteria/A1.2/" not in own
    assert "/criteria/B1.1/" in own
    assert "Go on with B1.1" in own and "Go on with A1.1" in whole


def test_what_came_back_can_be_narrowed_to_ones_own(client, community):
    declaration = filled_declaration(
        community=community, standard=small_standard(community.parent.parent)
    )
    people = declaration.people
    take_step(declaration, "submit", by=people.official)
    pks = dict(declaration.standard.criteria.values_list("code", "pk"))
    reasons = {pks["A1.2"]: "Which corners?", pks["B1.1"]: "How often?"}
    take_step(declaration, "return", by=people.examiner, reasons=reasons)
    assign(declaration, [pks["B1.1"]], people.worker, by=people.official)
    client.force_login(people.worker)

    whole = client.get(declaration.get_absolute_url()).text
    own = client.get(f"{declaration.get_absolute_url()}?mine=1").text

    assert 'id="c-A1.2"' in whole and f"{people.worker} shall fill it in" in whole
    assert 'id="c-A1.2"' not in own and 'id="c-B1.1"' in own


def test_nothing_of_ones_own_shows_the_whole(client, declaration):
    text = client.get(f"{declaration.get_absolute_url()}?mine=1").text

    assert "/criteria/A1.1/" in text
    assert "Assigned to me" not in text


# ------------------------------------------------------------------ who else is there
def sign(client, declaration, code, **typed):
    return client.post(page(declaration, "presence", code), typed)


def test_opening_a_page_tells_and_is_told(client, declaration):
    people = declaration.people
    client.get(page(declaration, "indicator", "A1"))
    client.force_login(people.worker)

    alone = client.get(page(declaration, "criterion-entry", "A1.2")).text
    same = client.get(page(declaration, "indicator", "A1")).text
    other = client.get(page(declaration, "indicator", "B1")).text

    assert f"{people.official} is on the page of A1, active now." in alone
    assert f"{people.official} is on this page too, active now." in same
    assert "is on this page too" not in other
    Presence.objects.update(seen_at=clock.now() - timedelta(minutes=2))
    assert (
        "is on this page too, last active" in client.get(page(declaration, "indicator", "A1")).text
    )


def test_a_sign_of_life_is_answered_only_when_there_is_news(client, declaration):
    first = sign(client, declaration, "A1")
    mark = first.context["company"].mark
    assert first.status_code == 200
    assert sign(client, declaration, "A1", told=mark).status_code == 204

    presence.note(declaration, "A1.2", by=declaration.people.worker)
    news = sign(client, declaration, "A1", told=mark)
    assert f"{declaration.people.worker} is on the page of A1.2, active now." in news.text


def test_a_bonus_item_has_its_own_part(client, declaration):
    presence.note(declaration, "P1", by=declaration.people.worker)

    assert str(declaration.people.worker) in sign(client, declaration, "P1").text
    assert str(declaration.people.worker) not in sign(client, declaration, "P2").text


def test_signs_end_with_the_hand_up_and_readers_give_none(client, community):
    declaration = filled_declaration(
        community=community, standard=small_standard(community.parent.parent)
    )
    people = declaration.people
    client.force_login(people.office)
    client.get(page(declaration, "indicator", "A1"))
    assert sign(client, declaration, "A1").status_code == 286
    take_step(declaration, "submit", by=people.official)
    client.force_login(people.official)
    client.get(page(declaration, "criterion-entry", "A1.2"))
    assert sign(client, declaration, "A1").status_code == 286
    assert not Presence.objects.exists()


def test_an_unknown_part_is_not_found(client, declaration):
    assert sign(client, declaration, "Z1").status_code == 404
    assert client.get(page(declaration, "presence", "A1")).status_code == 405


def test_a_sign_of_life_is_cheap(client, declaration, django_assert_max_num_queries):
    for person in (declaration.people.worker, declaration.people.examiner):
        presence.note(declaration, "A1.1", by=person)
    sign(client, declaration, "A1")

    with django_assert_max_num_queries(8):
        sign(client, declaration, "A1")
