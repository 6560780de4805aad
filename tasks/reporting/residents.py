"""What residents said: per community with intervals, and where they are least satisfied.

Nothing is told of a community with too few valid answers, as was promised on the slip.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.models import Questionnaire
from evaluation.standards.figures import half_up
from evaluation.surveys.tally import Interval, ItemTally, Tally
from harmony.shared.languages import in_language
from tasks.reporting.cases import Case, decided, with_results

LEAST_OF_ALL = 5

Texts = Mapping[int, Mapping[str, str]]
"""The words of the questions, by questionnaire and key."""


@dataclass(frozen=True)
class ResidentsLine:
    """One community. Rate in per cent, score in points of 100, each with its interval; empty
    where fewer answered than are needed to tell anything."""

    community: str
    street: str
    households: int | None
    valid: int
    is_told: bool
    rate: Decimal | None = None
    rate_low: Decimal | None = None
    rate_high: Decimal | None = None
    score: Decimal | None = None
    score_low: Decimal | None = None
    score_high: Decimal | None = None
    least: str = ""
    least_mean: Decimal | None = None


@dataclass(frozen=True)
class LeastLine:
    """A question, the mean of all its ratings in points of 100, and how many there are."""

    question: str
    mean: Decimal
    ratings: int
    communities: int


@dataclass(frozen=True)
class Residents:
    lines: tuple[ResidentsLine, ...]
    least: tuple[LeastLine, ...]
    valid: int
    untold: int


def residents_of(cases: Sequence[Case], texts: Texts) -> Residents:
    lines = tuple(
        _line(case, frozen.tally, frozen.is_told, texts.get(frozen.questionnaire_id or 0, {}))
        for case, frozen in with_results(cases)
        if frozen.tally is not None
    )
    return Residents(
        lines=lines,
        least=_least_of_all(cases, texts),
        valid=sum(line.valid for line in lines),
        untold=sum(not line.is_told for line in lines),
    )


def question_texts(keys: Iterable[int | None]) -> dict[int, dict[str, str]]:
    """The questions of these questionnaires in the language that is active, in one query."""
    found = Questionnaire.objects.filter(pk__in={key for key in keys if key is not None})
    return {
        questionnaire.pk: {
            item["key"]: in_language(item["text"]["zh"], item["text"]["en"])
            for item in questionnaire.content["items"]
        }
        for questionnaire in found
    }


def _line(case: Case, tally: Tally, is_told: bool, texts: Mapping[str, str]) -> ResidentsLine:
    known: dict[str, Any] = {
        "community": case.name,
        "street": case.street,
        "households": tally.households,
        "valid": tally.valid,
    }
    if not is_told:
        return ResidentsLine(**known, is_told=False)
    least = next(iter(tally.least_satisfied(1)), None)
    rate_low, rate_high = _ends(tally.rate_interval)
    score_low, score_high = _ends(tally.residents_interval)
    return ResidentsLine(
        **known,
        is_told=True,
        rate=_shown(tally.satisfaction_rate),
        rate_low=rate_low,
        rate_high=rate_high,
        score=_shown(tally.residents),
        score_low=score_low,
        score_high=score_high,
        least=_question(least, texts),
        least_mean=_shown(least.mean) if least else None,
    )


def _shown(value: Decimal | None) -> Decimal | None:
    return None if value is None else half_up(value)


def _ends(interval: Interval | None) -> tuple[Decimal | None, Decimal | None]:
    if interval is None:
        return None, None
    return half_up(interval.low), half_up(interval.high)


def _question(item: ItemTally | None, texts: Mapping[str, str]) -> str:
    return texts.get(item.key, item.key) if item else ""


def _least_of_all(cases: Sequence[Case], texts: Texts) -> tuple[LeastLine, ...]:
    """Over all communities together; every rating counts the same."""
    sums: dict[str, tuple[Decimal, int, int]] = {}
    for frozen in decided(cases):
        if frozen.tally is None or not frozen.is_told:
            continue
        words = texts.get(frozen.questionnaire_id or 0, {})
        for item in frozen.tally.items:
            if item.mean is not None:
                question = _question(item, words)
                total, ratings, communities = sums.get(question, (Decimal(0), 0, 0))
                sums[question] = (
                    total + item.mean * item.rated,
                    ratings + item.rated,
                    communities + 1,
                )
    lines = [
        LeastLine(question, half_up(total / ratings), ratings, communities)
        for question, (total, ratings, communities) in sums.items()
    ]
    return tuple(sorted(lines, key=lambda line: line.mean)[:LEAST_OF_ALL])
