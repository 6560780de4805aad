"""The record of a ballot box: what was done with it, each line bound to the one before.

    hash = SHA-256 of the line as canonical JSON, with the hash of the line before
    seal = HMAC-SHA256 of that hash, with a key that is not in the database

Whoever changes, removes or adds a line without the key is found by ``problems_of``.
"""

import hmac
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from evaluation.surveys.box_keys import record_key_of
from evaluation.surveys.box_models import BallotBox, BoxEvent
from harmony.shared import clock

BEGINNING = "0" * 64


def note(box: BallotBox, kind: str, *, by, facts: Mapping[str, Any] | None = None) -> BoxEvent:
    """Add a line. The box's row must be locked, so that two lines never get one number."""
    last = box.events.order_by("-number").first()
    event = BoxEvent(
        box=box,
        number=last.number + 1 if last else 1,
        kind=kind,
        facts=dict(facts or {}),
        at=clock.now(),
        by=by,
    )
    event.hash = hash_of(event, last.hash if last else BEGINNING)
    event.seal = _seal_of(box, event.hash)
    event.save(force_insert=True)
    return event


def hash_of(event: BoxEvent, previous: str) -> str:
    """The hash of a line after the line with that hash."""
    plain = {
        "box": event.box.uid,
        "number": event.number,
        "kind": event.kind,
        "facts": event.facts,
        "at": int(event.at.timestamp()),
        "by": event.by_id,
        "previous": previous,
    }
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return sha256(text.encode()).hexdigest()


def problems_of(box: BallotBox, events: Iterable[BoxEvent] | None = None) -> list[str]:
    """What is wrong with the record; empty when every line is as it was written."""
    previous, problems = BEGINNING, []
    for number, event in enumerate(box.events.all() if events is None else events, start=1):
        is_whole = event.number == number and event.hash == hash_of(event, previous)
        if not is_whole or not hmac.compare_digest(event.seal, _seal_of(box, event.hash)):
            where = {"number": event.number}
            problems.append(_("The record was changed at line %(number)s.") % where)
            break
        previous = event.hash
    return problems


def _seal_of(box: BallotBox, line_hash: str) -> str:
    return hmac.new(record_key_of(box), line_hash.encode(), sha256).hexdigest()
