"""Being turned away: signed out, signed in anew, or at an address that only takes buttons."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.declarations import begun_declaration, submitted_declaration

pytestmark = pytest.mark.django_db
PORTAL = "http://testserver"


@pytest.fixture
def strict(client):
    """A browser whose tokens are looked at."""
    return Client(enforce_csrf_checks=True)


def sign_in(client, user):
    client.force_login(user)
    return client


def test_after_signing_in_one_is_back_where_the_button_was(client):
    page = f"{PORTAL}/declarations/21/hand-ups/2/?mine=1"

    response = client.post("/declarations/21/hand-ups/2/dossier/", headers={"Referer": page})

    assert response.url == "/login/?next=/declarations/21/hand-ups/2/%3Fmine%3D1"


@pytest.mark.parametrize(
    "page", ["", "https://elsewhere.test/page/", "javascript:alert(1)", "//x"]
)
def test_nobody_is_led_elsewhere_after_signing_in(client, page):
    response = client.post("/declarations/21/hand-ups/2/dossier/", headers={"Referer": page})

    assert response.url == "/login/?next=/declarations/21/hand-ups/2/dossier/"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Nothing to see at this address"), ("zh-hans", "此网址没有可查看的内容")],
)
def test_an_address_that_only_takes_buttons_says_so(client, settings, language, words):
    declaration = submitted_declaration()
    sign_in(client, declaration.people.official)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for address in (
        f"/declarations/{declaration.pk}/hand-ups/1/dossier/",
        reverse("evaluation:take-step", args=[declaration.pk, "begin"]),
        reverse("logout"),
    ):
        response = client.get(address)
        assert response.status_code == 405
        assert words in response.text
        assert "POST" in response["Allow"]


def typed_on_an_old_page(client, address, origin=PORTAL, **typed):
    data = {"csrfmiddlewaretoken": "x" * 64, "statement": "Four hearings\n& more"} | typed
    return client.post(address, data, headers={"Origin": origin})


def test_what_was_typed_before_one_signed_in_again_is_sent_with_one_press(strict):
    declaration = begun_declaration()
    sign_in(strict, declaration.people.official)
    page = reverse("evaluation:criterion-entry", args=[declaration.pk, "A1.1"])

    response = typed_on_an_old_page(strict, page, version="0", go="stay")

    assert response.status_code == 403
    assert f'<form method="post" action="{page}">' in response.text
    assert "Four hearings\n&amp; more</textarea>" in response.text
    token = response.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    again = {"csrfmiddlewaretoken": token} | dict(response.context["typed"])
    assert strict.post(page, again, headers={"Origin": PORTAL}).status_code == 302
    entry = declaration.entries.get(criterion__code="A1.1")
    assert entry.statement == "Four hearings\n& more"


@pytest.mark.parametrize("origin", ["", "null", "https://elsewhere.test"])
def test_what_another_site_sends_is_never_offered_again(strict, origin):
    declaration = begun_declaration()
    sign_in(strict, declaration.people.official)
    page = reverse("evaluation:criterion-entry", args=[declaration.pk, "A1.1"])

    response = typed_on_an_old_page(strict, page, origin)

    assert response.status_code == 403
    assert "<form" not in response.text
    assert "Four hearings" not in response.text


def test_no_password_is_written_on_a_page_and_nothing_for_strangers(strict):
    assert "Four hearings" not in typed_on_an_old_page(strict, "/login/").text
    user = begun_declaration().people.official
    sign_in(strict, user)
    old_page = typed_on_an_old_page(strict, "/settings/", new_password1="nine cranes")
    assert "nine cranes" not in old_page.text


def test_it_is_said_in_whose_name_what_was_typed_is_sent_once_more(strict):
    declaration = begun_declaration()
    other = declaration.people.examiner  # who signed in on the same computer
    sign_in(strict, other)
    page = reverse("evaluation:criterion-entry", args=[declaration.pk, "A1.1"])

    response = typed_on_an_old_page(strict, page, version="0", go="stay")

    assert f"It is sent in the name of <b>{other.name}</b>" in response.text


TOO_MUCH = "长" * 1_800_000


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Up to 5 MB of text"), ("zh-hans", "一次最多提交5 MB文字")]
)
def test_more_text_than_is_taken_is_told_as_that(client, settings, language, words):
    declaration = begun_declaration()
    sign_in(client, declaration.people.official)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = reverse("evaluation:criterion-entry", args=[declaration.pk, "A1.1"])

    response = client.post(page, {"statement": TOO_MUCH})

    assert response.status_code == 413
    assert words in response.text


def test_what_saves_itself_is_told_in_a_sentence_that_it_is_too_much(client):
    declaration = begun_declaration()
    sign_in(client, declaration.people.official)
    page = reverse("evaluation:criterion-entry", args=[declaration.pk, "A1.1"])

    response = client.post(page, {"statement": TOO_MUCH}, headers={"X-Autosave": "1"})

    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.text == "Not saved: this is more text than the 5 MB that are taken."


@pytest.mark.parametrize(
    "name", ["passphrase", "second_password", "secret", "share", "other_share"]
)
def test_a_secret_is_never_written_on_a_page(strict, name):
    declaration = begun_declaration()
    sign_in(strict, declaration.people.official)
    page = reverse("evaluation:criterion-entry", args=[declaration.pk, "A1.1"])

    response = typed_on_an_old_page(strict, page, **{name: "nine cranes"})

    assert response.status_code == 403
    assert "nine cranes" not in response.text
    assert "Four hearings" in response.text
    assert "Only passwords and other secrets have to be typed again" in response.text
