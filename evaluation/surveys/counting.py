"""From rows to the calculations and back: the plan of a survey, and its count at the opening."""

from evaluation.surveys.models import Questionnaire, Survey
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.tally import (
    Headline,
    Tally,
    answers_needed,
    from_plain,
    headline_from,
    tally_answers,
    tally_hash,
    to_plain,
)


def planned_answers(questionnaire: Questionnaire, households: int) -> int:
    """How many valid answers the plan asks for in a community of so many households."""
    return answers_needed(households, content_of(questionnaire).sample)


def count(survey: Survey) -> tuple[dict, str]:
    """The tally of all answers that are stored, as it is kept, and its hash."""
    rows = survey.answers.values_list("choices", "background")
    answers = ({**choices, **background} for choices, background in rows)
    content = content_of(survey.questionnaire)
    counted = tally_answers(content, answers, households=survey.households)
    return to_plain(counted), tally_hash(counted)


def tally_of(survey: Survey) -> Tally | None:
    """What the counted survey says; nothing before."""
    return None if survey.tally is None else from_plain(survey.tally)


def headline_of(survey: Survey) -> Headline | None:
    """The few figures of a counted survey that a list shows; nothing before."""
    return None if survey.tally is None else headline_from(survey.tally)
