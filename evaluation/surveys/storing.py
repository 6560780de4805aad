"""Keeping the tallies of surveys that are being counted."""

from collections.abc import Iterable, Mapping
from itertools import chain

from django.db import transaction

from evaluation.surveys.figures import QuestionFigure, QuestionTotal, SurveyFigures
from evaluation.surveys.models import Survey
from evaluation.surveys.participation import printed_slips, void_codes
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.tally import Tally, tally_hash, to_plain
from evaluation.surveys.tally.publishing import Published, published
from harmony.shared.workflow import hold

ADDED_UP = ("communities", "households", "mean_sum", "satisfied_sum")


@transaction.atomic
def store_tallies(tallies: Mapping[Survey, Tally]) -> None:
    """Put each tally on its survey, and write the figures by which communities are compared.

    The surveys themselves are saved by the opening of their box, together with their new state,
    which the database wants in one statement. Stored again, the figures are written anew. As many
    queries for a hundred surveys as for one.
    """
    slips = _slips_in_force(tallies)
    before = QuestionFigure.objects.filter(figures__survey__in=tallies)
    gone = list(before.select_related("figures"))
    SurveyFigures.objects.filter(survey__in=tallies).delete()
    rows, lines = [], []
    for survey, tally in tallies.items():
        survey.tally, survey.tally_hash = to_plain(tally), tally_hash(tally)
        what = published(content_of(survey.questionnaire), tally, slips[survey.pk])
        figures = SurveyFigures(survey=survey, **columns_of(what))
        rows.append(figures)
        lines += [QuestionFigure(figures=figures, **line) for line in lines_of(what)]
    SurveyFigures.objects.bulk_create(rows)
    QuestionFigure.objects.bulk_create(lines)
    _add_to_totals(tallies, gone=gone, come=lines)


def _slips_in_force(surveys: Iterable[Survey]) -> dict[int, int]:
    """Of each survey how many slips were printed and are not void."""
    found = Survey.objects.filter(pk__in=[survey.pk for survey in surveys])
    columns = found.values_list("pk", printed_slips("pk"), void_codes("pk"))
    return {pk: (printed or 0) - void for pk, printed, void in columns}


def _add_to_totals(
    surveys: Iterable[Survey], *, gone: Iterable[QuestionFigure], come: Iterable[QuestionFigure]
) -> None:
    """Change what the questions of the stage add up to, one box after the other."""
    by_pk = {survey.pk: survey for survey in surveys}
    stages = {survey.declaration.stage_id: survey.declaration.stage for survey in by_pk.values()}
    for pk in sorted(stages):
        hold(stages[pk])
    totals = {_place_of(one): one for one in QuestionTotal.objects.filter(stage__in=stages)}
    touched: set[tuple] = set()
    for sign, line in chain(((-1, one) for one in gone), ((1, one) for one in come)):
        survey = by_pk[line.figures.survey_id]
        total = QuestionTotal(
            stage=survey.declaration.stage,
            questionnaire_id=survey.questionnaire_id,
            kind=line.kind,
            key=line.key,
        )
        place = _place_of(total)
        totals.setdefault(place, total).add(line, survey.households, sign)
        touched.add(place)
    changed = [totals[place] for place in touched]
    QuestionTotal.objects.bulk_update([one for one in changed if one.pk], ADDED_UP)
    QuestionTotal.objects.bulk_create(one for one in changed if not one.pk)


def _place_of(total: QuestionTotal) -> tuple[int, int, str, str]:
    return total.stage_id, total.questionnaire_id, total.kind, total.key


def columns_of(what: Published) -> dict:
    """The columns of ``SurveyFigures``."""
    rate, residents = what.rate_interval, what.residents_interval
    return {
        "slips": what.slips,
        "valid_answers": what.valid,
        "withheld": what.withheld.value,
        "satisfaction_rate": what.rate,
        "rate_low": rate.low if rate else None,
        "rate_high": rate.high if rate else None,
        "residents": what.residents,
        "residents_low": residents.low if residents else None,
        "residents_high": residents.high if residents else None,
    }


def lines_of(what: Published) -> list[dict]:
    """The columns of each ``QuestionFigure``."""
    return [
        {
            "kind": line.kind,
            "key": line.key,
            "rated": line.rated,
            "mean": line.mean,
            "satisfied": line.satisfied,
        }
        for line in what.lines
    ]
