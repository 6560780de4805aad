"""Keeping the tally of a survey that is being counted."""

from django.db import transaction

from evaluation.surveys.figures import QuestionFigure, SurveyFigures
from evaluation.surveys.models import Survey
from evaluation.surveys.participation import participation_of
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.tally import Tally, tally_hash, to_plain
from evaluation.surveys.tally.publishing import Published, published


@transaction.atomic
def store_tally(survey: Survey, tally: Tally) -> None:
    """Put the tally on the survey, and write the figures by which communities are compared.

    The survey itself is saved by the opening of its box, together with its new state, which the
    database wants in one statement. Stored again, the figures are written anew.
    """
    survey.tally, survey.tally_hash = to_plain(tally), tally_hash(tally)
    slips = participation_of(survey).total
    what = published(content_of(survey.questionnaire), tally, slips.printed - slips.void)
    SurveyFigures.objects.filter(survey=survey).delete()
    figures = SurveyFigures.objects.create(survey=survey, **columns_of(what))
    QuestionFigure.objects.bulk_create(
        QuestionFigure(figures=figures, **line) for line in lines_of(what)
    )


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
