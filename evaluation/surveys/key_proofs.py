"""Whoever holds the key of a ballot box shows that they still have it, without it being used.

With three holders each types the share back, alone; behind a passphrase the passphrase is tried on
the key's file. Nothing of what is typed is kept: a share is compared with the hash that stands in
the first line of the record, and what stays is a line that says who saw whose proof, and when.
Slips are printed only for a box whose key has been proved, and a reminder asks for it again from
three days before the close.
"""

import hmac
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from evaluation.surveys import box_keys, box_record
from evaluation.surveys.attempts import may_try_key
from evaluation.surveys.box_models import BallotBox, BoxEvent
from evaluation.surveys.models import Survey
from evaluation.surveys.sealing import custody, envelopes
from harmony.shared import clock
from harmony.shared.wording import listed
from harmony.shared.workflow import TransitionRefused, hold

PASSPHRASE = "passphrase"  # noqa: S105 -- the name of the one who holds the key alone
AGAIN = timedelta(days=3)
"""So long before the close everybody proves it once more."""


class NotProved(Exception):
    """What was typed is not what belongs to this box; ``reason`` says what is wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KeyNotProved(TransitionRefused):
    """Slips cannot be printed for this box yet."""

    def __init__(self, reason: str, box: BallotBox) -> None:
        super().__init__(reason)
        self.box = box


@dataclass(frozen=True)
class Holder:
    """One who holds the key, or a part of it: ``name`` is a letter, or ``passphrase``. ``last`` is
    the line of the last proof; ``is_due`` when one is wanted now."""

    name: str
    last: BoxEvent | None
    is_due: bool


def facts_of_holders(box: BallotBox, shares: Sequence[custody.Share]) -> dict[str, dict[str, str]]:
    """What the first line of the record says of those who hold the key."""
    if not shares:
        return {"holders": {PASSPHRASE: ""}}
    return {"holders": {one.holder: custody.commitment(one, box=box.uid) for one in shares}}


# ------------------------------------------------------------------ who has proved it
def holders_of(box: BallotBox) -> list[Holder]:
    """Everybody who holds the key of the box, in their order. Three queries."""
    lines = box.events.filter(kind=BoxEvent.Kind.PROVED).select_related("by").order_by("number")
    last = {line.facts["holder"]: line for line in lines}
    since = _again_since(box)
    return [
        Holder(name, last.get(name), _is_due(box, last.get(name), since))
        for name in _commitments_of(box)
    ]


def in_one_hand(box: BallotBox) -> list[list[str]]:
    """Letters of shares that the same person typed, for each who typed several. One query.

    Every proof counts, not the last one only: whoever saw two shares once could open the box.
    """
    lines = box.events.filter(kind=BoxEvent.Kind.PROVED).order_by("number")
    letters: dict[int, set[str]] = defaultdict(set)
    for by, facts in lines.values_list("by", "facts"):
        letters[by].add(facts["holder"])
    return [sorted(typed) for typed in letters.values() if len(typed) > 1]


def check_proved(box: BallotBox) -> None:
    """Refuse while somebody has not shown yet that they have their part of the key."""
    lines = box.events.filter(kind=BoxEvent.Kind.PROVED)
    proved = {facts["holder"] for facts in lines.values_list("facts", flat=True)}
    names = [name for name in _commitments_of(box) if name not in proved]
    if not names:
        return
    if names == [PASSPHRASE]:
        text = _(
            "Try the passphrase of the ballot box first: without it nobody could ever read the "
            "answers."
        )
        raise KeyNotProved(text, box)
    text = _(
        "Holders of the key have not typed their share back yet: %(names)s. Without two shares "
        "nobody could ever read the answers."
    )
    raise KeyNotProved(text % {"names": listed(names)}, box)


def _commitments_of(box: BallotBox) -> dict[str, str]:
    """Of each holder the hash of the share. A box of three that was made before there were any
    has none, and asks for no proof."""
    made = box.events.filter(kind=BoxEvent.Kind.MADE).first()
    if made is not None and "holders" in made.facts:
        return made.facts["holders"]
    return {PASSPHRASE: ""} if box.custody == BallotBox.Custody.KEYFILE else {}


def _again_since(box: BallotBox) -> datetime | None:
    """From when on a proof is wanted again: three days before the last close that is to come."""
    running = Survey.objects.filter(box=box, state__in=[Survey.State.PREPARED, Survey.State.OPEN])
    closes = running.aggregate(last=Max("closes_at"))["last"]
    return closes - AGAIN if closes else None


def _is_due(box: BallotBox, last: BoxEvent | None, since: datetime | None) -> bool:
    if box.state != BallotBox.State.SEALED:
        return False
    if last is None:
        return True
    return since is not None and last.at < since <= clock.now()


# ------------------------------------------------------------------ proving it
def prove_share(box: BallotBox, typed: str, *, by) -> str:
    """Compare a share with its hash and write down whose it was; the letter of the holder.

    Raises PermissionDenied, TransitionRefused, and NotProved with what is wrong with the share.
    """
    _check_may_try(box, by)
    share = share_of(box, typed)
    if not _is_known(share, _commitments_of(box), box):
        raise NotProved(_("This share does not belong to this ballot box."))
    _note(box, share.holder, by)
    return share.holder


def share_of(box: BallotBox, typed: str) -> custody.Share:
    """What was typed, as a share of this box. Raises NotProved with what is wrong with it."""
    try:
        share = custody.read_share(typed)
    except custody.WrongShares:
        text = _("This is not a share as it is printed: a character is wrong or missing.")
        raise NotProved(text) from None
    known = _commitments_of(box)
    # A box made before hashes were kept has none: whether two shares fit, its opening finds out.
    if known and not _is_known(share, known, box):
        raise NotProved(_("This share does not belong to this ballot box."))
    return share


def _is_known(share: custody.Share, known: dict[str, str], box: BallotBox) -> bool:
    kept = known.get(share.holder, "")
    return hmac.compare_digest(kept, custody.commitment(share, box=box.uid))


def prove_passphrase(box: BallotBox, typed: str, *, by) -> None:
    """Try the passphrase on the key's file and write down that it opens it. Raises as the other
    does."""
    _check_may_try(box, by)
    file = box_keys.key_file_of(box)
    if not file.exists():
        raise NotProved(_("The key file of this ballot box is not on this machine."))
    try:
        key = custody.unwrap(file.read_bytes(), typed, box=box.uid)
    except custody.WrongPassphrase:
        raise NotProved(_("This is not the passphrase of this ballot box.")) from None
    if envelopes.public_part(key) != bytes(box.public_key):
        raise NotProved(_("These do not belong to this ballot box."))
    _note(box, PASSPHRASE, by)


def _check_may_try(box: BallotBox, by) -> None:
    if not by.has_perm("evaluation.prove_key", box.stage):
        raise PermissionDenied
    if box.state != BallotBox.State.SEALED:
        raise TransitionRefused(_("This ballot box is open already."))
    if not may_try_key(by, box):
        raise NotProved(_("Too many tries. Please try again in an hour."))


@transaction.atomic
def _note(box: BallotBox, holder: str, by) -> None:
    hold(box)
    if box.state != BallotBox.State.SEALED:
        raise TransitionRefused(_("This ballot box is open already."))
    box_record.note(box, BoxEvent.Kind.PROVED, by=by, facts={"holder": holder})
