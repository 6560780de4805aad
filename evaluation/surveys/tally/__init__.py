"""Counting the residents' answers. Plain arithmetic: no database, no clock, no request.

    tally_answers(questionnaire, answers, *, households=None) -> Tally
    to_plain(tally) -> dict,  from_plain(plain) -> Tally,  tally_hash(tally) -> str
    rate_answer(questionnaire, answer) -> Rated          one answer: valid? r_i?
    answers_needed(households, sample) -> int            137 of 1,500 at ±8 points, 95 %
    margin_reached(answers, households, confidence_percent) -> Decimal | None
    slips_to_print(answers, households, expected_response_percent) -> int
    share_interval(…), mean_interval(…) -> Interval | None;  t_quantile(…), normal_quantile(…)

Imported by their own names: ``planning`` (answers, slips and cost of many communities),
``publishing`` (what may be shown, and why not), ``combining`` (streets and the district),
``disclosure`` (which of their figures give nobody away).

``questionnaire`` is a ``QuestionnaireContent``. An answer is a dict from question to option,
background questions in the same dict: ``{**answer.choices, **answer.background}``, e.g.
``{"staff": "satisfied", "roads": "dont_know", "overall": "satisfied", "age_band": "from_18"}``.
What is missing, or is no option of the question, is not a rating.

    valid      an answer with at least ``rated_items_at_least`` rated items; only those count
    r_i        Σ weight × value / Σ weight, over the items this answer rated
    R          the mean of r_i over the valid answers (points of 100)
    rate       satisfied options among the ratings of the overall question, in percent

R and the rate are kept unrounded (34 digits); whoever shows them rounds half-up to 0.01. The
same answers in another order give the same tally, bit for bit. Nothing is to be shown in public
unless ``Tally.is_publishable``; a hidden ``Group`` has no numbers to show.
"""

from evaluation.surveys.tally.counting import (
    NOT_ANSWERED,
    Asked,
    DimensionTally,
    ItemTally,
    Tally,
    tally_answers,
    tally_of_asked,
)
from evaluation.surveys.tally.groups import NOT_SAID, Group
from evaluation.surveys.tally.intervals import (
    Interval,
    mean_interval,
    normal_quantile,
    share_interval,
    t_quantile,
)
from evaluation.surveys.tally.plain_form import (
    Headline,
    from_plain,
    headline_from,
    tally_hash,
    to_plain,
)
from evaluation.surveys.tally.rating import Rated, rate_answer
from evaluation.surveys.tally.sampling import answers_needed, margin_reached, slips_to_print

__all__ = [
    "Headline",
    "headline_from",
    "NOT_ANSWERED",
    "NOT_SAID",
    "Asked",
    "DimensionTally",
    "Group",
    "Interval",
    "ItemTally",
    "Rated",
    "Tally",
    "answers_needed",
    "from_plain",
    "margin_reached",
    "mean_interval",
    "normal_quantile",
    "rate_answer",
    "share_interval",
    "slips_to_print",
    "t_quantile",
    "tally_answers",
    "tally_hash",
    "tally_of_asked",
    "to_plain",
]
