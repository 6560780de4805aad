"""The list of surveys: filtered, sorted and counted in the database."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import F, OrderBy, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext

from communities.models import Role, stage_label
from communities.people.reach import holds
from evaluation.forms.surveys import SurveyFilter
from evaluation.models import Declaration, State, Survey
from evaluation.surveys.box_models import READERS as BOX_READERS
from evaluation.surveys.models import DISTRICT_READERS
from evaluation.surveys.participation import SMALLEST_BATCH, printed_slips, used_codes
from evaluation.surveys.services import headline_of
from evaluation.views.survey_results import may_read
from harmony.shared.languages import in_language

ROWS = 25
SORTS: dict[str, Any] = {
    "community": "community__name_en",
    "street": "community__code",
    "state": "survey__state",
    "closes": "survey__closes_at",
    "planned": "survey__planned_answers",
    "printed": "printed",
    "used": "used",
}
USUAL_SORT = "street"


class Choices(NamedTuple):
    """What the filters offer, as pairs of a value and its words."""

    streets: list[tuple[str, str]]
    stages: list[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """A community in evaluation, with its survey or without one yet."""

    declaration: Declaration
    survey: Survey | None
    rate: Any = None

    @property
    def is_overdue(self) -> bool:
        return bool(self.survey and self.survey.is_overdue)

    @property
    def is_small(self) -> bool:
        """Whether so few slips are out that the number of answers would point at doors."""
        return 0 < (self.declaration.printed or 0) < SMALLEST_BATCH

    @property
    def share(self) -> int:
        """Used codes in whole percent of the plan, at most 100."""
        planned = self.survey.planned_answers if self.survey else 0
        return min(100, self.declaration.used * 100 // planned) if planned else 0


def asked(user) -> QuerySet[Declaration]:
    """Declarations whose survey this person follows; for the office, those without one too."""
    wanted = Q(survey__in=Survey.objects.visible_to(user).values("pk"))
    if holds(user, Role.OFFICE_REVIEWER):
        visible = Declaration.objects.visible_to(user).filter(state=State.RECEIVED, survey=None)
        scored = visible.filter(assignments__appraiser=user, assignments__ended_at=None)
        wanted |= Q(pk__in=visible.values("pk")) & ~Q(pk__in=scored.values("pk"))
    return Declaration.objects.filter(wanted)


def survey_list(request: HttpRequest) -> dict[str, Any]:
    """What the page shows to this person at this address."""
    everything = asked(request.user)
    choices = _choices(everything)
    filters = SurveyFilter(request.GET, streets=choices.streets, stages=choices.stages)
    wanted = request.GET.get("sort", "")
    sort = wanted if wanted.removeprefix("-") in SORTS else USUAL_SORT
    found = filters.narrow(everything).annotate(
        used=used_codes("survey"), printed=printed_slips("survey")
    )
    related = ("community__parent", "stage", "survey__questionnaire", "survey__figures")
    rows = found.select_related(*related).defer("survey__questionnaire__content")
    page = Paginator(rows.order_by(*_order(sort)), ROWS).get_page(request.GET.get("page"))
    page.object_list = [_row(declaration, request.user) for declaration in page.object_list]
    count = page.paginator.count
    return {
        "filters": filters,
        "page": page,
        "sort": sort,
        "query": request.GET.urlencode(),
        "summary": ngettext("%(n)s community", "%(n)s communities", count) % {"n": count},
        "is_office": holds(request.user, Role.OFFICE_REVIEWER),
        "sees_boxes": holds(request.user, *BOX_READERS),
        "may_plan": holds(request.user, *DISTRICT_READERS),
    }


def _order(sort: str) -> list[OrderBy]:
    column = F(SORTS[sort.removeprefix("-")])
    is_down = sort.startswith("-")
    first = column.desc(nulls_last=True) if is_down else column.asc(nulls_last=True)
    return [first, F("stage__ordinal").asc(), F("pk").asc()]


def _row(declaration: Declaration, user) -> Row:
    survey = getattr(declaration, "survey", None)
    if survey is None:
        return Row(declaration, None)
    survey.declaration = declaration
    counted = headline_of(survey)
    can_show = counted is not None and may_read(user, survey, counted)
    # Published or nothing: what only the evaluation needs would be read beside others in a list.
    return Row(declaration, survey, survey.figures.satisfaction_rate if can_show else None)


def _choices(declarations: QuerySet[Declaration]) -> Choices:
    """The streets and the stages that can be chosen: those there are rows of. One query."""
    rows = declarations.values_list(
        "community__parent__code",
        "community__parent__name_zh",
        "community__parent__name_en",
        "stage",
        "stage__ordinal",
        "stage__year",
    )
    streets, stages = {}, {}
    for code, street_zh, street_en, stage, number, year in rows.distinct():
        streets[code] = in_language(street_zh, street_en)
        stages[str(stage)] = stage_label(number, year)
    by_name = sorted(stages.items(), key=lambda pair: pair[1])
    return Choices(sorted(streets.items()), by_name)
