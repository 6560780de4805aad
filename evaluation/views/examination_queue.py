"""What waits for the street examination."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from communities.models import Role
from communities.people.reach import holds, posts_of
from communities.views.crumbs import trail
from evaluation.declarations.listing import with_due
from evaluation.declarations.states import State
from evaluation.forms.examination import QueueFilter
from evaluation.models import Declaration, HandUp
from harmony.shared import clock

ROWS = 25
SORTS = {
    "community": [Lower("community__name_en"), F("community__code")],
    "sent": [F("state_since")],
    "points": [F("claimed")],
    "due": [F("due_at")],
}
USUAL_SORT = "due"


@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the street examination, the nearest deadline first."""
    if not holds(request.user, Role.STREET_OFFICIAL):
        raise PermissionDenied
    filters = QueueFilter(request.GET)
    asked = request.GET.get("sort", "")
    sort = asked if asked.removeprefix("-") in SORTS else USUAL_SORT
    columns = SORTS[sort.removeprefix("-")]
    is_down = sort.startswith("-")
    order = [
        each.desc(nulls_last=True) if is_down else each.asc(nulls_last=True) for each in columns
    ]
    found = _narrowed(_waiting(request.user), filters).order_by(*order, "pk")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "filters": filters,
        "page": page,
        "now": clock.now(),
        "sort": sort,
        "summary": ngettext("%(n)s to examine", "%(n)s to examine", count) % {"n": count},
        "crumbs": trail(_("Street examination")),
    }
    return render(request, "evaluation/examination/queue.html", context)


def _waiting(user):
    reach = Q(pk__in=[])
    for post in posts_of(user):
        if post.role == Role.STREET_OFFICIAL:
            reach |= Q(community__code__startswith=post.reach)
    latest = HandUp.objects.filter(declaration=OuterRef("pk")).order_by("-round")
    waiting = Declaration.objects.visible_to(user).filter(reach, state=State.SUBMITTED)
    return with_due(waiting.for_listing()).annotate(
        claimed=Subquery(latest.values("points")[:1]),
        sender_id=Subquery(latest.values("by_id")[:1]),
        sender=Subquery(latest.values("by__name")[:1]),
    )


def _narrowed(waiting, filters: QueueFilter):
    text = filters.chosen().get("q")
    if not text:
        return waiting
    named = Q(community__name_zh__icontains=text) | Q(community__name_en__icontains=text)
    return waiting.filter(named | Q(community__code__startswith=text))
