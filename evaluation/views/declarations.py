"""The list of self-examinations that a community, a street or the office looks after."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from communities.models import stage_label
from communities.views.crumbs import trail
from evaluation.acceptance.standings import rank
from evaluation.declarations.listing import with_due, with_progress
from evaluation.declarations.states import OPEN_STATES
from evaluation.forms.declarations import DeclarationFilter
from evaluation.models import Declaration, State
from harmony.shared import clock
from harmony.shared.languages import in_language

ROWS = 25
SORTS = {
    "community": [Lower("community__name_en"), F("community__code")],
    "street": [F("community__code")],
    "stage": [F("stage__year"), F("community__code")],
    "state": [rank("state", State.values)],
    "progress": [F("criteria_done")],
    "points": [F("self_points")],
    "due": [F("due_at")],
}
USUAL_SORT = "due"


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    visible = Declaration.objects.visible_to(request.user)
    streets, stages = _choices(visible)
    filters = DeclarationFilter(request.GET, streets=streets, stages=stages)
    found = filters.narrow(with_due(with_progress(visible.for_listing())))
    sort = _sort(request)
    page = Paginator(found.order_by(*_order(sort), "pk"), ROWS).get_page(request.GET.get("page"))
    count, now = page.paginator.count, clock.now()
    context = {
        "filters": filters,
        "page": page,
        "rows": [_row(declaration, now) for declaration in page],
        "sort": sort,
        "summary": ngettext("%(n)s declaration", "%(n)s declarations", count) % {"n": count},
        "crumbs": trail(_("Self-examinations")),
    }
    return render(request, "evaluation/declarations/list.html", context)


def _choices(declarations) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The streets and the stages that occur, for the filters; one query."""
    rows = declarations.order_by("community__parent__code", "stage__ordinal").values_list(
        "community__parent__code",
        "community__parent__name_zh",
        "community__parent__name_en",
        "stage_id",
        "stage__ordinal",
        "stage__year",
    )
    streets, stages = {}, {}
    for code, name_zh, name_en, stage_id, number, year in rows.distinct():
        streets[code] = in_language(name_zh, name_en)
        stages[str(stage_id)] = stage_label(number, year)
    return list(streets.items()), sorted(stages.items(), key=lambda pair: pair[1])


def _sort(request: HttpRequest) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked.removeprefix("-") in SORTS else USUAL_SORT


def _order(sort: str) -> list:
    """The columns of a sort; what has no value comes last either way."""
    columns = SORTS[sort.removeprefix("-")]
    if sort.startswith("-"):
        return [column.desc(nulls_last=True) for column in columns]
    return [column.asc(nulls_last=True) for column in columns]


def _row(declaration: Declaration, now) -> dict[str, Any]:
    """One line: where it stands, and what has to be done next."""
    missing = declaration.criteria_total - declaration.criteria_done
    return {
        "declaration": declaration,
        "missing": _missing(declaration, missing),
        "is_late": bool(declaration.due_at and declaration.due_at < now),
    }


def _missing(declaration: Declaration, count: int) -> str:
    if declaration.state == State.PLANNED:
        return _("not begun")
    if declaration.state not in OPEN_STATES:
        return ""
    if not count and declaration.state != State.DRAFT:
        return _("to be corrected")
    if not count:
        return _("complete, not sent yet")
    return ngettext("%(n)s criterion missing", "%(n)s criteria missing", count) % {"n": count}
