"""The list of communities under a measure: filtered, sorted and counted in two queries."""

from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import ngettext

from communities.forms.tasks import MeasureFilter
from communities.models import Department, Measure, MeasureReport
from communities.programme.current import stages_for
from communities.programme.task_progress import with_state
from communities.views.paging import CountedPaginator
from harmony.shared.languages import in_language

IN_ORDER = (
    MeasureReport.State.NOT_STARTED,
    MeasureReport.State.IN_PROGRESS,
    MeasureReport.State.DONE,
)
TAG_OF = {
    MeasureReport.State.NOT_STARTED: "plain",
    MeasureReport.State.IN_PROGRESS: "info",
    MeasureReport.State.DONE: "ok",
}

SORTS: dict[str, Any] = {
    "community": Lower("name_en"),  # pinyin, so that Chinese readers find their way too
    "street": F("code"),
    "state": Case(
        *(When(state=state, then=Value(rank)) for rank, state in enumerate(IN_ORDER)),
        output_field=IntegerField(),
    ),
    "date": F("reported_on"),
}
USUAL_SORT = "street"


class MeasureList:
    """What the page shows at this address."""

    def __init__(
        self, request: HttpRequest, communities, measure: Measure, department: Department | None
    ) -> None:
        self.query = request.GET
        self.communities = with_state(communities, measure, department)
        self.streets, self.filters, self.count = self._asked(stages_for(request))

    @property
    def found(self):
        """The communities that fit the filters, on every page."""
        return self.filters.narrow(self.communities)

    def context(self) -> dict[str, Any]:
        sort = self._sort()
        order = SORTS[sort.lstrip("-")]
        ordered = order.desc(nulls_last=True) if sort.startswith("-") else order.asc()
        rows = self.found.select_related("parent").order_by(ordered, "code")
        page = CountedPaginator(rows, count=self.count).get_page(self.query.get("page"))
        return {
            "filters": self.filters,
            "sort": sort,
            "page": page,
            "rows": [_row(place) for place in page],
            "summary": ngettext("%(count)s community", "%(count)s communities", self.count)
            % {"count": self.count},
        }

    def _sort(self) -> str:
        asked = self.query.get("sort", "")
        return asked if asked.removeprefix("-") in SORTS else USUAL_SORT

    def _asked(self, stages) -> tuple[list[tuple[str, str]], MeasureFilter, int]:
        """The streets to choose from, the filters, and how many communities fit them.

        One query: each street with how many of its communities fit everything but the street.
        """
        choices = [(str(stage.pk), stage.label) for stage in stages]
        street = self.query.get("street", "")
        elsewhere = MeasureFilter(self.query, stages=choices)
        fits = elsewhere.narrow(self.communities).order_by().values("pk")
        counted = (
            self.communities.order_by()
            .values("parent__code", "parent__name_zh", "parent__name_en")
            .annotate(fitting=Count("pk", filter=Q(pk__in=fits)))
            .order_by("parent__code")
        )
        rows = list(counted)
        streets = [
            (row["parent__code"], in_language(row["parent__name_zh"], row["parent__name_en"]))
            for row in rows
        ]
        filters = MeasureFilter(self.query, streets=streets, stages=choices)
        street = filters.chosen().get("street", "")
        count = sum(row["fitting"] for row in rows if street in ("", row["parent__code"]))
        return streets, filters, count


def _row(place) -> dict[str, Any]:
    state = MeasureReport.State(place.state)
    return {
        "place": place,
        "state": state.label,
        "kind": TAG_OF[state],
        "is_done": state == MeasureReport.State.DONE,
        "reporter": in_language(place.reporter_zh or "", place.reporter_en or ""),
    }
