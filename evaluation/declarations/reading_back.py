"""Whether what somebody read back is still what would be sent. Plain values in, plain values out.

    marks_of(said) -> str                      a mark for each criterion, sent along with the page
    changed_since(marks, said) -> list[str]    the codes that say something else by now

``said`` are the entries of what ``services.snapshot`` writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evaluation.declarations.saving import mark_of
from harmony.shared.workflow import TransitionRefused

Said = Mapping[str, Any]


class ReadBackIsOld(TransitionRefused):
    """Something was changed after it had been read back; ``codes`` are the criteria."""

    def __init__(self, reason: str, codes: Sequence[str]) -> None:
        super().__init__(reason)
        self.codes = codes


def said_of(entry, digests: Iterable[str]) -> dict[str, Any]:
    """What is handed up of one criterion; ``digests`` are the SHA-256 of its files."""
    return {
        "criterion": entry.criterion.code,
        "finding": entry.finding,
        "modifier": entry.modifier,
        "statement": entry.statement,
        "points": str(entry.points) if entry.points is not None else None,
        "files": sorted(digests),
    }


def marks_of(said: Iterable[Said]) -> str:
    """“A1.1=1f9a02bc… A1.2=…”: short enough for a field of the form, and tells which one."""
    return " ".join(f"{code}={mark}" for code, mark in _marks(said).items())


def changed_since(marks: str, said: Iterable[Said]) -> list[str]:
    """The criteria whose mark is another one, or missing; any text is taken as marks."""
    seen = dict(one.partition("=")[::2] for one in marks.split())
    return [code for code, mark in _marks(said).items() if seen.get(code) != mark]


def _marks(said: Iterable[Said]) -> dict[str, str]:
    return {
        one["criterion"]: mark_of(
            {"finding": one["finding"], "points": one["points"], "files": one["files"]},
            one["modifier"],
            one["statement"],
        )
        for one in said
    }
