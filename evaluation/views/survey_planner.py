"""The planner: what the questionnaires of a stage take, community by community, and together."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from communities.models import Stage
from communities.people.reach import holds
from communities.programme.current import stage_of, stages_for
from communities.views.crumbs import trail
from evaluation.forms.survey_planning import PlannerForm
from evaluation.models import Declaration
from evaluation.surveys.models import DISTRICT_READERS
from evaluation.surveys.questionnaire_content import SampleContent
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.tally.planning import Assumptions, Need, Shortfall, Totals, needs, totals
from evaluation.views.community_rows import CountedPaginator
from harmony.shared import tables, wording
from harmony.shared.languages import in_language

ROWS = 25
NAMED = 10
"""Communities without households that are named; of the others it is told how many."""

# More households never need fewer answers or slips, so these columns share their order.
SORTS = {
    "community": "community__name_en",
    "street": "community__code",
    "households": "community__households",
    "answers": "community__households",
    "slips": "community__households",
    "cost": "community__households",
}
USUAL_SORT = "street"


class Planned(NamedTuple):
    """A community of the stage; ``households`` is 0 where nobody entered them."""

    name: str
    households: int
    street: str
    street_name: str


class Row:
    """A community with its plan."""

    def __init__(self, declaration: Declaration, need: Need) -> None:
        self.community = declaration.community
        self.need = need

    @property
    def shortfall(self) -> str:
        return SHORTFALLS[self.need.shortfall]()


SHORTFALLS = {
    Shortfall.NONE: lambda: "",
    Shortfall.MARGIN: lambda: _("Margin cannot be reached"),
    Shortfall.ANSWERS: lambda: _("Fewer answers than a level asks for"),
}


class Planner:
    """What the page and the file show at this address."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.stages = stages_for(request)
        by_number = {str(stage.pk): stage for stage in self.stages}
        wanted = by_number.get(request.GET.get("stage", ""))
        self.stage: Stage | None = wanted or stage_of(self.stages)

    @cached_property
    def _planned(self) -> QuerySet[Declaration]:
        return Declaration.objects.visible_to(self.request.user).filter(stage=self.stage)

    @cached_property
    def _places(self) -> list[Planned]:
        """Every community of the stage in a few words: one query for streets, sums and gaps."""
        names = ("name_zh", "name_en", "households")
        parent = ("code", "name_zh", "name_en")
        columns = [f"community__{name}" for name in names]
        columns += [f"community__parent__{name}" for name in parent]
        rows = self._planned.order_by("community__code").values_list(*columns)
        return [
            Planned(in_language(zh, en), size or 0, street, in_language(street_zh, street_en))
            for zh, en, size, street, street_zh, street_en in rows
        ]

    @cached_property
    def form(self) -> PlannerForm:
        streets = {place.street: place.street_name for place in self._places}
        return PlannerForm(
            self.request.GET,
            stages=self.stages,
            stage=self.stage,
            streets=sorted(streets.items()),
            sample=self._sample(),
        )

    def _sample(self) -> SampleContent:
        basis = getattr(self.stage, "basis", None)
        questionnaire = basis and basis.questionnaire
        return content_of(questionnaire).sample if questionnaire else SampleContent()

    @property
    def sort(self) -> str:
        wanted = self.request.GET.get("sort", "")
        return wanted if wanted.removeprefix("-") in SORTS else USUAL_SORT

    @cached_property
    def assumed(self) -> Assumptions:
        return self.form.assumptions()

    @property
    def _street(self) -> str:
        return self.form.cleaned_data["street"]

    @cached_property
    def _found(self) -> list[Planned]:
        return [place for place in self._places if self._street in {"", place.street}]

    @cached_property
    def totals(self) -> Totals:
        return totals(
            [place.households for place in self._found if place.households], self.assumed
        )

    @cached_property
    def missing(self) -> list[str]:
        """The communities that cannot be planned, because their households are not known."""
        return [place.name for place in self._found if not place.households]

    def missing_in_words(self) -> str:
        names = self.missing[:NAMED]
        if (more := len(self.missing) - NAMED) > 0:
            names.append(_("%(n)s more") % {"n": wording.whole(more)})
        return wording.listed(names)

    @property
    def _ordered(self) -> QuerySet[Declaration]:
        column = F(SORTS[self.sort.removeprefix("-")])
        first = column.desc() if self.sort.startswith("-") else column.asc()
        rows = self._planned.filter(community__households__gt=0)
        if self._street:
            rows = rows.filter(community__parent__code=self._street)
        return rows.select_related("community__parent").order_by(first, "community__code")

    def rows(self, declarations: Iterable[Declaration]) -> Iterator[Row]:
        for one in declarations:
            yield Row(one, needs(one.community.households, self.assumed))

    @cached_property
    def page(self) -> Page:
        count = self.totals.communities
        page = CountedPaginator(self._ordered, ROWS, count=count).get_page(
            self.request.GET.get("page")
        )
        page.object_list = list(self.rows(page.object_list))
        return page

    def all_rows(self) -> Iterator[Row]:
        return self.rows(self._ordered)


@require_safe
@login_required
def planner(request: HttpRequest) -> HttpResponse:
    """Answers, slips, margin and cost, from what is assumed in the address."""
    plan = _planner(request)
    context: dict[str, Any] = {"crumbs": trail(_to_list(), _("Planner")), "stage": plan.stage}
    if plan.stage is not None:
        context |= {"form": plan.form, "sort": plan.sort}
        if plan.form.is_valid():
            context |= _worked_out(plan)
    return render(request, "evaluation/surveys/planner.html", context)


def _worked_out(plan: Planner) -> dict[str, Any]:
    told = {
        "plan": plan,
        "page": plan.page,
        "stats": _stats(plan.totals),
        "assumed": plan.assumed,
        "with_cost": plan.assumed.price is not None,
        "missing": len(plan.missing),
    }
    if plan.missing:
        told["missing_names"] = plan.missing_in_words()
        told["missing_url"] = (
            reverse("evaluation:classify-figures") + "?missing=households"
            if plan.request.user.has_perm("communities.classify_places")
            else ""
        )
    return told


def _stats(together: Totals) -> list[dict[str, str]]:
    stats = [
        {
            "label": _("Communities"),
            "value": wording.whole(together.communities),
            "note": _("of which %(n)s cannot keep the plan") % {"n": wording.whole(together.short)}
            if together.short
            else "",
        },
        {"label": _("Households"), "value": wording.whole(together.households)},
        {"label": _("Valid answers needed"), "value": wording.whole(together.answers)},
        {"label": _("Slips to print"), "value": wording.whole(together.slips)},
    ]
    if together.cost is not None:
        stats.append(
            {
                "label": _("Cost"),
                "value": wording.money(together.cost),
                "unit": pgettext("of money", "yuan"),
            }
        )
    return stats


@require_safe
@login_required
def planner_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The whole table as it is filtered and sorted, the sums in its last row."""
    plan = _planner(request)
    if plan.stage is None or not plan.form.is_valid():
        return redirect(f"{reverse('evaluation:survey-planner')}?{request.GET.urlencode()}")
    head = [
        _("Code"),
        _("Community"),
        _("Street"),
        _("Households"),
        _("Valid answers needed"),
        _("Slips to print"),
        _("Valid answers expected"),
        _("Margin reached, in percentage points"),
        _("Cost, in yuan"),
        _("Note"),
    ]
    table = tables.Table(_("Plan of the questionnaires"), head, _lines(plan))
    return tables.download(table, ending, f"survey-plan-{plan.stage.year}")


def _lines(plan: Planner) -> Iterator[list[tables.Cell]]:
    for row in plan.all_rows():
        need, place = row.need, row.community
        yield [
            place.code,
            place.name,
            place.parent.name,
            need.households,
            need.answers,
            need.slips,
            need.expected,
            None if need.margin is None else round(need.margin, 2),
            need.cost,
            row.shortfall,
        ]
    together = plan.totals
    yield [
        "",
        _("Together"),
        "",
        together.households,
        together.answers,
        together.slips,
        None,
        None,
        together.cost,
        "",
    ]


def _planner(request: HttpRequest) -> Planner:
    if not holds(request.user, *DISTRICT_READERS):
        raise PermissionDenied
    return Planner(request)


def _to_list() -> tuple[str, str]:
    return _("Questionnaires"), reverse("evaluation:surveys")
