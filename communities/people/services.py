"""What is done with accounts: made, named, closed and opened again; passwords and languages."""

from axes.utils import reset as forget_wrong_passwords
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.people.models import SYSTEM, PersonChange, User
from communities.people.posting import (
    end_post,
    give_post,
    keep_an_administrator,
    must_be_a_person,
    take_back_post,
)
from harmony.shared.workflow import hold

__all__ = [
    "change_password",
    "choose_language",
    "create_person",
    "deactivate",
    "end_post",
    "give_post",
    "reactivate",
    "rename",
    "reset_password",
    "system_account",
    "take_back_post",
]

Kind = PersonChange.Kind


def system_account() -> User:
    """The account in whose name the portal itself acts. It may do everything but sign in."""
    defaults = {"name": "System", "is_superuser": True, "password": make_password(None)}
    return User.objects.get_or_create(username=SYSTEM, defaults=defaults)[0]


@transaction.atomic
def create_person(
    *, by, username: str, name: str, password: str, language: str = "", is_sample: bool = False
) -> User:
    """Make an account. Raises ValidationError with the fields that are wrong."""
    _may_manage(by)
    person = User(
        username=User.normalize_username(username.strip()),
        name=name.strip(),
        language=language,
        is_sample=is_sample,
    )
    person.set_password(password)
    _check(person, password=password)
    person.save()
    person.changes.create(kind=Kind.CREATED, by=by)
    return person


@transaction.atomic
def rename(person: User, *, by, name: str) -> User:
    hold(person)
    _may_manage(by)
    must_be_a_person(person)
    before, person.name = person.name, name.strip()
    if person.name == before:
        return person
    person.clean_fields(exclude={field.name for field in User._meta.fields} - {"name"})
    person.save(update_fields=["name"])
    person.changes.create(kind=Kind.RENAMED, note=f"{before} → {person.name}", by=by)
    return person


@transaction.atomic
def deactivate(person: User, *, by) -> None:
    """Close the account: whoever is signed in with it is out at the next page."""
    hold(person)
    _may_manage(by)
    must_be_a_person(person)
    keep_an_administrator(without=person)
    if person.is_active:
        _switch(person, on=False, kind=Kind.DEACTIVATED, by=by)


@transaction.atomic
def reactivate(person: User, *, by) -> None:
    """Open the account again, with the posts that are still in force."""
    hold(person)
    _may_manage(by)
    if not person.is_active:
        _switch(person, on=True, kind=Kind.REACTIVATED, by=by)


@transaction.atomic
def reset_password(person: User, *, by, password: str) -> User:
    """Give somebody who forgot theirs a new password; a lock-out ends with it."""
    hold(person)
    _may_manage(by)
    must_be_a_person(person)
    _set_password(person, password)
    person.changes.create(kind=Kind.PASSWORD_RESET, by=by)
    forget_wrong_passwords(username=person.username)
    return person


@transaction.atomic
def change_password(*, by: User, old: str, password: str) -> User:
    """Change one's own password, knowing the old one."""
    hold(by)
    if not by.check_password(old):
        raise ValidationError({"old": _("This is not your present password.")})
    _set_password(by, password)
    by.changes.create(kind=Kind.PASSWORD_CHANGED, by=by)
    return by


@transaction.atomic
def choose_language(*, by: User, language: str) -> User:
    """Remember in which language this person reads the portal."""
    hold(by)
    by.language = language
    _check_language(by)
    by.save(update_fields=["language"])
    return by


def _may_manage(by) -> None:
    if not by.has_perm("communities.manage_people"):
        raise PermissionDenied


def _switch(person: User, *, on: bool, kind: Kind, by) -> None:
    person.is_active = on
    person.save(update_fields=["is_active"])
    person.changes.create(kind=kind, by=by)


def _set_password(person: User, password: str) -> None:
    wrong = _wrong_with(password, person)
    if wrong:
        raise ValidationError({"password": wrong})
    person.set_password(password)
    person.save(update_fields=["password"])


def _check(person: User, *, password: str) -> None:
    """Everything that is wrong with a new account, told at once."""
    wrong: dict[str, list] = {}
    try:
        person.full_clean(exclude=["password"], validate_unique=False)
        _check_language(person)
    except ValidationError as error:
        wrong.update(error.update_error_dict({}))
    taken = User.objects.filter(username__iexact=person.username).exists()
    if "username" not in wrong and (taken or person.username.lower() == SYSTEM):
        wrong["username"] = [ValidationError(_("Somebody else has this user name."))]
    if reasons := _wrong_with(password, person):
        wrong["password"] = reasons
    if wrong:
        raise ValidationError(wrong)


def _check_language(person: User) -> None:

    if person.language and person.language not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("The portal does not speak this language.")})


def _wrong_with(password: str, person: User) -> list[str]:
    try:
        validate_password(password, person)
    except ValidationError as error:
        return error.messages
    return []
