"""What to look at before a self-examination is sent. Plain facts in, findings out.

    check(declared) -> list[Finding]       what must be mended first, then the standard's order

Nothing here blocks: the table of moves decides what may be sent.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

MANY_CRITERIA = 6
"""A file that proves as many is pointed out: it is likelier a folder than a proof."""


class Kind(StrEnum):
    """What can be wrong, in the order in which it is told."""

    MISSING = "missing"
    NOT_CORRECTED = "not_corrected"
    NO_EVIDENCE_LOSS = "no_evidence_loss"
    CONTRADICTION = "contradiction"
    NO_EVIDENCE = "no_evidence"
    OUTSIDE_WINDOW = "outside_window"
    NO_DATE = "no_date"
    MANY_USES = "many_uses"
    NO_STATEMENT = "no_statement"
    BONUS_OVER_CAP = "bonus_over_cap"


MUST = frozenset({Kind.MISSING, Kind.NOT_CORRECTED, Kind.NO_EVIDENCE_LOSS, Kind.CONTRADICTION})
"""What blocks, came back and is as it was, costs points for certain, or cannot be true. The rest
should be looked at."""


@dataclass(frozen=True)
class Window:
    """From when until when an event counts, both days included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class File:
    """A file of the library; ``event_date`` is None where nobody has said."""

    pk: int
    title: str
    event_date: date | None


@dataclass(frozen=True)
class Count:
    """A number that was given beside the number that it cannot exceed (households, people)."""

    given: Decimal
    at_most: int
    of: str
    """``households`` or ``population``."""


@dataclass(frozen=True)
class Claim:
    """One criterion as it is declared.

    ``points`` is None while it is incomplete. ``lost`` are the points that the finding would
    earn and that are 0 only because no file is attached. ``is_claimed`` is False for a bonus
    nobody claims, ``counts`` where it is excluded, ``by_rule`` where a modifier decided.
    ``is_returned`` says that it came back by name and is not corrected.
    """

    code: str
    window: Window
    is_bonus: bool = False
    is_claimed: bool = True
    is_complete: bool = True
    is_returned: bool = False
    counts: bool = True
    by_rule: bool = True
    points: Decimal | None = None
    out_of: Decimal = Decimal(0)
    lost: Decimal = Decimal(0)
    asks_for_files: bool = False
    says_something: bool = False
    count: Count | None = None
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Declared:
    """The whole self-examination; ``bonus_cap`` as in the standard, in points."""

    claims: tuple[Claim, ...]
    bonus_cap: Decimal = Decimal(0)


@dataclass(frozen=True)
class Finding:
    """Something to look at: at a criterion (``code``), or at a file that proves ``codes``."""

    kind: Kind
    code: str = ""
    file: File | None = None
    codes: tuple[str, ...] = ()
    lost: Decimal = Decimal(0)
    count: Count | None = None
    window: Window | None = None
    claimed: Decimal = Decimal(0)
    cap: Decimal = Decimal(0)

    @property
    def is_must(self) -> bool:
        return self.kind in MUST


def check(declared: Declared) -> list[Finding]:
    """Everything found, by kind and then in the order of the standard."""
    found = [one for claim in declared.claims for look in LOOKS for one in look(claim)]
    found += _many_uses(declared.claims)
    found += _bonus_over_cap(declared)
    order = list(Kind)
    return sorted(found, key=lambda one: order.index(one.kind))


def lost_in_all(findings: Iterable[Finding]) -> Decimal:
    """The points that are lost only because no file is attached."""
    return sum((one.lost for one in findings), Decimal(0))


def _missing(claim: Claim) -> Iterator[Finding]:
    if not claim.is_bonus and not claim.is_complete:
        yield Finding(Kind.MISSING, claim.code)


def _not_corrected(claim: Claim) -> Iterator[Finding]:
    """What is missing besides is told as that."""
    if claim.is_returned and (claim.is_complete or claim.is_bonus):
        yield Finding(Kind.NOT_CORRECTED, claim.code)


def _without_files(claim: Claim) -> Iterator[Finding]:
    """Nothing attached: either it costs points, or it is at least asked for."""
    if claim.files or not (claim.is_claimed and claim.is_complete and claim.counts):
        return
    if claim.lost:
        yield Finding(Kind.NO_EVIDENCE_LOSS, claim.code, lost=claim.lost)
    elif claim.asks_for_files and claim.points:
        yield Finding(Kind.NO_EVIDENCE, claim.code)


def _dates(claim: Claim) -> Iterator[Finding]:
    for file in claim.files:
        if file.event_date is None:
            yield Finding(Kind.NO_DATE, claim.code, file, window=claim.window)
        elif not claim.window.holds(file.event_date):
            yield Finding(Kind.OUTSIDE_WINDOW, claim.code, file, window=claim.window)


def _full_marks(claim: Claim) -> Iterator[Finding]:
    is_full = claim.is_complete and claim.points and claim.points == claim.out_of
    if is_full and claim.by_rule and not claim.is_bonus and not claim.says_something:
        yield Finding(Kind.NO_STATEMENT, claim.code)


def _contradiction(claim: Claim) -> Iterator[Finding]:
    if claim.count is not None and claim.count.given > claim.count.at_most:
        yield Finding(Kind.CONTRADICTION, claim.code, count=claim.count)


LOOKS: tuple[Callable[[Claim], Iterator[Finding]], ...] = (
    _missing,
    _not_corrected,
    _without_files,
    _contradiction,
    _dates,
    _full_marks,
)


def _many_uses(claims: Iterable[Claim]) -> Iterator[Finding]:
    files: dict[int, File] = {}
    codes: dict[int, list[str]] = {}
    for claim in claims:
        for file in claim.files:
            files[file.pk] = file
            codes.setdefault(file.pk, []).append(claim.code)
    for pk, proved in codes.items():
        if len(proved) >= MANY_CRITERIA:
            yield Finding(Kind.MANY_USES, proved[0], files[pk], tuple(proved))


def _bonus_over_cap(declared: Declared) -> Iterator[Finding]:
    bonuses = [one for one in declared.claims if one.is_bonus and one.points]
    claimed = sum((one.points for one in bonuses if one.points), Decimal(0))
    if claimed > declared.bonus_cap:
        code = bonuses[0].code
        yield Finding(Kind.BONUS_OVER_CAP, code, claimed=claimed, cap=declared.bonus_cap)
