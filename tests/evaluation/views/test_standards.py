"""Pages of the evaluation standards."""

from copy import deepcopy

import pytest
import yaml
from django.urls import reverse

from communities.models import Role
from evaluation.models import Standard, StandardState
from evaluation.standards.services import import_standard
from tests.factories.files import upload
from tests.factories.standards import written_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, person):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


@pytest.fixture
def written():
    return deepcopy(written_standard())


def standard_file(written) -> object:
    return upload("standard.yaml", yaml.safe_dump(written, allow_unicode=True).encode())


def page(client, name, *args, **data):
    return client.get(reverse(f"evaluation:{name}", args=args), data)


def test_the_list_shows_versions_and_where_they_are_used(client, standard, office):
    text = page(client, "standards").text

    assert "Evaluation standard for harmonious communities, 2005 edition" in text
    assert "2005, version 1" in text


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_costs_the_same_however_long(
    client, district, office, written, count, django_assert_max_num_queries
):
    for version in range(count):
        written["notice"]["en"] = f"Version {version}"
        import_standard(written, district=district, by=office)

    with django_assert_max_num_queries(8):
        response = page(client, "standards", sort="-stages")

    assert response.text.count("2005 edition</a>") == min(count, 25)


@pytest.mark.parametrize(
    "query", ["?state=draft", "?state=nonsense&sort=nothing&page=x", "?q=%00", "?q=harmonious"]
)
def test_any_query_of_the_list_is_answered(client, standard, office, query):
    response = client.get(reverse("evaluation:standards") + query)

    assert response.status_code == 200
    assert ("No standard matches" in response.text) == (query == "?state=draft")


def test_the_page_reads_the_whole_standard(
    client, standard, office, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        text = page(client, "standard", standard.pk).text

    assert "A complete and working Party organisation" in text
    assert "0.5 points off for each activity missing or without a task for residents." in text
    assert "No bonus where F2.1 did not occur." in text
    assert "2 points off for each criticism. At most 4 points are taken off." in text
    assert "In every dimension at least 80% of its points" in text
    assert "Forged material or fabricated answers" in text


def test_one_class_reads_its_own_criteria(client, standard, office):
    text = page(client, "standard", standard.pk, **{"class": "village_in_city"}).text

    assert "No new illegal buildings" in text
    assert "Strict hand-over of new estates" not in text


def test_an_unknown_class_shows_all(client, standard, office):
    text = page(client, "standard", standard.pk, **{"class": "castle"}).text

    assert "Strict hand-over of new estates" in text


def test_a_draft_is_for_the_office(client, written, district, person, office):
    draft = import_standard(written, district=district, by=office)
    client.force_login(person(Role.STREET_OFFICIAL))

    assert page(client, "standard", draft.pk).status_code == 404
    assert "2005" not in page(client, "standards").text


def test_a_file_is_shown_before_it_is_taken_in(client, office, written):
    response = client.post(reverse("evaluation:standard-import"), {"file": standard_file(written)})

    assert "Nothing is stored yet" in response.text
    assert "New residential" in response.text
    assert not Standard.objects.exists()
    shown = response.context["written"]

    response = client.post(reverse("evaluation:standard-take-in"), {"written": shown}, follow=True)

    assert "taken in as a draft" in response.text
    assert Standard.objects.get().state == StandardState.DRAFT


def test_the_same_again_is_said(client, standard, office, written):
    response = client.post(reverse("evaluation:standard-import"), {"file": standard_file(written)})
    assert "This standard is here already" in response.text

    response = client.post(
        reverse("evaluation:standard-take-in"),
        {"written": response.context["written"]},
        follow=True,
    )
    assert "nothing was changed" in response.text
    assert Standard.objects.count() == 1


def test_problems_are_listed_with_their_places(client, office, written):
    written["dimensions"][1]["indicators"][0]["criteria"][0]["points"] = 2.5
    written["classes"] = ["castle"]

    response = client.post(reverse("evaluation:standard-import"), {"file": standard_file(written)})

    assert "dimensions[1].indicators[0].criteria[0].points" in response.text
    assert "Put 2.5 in quotes, so that it stays exact." in response.text
    assert "“castle” is not a class of community." in response.text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"a: [", "not written as YAML"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"x" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_a_file_that_is_none_is_said_beside_the_field(client, office, content, message):
    response = client.post(
        reverse("evaluation:standard-import"), {"file": upload("standard.yaml", content)}
    )

    assert message in response.text
    assert "the whole file" not in response.text  # beside a line that has its number
    assert 'id="id_file_error"' in response.text


def test_no_file_at_all(client, office):
    response = client.post(reverse("evaluation:standard-import"))

    assert "Choose the file of the standard." in response.text


@pytest.mark.parametrize("written", ["", "a: [", "[]"])
def test_a_broken_confirmation_changes_nothing(client, office, written):
    response = client.post(
        reverse("evaluation:standard-take-in"), {"written": written}, follow=True
    )

    assert response.status_code == 200
    assert not Standard.objects.exists()


def test_publishing_asks_first(client, written, district, office):
    draft = import_standard(written, district=district, by=office)
    address = reverse("evaluation:standard-publish", args=[draft.pk])

    assert "can never be changed again" in client.get(address).text
    draft.refresh_from_db()
    assert draft.state == StandardState.DRAFT

    assert "The standard is published." in client.post(address, follow=True).text
    assert "published already" in client.post(address, follow=True).text


def test_a_draft_that_does_not_add_up_says_where(client, written, district, office):
    written["dimensions"][0]["points"] = "11.0"
    draft = import_standard(written, district=district, by=office)

    text = page(client, "standard", draft.pk).text
    assert "dimension A adds up to 10.0 points, declared are 11.0 (-1.0)" in text
    assert "Publish the standard" not in text

    response = client.post(reverse("evaluation:standard-publish", args=[draft.pk]), follow=True)
    assert "It does not add up yet" in response.text


def test_retiring_discarding_and_the_next_version(client, standard, office):
    response = client.post(reverse("evaluation:standard-next", args=[standard.pk]), follow=True)
    assert "Version 2 is begun as a draft." in response.text
    draft = Standard.objects.get(version=2)

    address = reverse("evaluation:standard-discard", args=[draft.pk])
    assert "Throw this draft away?" in client.get(address).text
    assert "thrown away" in client.post(address, follow=True).text

    address = reverse("evaluation:standard-retire", args=[standard.pk])
    assert "keeps it" in client.get(address).text
    assert "is retired" in client.post(address, follow=True).text
    assert (
        "Only a draft"
        in client.post(
            reverse("evaluation:standard-discard", args=[standard.pk]), follow=True
        ).text
    )


@pytest.mark.parametrize(
    "name", ["standard-publish", "standard-retire", "standard-discard", "standard-next"]
)
@pytest.mark.parametrize("role", [Role.STREET_OFFICIAL, Role.LEADER, Role.APPRAISER])
def test_only_the_office_acts_on_standards(client, standard, person, name, role):
    client.force_login(person(role))

    assert client.post(reverse(f"evaluation:{name}", args=[standard.pk])).status_code == 403
    assert client.get(reverse("evaluation:standard-import")).status_code == 403


def test_buttons_are_only_for_those_who_may(client, standard, person):
    client.force_login(person(Role.LEADER))

    text = page(client, "standard", standard.pk).text

    assert "Retire the standard" not in text
    assert "Begin a new version" not in text


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("publish", "This version has been published already."),
        ("discard", "Only a draft can be thrown away."),
    ],
)
def test_nobody_is_asked_what_is_not_possible_any_more(client, standard, office, act, words):
    response = client.get(reverse(f"evaluation:standard-{act}", args=[standard.pk]), follow=True)

    assert response.redirect_chain[-1][0] == standard.get_absolute_url()
    assert words in response.text
