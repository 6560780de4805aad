"""What of a tally may be published, and why the rest may not. Plain arithmetic.

    withheld(valid, publish_from, slips) -> Withheld
    published(content, tally, slips) -> Published
    has_hidden_item(content, tally, dimension) -> bool

A score is published from so many valid answers on (30, as the questionnaire says) and where at
least every tenth slip came back: fewer say too little about the rest. A question, the overall one
as well, is shown when a cell (10) or more rated it; a dimension when all of its questions are,
because its mean would give a hidden one away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from evaluation.standards.figures import half_up
from evaluation.surveys.questionnaire_content import QuestionnaireContent
from evaluation.surveys.tally.counting import DimensionTally, ItemTally, Tally
from evaluation.surveys.tally.intervals import Interval

LEAST_TURNOUT_PERCENT = 10
KEPT = Decimal("1e-10")
"""So exactly figures are kept beside the tally, which has all digits."""

ITEM, DIMENSION = "item", "dimension"


class Withheld(Enum):
    """Why the score of a community is not published."""

    NONE = ""
    FEW = "few"
    TURNOUT = "turnout"


@dataclass(frozen=True)
class PublishedLine:
    """One question (with the share of satisfied, in percent) or dimension, mean of 100."""

    kind: str
    key: str
    rated: int
    mean: Decimal
    satisfied: Decimal | None


@dataclass(frozen=True)
class Published:
    """The figures of a closed survey as they may be compared; no score where it is withheld.

    ``slips``: those that were handed out and not taken out of use.
    """

    valid: int
    slips: int
    withheld: Withheld
    rate: Decimal | None
    rate_interval: Interval | None
    residents: Decimal | None
    residents_interval: Interval | None
    lines: tuple[PublishedLine, ...]


def withheld(valid: int, publish_from: int, slips: int) -> Withheld:
    """The reason, the first that holds."""
    if valid < publish_from:
        return Withheld.FEW
    if valid * 100 < slips * LEAST_TURNOUT_PERCENT:
        return Withheld.TURNOUT
    return Withheld.NONE


def published(content: QuestionnaireContent, tally: Tally, slips: int) -> Published:
    """What may be compared with other communities."""
    reason = withheld(tally.valid, tally.publish_from, slips)
    if reason != Withheld.NONE:
        return Published(tally.valid, slips, reason, None, None, None, None, ())
    has_rate = is_shown(tally.overall, tally)
    return Published(
        valid=tally.valid,
        slips=slips,
        withheld=reason,
        rate=_kept(tally.satisfaction_rate) if has_rate else None,
        rate_interval=tally.rate_interval if has_rate else None,
        residents=_kept(tally.residents),
        residents_interval=tally.residents_interval,
        lines=(*_items(tally), *_dimensions(content, tally)),
    )


def is_shown(line: ItemTally | DimensionTally, tally: Tally) -> bool:
    """Whether enough residents rated it."""
    return line.mean is not None and line.rated >= tally.smallest_cell


def has_hidden_item(content: QuestionnaireContent, tally: Tally, dimension: str) -> bool:
    """Whether some, but too few, rated one of its questions."""
    keys = {item.key for item in content.items if item.dimension == dimension}
    return any(
        item.rated and not is_shown(item, tally) for item in tally.items if item.key in keys
    )


def _items(tally: Tally) -> Iterator[PublishedLine]:
    for item in tally.items:
        if item.mean is not None and is_shown(item, tally):
            satisfied = _kept(item.satisfied_percent)
            yield PublishedLine(ITEM, item.key, item.rated, half_up(item.mean, KEPT), satisfied)


def _dimensions(content: QuestionnaireContent, tally: Tally) -> Iterator[PublishedLine]:
    for one in tally.dimensions:
        if one.mean is None or not is_shown(one, tally):
            continue
        if not has_hidden_item(content, tally, one.code):
            yield PublishedLine(DIMENSION, one.code, one.rated, half_up(one.mean, KEPT), None)


def _kept(number: Decimal | None) -> Decimal | None:
    return None if number is None else half_up(number, KEPT)
