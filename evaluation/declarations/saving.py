"""Saving what is said of one criterion, by several people and over a poor connection.

    save_entry(entry, by=…, version=…, finding=…)    stores it, or raises EntryConflict
    mark_of(finding, modifier, statement) -> str     whether something is still what was shown

Nobody overwrites what they have not seen: whoever saves names the version they were looking at.
"""

import json
from collections.abc import Mapping
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.declarations.models import Entry
from evaluation.standards.findings import score_finding
from harmony.shared import clock
from harmony.shared.workflow import hold

MARK = 16
"""Letters of a mark."""

SAVED = (
    "finding",
    "modifier",
    "statement",
    "points",
    "counts",
    "is_complete",
    "version",
    "saved_by",
    "saved_at",
    "saved_from",
)


class EntryConflict(Exception):
    """Somebody else saved this criterion meanwhile; ``theirs`` is what is stored now."""

    def __init__(self, theirs: Entry) -> None:
        super().__init__(_("Somebody else saved this criterion meanwhile."))
        self.theirs = theirs


@transaction.atomic
def save_entry(
    entry: Entry,
    *,
    by,
    version: int,
    finding: Mapping,
    modifier: str = "",
    statement: str = "",
    page: str = "",
) -> Entry:
    """Store what the self-examination says about one criterion, with the points that follow.

    ``version`` is the one the person was looking at; another one stored meanwhile raises
    EntryConflict and nothing is saved. ``page`` names the opened page that saves: what it stored
    itself, and whose answer never reached it, is no conflict.
    """
    hold(entry, "criterion", "declaration__community")
    if not entry.is_open or not by.has_perm("evaluation.write_declaration", entry.declaration):
        raise PermissionDenied
    if entry.version != version and not _comes_from(entry, page, by):
        if says_the_same(entry, finding, modifier, statement):
            return entry
        raise EntryConflict(entry)
    entry.finding = dict(finding)
    entry.modifier = modifier
    entry.statement = statement
    rescore(entry)
    entry.version += 1
    entry.saved_by = by
    entry.saved_at = clock.now()
    entry.saved_from = page
    entry.save(update_fields=SAVED)
    return entry


def _comes_from(entry: Entry, page: str, by) -> bool:
    """Whether what is stored was saved by this person from this very page, and not later.

    Two saves of a page can cross on the way: the one that was sent first must not win.
    """
    name, state = _page_and_state(page)
    stored_name, stored_state = _page_and_state(entry.saved_from)
    is_same = bool(name) and name == stored_name and entry.saved_by_id == by.pk
    return is_same and state > stored_state


def _page_and_state(page: str) -> tuple[str, int]:
    """“1f9a02bc.17” is the seventeenth state of page 1f9a02bc."""
    name, _dot, state = page.partition(".")
    return name, int(state) if state.isascii() and state.isdigit() else 0


def says_the_same(entry: Entry, finding: Mapping, modifier: str, statement: str) -> bool:
    """Whether this is stored already: the same page sent twice is no conflict."""
    stored = mark_of(entry.finding, entry.modifier, entry.statement)
    return stored == mark_of(finding, modifier, statement)


def mark_of(finding: Mapping, modifier: str, statement: str) -> str:
    """A short mark of what is said; line ends count alike, as browsers send them differently."""
    said = [finding, modifier, "\n".join(statement.splitlines())]
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return sha256(canonical.encode()).hexdigest()[:MARK]


def rescore(entry: Entry) -> None:
    """Work out the points of an entry by the rule of its criterion; not saved here."""
    outcome = score_finding(
        entry.criterion,
        entry.finding,
        community=entry.declaration.community,
        modifier=entry.modifier,
        has_evidence=entry.uses.exists(),
    )
    entry.points = outcome.points if outcome.is_complete else None
    entry.counts = outcome.counts
    entry.is_complete = outcome.is_complete
