"""The integrity board: surveys with signals and complaints, filtered in the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from communities.models import stage_label
from evaluation.forms.integrity import IntegrityFilter
from evaluation.models import Complaint, Signal, SignalReview, Survey
from evaluation.surveys.signal_models import boarded
from evaluation.views.signal_words import NUMBERS
from harmony.shared.languages import in_language
from harmony.shared.tables import Cell, Table, rounded

ROWS = 25
SORTS = {
    "community": "declaration__community__name_en",
    "street": "declaration__community__code",
    "stage": "declaration__stage__ordinal",
    "raised": "raised",
    "unreviewed": "unreviewed",
    "complaints": "complained",
}
USUAL_SORT = "-raised"


@dataclass(frozen=True)
class Found:
    """What this address asks for."""

    filters: IntegrityFilter
    surveys: QuerySet[Survey]
    sort: str


def found(request: HttpRequest) -> Found:
    """The surveys of this person's board as they are asked for, in their order."""
    everything = _counted(boarded(request.user))
    streets, stages = _choices(boarded(request.user))
    filters = IntegrityFilter(request.GET, streets=streets, stages=stages)
    wanted = request.GET.get("sort", "")
    sort = wanted if wanted.removeprefix("-") in SORTS else USUAL_SORT
    column = F(SORTS[sort.removeprefix("-")])
    order = column.desc() if sort.startswith("-") else column.asc()
    rows = filters.narrow(everything).select_related(
        "figures", "declaration__community__parent", "declaration__stage"
    )
    raised = Signal.objects.filter(is_raised=True).order_by("pk")
    rows = rows.prefetch_related(Prefetch("signals", raised, "raised_signals"))
    return Found(filters, rows.order_by(order, "declaration__community__code", "pk"), sort)


def board(request: HttpRequest) -> dict[str, Any]:
    """What the page shows. As many queries for three communities as for three thousand."""
    asked = found(request)
    rows = asked.surveys.defer("tally")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    count = page.paginator.count
    return {
        "filters": asked.filters,
        "page": page,
        "sort": asked.sort,
        "summary": ngettext("%(n)s community", "%(n)s communities", count) % {"n": count},
    }


def _counted(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    """With how many signals are raised and not reviewed, how many complaints came and wait."""
    own = SignalReview.objects.filter(signal=OuterRef("pk"))
    whole = SignalReview.objects.filter(signal=None, survey=OuterRef("survey"))
    signals = Signal.objects.filter(is_raised=True)
    complaints = Complaint.objects.all()
    return surveys.annotate(
        raised=_number(signals),
        unreviewed=_number(signals.filter(~Exists(own), ~Exists(whole))),
        complained=_number(complaints),
        waiting=_number(complaints.filter(closed_at=None)),
    )


def _number(rows: QuerySet) -> Coalesce:
    """A column: how many of these rows belong to the survey."""
    counted = rows.filter(survey=OuterRef("pk")).order_by().values("survey")
    numbers = counted.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def _choices(surveys: QuerySet[Survey]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The streets and the stages there are surveys of. One query."""
    rows = surveys.values_list(
        "declaration__community__parent__code",
        "declaration__community__parent__name_zh",
        "declaration__community__parent__name_en",
        "declaration__stage",
        "declaration__stage__ordinal",
        "declaration__stage__year",
    )
    streets, stages = {}, {}
    for code, street_zh, street_en, stage, number, year in rows.distinct():
        streets[code] = in_language(street_zh, street_en)
        stages[str(stage)] = stage_label(number, year)
    return sorted(streets.items()), sorted(stages.items(), key=lambda pair: pair[1])


# ------------------------------------------------------------------ to take along
def table_of(request: HttpRequest) -> Table:
    """Every raised signal of the communities that this address asks for, a line each."""
    head = [
        _("Street"),
        _("Community"),
        _("Stage"),
        _("Signal"),
        pgettext("of a signal", "Figure"),
        pgettext("of a signal", "Expected"),
        _("Answers looked at"),
        _("R"),
        _("R without them"),
        _("Satisfied, %"),
        _("Satisfied without them, %"),
        _("Reviews"),
        _("Complaints"),
        _("Open complaints"),
    ]
    rows = found(request).surveys.prefetch_related("raised_signals__reviews")
    surveys = rows.iterator(chunk_size=200)
    return Table(_("Integrity board"), head, _lines(surveys))


def _lines(surveys: Iterator[Survey]) -> Iterator[list[Cell]]:
    for survey in surveys:
        community, stage = survey.declaration.community, survey.declaration.stage
        names: list[Cell] = [community.parent.name, community.name, stage.label]
        numbers: list[Cell] = [survey.complained, survey.waiting]
        for signal in survey.raised_signals:
            yield [*names, *_cells(survey, signal), *numbers]
        if not survey.raised_signals:
            yield [*names, *([None] * 9), *numbers]


def _cells(survey: Survey, signal: Signal) -> list[Cell]:
    figures = getattr(survey, "figures", None)
    outcomes = [review.get_outcome_display() for review in signal.reviews.all()]
    return [
        signal.get_kind_display(),
        _plain(signal, signal.figure),
        _plain(signal, signal.expected),
        signal.n,
        rounded(figures.residents) if figures else None,
        rounded(signal.without_residents),
        rounded(figures.satisfaction_rate) if figures else None,
        rounded(signal.without_rate),
        "; ".join(outcomes),
    ]


def _plain(signal: Signal, figure: Decimal | None) -> Cell:
    """A share in per cent, a number as it is, without the places it is kept with."""
    if figure is None:
        return None
    if signal.kind in NUMBERS:
        return int(figure) if figure == int(figure) else rounded(figure)
    return f"{rounded(figure * 100)}%"
