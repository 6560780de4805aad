import copy
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communities.models import Role
from evaluation.models import Questionnaire
from evaluation.surveys import services
from tests.factories.surveys import office_of, published_questionnaire, written_questionnaire

pytestmark = pytest.mark.django_db
TAKE_IN = "evaluation:questionnaire-import"


@pytest.fixture
def office(person, client):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


@pytest.fixture
def sample(settings):
    content = (settings.BASE_DIR / "data/questionnaire-2005.yaml").read_bytes()
    return SimpleUploadedFile("questionnaire.yaml", content)


def uploaded(content, name="questionnaire.yaml"):
    return SimpleUploadedFile(name, content)


def test_file_is_shown_before_anything_is_stored(client, office, sample):
    shown = client.post(reverse(TAKE_IN), {"file": sample})

    assert "Nothing is stored yet" in shown.text
    assert shown.text.count('lang="en">How satisfied are you') == 15
    assert not Questionnaire.objects.exists()

    written = json.dumps(written_questionnaire())
    done = client.post(
        reverse("evaluation:questionnaire-take-in"), {"written": written}, follow=True
    )
    assert "taken in as a draft" in done.text
    assert Questionnaire.objects.get().state == "draft"


def test_what_is_wrong_stands_beside_its_place(client, office):
    wrong = copy.deepcopy(written_questionnaire())
    wrong["items"][0]["weight"] = "0.5"
    content = json.dumps(wrong).encode()

    response = client.post(reverse(TAKE_IN), {"file": uploaded(content)})

    assert "The file has 1 problem. Nothing was changed." in response.text
    assert "The weights add up to 1.44" in response.text
    assert ">items</th>" in response.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Keys with values are expected|empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a: [1\n", "Line 2, column 1"),
        (b"- 1\n", "Keys with values are expected"),
        (b"a: &x [1]\nb: *x\n", "references"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "UTF-8|cannot be read"),
        (b"k: 1\n" * 500_000, "2 MB"),
    ],
)
def test_no_file_breaks_it(client, office, content, words):
    response = client.post(reverse(TAKE_IN), {"file": uploaded(content)})

    assert response.status_code == 200
    assert any(word in response.text for word in words.split("|"))
    assert not Questionnaire.objects.exists()


@pytest.mark.parametrize("written", ["", "{", "[]", "null", '{"key": 1}'])
def test_preview_that_was_tampered_with_is_not_taken(client, office, written):
    response = client.post(
        reverse("evaluation:questionnaire-take-in"), {"written": written}, follow=True
    )

    assert response.status_code == 200
    assert not Questionnaire.objects.exists()


def test_same_file_twice_changes_nothing(client, office, district):
    published_questionnaire(district)
    written = json.dumps(written_questionnaire())

    response = client.post(
        reverse("evaluation:questionnaire-take-in"), {"written": written}, follow=True
    )

    assert "is here already" in response.text
    assert Questionnaire.objects.count() == 1


def test_office_publishes_after_a_question(client, office, district):
    made = services.import_questionnaire(
        written_questionnaire(), district=district, by=office_of()
    )
    address = reverse("evaluation:questionnaire-publish", args=[made.pk])

    assert "can never be changed again" in client.get(address).text
    assert Questionnaire.objects.get().state == "draft"
    client.post(address)

    made.refresh_from_db()
    assert (made.state, made.published_by) == ("published", office)
    assert address not in client.get(made.get_absolute_url()).text


def test_page_says_which_promises_are_not_shown(client, office, district):
    mapping = copy.deepcopy(written_questionnaire())
    known = published_questionnaire(district)
    said = {"en": "A prize for everybody.", "zh": "人人有奖。"}
    mapping["privacy"].append({"key": "prize", "text": said})
    mapping["edition"] = "another"
    made = published_questionnaire(district, mapping)

    text = client.get(made.get_absolute_url()).text

    assert "Promises that residents are not shown" in text
    assert "A prize for everybody." in text
    assert "Promises that residents are not shown" not in client.get(known.get_absolute_url()).text
    assert text.count("How satisfied are you") == 15


def test_preview_is_the_residents_page_and_sends_nothing(client, office, district):
    made = published_questionnaire(district)

    response = client.get(reverse("evaluation:questionnaire-preview", args=[made.pk]))

    assert response.text.count("<fieldset") == 18
    assert "data-survey" not in response.text
    assert 'type="submit" disabled' in response.text
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("count", [3, 30])
def test_list_costs_the_same_however_long(
    client, office, district, count, django_assert_max_num_queries
):
    for number in range(count):
        mapping = copy.deepcopy(written_questionnaire())
        mapping["key"] = f"residents-{number}"
        services.import_questionnaire(mapping, district=district, by=office)
    address = reverse("evaluation:questionnaires")
    client.get(address)

    with django_assert_max_num_queries(8):
        text = client.get(address).text

    assert text.count('<th scope="row">') == min(count, 25)


@pytest.mark.parametrize("query", ["sort=x", "sort=-published", "page=zz", "sort=%00"])
def test_no_query_breaks_the_list(client, office, district, query):
    published_questionnaire(district)

    assert client.get(f"{reverse('evaluation:questionnaires')}?{query}").status_code == 200


def test_empty_list_says_what_will_fill_it(client, office):
    assert "No questionnaire yet" in client.get(reverse("evaluation:questionnaires")).text


def test_street_reads_what_is_published_and_no_draft(client, person, district):
    draft = services.import_questionnaire(
        written_questionnaire(), district=district, by=office_of()
    )
    client.force_login(person(Role.STREET_OFFICIAL))
    assert client.get(draft.get_absolute_url()).status_code == 404

    services.publish_questionnaire(draft, by=office_of())
    assert client.get(draft.get_absolute_url()).status_code == 200
    assert client.get(reverse(TAKE_IN)).status_code == 403
    assert (
        client.post(reverse("evaluation:questionnaire-publish", args=[draft.pk])).status_code
        == 403
    )
