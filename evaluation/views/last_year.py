"""What an earlier, decided declaration of the community said and got, beside what is claimed now.

last_year_of(sheet, user) -> dict[int, Earlier]     by the entry's primary key; three queries
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.acceptance.calculation import from_plain
from evaluation.declarations.sheet import Sheet
from evaluation.declarations.states import DECIDED
from evaluation.models import Declaration, Entry, Result, State
from evaluation.standards.finding_words import Said, finding_in_words


@dataclass(frozen=True)
class Earlier:
    """The same criterion then: what was claimed, and what it got in the end.

    ``final`` is None where the result may not be read, ``counts`` False where it was excluded.
    """

    year: int
    was_accepted: bool
    claimed: str
    finding: list[Said]
    points: Decimal | None
    final: Decimal | None
    counts: bool = True


def last_year_of(sheet: Sheet, user: Any) -> dict[int, Earlier]:
    """The latest decided year; a criterion is the same by its code, else by its Chinese title."""
    declaration = sheet.declaration
    before = (
        Declaration.objects.visible_to(user)
        .filter(
            community=declaration.community_id,
            state__in=DECIDED,
            stage__year__lt=declaration.stage.year,
        )
        .select_related("stage", "community")
        .order_by("-stage__year")
        .first()
    )
    if before is None:
        return {}
    entries = list(before.entries.select_related("criterion"))
    by_code = {one.criterion.code: one for one in entries}
    by_title = {one.criterion.title_zh: one for one in reversed(entries)}
    final = _final_points(before, user)
    found = {}
    for entry in sheet.entries:
        criterion = entry.criterion
        same = by_code.get(criterion.code) or by_title.get(criterion.title_zh)
        if same is not None:
            found[entry.pk] = _earlier(before, same, final)
    return found


def _final_points(before: Declaration, user: Any) -> dict[str, Any]:
    """What each criterion counted for in the result, by its code."""
    result = Result.objects.visible_to(user).filter(declaration=before).first()
    if result is None:
        return {}
    inputs = from_plain(result.computation).inputs
    return {one.code: one for one in (*inputs.scores, *inputs.bonuses)}


def _earlier(before: Declaration, entry: Entry, final: Mapping[str, Any]) -> Earlier:
    outcome = final.get(entry.criterion.code)
    return Earlier(
        before.stage.year,
        before.state == State.ACCEPTED,
        str(entry.get_modifier_display()) if entry.modifier else "",
        finding_in_words(entry.criterion, entry.finding, before.community),
        entry.points if entry.counts else None,
        outcome.points if outcome is not None else None,
        getattr(outcome, "counts", True),
    )
