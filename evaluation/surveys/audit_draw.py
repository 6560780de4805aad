"""The audit draw: the supervision body answers on some slips with patterns that nobody else would
send, and tells the hash of their list before the close. After the opening every pattern must be
among the answers; whoever altered or dropped a tenth of them is caught by thirty slips with 96 %.

    deposit_draw(box, digest, slips=, by=)      before the close: a line in the box's record
    check_draw(box, content, by=)               after the opening: another line, with the outcome

The list is a file of JSON, as ``verifier/audit_draw.py`` writes it. Nothing of it is kept but what
is to be subtracted from each community's figures: which answers they were, nobody needs to know.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.surveys import box_record
from evaluation.surveys.box_models import Answer, BallotBox, BoxEvent
from evaluation.surveys.models import Survey
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.tally.rating import Rated, Rater
from harmony.shared.workflow import TransitionRefused, hold

FORMAT = "harmony audit draw 1"
MOST_PATTERNS = 500
LARGEST_LIST = 1_000_000
SHA256 = re.compile(r"[0-9a-f]{64}")
PLACES = 25
"""Of the sum of points; enough to work out R to the last digit that is kept."""


@dataclass(frozen=True)
class Pattern:
    """What the supervision body answered on one slip of a community."""

    community: str
    choices: Mapping[str, str]


# ------------------------------------------------------------------ before the close
def deposit_of(box: BallotBox) -> BoxEvent | None:
    """The line with the hash of the list; None where nobody has deposited one."""
    return box.events.filter(kind=BoxEvent.Kind.DRAW_DEPOSITED).first()


def refusal_to_deposit(box: BallotBox) -> str:
    """Why no list can be deposited now; empty when it can."""
    if deposit_of(box):
        return _("A list has been deposited already. It cannot be changed.")
    surveys = list(box.surveys.all())
    if box.state != BallotBox.State.SEALED or (surveys and all(one.is_over for one in surveys)):
        return _("The questionnaires are closed. A list is deposited before that.")
    return ""


@transaction.atomic
def deposit_draw(box: BallotBox, digest: str, *, slips: int, by) -> BoxEvent:
    """Write the SHA-256 of the list into the record. It is done once."""
    _check_may_audit(box, by)
    hold(box)
    if refusal := refusal_to_deposit(box):
        raise TransitionRefused(refusal)
    if not SHA256.fullmatch(digest):
        raise TransitionRefused(_("A SHA-256 has 64 digits from 0 to 9 and a to f."))
    if not 1 <= slips <= MOST_PATTERNS:
        raise TransitionRefused(_("At most %(most)s slips.") % {"most": MOST_PATTERNS})
    facts = {"list": digest, "slips": slips}
    return box_record.note(box, BoxEvent.Kind.DRAW_DEPOSITED, by=by, facts=facts)


# ------------------------------------------------------------------ after the opening
def outcome_of(box: BallotBox) -> BoxEvent | None:
    """The line that says which patterns were found; None before the list was checked."""
    return box.events.filter(kind=BoxEvent.Kind.DRAW_CHECKED).first()


@transaction.atomic
def check_draw(box: BallotBox, content: bytes, *, by) -> BoxEvent:
    """Look for each pattern of the deposited list among the answers; write down the outcome."""
    _check_may_audit(box, by)
    hold(box)
    patterns = _patterns_of(box, content)
    facts = _compared(box, patterns)
    return box_record.note(box, BoxEvent.Kind.DRAW_CHECKED, by=by, facts=facts)


def _patterns_of(box: BallotBox, content: bytes) -> list[Pattern]:
    """The list, if it is the one whose hash was deposited and its time has come."""
    deposited = deposit_of(box)
    if deposited is None:
        raise TransitionRefused(_("No list was deposited before the close."))
    if box.state != BallotBox.State.OPENED:
        raise TransitionRefused(_("The ballot box is not open yet."))
    if outcome_of(box):
        raise TransitionRefused(_("The list has been checked already."))
    found = sha256(content).hexdigest()
    if found != deposited.facts["list"]:
        text = _("This is not the list that was deposited: its SHA-256 is %(hash)s.")
        raise TransitionRefused(text % {"hash": found})
    try:
        return _read(box, content)
    except (ValueError, KeyError, TypeError, RecursionError):
        text = _("The file cannot be read as a list of patterns for this ballot box.")
        raise TransitionRefused(text) from None


def _read(box: BallotBox, content: bytes) -> list[Pattern]:
    plain = json.loads(content)
    rows = plain["patterns"]
    if plain["format"] != FORMAT or plain["box"] != box.uid or not 1 <= len(rows) <= MOST_PATTERNS:
        raise ValueError
    patterns = [Pattern(row["community"], row["choices"]) for row in rows]
    for one in patterns:
        if not isinstance(one.choices, dict):
            raise TypeError
        texts = [one.community, *one.choices, *one.choices.values()]
        if not all(isinstance(each, str) for each in texts):
            raise TypeError
        # The code goes into the record; not every text of JSON can be kept in a database.
        if not (one.community.isascii() and one.community.isalnum()):
            raise ValueError
    return patterns


def _compared(box: BallotBox, patterns: list[Pattern]) -> dict[str, Any]:
    """How many patterns of each community are among its answers, and what they add to its
    figures."""
    by_community: dict[str, list[Pattern]] = defaultdict(list)
    for pattern in patterns:
        by_community[pattern.community].append(pattern)
    surveys = {
        survey.declaration.community.code: survey
        for survey in box.surveys.select_related("declaration__community", "questionnaire")
    }
    told = {
        code: _of_community(surveys.get(code), mine) for code, mine in sorted(by_community.items())
    }
    return {
        "patterns": len(patterns),
        "found": sum(one["found"] for one in told.values()),
        "communities": told,
    }


def _of_community(survey: Survey | None, patterns: list[Pattern]) -> dict[str, Any]:
    wanted = Counter(_key(one.choices) for one in patterns)
    found: Counter[tuple] = Counter()
    if survey is not None:
        answers = Answer.objects.filter(survey=survey).values_list("choices", flat=True)
        found = wanted & Counter(map(_key, answers.iterator(chunk_size=2000)))
    rated = []
    if survey is not None and found:
        rater = Rater(content_of(survey.questionnaire))
        rated = [rater.rate(dict(one)) for one in found.elements()]
    return {"patterns": len(patterns), "found": found.total(), **_to_subtract(rated)}


def _key(choices: Mapping[str, str]) -> tuple:
    return tuple(sorted(choices.items()))


def _to_subtract(rated: Iterable[Rated]) -> dict[str, Any]:
    """What stands behind R and the rate: valid answers, the sum of their points, how many rated
    the whole, and how many of those are satisfied."""
    valid = [one for one in rated if one.is_valid]
    whole = [one.is_satisfied for one in valid if one.is_satisfied is not None]
    points = sum((one.points for one in valid if one.points is not None), Fraction(0))
    return {
        "valid": len(valid),
        "points": _decimal(points),
        "rated": len(whole),
        "satisfied": sum(whole),
    }


def _decimal(value: Fraction) -> str:
    """Rounded to so many places, as text: the record is hashed, and has no floating point."""
    digits = str(round(value * 10**PLACES)).rjust(PLACES + 1, "0")
    return f"{digits[:-PLACES]}.{digits[-PLACES:]}".rstrip("0").rstrip(".")


def _check_may_audit(box: BallotBox, by) -> None:
    if not by.has_perm("evaluation.audit_ballot_box", box.stage):
        raise PermissionDenied
