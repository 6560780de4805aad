"""A version of the standard run against the results that another version led to.

    may_read_trials(user) -> bool
    trials_of(user, before, after) -> Trials

Only results the person may read (``Result.visible_to``), so that whoever scores a declaration
learns nothing of its outcome here either.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from communities.models import Role
from communities.people.reach import holds
from evaluation.acceptance.calculation import CannotCompute, CriterionOutcome, Inputs
from evaluation.acceptance.calculation.trying_out import Finding, Past, Tried, try_out
from evaluation.acceptance.models import Level, Result
from evaluation.appraisal.models import Score
from evaluation.declarations.models import Entry
from evaluation.standards.content import StandardContent, read_standard
from evaluation.standards.figures import ZERO, half_up
from evaluation.standards.findings import class_of
from evaluation.standards.frozen import frozen_from
from evaluation.standards.models import Standard
from evaluation.standards.problems import Problem

MOST = 300
"""So many results are computed at most: the latest."""
RANK = {level: rank for rank, level in enumerate(reversed(Level.values))}


def may_read_trials(user) -> bool:
    """The posts that read every result of the district when it is computed."""
    return holds(user, Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR)


@dataclass(frozen=True)
class Trial:
    """One community: what stands, and what it would have been (None with a ``problem``)."""

    result: Result
    tried: Tried | None
    problem: Problem | None = None

    @property
    def changes_surely(self) -> bool:
        """Whether its level would be another one, wherever in the range it lies."""
        return self.tried is not None and self.result.level not in self.tried.levels

    @property
    def changes_possibly(self) -> bool:
        return self.tried is not None and not self.changes_surely and len(self.tried.levels) > 1

    @property
    def lowest_rank(self) -> int:
        return RANK[self.tried.levels[0]] if self.tried else -1

    @property
    def middle(self) -> Decimal:
        """The middle of the composite's range, for sorting."""
        if self.tried is None or self.tried.composite is None:
            return Decimal(-1)
        return (self.tried.composite.low + self.tried.composite.high) / 2


@dataclass(frozen=True)
class Trials:
    """The trials of the latest results; ``total`` is how many results there are."""

    trials: tuple[Trial, ...]
    total: int


def trials_of(user, before: Standard, after: Standard) -> Trials:
    """Three queries, one more beyond MOST, however many results and criteria.

    Empty where this person reads none.
    """
    if not may_read_trials(user):
        return Trials((), 0)
    was, now = (read_standard(standard.content)[0] for standard in (before, after))
    if was is None or now is None:
        return Trials((), 0)
    readable = Result.objects.visible_to(user).filter(declaration__standard=before)
    results = list(
        readable.select_related("declaration__community__parent", "declaration__stage").order_by(
            "-at", "-pk"
        )[:MOST]
    )
    total = len(results) if len(results) < MOST else readable.count()
    findings = _Findings(results)
    return Trials(tuple(_trial(one, findings, was, now) for one in results), total)


def _trial(
    result: Result, findings: "_Findings", before: StandardContent, after: StandardContent
) -> Trial:
    community = result.declaration.community
    inputs = frozen_from(Inputs, result.computation["inputs"])
    past = Past(
        inputs=inputs,
        findings=findings.behind(result, (*inputs.scores, *_bonuses(inputs))),
        titles=(community.title,) if community.title else (),
        **class_of(community),
    )
    try:
        return Trial(result, try_out(past, before, after))
    except CannotCompute as reason:
        return Trial(result, None, reason.problem)


def _bonuses(inputs: Inputs) -> Iterable[CriterionOutcome]:
    return (CriterionOutcome(one.code, one.points) for one in inputs.bonuses)


Given = tuple[Decimal, Finding]
"""The points somebody gave, or claimed, and what they recorded."""


class _Findings:
    """What was recorded on the criteria of many declarations; two queries."""

    def __init__(self, results: list[Result]) -> None:
        keys = [result.declaration_id for result in results]
        self._scores: dict[tuple[int, str], list[Given]] = defaultdict(list)
        self._entries: dict[tuple[int, str], Given] = {}
        for key, code, points, finding in _scores(keys):
            self._scores[key, code].append((points or ZERO, finding))
        for key, code, points, finding in _entries(keys):
            self._entries[key, code] = (points or ZERO, finding)

    def behind(
        self, result: Result, scores: Iterable[CriterionOutcome]
    ) -> dict[str, tuple[Finding, ...]]:
        """For each criterion the findings that its agreed score comes from, where there are."""
        found = {}
        for score in scores:
            key = (result.declaration_id, score.code)
            given = self._scores.get(key, [])
            claimed = self._entries.get(key)
            if given and _mean(given) == score.points:
                found[score.code] = tuple(finding for _points, finding in given)
            elif claimed and claimed[0] == score.points:
                found[score.code] = (claimed[1],)
        return found


def _mean(given: list[Given]) -> Decimal:
    return half_up(sum((points for points, _finding in given), ZERO) / len(given))


def _scores(declarations: list[int]) -> Iterable[tuple[Any, ...]]:
    counted = Score.objects.filter(
        assignment__declaration__in=declarations,
        assignment__ended_at=None,
        assignment__finished_at__isnull=False,
    )
    return counted.order_by("assignment_id").values_list(
        "assignment__declaration_id", "criterion__code", "points", "finding"
    )


def _entries(declarations: list[int]) -> Iterable[tuple[Any, ...]]:
    complete = Entry.objects.filter(declaration__in=declarations, is_complete=True)
    return complete.order_by().values_list(
        "declaration_id", "criterion__code", "points", "finding"
    )
