"""From where on something is a signal. Data with a hash, fixed before anybody answers."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any


class Kind(StrEnum):
    """What can be unusual about the answers of a community."""

    STRAIGHT = "straight"  # the same option throughout
    TOP = "top"  # the best option throughout
    FAST = "fast"  # sent sooner than the questions can be read
    UNMEASURED = "unmeasured"  # no time from the page
    IDENTICAL = "identical"  # word for word as another answer
    ALIKE = "alike"  # nearly as others of the community, and not as those of the district
    DEVICE = "device"  # many from one device
    BURST = "burst"  # many within a quarter of an hour
    HOUR = "hour"  # a large part within one hour
    TURNOUT = "turnout"  # nearly every slip was used
    ASSISTED = "assisted"  # with people of the staff
    COMPLAINTS = "complaints"  # slips used by others, people told what to answer


@dataclass(frozen=True)
class Rule:
    """One kind's limits; what a kind does not need is empty. Numbers as text, so that the hash
    is of what is written here.

    ``above``      raised only above this share of the answers
    ``medians``    and above so many times the median of the other communities of the box
    ``always``     above this share whatever is usual in the box
    ``chance``     and only where chance alone gives as much less often than this
    ``at_least``   a number from which on it counts at all
    ``measure``    what the kind measures with (``docs/questionnaire-in-detail.md`` says what)
    """

    kind: Kind
    above: str = ""
    medians: str = ""
    always: str = ""
    chance: str = ""
    at_least: int = 0
    measure: str = ""

    @property
    def share(self) -> Decimal:
        return Decimal(self.above or 0)

    def limit(self, usual: Decimal | None) -> Decimal:
        """Above which share it is raised, where ``usual`` is the median of the others."""
        limit = max(self.share, Decimal(self.medians or 0) * (usual or 0))
        return min(limit, Decimal(self.always)) if self.always else limit


@dataclass(frozen=True)
class Rules:
    """All of them. ``method`` changes with the way of counting, ``least`` is the fewest answers
    of which anything is said."""

    rules: tuple[Rule, ...]
    method: int = 1
    least: int = 10

    def of(self, kind: Kind) -> Rule | None:
        return next((rule for rule in self.rules if rule.kind == kind), None)

    def as_plain(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "least": self.least,
            "rules": [asdict(rule) | {"kind": str(rule.kind)} for rule in self.rules],
        }

    @property
    def hash(self) -> str:
        """SHA-256 of the rules as canonical JSON."""
        text = json.dumps(
            self.as_plain(), ensure_ascii=False, separators=(",", ":"), sort_keys=True
        )
        return sha256(text.encode()).hexdigest()


def rules_from(plain: Mapping[str, Any]) -> Rules:
    """What ``as_plain`` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    rules = tuple(Rule(**(one | {"kind": Kind(one["kind"])})) for one in plain["rules"])
    return Rules(rules, plain["method"], plain["least"])


RULES = Rules(
    (
        Rule(Kind.STRAIGHT, above="0.20", medians="3", measure="8"),
        Rule(Kind.TOP, above="0.15", medians="4", always="0.60", measure="8"),
        Rule(Kind.FAST, above="0.10", medians="3", measure="2"),
        Rule(Kind.UNMEASURED, above="0.15", medians="3"),
        Rule(Kind.IDENTICAL, chance="0.000001", at_least=4),
        Rule(Kind.ALIKE, above="0.06", medians="3", chance="0.001", at_least=3, measure="3"),
        Rule(Kind.DEVICE, above="0.10", medians="3", measure="3"),
        Rule(Kind.BURST, chance="0.000001"),
        Rule(Kind.HOUR, above="0.12", medians="3"),
        Rule(Kind.TURNOUT, above="0.95"),
        Rule(Kind.ASSISTED, above="0.15"),
        Rule(Kind.COMPLAINTS, above="0.01", at_least=3),
    )
)
