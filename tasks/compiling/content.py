"""What a dossier says: one round as it was handed up, and what street and office answered.

    dossier_of(hand_up, moves=…) -> Dossier      in the language that is active

Everything comes from the frozen round; scores, residents' answers and results are no part of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from communities.models import Place, Role
from evaluation.declarations.answers import Answer, Chapter, chapters_of
from evaluation.declarations.handed_up import files_handed_up, sheet_handed_up
from evaluation.declarations.history import Round, moves_told, rounds_in
from evaluation.declarations.sheet import Sheet
from evaluation.models import DeclarationStep, Evidence, HandUp
from tasks.compiling.names import paths_of


@dataclass(frozen=True)
class Signature:
    """Who did it, in which post, and when."""

    who: str
    post: str
    at: datetime


@dataclass(frozen=True)
class FileTold:
    """A file of the round; ``sha256`` is that of what was uploaded, ``codes`` what it proves."""

    number: int
    title: str
    kind: str
    event_date: date | None
    issued_by: str
    size: int
    sha256: str
    path: str
    codes: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True)
class CriterionTold:
    answer: Answer
    files: list[FileTold]


@dataclass(frozen=True)
class ChapterTold:
    """The criteria of one dimension; the bonus items have no code."""

    chapter: Chapter
    criteria: list[CriterionTold]

    @property
    def anchor(self) -> str:
        return f"d-{self.chapter.code or 'bonus'}"


@dataclass(frozen=True)
class MoveTold:
    """One move of the history: what it was, who signed it, and what was said with it."""

    text: str
    signature: Signature
    note: str
    reasons: list[tuple[str, str]]
    is_return: bool


@dataclass(frozen=True)
class RoundTold:
    number: int
    points: Decimal
    content_hash: str
    moves: list[MoveTold]


@dataclass(frozen=True)
class Dossier:
    """Every word and figure of it."""

    hand_up: HandUp
    community: Place
    sheet: Sheet
    sent: Signature
    chapters: list[ChapterTold]
    files: list[FileTold]
    rounds: list[RoundTold]
    examination: MoveTold | None


def dossier_of(hand_up: HandUp, *, moves: int) -> Dossier:
    """The dossier of this round, telling so many moves of the history."""
    sheet = sheet_handed_up(hand_up)
    community = sheet.declaration.community
    files = _files(hand_up)
    rounds = rounds_in(moves_told(hand_up.declaration)[:moves])[: hand_up.round]
    this_round = rounds[-1]
    examined = this_round.examined
    return Dossier(
        hand_up=hand_up,
        community=community,
        sheet=sheet,
        sent=signature_of(this_round.sent, community),
        chapters=_chapters(hand_up, sheet, files),
        files=list(files.values()),
        rounds=_rounds(hand_up, rounds, community),
        examination=move_told(examined, community) if examined else None,
    )


# ------------------------------------------------------------------ criteria and files
def _files(hand_up: HandUp) -> dict[str, FileTold]:
    """The files by SHA-256, numbered in the order in which the criteria first name them."""
    library = files_handed_up(hand_up)
    proved: dict[str, list[str]] = {}
    for said in hand_up.content["entries"]:
        for digest in sorted(said["files"], key=lambda one: _reading_order(library[one])):
            proved.setdefault(digest, []).append(said["criterion"])
    paths = paths_of({digest: library[digest].original_name for digest in proved})
    return {
        digest: _file(number, library[digest], paths[digest], codes)
        for number, (digest, codes) in enumerate(proved.items(), start=1)
    }


def _reading_order(evidence: Evidence) -> tuple[bool, date, str]:
    """By the day of the event, those without one last."""
    day = evidence.event_date
    return day is None, day or date.min, evidence.sha256


def _file(number: int, evidence: Evidence, path: str, codes: Sequence[str]) -> FileTold:
    return FileTold(
        number=number,
        title=evidence.title,
        kind=evidence.get_kind_display() if evidence.kind else "",
        event_date=evidence.event_date,
        issued_by=evidence.issued_by,
        size=evidence.size,
        sha256=evidence.sha256,
        path=path,
        codes=tuple(codes),
        evidence=evidence,
    )


def _chapters(hand_up: HandUp, sheet: Sheet, files: Mapping[str, FileTold]) -> list[ChapterTold]:
    proofs: dict[str, list[FileTold]] = {}
    for file in files.values():
        for code in file.codes:
            proofs.setdefault(code, []).append(file)
    by_criterion = {
        entry.criterion_id: [one.evidence for one in proofs.get(entry.criterion.code, [])]
        for entry in sheet.entries
    }
    return [
        ChapterTold(
            chapter,
            [
                CriterionTold(answer, proofs.get(answer.words.code, []))
                for answer in chapter.answers
            ],
        )
        for chapter in chapters_of(sheet, by_criterion)
    ]


# ------------------------------------------------------------------ history
def _rounds(hand_up: HandUp, rounds: Sequence[Round], community: Place) -> list[RoundTold]:
    handed = {one.round: one for one in hand_up.declaration.hand_ups.defer("content")}
    return [
        RoundTold(
            number=one.number,
            points=handed[one.number].points,
            content_hash=handed[one.number].content_hash,
            moves=[move_told(step, community) for step in (one.sent, *one.answers)],
        )
        for one in rounds
    ]


def move_told(step: DeclarationStep, community: Place) -> MoveTold:
    """One move in words. A reason for the whole is the note again, and is not told twice."""
    reasons = [
        (reason.criterion.code, reason.reason) for reason in step.reasons.all() if reason.criterion
    ]
    texts = {
        "submit": _("Self-examination sent to the street"),
        "return": _("Returned by the street for correction"),
        "pass": _("Street examination passed, handed up to the office"),
        "return_to_street": _("Returned by the office to the street"),
        "receive": _("Received for evaluation"),
    }
    return MoveTold(
        text=texts[step.name],
        signature=signature_of(step, community),
        note=step.note.strip(),
        reasons=reasons,
        is_return=step.name in {"return", "return_to_street"},
    )


def signature_of(step: DeclarationStep, community: Place) -> Signature:
    """The post with its place: a step keeps the role alone, and the role says which place."""
    street = community.parent
    where = {
        Role.COMMUNITY_WORKER: community,
        Role.STREET_OFFICIAL: street,
        Role.OFFICE_REVIEWER: street.parent if street else None,
    }
    role = Role(step.role) if step.role else None
    words = (role.label, where.get(role)) if role else ()
    return Signature(str(step.by), " · ".join(str(word) for word in words if word), step.at)
