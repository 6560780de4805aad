"""Sharing the work on one draft: who shall fill in which criterion.

    writers_of(community) -> list[User]                     who may write its self-examination
    assign(declaration, criteria, person, by=…) -> int      how many criteria changed hands
    assign_as_seen(…, seen=…) -> Assigned                   the same, as somebody saw it shared

It is a plan and no lock: whoever may write the declaration may write every criterion of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from communities.models import Place, Post, Role, User
from evaluation.declarations.models import Declaration, Entry
from evaluation.declarations.states import OPEN_STATES
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused, hold

WRITERS = (Role.COMMUNITY_WORKER, Role.STREET_OFFICIAL)


def writers_of(community: Place) -> list[User]:
    """Those who may write its self-examinations today, by name; one query."""
    here = [community.pk, community.parent_id]
    posts = Post.objects.in_force(clock.today()).filter(role__in=WRITERS, place__in=here)
    people = User.objects.filter(is_active=True, pk__in=posts.values("user"))
    return list(people.order_by("name", "pk"))


@transaction.atomic
def assign(declaration: Declaration, criteria: Collection[int], person, *, by) -> int:
    """Say who shall fill in these criteria (by primary key); nobody takes it back.

    What is locked is left as it is. Raises TransitionRefused for somebody who may not write.
    """
    hold(declaration)
    if not by.has_perm("evaluation.write_declaration", declaration):
        raise PermissionDenied
    if person is not None and person not in writers_of(declaration.community):
        raise TransitionRefused(_("This person does not write self-examinations here."))
    chosen = declaration.entries.filter(criterion_id__in=criteria, is_open=True)
    same = Q(assigned_to=person) if person else Q(assigned_to=None)
    return chosen.exclude(same).update(assigned_to=person, assigned_by=by, assigned_at=clock.now())


@dataclass(frozen=True)
class Assigned:
    """How many criteria changed hands, and the entries that somebody else gave away meanwhile."""

    count: int
    met: list[Entry]


@transaction.atomic
def assign_as_seen(
    declaration: Declaration,
    criteria: Collection[int],
    person,
    *,
    seen: Mapping[str, str],
    by,
) -> Assigned:
    """Assign what is still with whom it was seen with.

    ``seen`` names by the code of each criterion the person (primary key, as text) that it was
    assigned to on the page; what has changed hands since stays as it is. Raises as ``assign``.
    """
    hold(declaration)
    chosen = declaration.entries.filter(criterion_id__in=criteria, is_open=True)
    met = [
        entry
        for entry in chosen.select_related("criterion", "assigned_to", "assigned_by")
        if entry.assigned_to != person
        and str(entry.assigned_to_id or "") != seen.get(entry.criterion.code, "")
    ]
    left = set(criteria) - {entry.criterion_id for entry in met}
    return Assigned(assign(declaration, left, person, by=by), met)


def assigned_to(user) -> QuerySet[Entry]:
    """What this person shall fill in and what can be written now."""
    return Entry.objects.filter(assigned_to=user, is_open=True, declaration__state__in=OPEN_STATES)
