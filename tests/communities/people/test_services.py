"""Accounts and posts: made, given, ended, closed; and what is refused."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from communities.models import PersonChange, Post, Role, User
from communities.people.reach import holds
from communities.people.services import (
    change_password,
    choose_language,
    create_person,
    deactivate,
    end_post,
    give_post,
    reactivate,
    rename,
    reset_password,
    system_account,
    take_back_post,
)
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories import (
    PASSWORD,
    AdministratorFactory,
    CommunityFactory,
    DepartmentFactory,
    PostFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

Kind = PersonChange.Kind


@pytest.fixture
def administrator(db):
    return AdministratorFactory()


def fresh(user):
    """The person as the next request finds them."""
    return User.objects.get(pk=user.pk)


def kinds_of(user):
    return [change.kind for change in user.changes.order_by("pk")]


# --- accounts -----------------------------------------------------------------------------


def test_an_account_can_be_signed_in_to_and_is_signed(administrator):
    person = create_person(
        by=administrator, username="zhou.lan", name="周岚", password=PASSWORD, language="zh-hans"
    )

    assert authenticate(username="zhou.lan", password=PASSWORD) == person
    assert (person.name, person.language, person.is_sample) == ("周岚", "zh-hans", False)
    assert [(c.kind, c.by) for c in person.changes.all()] == [(Kind.CREATED, administrator)]


@pytest.mark.parametrize(
    ("details", "field"),
    [
        pytest.param({"username": "Taken"}, "username", id="taken, in other letters"),
        pytest.param({"username": "system"}, "username", id="the portal's own"),
        pytest.param({"username": "SYSTEM"}, "username", id="the portal's own, shouted"),
        pytest.param({"username": "a b"}, "username", id="with a space"),
        pytest.param({"username": "x" * 151}, "username", id="too long"),
        pytest.param({"username": ""}, "username", id="empty"),
        pytest.param({"name": "  "}, "name", id="no name"),
        pytest.param({"name": "x" * 61}, "name", id="name too long"),
        pytest.param({"password": "short"}, "password", id="short password"),
        pytest.param({"password": "9827349827349"}, "password", id="only digits"),
        pytest.param({"password": "newcomer"}, "password", id="password like the user name"),
        pytest.param({"language": "tlh"}, "language", id="unknown language"),
    ],
)
def test_an_account_is_refused_with_the_field_that_is_wrong(administrator, details, field):
    UserFactory(username="taken")
    good = {"username": "newcomer", "name": "New Comer", "password": PASSWORD}

    with pytest.raises(ValidationError) as refusal:
        create_person(by=administrator, **(good | details))

    assert set(refusal.value.message_dict) == {field}
    assert not User.objects.filter(username="newcomer").exists()


def test_only_an_administrator_makes_accounts(person):
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(PermissionDenied):
            create_person(by=person(role), username="x", name="X", password=PASSWORD)
    assert not User.objects.filter(username="x").exists()


def test_the_portal_itself_may_act_but_nobody_signs_in_as_it():
    account = system_account()

    assert system_account() == account
    assert account.has_perm("communities.manage_people")
    assert not account.has_usable_password()
    assert str(account) == "The portal"
    assert account not in User.objects.people()


def test_nobody_else_may_do_everything():
    with pytest.raises(IntegrityError, match="user_only_the_system_needs_no_post"):
        UserFactory(is_superuser=True)


def test_renaming_keeps_the_old_name_in_the_history(administrator):
    person = UserFactory(name="Old Name")

    rename(person, by=administrator, name="New Name")

    change = person.changes.get()
    assert (fresh(person).name, change.kind, change.note) == (
        "New Name",
        Kind.RENAMED,
        "Old Name → New Name",
    )


def test_the_same_name_again_is_no_change(administrator):
    person = UserFactory(name="Same")

    rename(person, by=administrator, name=" Same ")

    assert kinds_of(person) == []


# --- passwords and language ---------------------------------------------------------------


def test_a_new_password_replaces_the_old_one(administrator):
    person = UserFactory()

    reset_password(person, by=administrator, password="another-lantern-of-paper")

    assert authenticate(username=person.username, password=PASSWORD) is None
    assert authenticate(username=person.username, password="another-lantern-of-paper") == person
    assert kinds_of(person) == [Kind.PASSWORD_RESET]


def test_a_weak_new_password_changes_nothing(administrator):
    person = UserFactory()

    with pytest.raises(ValidationError) as refusal:
        reset_password(person, by=administrator, password="12345678")

    assert set(refusal.value.message_dict) == {"password"}
    assert authenticate(username=person.username, password=PASSWORD) == person


def test_others_cannot_reset_a_password(person):
    somebody = UserFactory()

    with pytest.raises(PermissionDenied):
        reset_password(somebody, by=person(Role.OFFICE_REVIEWER), password="another-lantern")


def test_people_change_their_own_password_with_the_old_one():
    person = UserFactory()

    with pytest.raises(ValidationError) as refusal:
        change_password(by=person, old="wrong", password="another-lantern-of-paper")
    assert set(refusal.value.message_dict) == {"old"}

    change_password(by=person, old=PASSWORD, password="another-lantern-of-paper")
    assert authenticate(username=person.username, password="another-lantern-of-paper") == person
    assert kinds_of(person) == [Kind.PASSWORD_CHANGED]


def test_the_language_is_remembered():
    person = UserFactory()

    choose_language(by=person, language="zh-hans")
    assert fresh(person).language == "zh-hans"

    with pytest.raises(ValidationError):
        choose_language(by=person, language="xx")
    assert fresh(person).language == "zh-hans"


# --- posts --------------------------------------------------------------------------------


def test_a_post_gives_what_its_role_may_do(administrator, street):
    person = UserFactory()

    post = give_post(
        by=administrator,
        user=person,
        role=Role.STREET_OFFICIAL,
        place=street,
        starts_on=clock.today(),
    )

    assert holds(fresh(person), Role.STREET_OFFICIAL, over=street)
    assert post.by == administrator
    change = person.changes.get()
    assert (change.kind, change.role, change.place) == (
        Kind.POST_GIVEN,
        Role.STREET_OFFICIAL,
        street,
    )


@pytest.mark.parametrize(
    ("role", "where", "field"),
    [
        (Role.COMMUNITY_WORKER, "street", "place"),
        (Role.COMMUNITY_WORKER, None, "place"),
        (Role.STREET_OFFICIAL, "community", "place"),
        (Role.OFFICE_REVIEWER, "street", "place"),
        (Role.APPRAISER, "community", "place"),
        (Role.LEADER, None, "place"),
        (Role.AUDITOR, "street", "place"),
        (Role.ADMINISTRATOR, "district", "place"),
        (Role.DEPARTMENT_LIAISON, "district", "place"),
        (Role.DEPARTMENT_LIAISON, None, "department"),
        ("emperor", None, "role"),
    ],
)
def test_a_post_is_refused_where_its_role_does_not_belong(
    administrator, request, community, role, where, field
):
    place = request.getfixturevalue(where) if where else None

    with pytest.raises(ValidationError) as refusal:
        give_post(
            by=administrator, user=UserFactory(), role=role, place=place, starts_on=clock.today()
        )

    assert field in refusal.value.message_dict
    assert Post.objects.exclude(role=Role.ADMINISTRATOR).count() == 0


def test_a_place_post_takes_no_department(administrator, street):
    with pytest.raises(ValidationError) as refusal:
        give_post(
            by=administrator,
            user=UserFactory(),
            role=Role.STREET_OFFICIAL,
            place=street,
            department=DepartmentFactory(),
            starts_on=clock.today(),
        )

    assert set(refusal.value.message_dict) == {"department"}


def test_a_post_does_not_end_before_it_starts(administrator, street):
    with pytest.raises(ValidationError) as refusal:
        give_post(
            by=administrator,
            user=UserFactory(),
            role=Role.STREET_OFFICIAL,
            place=street,
            starts_on=clock.today(),
            ends_on=clock.today() - timedelta(days=1),
        )

    assert set(refusal.value.message_dict) == {"ends_on"}


def test_the_same_post_is_not_held_twice_at_once(administrator, street):
    held = PostFactory(role=Role.STREET_OFFICIAL, place=street, ends_on=clock.today())
    again = {
        "by": administrator,
        "user": held.user,
        "role": Role.STREET_OFFICIAL,
        "place": street,
    }

    with pytest.raises(ValidationError, match="already"):
        give_post(**again, starts_on=clock.today())
    give_post(**again, starts_on=clock.today() + timedelta(days=1))

    assert held.user.posts.count() == 2


def test_somebody_whose_account_is_closed_gets_no_post(administrator, street):
    with pytest.raises(TransitionRefused, match="closed"):
        give_post(
            by=administrator,
            user=UserFactory(is_active=False),
            role=Role.STREET_OFFICIAL,
            place=street,
            starts_on=clock.today(),
        )


def test_an_ended_post_gives_nothing_from_the_next_day(administrator, street):
    post = PostFactory(role=Role.STREET_OFFICIAL, place=street)

    end_post(post, by=administrator, on=clock.today())

    with clock.at(clock.now() + timedelta(days=1)):
        assert not holds(fresh(post.user), Role.STREET_OFFICIAL)
    assert holds(fresh(post.user), Role.STREET_OFFICIAL)
    change = post.user.changes.get()
    assert (change.kind, change.ends_on, change.by) == (
        Kind.POST_ENDED,
        clock.today(),
        administrator,
    )


def test_a_post_cannot_end_before_it_began_or_twice(administrator, street):
    post = PostFactory(role=Role.STREET_OFFICIAL, place=street)

    with pytest.raises(ValidationError) as refusal:
        end_post(post, by=administrator, on=post.starts_on - timedelta(days=1))
    assert set(refusal.value.message_dict) == {"on"}

    end_post(post, by=administrator, on=clock.today() - timedelta(days=3))
    with pytest.raises(TransitionRefused, match="ended"):
        end_post(post, by=administrator, on=clock.today())


def test_a_post_given_by_mistake_is_taken_back_at_once(administrator, street):
    post = PostFactory(role=Role.STREET_OFFICIAL, place=street, starts_on=clock.today())
    person = post.user

    take_back_post(post, by=administrator)

    assert not holds(fresh(person), Role.STREET_OFFICIAL)
    change = person.changes.get()
    assert (change.kind, change.place) == (Kind.POST_TAKEN_BACK, street)


def test_a_post_that_was_held_yesterday_is_ended_and_not_taken_back(administrator, street):
    post = PostFactory(
        role=Role.STREET_OFFICIAL, place=street, starts_on=clock.today() - timedelta(days=1)
    )

    with pytest.raises(TransitionRefused):
        take_back_post(post, by=administrator)

    assert Post.objects.filter(pk=post.pk).exists()


def test_a_post_by_which_somebody_acts_is_ended_by_administrators_only(person):
    post = PostFactory(place=CommunityFactory())

    with pytest.raises(PermissionDenied):
        end_post(post, by=person(Role.LEADER), on=clock.today())


# --- closing accounts, and the last administrator -------------------------------------------


def test_a_closed_account_holds_nothing_and_cannot_sign_in(administrator, street):
    person = PostFactory(role=Role.STREET_OFFICIAL, place=street).user

    deactivate(person, by=administrator)

    assert authenticate(username=person.username, password=PASSWORD) is None
    assert not holds(fresh(person), Role.STREET_OFFICIAL)

    reactivate(person, by=administrator)
    assert holds(fresh(person), Role.STREET_OFFICIAL)
    assert kinds_of(person) == [Kind.DEACTIVATED, Kind.REACTIVATED]


def test_closing_twice_is_noted_once(administrator):
    person = UserFactory()

    deactivate(person, by=administrator)
    deactivate(person, by=administrator)

    assert kinds_of(person) == [Kind.DEACTIVATED]


def test_the_last_administrator_stays(administrator):
    post = administrator.posts.get()

    with pytest.raises(TransitionRefused, match="last administrator"):
        deactivate(administrator, by=administrator)
    with pytest.raises(TransitionRefused, match="last administrator"):
        end_post(post, by=administrator, on=clock.today())
    administrator.posts.update(starts_on=clock.today())
    post.refresh_from_db()
    with pytest.raises(TransitionRefused, match="last administrator"):
        take_back_post(post, by=administrator)

    assert holds(fresh(administrator), Role.ADMINISTRATOR)
    assert kinds_of(administrator) == []


@pytest.mark.parametrize(
    "unfit",
    [
        pytest.param({"user__is_active": False}, id="account closed"),
        pytest.param({"starts_on": date(2999, 1, 1)}, id="not begun"),
        pytest.param({"ends_on": date(2000, 1, 1), "starts_on": date(1999, 1, 1)}, id="over"),
    ],
)
def test_an_administrator_who_cannot_act_does_not_count(administrator, unfit):
    PostFactory(role=Role.ADMINISTRATOR, place=None, **unfit)

    with pytest.raises(TransitionRefused, match="last administrator"):
        deactivate(administrator, by=administrator)


def test_one_of_two_administrators_may_go(administrator):
    other = AdministratorFactory()

    deactivate(administrator, by=administrator)
    with pytest.raises(TransitionRefused, match="last administrator"):
        deactivate(other, by=system_account())

    assert not fresh(administrator).is_active
    assert fresh(other).is_active


def test_an_administrator_whose_post_ends_first_does_not_replace_one_who_leaves(administrator):
    PostFactory(role=Role.ADMINISTRATOR, place=None, ends_on=clock.today() + timedelta(days=5))

    with pytest.raises(TransitionRefused, match="last administrator"):
        end_post(
            administrator.posts.get(), by=administrator, on=clock.today() + timedelta(days=10)
        )


def test_the_portal_itself_is_not_closed_or_given_posts(administrator, street):
    with pytest.raises(TransitionRefused):
        deactivate(system_account(), by=administrator)
    with pytest.raises(TransitionRefused):
        reset_password(system_account(), by=administrator, password=PASSWORD)
