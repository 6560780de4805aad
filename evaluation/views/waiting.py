"""What waits for a person, counted in two queries at most."""

from dataclasses import dataclass

from django.db.models import Count, Q

from communities.models import Role, User
from communities.people.reach import holds
from evaluation.models import Assignment, Declaration, DeclarationStep, NoticeEntry, State
from harmony.shared import clock


@dataclass(frozen=True)
class Waiting:
    """How many declarations wait for what, within this person's reach."""

    to_begin: int = 0
    to_write: int = 0
    returned: int = 0
    to_examine: int = 0
    to_receive: int = 0
    in_evaluation: int = 0
    to_notice: int = 0
    to_decide: int = 0
    to_score: int = 0


IN_STATES = {
    "to_begin": {State.PLANNED},
    "to_write": {State.DRAFT, State.RETURNED, State.RETURNED_TO_STREET},
    "returned": {State.RETURNED, State.RETURNED_TO_STREET},
    "to_examine": {State.SUBMITTED},
    "to_receive": {State.PASSED},
    "in_evaluation": {State.RECEIVED},
    "to_notice": {State.APPRAISED},
    "to_decide": {State.NOTICED},
}


def can_be_decided() -> Q:
    """On public notice, and the notice is over: it waits for the leading group."""
    running = NoticeEntry.objects.filter(notice__closes_at__gte=clock.now())
    return Q(state__in=IN_STATES["to_decide"]) & ~Q(pk__in=running.values("declaration"))


def can_be_examined(user: User) -> Q:
    """Waits for the street examination, by somebody else than who handed it up."""
    own = DeclarationStep.objects.filter(name="submit", by=user)
    return Q(state__in=IN_STATES["to_examine"]) & ~Q(pk__in=own.values("declaration"))


MOVERS = {
    Role.COMMUNITY_WORKER,
    Role.STREET_OFFICIAL,
    Role.OFFICE_REVIEWER,
    Role.LEADER,
    Role.AUDITOR,
}
"""For whom a declaration can wait by its state, and who looks over that; nobody else needs it."""


def waiting_for(user: User) -> Waiting:
    """Counted over what this person may see; remembered on the user for this request."""
    if not hasattr(user, "_waiting"):
        user._waiting = _count(user)
    return user._waiting


def _count(user: User) -> Waiting:
    counts: dict[str, int] = {}
    if {post.role for post in user.posts_in_force} & MOVERS:
        by_state = {
            name: Count("pk", distinct=True, filter=Q(state__in=states))
            for name, states in IN_STATES.items()
        }
        by_state["to_examine"] = Count("pk", distinct=True, filter=can_be_examined(user))
        by_state["to_decide"] = Count("pk", distinct=True, filter=can_be_decided())
        counts = Declaration.objects.visible_to(user).aggregate(**by_state)
    if holds(user, Role.APPRAISER):
        to_score = Assignment.objects.of(user).filter(finished_at=None)
        counts["to_score"] = to_score.filter(declaration__state=State.RECEIVED).count()
    return Waiting(**counts)
