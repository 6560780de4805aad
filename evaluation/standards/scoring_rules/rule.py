"""What the eleven rule types have in common: checking, scoring and explaining one criterion.

A rule and a finding are plain dicts as JSON keeps them, numbers as strings. A rule type says
which keys it has, how one of its values may differ by class, and how points come about as a
list of steps. Everything else is here, once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from evaluation.standards.classes import CLASS_KEYS, CLASSES, closest, without_classes
from evaluation.standards.figures import ZERO, half_up, plain
from evaluation.standards.problems import Problem, at
from evaluation.standards.reading import ABSENT, Reader

FULL_POINTS = "full_points"


class UnusableFinding(ValueError):
    """Points were asked for where the finding is incomplete or wrong. Check it first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.where}: {problem.code}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Step:
    """One line of a working: what was counted, and the points it adds or takes away.

    ``params`` may hold pairs of texts (``{"en": …, "zh": …}``); numbers are strings.
    """

    code: str
    amount: Decimal
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Working:
    """How points came about. The amounts of the steps add up to the points, rounded half-up."""

    type: str
    points: Decimal
    out_of: Decimal
    steps: tuple[Step, ...]


class ScoringRule:
    """One way of turning a finding into points. One instance of each stands in ``RULES``."""

    type: ClassVar[str]
    required: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[tuple[str, ...]] = ()
    varying: ClassVar[str] = ""
    """The key whose value may differ by class, if any."""
    varying_by_class: ClassVar[str] = ""
    """The key that then holds the values by class."""

    # -- what a rule type fills in

    def check_fixed(self, reader: Reader, data: dict[str, Any], points: Decimal | None) -> None:
        """Note what is wrong with the keys that are the same for every class."""

    def check_varying(
        self, reader: Reader, value: Any, where: str, data: dict[str, Any], points: Decimal | None
    ) -> None:
        """Note what is wrong with the value that may differ by class."""

    def read_finding(
        self, reader: Reader, rule: dict[str, Any], finding: Any, max_points: Decimal | None
    ) -> None:
        """Note what is wrong with a finding, or missing from it."""
        raise NotImplementedError

    def steps(
        self, rule: dict[str, Any], finding: dict[str, Any], max_points: Decimal
    ) -> Iterable[Step]:
        """The steps that lead to the points, before they are kept within bounds."""
        raise NotImplementedError

    # -- what every rule type can do

    def check_rule(
        self, rule: Any, points: Decimal | None, *, classes: Iterable[str] = CLASSES
    ) -> list[Problem]:
        """Everything wrong with a rule as it was written.

        ``points`` are the criterion's (None for a bonus, which has none of its own).
        ``classes`` are those the criterion applies to: each needs a value.
        """
        reader = Reader()
        either = tuple(key for key in (self.varying, self.varying_by_class) if key)
        data = reader.mapping(rule, "", ("type", *self.required), (*self.optional, *either))
        self.check_fixed(reader, data, points)
        if self.varying:
            self._check_values(reader, data, points, list(classes))
        return reader.problems

    def _check_values(
        self, reader: Reader, data: dict[str, Any], points: Decimal | None, classes: list[str]
    ) -> None:
        if self.varying in data:
            self.check_varying(reader, data[self.varying], self.varying, data, points)
        elif self.varying_by_class not in data:
            reader.note("missing", self.varying, key=self.varying)
        if self.varying_by_class not in data:
            return
        where = self.varying_by_class
        values = reader.mapping(data[where], where, optional=None)
        for key, value in values.items():
            if key not in CLASS_KEYS:
                reader.note("class_unknown", at(where, key), value=key)
            else:
                self.check_varying(reader, value, at(where, key), data, points)
        if self.varying not in data:
            for name in without_classes(values, classes):
                reader.note("class_without_value", where, value=name)

    def for_class(
        self, rule: dict[str, Any], community_class: str | None, in_renewal_plan: bool | None
    ) -> dict[str, Any]:
        """The rule as it stands for one community: no values by class left in it."""
        if self.varying_by_class not in rule:
            return rule
        settled = {key: value for key, value in rule.items() if key != self.varying_by_class}
        by_class = rule[self.varying_by_class]
        value = closest(by_class, community_class, in_renewal_plan, rule.get(self.varying, ABSENT))
        return settled | ({} if value is ABSENT else {self.varying: value})

    def check_finding(
        self,
        rule: dict[str, Any],
        finding: Any,
        max_points: Decimal | None = None,
        *,
        community_class: str | None = None,
        in_renewal_plan: bool | None = None,
    ) -> list[Problem]:
        """Everything wrong with a finding, or not filled in yet (code ``MISSING``).

        A rule that has no value for this class of community can score nothing.
        """
        settled = self.for_class(rule, community_class, in_renewal_plan)
        if self.varying and self.varying not in settled:
            return [Problem("no_value_for_class", {"value": community_class or ""})]
        reader = Reader()
        self.read_finding(reader, settled, finding, max_points)
        return reader.problems

    def explain(
        self,
        rule: dict[str, Any],
        finding: Any,
        max_points: Decimal,
        *,
        community_class: str | None = None,
        in_renewal_plan: bool | None = None,
    ) -> Working:
        """The points and the steps to them. Raises UnusableFinding; check the finding first."""
        problems = self.check_finding(
            rule,
            finding,
            max_points,
            community_class=community_class,
            in_renewal_plan=in_renewal_plan,
        )
        if problems:
            raise UnusableFinding(problems)
        settled = self.for_class(rule, community_class, in_renewal_plan)
        steps = list(self.steps(settled, finding, max_points))
        reached = sum((step.amount for step in steps), ZERO)
        if reached < 0:
            steps.append(Step("not_below_zero", -reached))
        elif reached > max_points:
            steps.append(Step("not_above", max_points - reached, {"points": plain(max_points)}))
        points = half_up(min(max(reached, ZERO), max_points))
        return Working(self.type, points, max_points, tuple(steps))


def full(max_points: Decimal) -> Step:
    """Where every deduction begins."""
    return Step(FULL_POINTS, max_points, {"points": plain(max_points)})
