"""Keeping the tally of a survey that is being counted."""

from collections.abc import Iterable

from django.db import transaction

from evaluation.surveys.figures import QuestionFigure, QuestionTotal, SurveyFigures
from evaluation.surveys.models import Survey
from evaluation.surveys.participation import participation_of
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.tally import Tally, tally_hash, to_plain
from evaluation.surveys.tally.publishing import Published, published
from harmony.shared.workflow import hold

ADDED_UP = ("communities", "households", "mean_sum", "satisfied_sum")


@transaction.atomic
def store_tally(survey: Survey, tally: Tally) -> None:
    """Put the tally on the survey, and write the figures by which communities are compared.

    The survey itself is saved by the opening of its box, together with its new state, which the
    database wants in one statement. Stored again, the figures are written anew.
    """
    survey.tally, survey.tally_hash = to_plain(tally), tally_hash(tally)
    slips = participation_of(survey).total
    what = published(content_of(survey.questionnaire), tally, slips.printed - slips.void)
    before = list(QuestionFigure.objects.filter(figures__survey=survey))
    SurveyFigures.objects.filter(survey=survey).delete()
    figures = SurveyFigures.objects.create(survey=survey, **columns_of(what))
    lines = QuestionFigure.objects.bulk_create(
        QuestionFigure(figures=figures, **line) for line in lines_of(what)
    )
    _add_to_totals(survey, gone=before, come=lines)


def _add_to_totals(
    survey: Survey, *, gone: Iterable[QuestionFigure], come: Iterable[QuestionFigure]
) -> None:
    """Change what the questions of the stage add up to, one survey after the other."""
    stage = survey.declaration.stage
    hold(stage)
    of = {"stage": stage, "questionnaire_id": survey.questionnaire_id}
    totals = {(one.kind, one.key): one for one in QuestionTotal.objects.filter(**of)}
    for sign, lines in ((-1, gone), (1, come)):
        for line in lines:
            name = (line.kind, line.key)
            total = totals.setdefault(name, QuestionTotal(kind=line.kind, key=line.key, **of))
            total.add(line, survey.households, sign)
    known = [one for one in totals.values() if one.pk]
    QuestionTotal.objects.bulk_update(
        known, ["communities", "households", "mean_sum", "satisfied_sum"]
    )
    QuestionTotal.objects.bulk_create(one for one in totals.values() if not one.pk)


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
