"""Where communities stand: of each, the one declaration that counts, and what is due next."""

from django.db.models import Case, CharField, DateTimeField, Exists, F, OuterRef, Q, Subquery, When
from django.db.models import Value as Constant
from django.db.models.functions import Coalesce

from communities.models import Deadline, DeadlineShift, Place, Role, Stage
from communities.people.reach import posts_of
from evaluation.declarations.models import Declaration, DeclarationQuerySet
from evaluation.declarations.states import State

NEXT_DEADLINE = {
    State.PLANNED: Deadline.HAND_UP_STREET,
    State.DRAFT: Deadline.HAND_UP_STREET,
    State.SUBMITTED: Deadline.HAND_UP_OFFICE,
    State.RETURNED: Deadline.HAND_UP_OFFICE,
    State.PASSED: Deadline.SCORING,
    State.RECEIVED: Deadline.SCORING,
    State.APPRAISED: Deadline.NOTICE_OPENS,
    State.NOTICED: Deadline.DECISION,
}
"""By when a declaration in this state should have moved on. What the office sent back to the
street is not bound by a deadline that it can only miss, and what is decided waits for nothing."""

READS_EVERY_STATE = {
    Role.COMMUNITY_WORKER,
    Role.STREET_OFFICIAL,
    Role.OFFICE_REVIEWER,
    Role.LEADER,
    Role.AUDITOR,
}


def standing_in(declarations: DeclarationQuerySet, programme_id: int | None):
    """Of these declarations, at most one a community: the latest in the programme.

    Who was not accepted in one stage may stand in a later one again.
    """
    later = Declaration.objects.filter(
        community=OuterRef("community"),
        stage__programme=OuterRef("stage__programme"),
        stage__ordinal__gt=OuterRef("stage__ordinal"),
    )
    here = declarations.filter(stage__programme_id=programme_id)
    return here.exclude(Q(state=State.NOT_ACCEPTED) & Exists(later))


def in_stage(declarations: DeclarationQuerySet, stage: Stage):
    """Of these declarations, at most one a community: that of the stage."""
    return declarations.filter(stage=stage)


def _by_deadline(prefix: str) -> list[tuple[Deadline, Q]]:
    """Each deadline with the states in which it binds."""
    bound = NEXT_DEADLINE.items()
    return [
        (deadline, Q(**{f"{prefix}__state__in": [s for s, d in bound if d == deadline]}))
        for deadline in dict.fromkeys(NEXT_DEADLINE.values())
    ]


def next_deadline(prefix: str) -> Case:
    """The deadline that binds now, as its column is named; nothing where none does."""
    binding = (When(q, then=Constant(name.value)) for name, q in _by_deadline(prefix))
    return Case(*binding, output_field=CharField())


def due_by(prefix: str, deadline: str) -> Coalesce:
    """When the deadline named in the annotation falls, after the latest shift."""
    shift = (
        DeadlineShift.objects.filter(
            stage=OuterRef(f"{prefix}__stage"),
            community=OuterRef(f"{prefix}__community"),
            deadline=OuterRef(deadline),
        )
        .order_by("-at", "-pk")
        .values("moved_to")[:1]
    )
    binding = (
        When(q, then=F(f"{prefix}__stage__{name.value}")) for name, q in _by_deadline(prefix)
    )
    return Coalesce(Subquery(shift), Case(*binding, output_field=DateTimeField()))


def reads_every_state(user) -> bool:
    """Whether this person sees the declaration of every community they see, so that none
    seen means that none is planned."""
    posts = posts_of(user)
    full = [post.reach for post in posts if post.role in READS_EVERY_STATE]
    return bool(posts) and all(
        any(post.reach.startswith(reach) for reach in full) for post in posts
    )


def is_under_way(declaration: Declaration) -> bool:
    """Whether it has been begun and not been decided."""
    return declaration.state not in {State.PLANNED, State.ACCEPTED, State.NOT_ACCEPTED}


def under_way_in(places: list[Place]) -> DeclarationQuerySet:
    """Declarations of these communities that have been begun and not been decided."""
    settled = {State.PLANNED, State.ACCEPTED, State.NOT_ACCEPTED}
    keys = [place.pk for place in places]
    return Declaration.objects.filter(community_id__in=keys).exclude(state__in=settled)
