"""From the rows of a self-examination to the facts that ``readiness`` looks at; no query.

facts_of(sheet, files, today) -> Declared
window_of(criterion, year, today) -> Window
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from communities.models import Place
from evaluation.declarations.evidence_models import Evidence
from evaluation.declarations.models import Entry
from evaluation.declarations.readiness import Claim, Count, Declared, File, Window
from evaluation.declarations.sheet import Sheet
from evaluation.standards.findings import score_finding
from evaluation.standards.models import Criterion
from evaluation.standards.scoring_rules import NO_EVIDENCE_ZERO
from harmony.shared.months import months_before

COUNTED = {
    "households": re.compile(r"households?(?![-\w])", re.IGNORECASE),
    "population": re.compile(r"(persons?|people|residents?|inhabitants?)(?![-\w])", re.IGNORECASE),
}
"""A unit that begins with this word counts it: “household without gas”, not “per household”."""


def facts_of(sheet: Sheet, files: Mapping[int, Sequence[Evidence]], today: date) -> Declared:
    """Everything the check looks at; ``files`` by the primary key of the entry."""
    claims = tuple(_claim(sheet, one, files.get(one.pk, ()), today) for one in sheet.entries)
    return Declared(claims, sheet.declaration.standard.bonus_cap)


def window_of(criterion: Criterion, year: int, today: date) -> Window:
    """When an event must lie to count: the criterion's last months, else the stage's year.

    Months are counted back from today, the day it would be handed up.
    """
    if criterion.look_back_months:
        return Window(months_before(today, criterion.look_back_months), today)
    return Window(date(year, 1, 1), date(year, 12, 31))


def _claim(sheet: Sheet, entry: Entry, files: Sequence[Evidence], today: date) -> Claim:
    criterion, community = entry.criterion, sheet.declaration.community
    lost = _lost(entry, community, has_files=bool(files))
    return Claim(
        code=criterion.code,
        window=window_of(criterion, sheet.declaration.stage.year, today),
        is_bonus=criterion.is_bonus,
        is_claimed=bool(entry.finding or entry.modifier),
        is_complete=entry.is_complete,
        is_returned=entry in sheet.to_correct and not sheet.is_corrected(entry),
        counts=entry.counts,
        by_rule=not entry.modifier,
        points=entry.points,
        out_of=criterion.points_for(community),
        lost=lost,
        asks_for_files=bool(criterion.evidence),
        # A judgement is written with its reason.
        says_something=bool(entry.statement.strip() or entry.finding.get("reason")),
        count=_count(criterion.rule, entry.finding, community),
        files=tuple(File(one.pk, one.title, one.event_date) for one in files),
    )


def _lost(entry: Entry, community: Place, *, has_files: bool) -> Decimal:
    """What the finding would earn, had it a file; 0 where that is not what is lacking."""
    if has_files or NO_EVIDENCE_ZERO not in entry.criterion.modifier_types:
        return Decimal(0)
    given: dict[str, Any] = {"community": community, "modifier": entry.modifier}
    bare = score_finding(entry.criterion, entry.finding, has_evidence=False, **given)
    if bare.applied != NO_EVIDENCE_ZERO:
        return Decimal(0)
    return score_finding(entry.criterion, entry.finding, has_evidence=True, **given).points


def _count(rule: Mapping[str, Any], finding: Mapping[str, Any], community: Place) -> Count | None:
    """A count of households or of people beside what the community's base data say.

    Only where the English unit says plainly what is counted; everything else cannot be checked.
    """
    given = _number(finding)
    unit = rule.get("place" if "places" in finding else "unit")
    name = unit.get("en", "").strip() if isinstance(unit, dict) else ""
    of = next((key for key, word in COUNTED.items() if word.match(name)), "")
    at_most = getattr(community, of) if of else None
    return None if given is None or at_most is None else Count(given, at_most, of)


def _number(finding: Mapping[str, Any]) -> Decimal | None:
    if "places" in finding:
        return Decimal(len(finding["places"]))
    written = next((finding[key] for key in ("value", "misses", "count") if key in finding), None)
    try:
        return None if written is None else Decimal(str(written))
    except InvalidOperation:
        return None
