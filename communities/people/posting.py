"""What is done with posts: given, ended, taken back; and that an administrator always stays."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from communities.departments.models import Department
from communities.people.models import SYSTEM, TIER_OF_ROLE, PersonChange, Post, Role, User
from communities.places.models import Place, Tier
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused, hold

Kind = PersonChange.Kind


@transaction.atomic
def give_post(
    *,
    by,
    user: User,
    role: str,
    place: Place | None = None,
    department: Department | None = None,
    starts_on: date,
    ends_on: date | None = None,
) -> Post:
    """Give somebody a role at a place, in a department, or in the portal (administrators).

    Raises ValidationError with the fields that do not fit, TransitionRefused when
    the account is closed.
    """
    hold(user)
    _may_manage(by)
    must_be_a_person(user)
    if not user.is_active:
        raise TransitionRefused(_("This account is closed. Open it again first."))
    post = Post(
        user=user,
        role=role,
        place=place,
        department=department,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
    )
    _check(post)
    post.save()
    _note(post, Kind.POST_GIVEN, by=by)
    return post


@transaction.atomic
def end_post(post: Post, *, by, on: date) -> Post:
    """Let the post end; the day given is the last one in it."""
    hold(post)
    _may_manage(by)
    if post.is_over(clock.today()):
        raise TransitionRefused(_("This post has ended already."))
    if on < post.starts_on:
        raise ValidationError({"on": _("The post did not begin before this day.")})
    if post.role == Role.ADMINISTRATOR:
        keep_an_administrator(without=post.user, after=on)
    post.ends_on = on
    post.save(update_fields=["ends_on"])
    _note(post, Kind.POST_ENDED, by=by)
    return post


@transaction.atomic
def take_back_post(post: Post, *, by) -> None:
    """Undo a post given by mistake, on its first day or before it; later it can be ended."""
    hold(post)
    _may_manage(by)
    if post.starts_on < clock.today():
        raise TransitionRefused(
            _("This post has been held since an earlier day. It can be ended, not taken back.")
        )
    if post.role == Role.ADMINISTRATOR:
        keep_an_administrator(without=post.user)
    _note(post, Kind.POST_TAKEN_BACK, by=by)
    post.delete()


def keep_an_administrator(*, without: User, after: date | None = None) -> None:
    """Refuse what would leave the portal without an administrator who can act.

    ``after``: the day until which this person goes on; somebody else must stay longer.
    """
    # Locked first, and read only then: two administrators may remove one another in one moment.
    posts = Post.objects.filter(role=Role.ADMINISTRATOR).order_by("pk")
    list(posts.select_for_update(no_key=True))
    everybody = list(posts.select_related("user"))
    today = clock.today()
    last_day = max(after or today, today)
    acting = [post for post in everybody if post.user.is_active and post.has_begun(today)]
    if not any(post.user_id == without.pk and not post.is_over(today) for post in acting):
        return
    stays = any(
        post.user_id != without.pk and (post.ends_on is None or post.ends_on > last_day)
        for post in acting
    )
    if not stays:
        raise TransitionRefused(
            _("This is the last administrator. Give somebody else the post first.")
        )


def must_be_a_person(user: User) -> None:
    if user.username == SYSTEM:
        raise TransitionRefused(_("This account belongs to the portal itself."))


def _may_manage(by) -> None:
    if not by.has_perm("communities.manage_people"):
        raise PermissionDenied


def _note(post: Post, kind: Kind, *, by) -> None:
    post.user.changes.create(
        kind=kind,
        role=post.role,
        place=post.place,
        department=post.department,
        starts_on=post.starts_on,
        ends_on=post.ends_on,
        by=by,
    )


def _check(post: Post) -> None:
    wrong = _misplaced(post)
    if post.role not in Role.values:
        wrong["role"] = _("Choose one of the roles.")
    if post.ends_on and post.ends_on < post.starts_on:
        wrong["ends_on"] = _("The last day comes before the first.")
    if wrong:
        raise ValidationError(wrong)
    if _held_already(post):
        raise ValidationError(_("This person already holds this post on some of these days."))


def _misplaced(post: Post) -> dict[str, str]:
    """Which of place and department is missing, of the wrong kind, or one too many."""
    wrong = {}
    tier = TIER_OF_ROLE.get(post.role)  # type: ignore[call-overload]
    if tier and (post.place is None or post.place.tier != tier):
        wrong["place"] = _("Choose a place. This role is held in: %(tier)s.") % {
            "tier": Tier(tier).label
        }
    if not tier and post.place is not None:
        wrong["place"] = _("This role is not held at a place.")
    if post.role == Role.DEPARTMENT_LIAISON and post.department is None:
        wrong["department"] = _("Choose the department.")
    if post.role != Role.DEPARTMENT_LIAISON and post.department is not None:
        wrong["department"] = _("Only a liaison belongs to a department.")
    return wrong


def _held_already(post: Post) -> bool:
    same = Post.objects.filter(
        user=post.user, role=post.role, place=post.place, department=post.department
    )
    overlapping = Q(ends_on=None) | Q(ends_on__gte=post.starts_on)
    if post.ends_on:
        overlapping &= Q(starts_on__lte=post.ends_on)
    return same.filter(overlapping).exists()
