"""The pages of accounts and posts, as an administrator meets them."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.urls import reverse

from communities.models import Post, Role, User
from harmony.shared import clock
from tests.factories import (
    PASSWORD,
    AdministratorFactory,
    CommunityFactory,
    DepartmentFactory,
    PostFactory,
    StreetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db):
    return AdministratorFactory(username="zz-admin", name="Zz Administrator")


@pytest.fixture
def desk(client, administrator):
    """The browser of the administrator."""
    client.force_login(administrator)
    return client


def address(name, *args):
    return reverse(f"communities:{name}", args=args)


def names_in(response):
    return [person.name for person in response.context["page"]]


# --- who may come here --------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_administrators_see_accounts(client, person, role):
    somebody = PostFactory().user
    client.force_login(person(role))

    pages = [
        address("people"),
        address("person-new"),
        address("person", somebody.pk),
        address("post-new", somebody.pk),
        address("post-end", somebody.posts.get().pk),
    ]
    assert {client.get(page).status_code for page in pages} == {403}
    assert {client.post(page, {"on": "2026-01-01"}).status_code for page in pages} == {403}


def test_the_portals_own_account_is_not_among_people(desk):
    from communities.people.services import system_account

    system = system_account()

    assert system.username not in desk.get(address("people")).text
    assert desk.get(address("person", system.pk)).status_code == 404


@pytest.mark.parametrize("pk", [0, 987654, 99999999999999999999999])
def test_nobody_behind_a_number_is_not_found(desk, pk):
    for name in ("person", "person-name", "post-new", "post-end", "post-take-back"):
        assert desk.get(address(name, pk)).status_code == 404


# --- the list -----------------------------------------------------------------------------


def test_the_list_shows_posts_in_words(desk, street):
    official = UserFactory(name="Official", username="official")
    PostFactory(user=official, role=Role.STREET_OFFICIAL, place=street)
    PostFactory(
        user=official,
        role=Role.APPRAISER,
        place=street.parent,
        ends_on=clock.today() - timedelta(days=1),
    )

    page = desk.get(address("people")).text

    assert f"Street official · {street.name}" in page
    assert "Appraiser ·" not in page


@pytest.fixture
def crowd(street):
    """Five people who differ in what the filters ask."""
    other = StreetFactory(parent=street.parent)
    UserFactory(name="Nobody", username="idle")
    PostFactory(user=UserFactory(name="Official"), role=Role.STREET_OFFICIAL, place=street)
    PostFactory(user=UserFactory(name="Other"), role=Role.STREET_OFFICIAL, place=other)
    PostFactory(user=UserFactory(name="Worker"), place=CommunityFactory(parent=street))
    PostFactory(
        user=UserFactory(name="Liaison", is_active=False),
        role=Role.DEPARTMENT_LIAISON,
        place=None,
        department=DepartmentFactory(name_en="Water Bureau"),
    )
    past = PostFactory(user=UserFactory(name="Once"), role=Role.STREET_OFFICIAL, place=street)
    past.ends_on = past.starts_on
    past.save(update_fields=["ends_on"])
    return street


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Liaison", "Nobody", "Official", "Once", "Other", "Worker", "Zz Administrator"]),
        ("role=street_official", ["Official", "Other"]),
        ("place={street}", ["Official", "Worker"]),
        ("role=street_official&place={street}", ["Official"]),
        ("state=closed", ["Liaison"]),
        ("q=water", ["Liaison"]),
        ("q=IDLE", ["Nobody"]),
        ("q=nothing+like+it", []),
        ("sort=-name&role=street_official", ["Other", "Official"]),
        pytest.param("role=emperor&place=abc&page=99&sort=password", 7, id="nonsense"),
        pytest.param("q=%00&state=%F0%28", 7, id="not even text"),
    ],
)
def test_filters_and_order(desk, crowd, query, expected):
    response = desk.get(f"{address('people')}?{query.format(street=crowd.pk)}")

    found = names_in(response)
    assert (len(found) if isinstance(expected, int) else found) == expected


def test_long_lists_come_in_pages(desk):
    UserFactory.create_batch(30)

    second = desk.get(address("people"), {"page": 2, "sort": "username"})

    assert len(names_in(second)) == 6
    assert second.context["summary"] == "31 accounts"


@pytest.mark.parametrize("count", [3, 24])
def test_the_list_costs_the_same_however_long(desk, street, count, django_assert_max_num_queries):
    for user in UserFactory.create_batch(count):
        PostFactory(user=user, role=Role.STREET_OFFICIAL, place=street)
    desk.get(address("people"))

    with django_assert_max_num_queries(8):
        response = desk.get(address("people"), {"q": "person"})

    assert response.text.count(f"Street official · {street.name}") == count


# --- making an account --------------------------------------------------------------------


def test_an_account_is_made(desk):
    response = desk.post(
        address("person-new"),
        {"username": "chen", "name": "陈", "password": PASSWORD, "language": "zh-hans"},
        follow=True,
    )

    assert authenticate(username="chen", password=PASSWORD).language == "zh-hans"
    assert "The account is made. Now give it a post." in response.text
    assert "Account made" in response.text


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(desk):
    response = desk.post(
        address("person-new"), {"username": "zz-ADMIN", "name": "Chen", "password": "12345678"}
    )

    errors = response.context["form"].errors
    assert errors["username"] == ["Somebody else has this user name."]
    assert "This password is entirely numeric." in errors["password"]
    assert 'value="Chen"' in response.text
    assert User.objects.filter(name="Chen").count() == 0


def test_an_empty_form_names_what_is_missing(desk):
    response = desk.post(address("person-new"), {"username": ""})

    assert sorted(response.context["form"].errors) == ["name", "password", "username"]


def test_name_and_password_are_changed(desk):
    person = UserFactory(name="Before")

    desk.post(address("person-name", person.pk), {"name": "After"})
    desk.post(address("person-password", person.pk), {"password": "another-lantern-of-paper"})

    person.refresh_from_db()
    assert person.name == "After"
    assert person.check_password("another-lantern-of-paper")
    page = desk.get(address("person", person.pk)).text
    assert "Before → After" in page
    assert "New password set by an administrator" in page
    assert "another-lantern" not in page


# --- posts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "fields"),
    [
        (Role.COMMUNITY_WORKER, ["place", "starts_on", "ends_on"]),
        (Role.STREET_OFFICIAL, ["place", "starts_on", "ends_on"]),
        (Role.LEADER, ["place", "starts_on", "ends_on"]),
        (Role.DEPARTMENT_LIAISON, ["department", "starts_on", "ends_on"]),
        (Role.ADMINISTRATOR, ["starts_on", "ends_on"]),
    ],
)
def test_the_form_asks_only_what_fits_the_role(desk, community, role, fields):
    response = desk.get(address("post-new", UserFactory().pk), {"role": role})

    form = response.context["form"]
    assert list(form.fields) == fields
    if role == Role.COMMUNITY_WORKER:
        assert list(form.fields["place"].queryset) == [community]


@pytest.mark.parametrize("query", [{}, {"role": "emperor"}, {"role": ""}])
def test_the_role_comes_first(desk, query):
    response = desk.get(address("post-new", UserFactory().pk), query)

    assert list(response.context["form"].fields) == ["role"]
    assert "Step 1 of 2" in response.text


def test_a_post_is_given(desk, street):
    person = UserFactory()

    response = desk.post(
        f"{address('post-new', person.pk)}?role=street_official",
        {"place": street.pk, "starts_on": clock.today().isoformat(), "ends_on": ""},
        follow=True,
    )

    post = person.posts.get()
    assert (post.role, post.place, post.ends_on) == (Role.STREET_OFFICIAL, street, None)
    assert "The post is given." in response.text
    assert "Post given" in response.text


def test_a_post_that_does_not_fit_says_why(desk, street, community):
    person = UserFactory()
    page = f"{address('post-new', person.pk)}?role=street_official"

    elsewhere = desk.post(page, {"place": community.pk, "starts_on": "2026-13-40"})
    backwards = desk.post(
        page, {"place": street.pk, "starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    )

    assert sorted(elsewhere.context["form"].errors) == ["place", "starts_on"]
    assert backwards.context["form"].errors == {
        "ends_on": ["The last day comes before the first."]
    }
    assert 'value="2026-01-01"' in backwards.text
    assert not person.posts.exists()


def test_the_same_post_twice_is_refused_on_the_page(desk, street):
    post = PostFactory(role=Role.STREET_OFFICIAL, place=street)

    response = desk.post(
        f"{address('post-new', post.user_id)}?role=street_official",
        {"place": street.pk, "starts_on": clock.today().isoformat()},
    )

    assert "already holds this post" in response.text
    assert Post.objects.filter(user=post.user).count() == 1


def test_a_post_is_ended(desk, street):
    post = PostFactory(role=Role.STREET_OFFICIAL, place=street)
    yesterday = clock.today() - timedelta(days=1)

    response = desk.post(address("post-end", post.pk), {"on": yesterday.isoformat()}, follow=True)

    post.refresh_from_db()
    assert post.ends_on == yesterday
    assert "Post ended" in response.text


def test_a_post_is_taken_back_after_a_confirmation(desk, street):
    post = PostFactory(role=Role.STREET_OFFICIAL, place=street, starts_on=clock.today())

    question = desk.get(address("post-take-back", post.pk))
    assert "Take the post back" in question.text
    assert Post.objects.filter(pk=post.pk).exists()

    response = desk.post(address("post-take-back", post.pk), follow=True)
    assert not Post.objects.filter(pk=post.pk).exists()
    assert "Post taken back" in response.text


# --- closing ------------------------------------------------------------------------------


def test_closing_an_account_signs_the_person_out(desk, client_class, street):
    person = PostFactory(role=Role.STREET_OFFICIAL, place=street).user
    their_browser = client_class()
    their_browser.force_login(person)
    assert their_browser.get(address("settings")).status_code == 200

    question = desk.get(address("person-close", person.pk))
    assert "Close the account of" in question.text
    desk.post(address("person-close", person.pk))

    assert their_browser.get(address("settings")).status_code == 302
    desk.post(address("person-open", person.pk))
    assert User.objects.get(pk=person.pk).is_active


def test_the_last_administrator_is_told_that_they_cannot_go(desk, administrator):
    closed = desk.post(address("person-close", administrator.pk), follow=True)
    ended = desk.post(
        address("post-end", administrator.posts.get().pk), {"on": clock.today().isoformat()}
    )

    reason = "This is the last administrator. Give somebody else the post first."
    assert reason in closed.text
    assert reason in ended.text
    assert User.objects.get(pk=administrator.pk).is_active


@pytest.fixture
def client_class(client):
    return type(client)
