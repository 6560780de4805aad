"""The published result of one community as a file: every question, dimension and group.

What is not shown on the page is not in the file: nothing at all while the score is withheld, and
of a question, dimension or group that too few stand behind only its name.
"""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from evaluation.models import Survey
from evaluation.surveys import services
from evaluation.surveys.questionnaire_content import QuestionnaireContent
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.tally import NOT_ANSWERED, Interval, ItemTally, Tally
from evaluation.views.survey_results import Line, Results, item_line, may_read, results_of, said
from harmony.shared import tables


@require_safe
@login_required
def result(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The file; 404 where the result is not published or not this person's to read."""
    rows = Survey.objects.visible_to(request.user).select_related(
        "figures",
        "questionnaire",
        "declaration__community",
        "declaration__stage",
        "declaration__standard",
    )
    survey = get_object_or_404(rows.defer("questionnaire__content"), pk=pk)
    counted = services.tally_of(survey)
    if counted is None or not may_read(request.user, survey, counted):
        raise Http404
    told = results_of(survey, counted, request.user)
    if not told.is_for_publication:
        raise Http404
    community, stage = survey.declaration.community, survey.declaration.stage
    content = content_of(survey.questionnaire)
    table = tables.Table(community.name, _head(content), _rows(content, counted, told))
    return tables.download(table, ending, f"survey-{community.code}-{stage.year}")


def _head(content: QuestionnaireContent) -> list[str]:
    return [
        _("Part"),
        _("Question, dimension or group"),
        pgettext("of a questionnaire", "Rated"),
        pgettext("of a questionnaire", "Mean"),
        _("District, mean"),
        _("Satisfied, %"),
        _("from, %"),
        _("to, %"),
        _("District, satisfied, %"),
        *(said(option.label) for option in content.options),
        said(content.dont_know.label),
        _("Not answered"),
        pgettext("of a table", "Note"),
    ]


def _rows(
    content: QuestionnaireContent, counted: Tally, told: Results
) -> Iterator[list[tables.Cell]]:
    """The whole first, then the questions as they were asked, dimensions and groups."""
    whole = said(content.overall.label)
    line = item_line(whole, content, counted, counted.overall, {})
    yield _row(_("The whole"), line, _counts(content, counted.overall, line))
    tallied = {item.key: item for item in counted.items}
    for item in content.items:
        asked = tallied[item.key]
        line = item_line(said(item.text), content, counted, asked, told.beside)
        yield _row(_("Question"), line, _counts(content, asked, line))
    none: list[tables.Cell] = [None] * (len(content.option_keys) + 1)
    for line in told.dimensions:
        yield _row(_("Dimension"), line, none)
    for question, group in told.groups:
        for line in group:
            yield _row(question, line, none)


def _counts(content: QuestionnaireContent, item: ItemTally, line: Line) -> list[tables.Cell]:
    """How often each option was chosen; empty where too few rated the question."""
    keys = (*content.option_keys, NOT_ANSWERED)
    counts = dict(item.counts)
    return [None if line.is_hidden else counts[key] for key in keys]


def _row(part: str, line: Line, counts: list[tables.Cell]) -> list[tables.Cell]:
    low, high = _ends(line.interval)
    beside = line.district
    return [
        part,
        line.label,
        line.answers,
        tables.rounded(line.mean),
        tables.rounded(beside.mean if beside else None),
        tables.rounded(line.satisfied),
        tables.rounded(low),
        tables.rounded(high),
        tables.rounded(beside.satisfied if beside else None),
        *counts,
        _("Too few to be shown") if line.is_hidden else "",
    ]


def _ends(interval: Interval | None):
    return (interval.low, interval.high) if interval else (None, None)
