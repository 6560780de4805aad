"""What an appraiser's sheet shows: every criterion, and the chosen one in full.

Nothing here comes from another appraiser, from residents, or from a result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from communities.models import Deadline
from evaluation.appraisal.services import save_score
from evaluation.forms.scoring import ScoreForm
from evaluation.models import Assignment, Entry, Score, Visit
from evaluation.standards.criterion_words import (
    CriterionWords,
    criterion_in_words,
    departments_of,
)
from evaluation.standards.figures import ZERO
from evaluation.standards.finding_words import Said, finding_in_words
from evaluation.standards.findings import Outcome, score_finding
from evaluation.standards.messages import sentence
from evaluation.standards.working_words import working_in_words


@dataclass(frozen=True)
class Row:
    """One criterion on the sheet."""

    score: Score
    entry: Entry

    @property
    def code(self) -> str:
        return self.score.criterion.code

    @property
    def most(self) -> Decimal:
        return self.score.criterion.points_for(self.entry.declaration.community)

    @property
    def is_begun(self) -> bool:
        """Whether something is stored that is not complete yet."""
        return self.score.version > 0 and not self.score.is_complete

    @property
    def difference(self) -> Decimal | None:
        """Own points minus the self-score, where both are there."""
        if self.score.points is None or self.entry.points is None:
            return None
        return self.score.points - self.entry.points


@dataclass(frozen=True)
class Group:
    """The criteria of one dimension, or the bonus items."""

    title: str
    rows: list[Row]

    @property
    def done(self) -> int:
        return sum(row.score.is_complete for row in self.rows)


class Sheet:
    """All criteria of one assignment, in the standard's order."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment, self.declaration = assignment, assignment.declaration

    @cached_property
    def rows(self) -> list[Row]:
        found = self.declaration.entries.annotate(n_files=Count("uses"))
        entries = {entry.criterion_id: entry for entry in found}
        scores = self.assignment.scores.select_related("criterion__indicator__dimension")
        rows = []
        for score in scores.order_by("criterion__position"):
            entry = entries[score.criterion_id]
            entry.declaration, entry.criterion = self.declaration, score.criterion
            rows.append(Row(score, entry))
        return rows

    @cached_property
    def groups(self) -> list[Group]:
        """By dimension; the bonus items come last."""
        groups: dict[str, Group] = {}
        for row in self.rows:
            indicator = row.score.criterion.indicator
            title = str(indicator.dimension) if indicator else _("Bonus")
            groups.setdefault(title, Group(title, [])).rows.append(row)
        return list(groups.values())

    @property
    def done(self) -> int:
        return sum(row.score.is_complete for row in self.rows)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.rows)

    @property
    def points(self) -> tuple[Decimal, Decimal]:
        """What has been given so far of what those criteria are worth; bonus left out."""
        counted = [
            row
            for row in self.rows
            if row.score.is_complete and row.score.counts and not row.score.criterion.is_bonus
        ]
        given = sum((row.score.points or ZERO for row in counted), ZERO)
        return given, sum((row.most for row in counted), ZERO)

    @cached_property
    def due(self):
        return self.declaration.due(Deadline.SCORING)

    def row(self, code: str) -> Row | None:
        return next((row for row in self.rows if row.code == code), None)

    def beside(self, row: Row, step: int) -> str:
        """The code of the row before (−1) or after (1) this one; empty at either end."""
        place = self.rows.index(row) + step
        return self.rows[place].code if 0 <= place < len(self.rows) else ""

    def next_unscored(self, row: Row | None = None) -> str:
        """The first criterion behind this one that is not complete, from the top if need be."""
        start = self.rows.index(row) + 1 if row else 0
        order = self.rows[start:] + self.rows[:start]
        waiting = (one for one in order if one is not row and not one.score.is_complete)
        return next((one.code for one in waiting), "")

    @cached_property
    def visits(self) -> list[Visit]:
        """What the office wrote down when the report was heard and the site visited."""
        standing = self.declaration.visits.filter(struck_at=None)
        return list(standing.select_related("by").prefetch_related("photos"))


class CriterionPage:
    """One criterion in front of the appraiser; ``typed`` is what was sent, if anything was."""

    conflict: Score | None = None

    def __init__(
        self, sheet: Sheet, row: Row, *, typed: Mapping[str, Any] | None = None, asked=None
    ) -> None:
        self.sheet, self.row = sheet, row
        self.community = sheet.declaration.community
        start = row.entry.finding if (asked or {}).get("start") == "claim" else None
        self.form = ScoreForm(typed, score=row.score, entry=row.entry, start=start)

    def save(self, *, by, agrees: bool) -> Score:
        """Store what was typed, or the claim as it stands."""
        values = self.form.as_claimed() if agrees else self.form.values()
        return save_score(self.sheet.assignment, self.row.score.criterion, by=by, **values)

    @property
    def all_forms(self) -> list:
        """Everything whose mistakes are told."""
        return [self.form, self.form.finding] if self.form.finding_counts else [self.form]

    # ------------------------------------------------ what is asked and claimed
    @cached_property
    def words(self) -> CriterionWords:
        departments = departments_of(self.sheet.declaration.standard.district_id)
        return criterion_in_words(self.row.score.criterion, departments, self.community)

    @property
    def claimed(self) -> list[Said]:
        return finding_in_words(self.row.score.criterion, self.row.entry.finding, self.community)

    @cached_property
    def uses(self) -> list:
        return list(self.row.entry.uses.select_related("evidence"))

    @property
    def can_begin_from_claim(self) -> bool:
        return bool(self.row.entry.finding) and not self.row.score.version

    # ------------------------------------------------ what is stored
    @cached_property
    def stored(self) -> Score:
        return self.conflict or self.row.score

    @property
    def found(self) -> list[Said]:
        return finding_in_words(self.row.score.criterion, self.stored.finding, self.community)

    @cached_property
    def outcome(self) -> Outcome:
        return score_finding(
            self.row.score.criterion,
            self.stored.finding,
            community=self.community,
            modifier=self.stored.modifier,
            has_evidence=bool(self.row.entry.n_files),
        )

    @property
    def working(self):
        return working_in_words(self.outcome)

    @property
    def gaps(self) -> list[str]:
        """What is still missing, in sentences; nothing before something is stored."""
        if not self.row.is_begun:
            return []
        return [sentence(problem) for problem in self.outcome.problems]

    # ------------------------------------------------ going through it
    @property
    def before(self) -> str:
        return self.sheet.beside(self.row, -1)

    @property
    def after(self) -> str:
        return self.sheet.beside(self.row, 1)

    @property
    def next_unscored(self) -> str:
        return self.sheet.next_unscored(self.row)
