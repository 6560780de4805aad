"""Every kind of signal, looked for in the answers of one community."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from evaluation.surveys.signals import alike, bursts
from evaluation.surveys.signals.alike import Pooled
from evaluation.surveys.signals.chances import poisson_tail
from evaluation.surveys.signals.rules import Kind, Rule, Rules
from evaluation.surveys.signals.sheets import ALONE, STAFF, Community

POOL = 500
"""Answers of the box that near twins are looked for among."""
PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Observation:
    """What was seen in ``n`` answers, and what is usual; shares of 1, or numbers.

    ``flagged`` are the places of the answers it was seen in. They are for working out the result
    without them while the box is being opened, and are kept nowhere.
    """

    kind: Kind
    figure: Decimal
    expected: Decimal | None
    n: int
    is_raised: bool
    flagged: frozenset[int] = field(default=frozenset(), repr=False)


@dataclass(frozen=True)
class _Share:
    """``flagged`` of ``n`` answers."""

    flagged: set[int]
    n: int

    @property
    def value(self) -> Decimal:
        return (Decimal(len(self.flagged)) / self.n).quantize(PLACES)


@dataclass(frozen=True)
class District:
    """What is usual: the shares of each community of the box, and answers to compare with."""

    communities: Sequence[Community]
    found: dict[Kind, list[_Share | None]]
    pool: list[Pooled]
    least: int

    def median_beside(self, kind: Kind, community: int) -> Decimal | None:
        """Of all the other communities; None where there is no other."""
        others = [
            share.value
            for number, share in enumerate(self.found.get(kind, []))
            if number != community and share is not None and share.n >= self.least
        ]
        return median(others) if others else None

    def share(self, rule: Rule, community: Community, place: int) -> _Share | None:
        """Of the community at this place, or of another that stands there in its stead."""
        if rule.kind in self.found and self.communities[place] is community:
            return self.found[rule.kind][place]
        return _share(rule, community, self.beside(place))

    def beside(self, community: int) -> list[Pooled]:
        return [one for one in self.pool if one.community != community]


def district_of(communities: Sequence[Community], rules: Rules) -> District:
    """What is usual in the box; ``observe`` names a community by its place in this list."""
    pool = _pool(communities)
    beside = [
        [each for each in pool if each.community != number] for number in range(len(communities))
    ]
    found = {
        rule.kind: [
            _share(rule, community, others)
            for community, others in zip(communities, beside, strict=True)
        ]
        for rule in rules.rules
        if rule.medians
    }
    return District(communities, found, pool, rules.least)


def _pool(communities: Sequence[Community]) -> list[Pooled]:
    total = sum(len(one.sheets) for one in communities)
    step, position, pool = max(total // POOL, 1), 0, []
    for number, community in enumerate(communities):
        for packed, mood in zip(community.packed, community.moods, strict=True):
            if mood is not None and position % step == 0:
                pool.append(Pooled(packed, mood, number))
            position += 1
    return pool


def observe(
    community: Community, district: District, rules: Rules, *, place: int
) -> list[Observation]:
    """One observation for each kind of which there are enough answers."""
    found = [_observed(rule, community, district, place) for rule in rules.rules]
    return [one for one in found if one is not None and one.n >= rules.least]


def _observed(
    rule: Rule, community: Community, district: District, place: int
) -> Observation | None:
    match rule.kind:
        case Kind.IDENTICAL:
            return _identical(rule, community)
        case Kind.BURST:
            return _burst(rule, community)
        case Kind.TURNOUT:
            return _turnout(rule, community)
        case Kind.COMPLAINTS:
            return _complaints(rule, community)
    share = district.share(rule, community, place)
    if share is None or not share.n:
        return None
    usual = district.median_beside(rule.kind, place) if rule.medians else None
    is_raised = share.value > rule.limit(usual)
    return Observation(rule.kind, share.value, usual, share.n, is_raised, frozenset(share.flagged))


# ------------------------------------------------------------------ shares of the answers
def _share(rule: Rule, community: Community, pool: Sequence[Pooled]) -> _Share | None:
    """None where nothing can be said."""
    if rule.kind == Kind.ALIKE:
        return _alike(rule, community, pool)
    counted, is_flagged = SHARES[rule.kind](rule, community)
    if not counted:
        return None
    return _Share({index for index in counted if is_flagged(index)}, len(counted))


_Flags = tuple[Sequence[int], Callable[[int], bool]]
"""The answers that count, and which of them are meant."""


def _everybody(community: Community) -> range:
    return range(len(community.sheets))


def _straight(rule: Rule, community: Community) -> _Flags:
    return _everybody(community), community.straight(int(rule.measure)).__getitem__


def _top(rule: Rule, community: Community) -> _Flags:
    straight, best = community.straight(int(rule.measure)), community.scale.best

    def is_top(index: int) -> bool:
        return straight[index] and best in community.sheets[index].places

    return _everybody(community), is_top


def _fast(rule: Rule, community: Community) -> _Flags:
    sheets = community.sheets
    measured = [
        index
        for index, sheet in enumerate(sheets)
        if sheet.seconds is not None and sheet.channel not in STAFF
    ]

    def is_fast(index: int) -> bool:
        return (sheets[index].seconds or 0) < int(rule.measure) * len(sheets[index].places)

    return measured, is_fast


def _unmeasured(rule: Rule, community: Community) -> _Flags:
    sheets = community.sheets
    alone = [index for index, sheet in enumerate(sheets) if sheet.channel not in STAFF]
    return alone, lambda index: sheets[index].seconds is None


def _device(rule: Rule, community: Community) -> _Flags:
    sheets = community.sheets
    alone = [
        index for index, sheet in enumerate(sheets) if sheet.channel == ALONE and sheet.device
    ]
    answers = Counter(sheets[index].device for index in alone)
    return alone, lambda index: answers[sheets[index].device] > int(rule.measure)


def _hour(rule: Rule, community: Community) -> _Flags:
    hour = bursts.busiest_hour(community)
    alone = [index for index, sheet in enumerate(community.sheets) if sheet.channel == ALONE]
    return alone, lambda index: community.sheets[index].quarter in hour


def _assisted(rule: Rule, community: Community) -> _Flags:
    return _everybody(community), lambda index: community.sheets[index].channel in STAFF


SHARES: dict[Kind, Callable[[Rule, Community], _Flags]] = {
    Kind.STRAIGHT: _straight,
    Kind.TOP: _top,
    Kind.FAST: _fast,
    Kind.UNMEASURED: _unmeasured,
    Kind.DEVICE: _device,
    Kind.HOUR: _hour,
    Kind.ASSISTED: _assisted,
}
STRAIGHT_FROM = 8


def _alike(rule: Rule, community: Community, pool: Sequence[Pooled]) -> _Share | None:
    straight = community.straight(STRAIGHT_FROM)
    found = alike.dense(
        community,
        straight,
        pool,
        apart=int(rule.measure),
        least=rule.at_least,
        chance=float(rule.chance),
    )
    if found is None or not found[1]:
        return None
    return _Share(*found)


# ------------------------------------------------------------------ numbers
def _identical(rule: Rule, community: Community) -> Observation:
    straight = community.straight(STRAIGHT_FROM)
    extra, expected, flagged = alike.copies(community, straight)
    is_raised = extra >= rule.at_least and poisson_tail(extra, expected) < float(rule.chance)
    n = len(straight) - sum(straight)
    return _numbers(rule, extra, expected, n, is_raised, flagged)


def _burst(rule: Rule, community: Community) -> Observation:
    most, expected, flagged = bursts.bursts(community, float(rule.chance))
    n = sum(sheet.channel == ALONE for sheet in community.sheets)
    return _numbers(rule, most, expected, n, bool(flagged), flagged)


def _numbers(
    rule: Rule, figure: int, expected: float, n: int, is_raised: bool, flagged: set[int]
) -> Observation:
    usual = Decimal(expected).quantize(PLACES)
    return Observation(rule.kind, Decimal(figure), usual, n, is_raised, frozenset(flagged))


def _turnout(rule: Rule, community: Community) -> Observation | None:
    if not community.slips:
        return None
    share = (Decimal(community.used) / community.slips).quantize(PLACES)
    return Observation(rule.kind, share, None, community.slips, share > rule.share)


def _complaints(rule: Rule, community: Community) -> Observation:
    count, used = community.complaints, community.used
    is_raised = count >= rule.at_least or (count > 0 and count >= rule.share * used)
    return Observation(rule.kind, Decimal(count), None, used, is_raised)
