"""Signing in and out, being locked out, the language, and one's own settings."""

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse
from django.utils import translation

from communities.models import Role, User
from tests.factories import PASSWORD, AdministratorFactory, PostFactory, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/login/"
SETTINGS = "/settings/"
WRONG = "The user name or the password is not right. Please try again."


def sign_in(client, username, password, **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


# --- signing in ---------------------------------------------------------------------------


def test_a_person_signs_in_and_out(client):
    person = UserFactory()

    assert sign_in(client, person.username, PASSWORD).url == "/home/"
    assert client.get(SETTINGS).status_code == 200
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == "/"
    assert client.get(SETTINGS).status_code == 302


def test_one_lands_where_one_wanted_to_go_but_not_outside(client):
    person = UserFactory()

    assert client.get(SETTINGS).url == "/login/?next=/settings/"
    assert sign_in(client, person.username, PASSWORD, next=SETTINGS).url == SETTINGS
    client.post("/logout/")
    assert sign_in(client, person.username, PASSWORD, next="https://evil.example/").url == "/home/"


@pytest.mark.parametrize(
    ("username", "password"),
    [("known", "wrong"), ("unknown", PASSWORD), ("closed", PASSWORD), ("known\0", PASSWORD)],
)
def test_a_wrong_name_or_password_does_not_say_which(client, username, password):
    UserFactory(username="known")
    UserFactory(username="closed", is_active=False)

    response = sign_in(client, username, password)

    assert response.status_code == 200
    messages = [str(m) for errors in response.context["form"].errors.values() for m in errors]
    assert messages == [WRONG] or "\0" in username


@pytest.mark.usefixtures("lockout")
def test_after_five_wrong_passwords_the_page_says_how_long_to_wait(client):
    person = UserFactory()

    answers = [sign_in(client, person.username, "wrong") for _try in range(5)]
    right = sign_in(client, person.username, PASSWORD)

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert right.status_code == 429
    assert "try again in 30 minutes" in right.text
    assert f'value="{person.username}"' in right.text
    assert client.get(SETTINGS).status_code == 302


@pytest.mark.usefixtures("lockout")
def test_a_lock_out_does_not_reach_others_and_a_new_password_ends_it(client):
    person, other = UserFactory(), UserFactory()
    for _try in range(6):
        sign_in(client, person.username, "wrong")

    assert sign_in(client, other.username, PASSWORD).status_code == 302
    client.force_login(AdministratorFactory())
    client.post(
        reverse("communities:person-password", args=[person.pk]),
        {"password": "another-lantern-of-paper"},
    )
    client.post("/logout/")
    assert sign_in(client, person.username, "another-lantern-of-paper").url == "/home/"


# --- the sample's accounts ------------------------------------------------------------------


@pytest.fixture
def sample_official(street):
    official = UserFactory(username="street.jinlan", name="Zhou Lan", is_sample=True)
    PostFactory(user=official, role=Role.STREET_OFFICIAL, place=street)
    UserFactory(username="closed.sample", is_sample=True, is_active=False)
    UserFactory(username="real.person")
    return official


def test_the_login_page_lists_the_accounts_of_a_sample(client, settings, sample_official, street):
    settings.SAMPLE_MODE = True

    response = client.get(LOGIN)

    assert response.context["sample_accounts"] == [
        {
            "username": "street.jinlan",
            "name": "Zhou Lan",
            "post": f"Street official · {street.name}",
        }
    ]
    assert "street.jinlan" in response.text


def test_a_real_portal_names_nobody(client, sample_official):
    assert "street.jinlan" not in client.get(LOGIN).text


def test_the_login_page_costs_the_same_for_many_accounts(
    client, settings, street, django_assert_max_num_queries
):
    settings.SAMPLE_MODE = True
    for _each in range(12):
        PostFactory(user__is_sample=True, role=Role.STREET_OFFICIAL, place=street)

    with django_assert_max_num_queries(4):
        assert client.get(LOGIN).text.count("Street official") == 12


# --- language -----------------------------------------------------------------------------


def test_the_language_of_a_person_follows_them_to_another_computer(client):
    person = UserFactory()
    client.force_login(person)

    client.post("/i18n/setlang/", {"language": "zh-hans", "next": SETTINGS})
    assert User.objects.get(pk=person.pk).language == "zh-hans"

    elsewhere = type(client)()
    elsewhere.force_login(person)
    response = elsewhere.get(SETTINGS, headers={"accept-language": "en"})
    assert 'lang="zh-Hans"' in response.text[:200]
    assert response["Content-Language"] == "zh-hans"


def test_a_strangers_language_is_kept_in_their_browser_only(client):
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": LOGIN})

    assert 'lang="zh-Hans"' in client.get(LOGIN).text[:200]


@pytest.mark.parametrize("language", ["xx", "", "zh-hans'--", "../etc"])
def test_an_unknown_language_changes_nothing(client, language):
    person = UserFactory(language="zh-hans")
    client.force_login(person)

    response = client.post("/i18n/setlang/", {"language": language, "next": SETTINGS})

    assert response.status_code == 302
    assert User.objects.get(pk=person.pk).language == "zh-hans"


def test_switching_by_a_link_changes_nothing(client):
    person = UserFactory()
    client.force_login(person)

    client.get("/i18n/setlang/", {"language": "zh-hans"})

    assert User.objects.get(pk=person.pk).language == ""


def test_a_stranger_needs_no_cookie_to_choose_and_somebody_signed_in_needs_a_token():
    strict = Client(enforce_csrf_checks=True)
    assert not strict.get("/boxes/promises/").cookies

    chosen = strict.post("/i18n/setlang/", {"language": "zh-hans", "next": LOGIN})
    assert chosen.status_code == 302
    assert set(chosen.cookies) == {settings.LANGUAGE_COOKIE_NAME}

    person = UserFactory()
    strict.force_login(person)
    refused = strict.post("/i18n/setlang/", {"language": "zh-hans", "next": LOGIN})
    assert refused.status_code == 403
    assert User.objects.get(pk=person.pk).language == ""


# --- one's own settings ---------------------------------------------------------------------


@pytest.fixture
def own(client):
    person = UserFactory()
    client.force_login(person)
    return client, person


def test_the_language_is_set_and_answered_in_it(own):
    client, person = own

    response = client.post(SETTINGS, {"save": "language", "language": "zh-hans"}, follow=True)

    assert User.objects.get(pk=person.pk).language == "zh-hans"
    with translation.override("zh-hans"):
        assert translation.gettext("Your language is saved.") in response.text
    client.post("/logout/")
    assert 'lang="zh-Hans"' in client.get(LOGIN).text[:200]


def test_the_own_password_is_changed_without_being_signed_out(own):
    client, person = own
    new = "another-lantern-of-paper"

    response = client.post(
        SETTINGS,
        {"save": "password", "old": PASSWORD, "password": new, "again": new},
        follow=True,
    )

    assert "Your new password is set." in response.text
    assert authenticate(username=person.username, password=new) == person
    assert client.get(SETTINGS).status_code == 200


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"old": "wrong"}, "old"),
        ({"again": "something-else"}, "again"),
        ({"password": "12345678", "again": "12345678"}, "password"),
        ({"old": ""}, "old"),
        ({"password": ""}, "password"),
    ],
)
def test_a_password_that_is_refused_stays_as_it_was(own, typed, field):
    client, person = own
    good = {"old": PASSWORD, "password": "another-lantern", "again": "another-lantern"}

    response = client.post(SETTINGS, {"save": "password", **good, **typed})

    assert field in response.context["password"].errors
    assert authenticate(username=person.username, password=PASSWORD) == person
    assert "another-lantern" not in response.text


@pytest.mark.parametrize("typed", [{}, {"save": "all"}, {"save": "language", "language": "tlh"}])
def test_nonsense_changes_nothing(own, typed):
    client, person = own

    response = client.post(SETTINGS, typed)

    assert response.status_code == 200
    assert User.objects.get(pk=person.pk).language == ""
