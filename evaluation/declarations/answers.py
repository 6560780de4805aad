"""A self-examination read back: each answer in words, with its points and its files.

answers_of(sheet) -> list[Chapter]      two queries more than the sheet itself
chapters_of(sheet, files)               the same with files that are known already
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from evaluation.declarations.evidence_models import Evidence
from evaluation.declarations.models import Entry, EvidenceUse
from evaluation.declarations.sheet import Sheet, points_of
from evaluation.standards.criterion_words import (
    CriterionWords,
    criterion_in_words,
    departments_of,
)
from evaluation.standards.finding_words import Said, finding_in_words
from evaluation.standards.findings import score_finding
from evaluation.standards.scoring_rules import NO_EVIDENCE_ZERO
from evaluation.standards.working_words import decided_in_words


@dataclass(frozen=True)
class Answer:
    """One criterion with what is claimed for it."""

    entry: Entry
    words: CriterionWords
    finding: list[Said]
    files: list[Evidence]
    decided: str = ""
    """Why the rule did not decide, in one sentence; empty where it did."""
    counts_nothing: bool = False

    @property
    def why_nothing(self) -> str:
        """Why nothing counts though something is filled in: there is no file."""
        return self.decided if self.counts_nothing else ""

    @property
    def claimed(self) -> str:
        """The modifier claimed, in words."""
        return self.entry.get_modifier_display() if self.entry.modifier else ""


@dataclass(frozen=True)
class Chapter:
    """The answers of one dimension, or of the bonus items."""

    code: str
    title: str
    points: Decimal
    out_of: Decimal | None
    answers: list[Answer]


def answers_of(sheet: Sheet) -> list[Chapter]:
    """Every answer in order; the bonus items are the last chapter, without a code."""
    return chapters_of(sheet, files_of(sheet))


def chapters_of(sheet: Sheet, files: Mapping[int, list[Evidence]]) -> list[Chapter]:
    """``files`` are those of each criterion, by its primary key. One query."""
    departments = departments_of(sheet.declaration.standard.district_id)
    chapters = [
        Chapter(
            part.dimension.code,
            part.dimension.title,
            part.points,
            part.out_of,
            [_answer(sheet, entry, files, departments) for entry in part.entries],
        )
        for part in sheet.dimensions
    ]
    if sheet.bonuses:
        answers = [_answer(sheet, entry, files, departments) for entry in sheet.bonuses]
        chapters.append(Chapter("", "", points_of(sheet.bonuses), None, answers))
    return chapters


def files_of(sheet: Sheet) -> dict[int, list[Evidence]]:
    """The files of every criterion, by its primary key."""
    uses = EvidenceUse.objects.filter(entry__declaration=sheet.declaration)
    found: dict[int, list[Evidence]] = {}
    for use in uses.select_related("evidence", "entry"):
        found.setdefault(use.entry.criterion_id, []).append(use.evidence)
    return found


def _answer(
    sheet: Sheet,
    entry: Entry,
    files: Mapping[int, list[Evidence]],
    departments: Mapping[str, str],
) -> Answer:
    community = sheet.declaration.community
    attached = files.get(entry.criterion_id, [])
    outcome = score_finding(
        entry.criterion,
        entry.finding,
        community=community,
        modifier=entry.modifier,
        has_evidence=bool(attached),
    )
    return Answer(
        entry,
        criterion_in_words(entry.criterion, departments, community),
        finding_in_words(entry.criterion, entry.finding, community),
        attached,
        decided_in_words(outcome),
        outcome.applied == NO_EVIDENCE_ZERO,
    )
