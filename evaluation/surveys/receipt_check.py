"""What a receipt tells: that its ballot is in a box, or was counted. Never what it said."""

from dataclasses import dataclass

from evaluation.surveys.box_models import Ballot, BallotBox, BallotLeaf
from evaluation.surveys.sealing import receipts


@dataclass(frozen=True)
class Found:
    """``index`` is the ballot's number in its box; ``is_counted`` after the opening only."""

    box: BallotBox
    index: int
    is_counted: bool
    is_valid: bool


def find(typed: str) -> Found | None:
    """The ballot of this receipt; None where there is none. Two queries at most."""
    receipt = receipts.read(typed)
    if not receipt:
        return None
    hashed = receipts.hash_of(receipt)
    kept = BallotLeaf.objects.select_related("box__stage").filter(receipt_hash=hashed).first()
    if kept:
        return Found(kept.box, kept.index, is_counted=True, is_valid=kept.is_valid)
    sealed = Ballot.objects.select_related("box__stage").defer("envelope")
    if ballot := sealed.filter(receipt_hash=hashed).first():
        return Found(ballot.box, ballot.index, is_counted=False, is_valid=True)
    return None
