"""What residents say, community by community: sorted, narrowed, and never ranked by chance."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from communities.models import Stage, stage_label
from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.forms.survey_results import ResultsFilter
from evaluation.models import Survey
from evaluation.surveys.comparing import Comparison, compared
from evaluation.surveys.models import DISTRICT_READERS
from evaluation.views.survey_results import lowest_rate
from evaluation.views.survey_rows import Area, Row
from harmony.shared import tables
from harmony.shared.charts.dots import Estimate

ROWS = 25
PLACE = "declaration__community"
SORTS = {
    "community": f"{PLACE}__name_en",
    "street": f"{PLACE}__code",
    "valid": "figures__valid_answers",
    "rate": "figures__satisfaction_rate",
    "residents": "figures__residents",
}
USUAL_SORT = "street"


class Results:
    """What the page and the file show to this person at this address."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.user = request, request.user

    # ------------------------------------------------ what there is
    @cached_property
    def _readable(self) -> QuerySet[Survey]:
        """The surveys that are closed and counted, of those that this person follows."""
        return Survey.objects.visible_to(self.user).filter(figures__isnull=False)

    @cached_property
    def stages(self) -> dict[str, Stage]:
        """The stages of which this person reads closed surveys, the latest first."""
        wanted = self._readable.order_by().values("declaration__stage")
        stages = Stage.objects.filter(pk__in=wanted).order_by("-year", "-ordinal")
        with_target = stages.select_related("programme__district", "basis__standard")
        return {str(one.pk): one for one in with_target.defer("basis__standard__content")}

    @cached_property
    def stage(self) -> Stage | None:
        wanted = self.request.GET.get("stage", "")
        return self.stages.get(wanted) or next(iter(self.stages.values()), None)

    @cached_property
    def target(self) -> Decimal | None:
        """The satisfaction rate that the lowest level of the stage's standard asks for."""
        basis = getattr(self.stage, "basis", None)
        return lowest_rate(basis.standard) if basis else None

    @cached_property
    def _of_stage(self) -> QuerySet[Survey]:
        return self._readable.filter(declaration__stage=self.stage)

    @cached_property
    def comparison(self) -> Comparison:
        return compared(self.user, self.stage)

    # ------------------------------------------------ what is asked for
    @cached_property
    def filters(self) -> ResultsFilter:
        return ResultsFilter(
            self.request.GET,
            stages=[(key, stage_label(one.ordinal, one.year)) for key, one in self.stages.items()],
            streets=list(self.comparison.names.items()),
            target=self.target,
        )

    @property
    def sort(self) -> str:
        wanted = self.request.GET.get("sort", "")
        return wanted if wanted.removeprefix("-") in SORTS else USUAL_SORT

    @cached_property
    def _found(self) -> QuerySet[Survey]:
        column = F(SORTS[self.sort.removeprefix("-")])
        is_down = self.sort.startswith("-")
        first = column.desc(nulls_last=True) if is_down else column.asc(nulls_last=True)
        rows = self.filters.narrow(self._of_stage).select_related("figures", f"{PLACE}__parent")
        # The tally, which is as long as all the rest ten times over, is not needed here.
        return rows.defer("tally").order_by(first, f"{PLACE}__code")

    def rows(self, surveys: Iterable[Survey]) -> Iterator[Row]:
        for one in surveys:
            yield Row(one, self.target, self.comparison.district)

    def all_rows(self) -> Iterator[Row]:
        return self.rows(self._found)

    @cached_property
    def page(self) -> Page:
        page = Paginator(self._found, ROWS).get_page(self.request.GET.get("page"))
        page.object_list = list(self.rows(page.object_list))
        return page

    @property
    def summary(self) -> str:
        count = self.page.paginator.count
        return ngettext("%(n)s community", "%(n)s communities", count) % {"n": count}

    def areas(self) -> list[Area]:
        """The district, and the streets of the communities on this page."""
        streets = dict.fromkeys(row.community.parent.code for row in self.page)
        found = [self.comparison.street(code) for code in streets]
        lines = [Area(one.name, one) for one in found if one is not None]
        if self.comparison.district is not None:
            lines.insert(0, Area(self.stage.programme.district.name, self.comparison.district))
        return lines

    def estimates(self) -> list[Estimate]:
        """The rates of this page with their intervals, for the chart."""
        return [
            Estimate(
                row.community.name,
                row.figures.satisfaction_rate,
                row.figures.rate_low if row.rate_range else row.figures.satisfaction_rate,
                row.figures.rate_high if row.rate_range else row.figures.satisfaction_rate,
                row.figures.valid_answers,
            )
            for row in self.page
            if row.figures.satisfaction_rate is not None
        ]


@require_safe
@login_required
def comparison(request: HttpRequest) -> HttpResponse:
    """Rate and R of each community with the sample behind them, beside street and district."""
    results = Results(request)
    context: dict[str, Any] = {
        "crumbs": trail(_to_list(), _("Residents’ results")),
        "may_plan": holds(request.user, *DISTRICT_READERS),
    }
    if results.stage is not None:
        context |= {
            "results": results,
            "filters": results.filters,
            "sort": results.sort,
            "page": results.page,
            "areas": results.areas(),
            "estimates": results.estimates(),
        }
    return render(request, "evaluation/surveys/results.html", context)


@require_safe
@login_required
def comparison_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The whole table as it is narrowed and sorted."""
    results = Results(request)
    head = [
        _("Code"),
        _("Community"),
        _("Street"),
        _("Households"),
        _("Slips"),
        _("Valid answers"),
        _("Satisfaction rate, %"),
        _("from, %"),
        _("to, %"),
        _("Residents’ evaluation (R)"),
        _("R from"),
        _("R to"),
        _("Against the target"),
        _("Against the district"),
        _("Not published because"),
    ]
    rows = _lines(results) if results.stage is not None else []
    name = f"survey-results-{results.stage.year}" if results.stage else "survey-results"
    return tables.download(tables.Table(_("Residents’ results"), head, rows), ending, name)


def _lines(results: Results) -> Iterator[list[tables.Cell]]:
    for row in results.all_rows():
        figures, place = row.figures, row.community
        numbers = (
            figures.satisfaction_rate,
            figures.rate_low,
            figures.rate_high,
            figures.residents,
            figures.residents_low,
            figures.residents_high,
        )
        yield [
            place.code,
            place.name,
            place.parent.name,
            row.survey.households,
            figures.slips,
            figures.valid_answers,
            *(tables.rounded(number) for number in numbers),
            row.against_target.text if row.against_target else "",
            row.against_district.text if row.against_district else "",
            figures.get_withheld_display() if figures.withheld else "",
        ]


def _to_list() -> tuple[str, str]:
    return _("Questionnaires"), reverse("evaluation:surveys")
