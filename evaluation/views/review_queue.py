"""The office's queue: what waits to be received, what is in evaluation, what is appraised."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from communities.people.reach import holds
from communities.programme.current import stages_for
from communities.views.crumbs import trail
from evaluation.appraisal.impartiality import outcome_hidden_from
from evaluation.declarations.listing import with_due
from evaluation.forms.review import ReviewFilter
from evaluation.models import Assignment, Declaration, State, Survey, Visit
from evaluation.views.community_list import CountedPaginator
from evaluation.views.review import READERS
from harmony.shared import clock
from harmony.shared.languages import in_language

ROWS = 25
TABS = {"receive": State.PASSED, "evaluate": State.RECEIVED, "appraised": State.APPRAISED}
SORTS = {
    "community": [Lower("community__name_en"), F("community__code")],
    "street": [F("community__code")],
    "since": [F("state_since")],
    "due": [F("due_at")],
}
USUAL_SORT = "due"


@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    if not holds(request.user, *READERS):
        raise PermissionDenied
    found = ReviewQueue(request)
    context = {
        "list": found,
        "page": found.page,
        "sort": found.sort,
        "now": clock.now(),
        "crumbs": trail(_("Review queue")),
    }
    return render(request, "evaluation/review/queue.html", context)


class ReviewQueue:
    """The queue at this address; two queries, however long it is."""

    def __init__(self, request: HttpRequest) -> None:
        self.user, self.query = request.user, request.GET
        self.stages = stages_for(request)
        self._asked = ReviewFilter(self.query, stages=self.stages)

    @cached_property
    def tab(self) -> str:
        asked = self.query.get("show", "")
        return asked if asked in TABS else "receive"

    @cached_property
    def sort(self) -> str:
        asked = self.query.get("sort", "")
        return asked if asked.removeprefix("-") in SORTS else USUAL_SORT

    @cached_property
    def declarations(self):
        """Everything at the office that this person may review."""
        visible = Declaration.objects.visible_to(self.user).filter(state__in=TABS.values())
        return visible.exclude(pk__in=outcome_hidden_from(self.user))

    @cached_property
    def _figures(self) -> list[dict[str, Any]]:
        """For each street how many wait under each tab, within the other filters."""
        within = self._asked.condition()
        counts = {
            f"n_{tab}": Count("pk", filter=within & Q(state=state), distinct=True)
            for tab, state in TABS.items()
        }
        place = "community__parent__"
        rows = self.declarations.order_by(f"{place}code").values(
            f"{place}code", f"{place}name_zh", f"{place}name_en"
        )
        return list(rows.annotate(**counts))

    @cached_property
    def filters(self) -> ReviewFilter:
        place = "community__parent__"
        streets = [
            (row[f"{place}code"], in_language(row[f"{place}name_zh"], row[f"{place}name_en"]))
            for row in self._figures
        ]
        return ReviewFilter(self.query, stages=self.stages, streets=streets)

    def _count(self, tab: str) -> int:
        street = self.filters.chosen().get("street")
        rows = self._figures
        return sum(
            row[f"n_{tab}"]
            for row in rows
            if not street or row["community__parent__code"] == street
        )

    @property
    def tabs(self) -> list[dict[str, Any]]:
        labels = {
            "receive": _("To receive"),
            "evaluate": _("In evaluation"),
            "appraised": _("Appraised"),
        }
        return [
            {
                "label": label,
                "count": self._count(tab),
                "url": f"?{urlencode({'show': tab} | self.filters.chosen())}",
                "is_current": tab == self.tab,
            }
            for tab, label in labels.items()
        ]

    @property
    def bare_url(self) -> str:
        """This tab without filters."""
        return f"?show={self.tab}"

    @property
    def summary(self) -> str:
        count = self._count(self.tab)
        return ngettext("%(n)s declaration", "%(n)s declarations", count) % {"n": count}

    @cached_property
    def page(self) -> Page:
        is_down = self.sort.startswith("-")
        order = [
            column.desc(nulls_last=True) if is_down else column.asc(nulls_last=True)
            for column in SORTS[self.sort.removeprefix("-")]
        ]
        rows = self.declarations.filter(self.filters.condition(), state=TABS[self.tab])
        rows = with_progress(with_due(rows.for_listing())).order_by(*order, "pk")
        count = self._count(self.tab)
        return CountedPaginator(rows, ROWS, count=count).get_page(self.query.get("page"))


def with_progress(declarations):
    """How far the evaluation of each has come, in the same query."""
    standing = Assignment.objects.filter(declaration=OuterRef("pk"), ended_at=None)
    visits = Visit.objects.filter(declaration=OuterRef("pk"), struck_at=None)
    surveys = Survey.objects.filter(declaration=OuterRef("pk"))
    return declarations.annotate(
        n_appraisers=_counted(standing),
        n_finished=_counted(standing.filter(finished_at__isnull=False)),
        report_heard=Exists(visits.filter(kind=Visit.Kind.REPORT_HEARD)),
        site_visited=Exists(visits.filter(kind=Visit.Kind.SITE_VISIT)),
        survey_state=Subquery(surveys.values("state")[:1]),
    )


def _counted(rows) -> Coalesce:
    each = rows.order_by().values("declaration").annotate(n=Count("pk"))
    return Coalesce(Subquery(each.values("n")), 0)
