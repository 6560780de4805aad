"""What a street and a community find on their start page: their own communities, and their share
of the drafts."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse

from communities.models import Role, User
from communities.people.reach import holds, posts_of
from communities.programme.current import stages_for
from evaluation.declarations.sharing import WRITERS, assigned_to
from evaluation.models import Declaration, State
from evaluation.views.declaration_list import DeclarationList


def own_communities(request: HttpRequest) -> dict[str, Any] | None:
    """The declarations of the communities this person writes for; two queries for one post."""
    user = request.user
    if not holds(user, *WRITERS):
        return None
    reaches = {post.reach for post in posts_of(user) if post.role in WRITERS}
    here = Q(pk__in=[])
    for reach in reaches:
        here |= Q(community__code__startswith=reach)
    declared = DeclarationList(
        request,
        Declaration.objects.visible_to(user).filter(here),
        stages=stages_for(request) if len(reaches) == 1 else None,
    )
    for row in declared.rows:
        row["url"] = _page_of(row["declaration"], user)
    return {
        "list": declared,
        "in_street": "street" not in declared.filters.fields,
        "may_plan": holds(user, Role.STREET_OFFICIAL),
    }


def _page_of(declaration: Declaration, user: User) -> str:
    """What an official can examine leads to where it is examined."""
    is_examined = holds(user, Role.STREET_OFFICIAL, over=declaration.community)
    if declaration.state == State.SUBMITTED and is_examined:
        return reverse("evaluation:examine", args=[declaration.pk])
    return declaration.get_absolute_url()


@dataclass(frozen=True)
class Share:
    """Criteria of one declaration that one person shall fill in; ``left`` lack something yet."""

    community: str
    year: int
    count: int
    left: int
    url: str


def assigned_criteria(user: User) -> list[Share]:
    """What was assigned to this person and can be written, by declaration; one query."""
    if not holds(user, *WRITERS):
        return []
    mine = Declaration.objects.visible_to(user).filter(entries__in=assigned_to(user))
    found = (
        mine.order_by("stage__year", "community__code")
        .select_related("community", "stage")
        .annotate(
            mine=Count("entries", distinct=True),
            left=Count("entries", distinct=True, filter=Q(entries__is_complete=False)),
        )
    )
    return [
        Share(
            one.community.name,
            one.stage.year,
            one.mine,
            one.left,
            f"{one.get_absolute_url()}?mine=1",
        )
        for one in found
    ]
