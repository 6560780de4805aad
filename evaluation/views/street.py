"""One street: its communities, and how its plan stands."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.models import Place, Stage
from communities.views.crumbs import trail
from evaluation.acceptance.standings import communities_of
from evaluation.models import Declaration, State
from evaluation.views.community_list import CommunityList
from harmony.shared.languages import reads_chinese


def street_page(request: HttpRequest, street: Place) -> HttpResponse:
    """The street with its communities, filtered and sorted as everywhere."""
    communities = CommunityList(request, communities_of(request.user).filter(parent=street))
    context = {
        "street": street,
        "other_name": street.name_zh if street.name_en and not reads_chinese() else "",
        "list": communities,
        "sort": communities.sort,
        "plan": plan_of(street, communities.stages, request.user) if communities.knows_all else [],
        "may_plan": request.user.has_perm("communities.plan_stage", street),
        "crumbs": trail((_("Communities"), reverse("evaluation:communities")), street.name),
    }
    return render(request, "evaluation/communities/street.html", context)


def plan_of(street: Place, stages: list[Stage], user) -> list[dict[str, Any]]:
    """For each stage how many of the street's communities are planned, begun and accepted."""
    counts = (
        Declaration.objects.visible_to(user)
        .filter(community__parent=street, stage__in=stages)
        .order_by()
        .values("stage_id")
        .annotate(
            planned=Count("pk", distinct=True),
            begun=Count("pk", distinct=True, filter=~Q(state=State.PLANNED)),
            accepted=Count("pk", distinct=True, filter=Q(state=State.ACCEPTED)),
        )
    )
    by_stage = {row["stage_id"]: row for row in counts}
    nothing = {"planned": 0, "begun": 0, "accepted": 0}
    return [
        {"stage": stage, "label": stage.label} | nothing | by_stage.get(stage.pk, {})
        for stage in stages
    ]
