"""Notices, as the office writes them: read back, published once, nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.models import Notice, State
from harmony.shared import clock
from tests.factories import CommunityFactory
from tests.factories.evaluations import appraised_declaration, noticed_declaration
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory

pytestmark = pytest.mark.django_db
LIST = reverse("evaluation:notices")


@pytest.fixture
def office(client, district):
    client.force_login(PostFactory(role=Role.OFFICE_REVIEWER, place=district).user)
    return client


def address(declaration):
    return reverse("evaluation:publish-notice", args=[declaration.stage_id])


def sent(*declarations, days=14, **changes):
    first = clock.today()
    return {
        "declarations": [declaration.pk for declaration in declarations],
        "first_day": first.isoformat(),
        "last_day": (first + timedelta(days=days)).isoformat(),
        "title_zh": "评估结果公示",
        "title_en": "Proposed results",
        "text_zh": "",
        "text_en": "Everybody may object.",
    } | changes


# ------------------------------------------------------------------ the list
def test_list_shows_what_waits_and_what_was_published(office):
    noticed_declaration(ended=False)
    waiting = appraised_declaration()

    text = office.get(LIST).text

    assert "Proposed results" in text
    assert "Running" in text
    assert address(waiting) in text
    assert "1 result" in text


def test_notice_that_has_not_begun_is_read_back_by_the_office_only(office):
    declaration = appraised_declaration()
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    office.post(address(declaration), sent(declaration, first_day=tomorrow, confirmed="yes"))

    text = office.get(LIST).text

    assert "Not begun" in text
    here = Notice.objects.get().get_absolute_url()
    assert f'href="{here}"' in text
    assert "The public can read this notice from" in office.get(here).text
    office.logout()
    assert office.get(here).status_code == 404


def test_empty_list_says_what_will_fill_it(office):
    assert "No notice yet" in office.get(LIST).text


@pytest.mark.parametrize("rows", [3, 30])
def test_list_costs_the_same_for_three_rows_and_thirty(
    office, stage, rows, django_assert_num_queries
):
    by = PostFactory(role=Role.OFFICE_REVIEWER, place=DistrictFactory()).user
    for number in range(rows):
        Notice.objects.create(
            stage=stage,
            number=number + 1,
            title_zh="公示",
            opens_at=clock.now(),
            closes_at=clock.now() + timedelta(days=9),
            by=by,
        )

    with django_assert_num_queries(8):
        office.get(LIST)


@pytest.mark.parametrize("page", ["0", "x", "-1", "99"])
def test_nonsense_page_is_passed_over(office, page):
    assert office.get(LIST, {"page": page}).status_code == 200


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_readers_see_the_list_and_publish_nothing(client, role, district):
    declaration = appraised_declaration()
    client.force_login(PostFactory(role=role, place=district).user)

    text = client.get(LIST).text
    assert "Waiting for a notice" in text
    assert address(declaration) not in text
    assert client.get(address(declaration)).status_code == 403
    assert client.post(address(declaration), sent(declaration)).status_code == 403


@pytest.mark.parametrize(
    "role", [Role.STREET_OFFICIAL, Role.COMMUNITY_WORKER, Role.APPRAISER, Role.ADMINISTRATOR]
)
def test_nobody_else_sees_the_list(client, person, role, community):
    client.force_login(person(role))

    assert client.get(LIST).status_code == 403


# ------------------------------------------------------------------ writing one
def test_form_proposes_everything_that_waits_for_as_long_as_needed(office):
    declaration = appraised_declaration()

    text = office.get(address(declaration)).text

    assert f"{declaration.community.name}, {declaration.community.parent.name}" in text
    assert "Excellent, 94.00" in text
    assert text.count("checked") == 1
    assert f'value="{clock.today() + timedelta(days=1):%Y-%m-%d}"' in text
    assert f"Proposed results of stage {declaration.stage.ordinal}" in text


def test_second_notice_of_a_stage_is_called_so(office):
    first = noticed_declaration()
    community = CommunityFactory(parent=first.community.parent)
    second = appraised_declaration(community=community, stage=first.stage)

    text = office.get(address(second)).text

    assert f"stage {first.stage.ordinal}, {first.stage.year} (notice 2)" in text
    assert "公示（第2批）" in text


def test_first_press_reads_back_and_publishes_nothing(office):
    declaration = appraised_declaration()

    text = office.post(address(declaration), sent(declaration)).text

    assert "Publish this notice?" in text
    assert "A notice cannot be taken back." in text
    assert "Everybody may object." in text
    assert not Notice.objects.exists()


def test_second_press_publishes(office):
    declaration = appraised_declaration()

    response = office.post(address(declaration), sent(declaration, confirmed="yes"), follow=True)

    assert "The notice names 1 community." in response.text
    declaration.refresh_from_db()
    assert declaration.state == State.NOTICED
    assert Notice.objects.get().text_en == "Everybody may object."


def test_going_back_to_change_keeps_everything(office):
    declaration = appraised_declaration()

    text = office.post(address(declaration), sent(declaration, change="yes")).text

    assert "Publish this notice?" not in text
    assert 'value="Proposed results"' in text


def test_only_those_ticked_are_named(office):
    one = appraised_declaration()
    two = appraised_declaration(
        stage=one.stage, community=CommunityFactory(parent=one.community.parent)
    )

    office.post(address(one), sent(two, confirmed="yes"))

    one.refresh_from_db()
    assert one.state == State.APPRAISED
    assert Notice.objects.get().entries.get().declaration == two


def test_published_twice_from_an_old_page_names_nobody_twice(office):
    one = appraised_declaration()
    two = appraised_declaration(
        stage=one.stage, community=CommunityFactory(parent=one.community.parent)
    )
    old_page = sent(one, confirmed="yes")
    office.post(address(one), old_page)

    text = office.post(address(one), old_page).text

    assert "One of these no longer waits for a notice. Choose again." in text
    assert 'value="Proposed results"' in text
    assert Notice.objects.count() == 1
    two.refresh_from_db()
    assert two.state == State.APPRAISED


def test_published_twice_where_nothing_waits_any_more_says_so(office):
    declaration = appraised_declaration()
    old_page = sent(declaration, confirmed="yes")
    office.post(address(declaration), old_page)

    text = office.post(address(declaration), old_page).text

    assert "No result waits for a notice" in text
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"declarations": []}, "Choose at least one community for the notice."),
        ({"declarations": ["x"]}, "no longer waits for a notice"),
        ({"first_day": ""}, "This field is required"),
        ({"first_day": "soon"}, "Enter a valid date"),
        ({"first_day": "0001-01-01"}, "A notice cannot begin in the past."),
        ({"first_day": "9999-12-31", "last_day": "9999-12-31"}, "longer than a year"),
        ({"last_day": "9999-12-31"}, "longer than a year"),
        ({"title_zh": ""}, "This field is required"),
        ({"title_zh": "公" * 201}, "may have 200 characters"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_kept(office, changes, said):
    declaration = appraised_declaration()

    text = office.post(address(declaration), sent(declaration, **changes, confirmed="yes")).text

    assert said in text
    assert "error-summary" in text
    assert "Everybody may object." in text
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("days", "said"),
    [(3, "at least 7 calendar days"), (-2, "The last day lies before the first.")],
)
def test_dates_that_are_too_short_are_told(office, days, said):
    declaration = appraised_declaration()

    text = office.post(address(declaration), sent(declaration, days=days)).text

    assert said in text


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_unknown_stage_is_not_found(office, pk):
    assert office.get(f"/publish/{pk}/new/").status_code == 404


def test_appraiser_of_the_office_neither_sees_nor_publishes_what_they_scored(client):
    declaration = appraised_declaration()
    person = declaration.people.appraisers[0]
    PostFactory(user=person, role=Role.OFFICE_REVIEWER, place=DistrictFactory())
    client.force_login(person)

    text = client.get(address(declaration)).text

    assert "94.00" not in text
    assert "No result waits for a notice" in text
