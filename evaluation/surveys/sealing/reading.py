"""Ballots checked and opened: what each one was signed by, and what is in its envelope.

Two thirds of an opening are spent here, and nothing here needs the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from evaluation.surveys.sealing import code_keys, envelopes, leaves
from evaluation.surveys.sealing.envelopes import DoesNotOpen
from evaluation.surveys.sealing.payload import Malformed, Payload, Shape, unpack


class Written(NamedTuple):
    """What is stored of one ballot, and the public key of the code that should have signed it."""

    survey: int
    receipt_hash: bytes
    envelope: bytes
    signature: bytes
    leaf: bytes
    public_key: bytes


class Read(NamedTuple):
    """What a ballot turned out to be. ``payload`` is None where it holds no answer to its
    questionnaire, where it is not as it came in, and for whoever has no key."""

    is_unchanged: bool
    is_signed: bool
    envelope_hash: bytes
    payload: Payload | None = None


class Place(NamedTuple):
    """Where the ballots of one survey come from, and what its questionnaire asks."""

    community: str
    shape: Shape


@dataclass(frozen=True)
class Reader:
    """Reads the ballots of one box; without ``private_key`` it checks them only."""

    box: str
    places: Mapping[int, Place]
    private_key: bytes | None = None

    def read(self, ballots: Iterable[Written]) -> list[Read]:
        opener = envelopes.Opener(self.private_key) if self.private_key else None
        return [self._read(ballot, opener) for ballot in ballots]

    def _read(self, ballot: Written, opener: envelopes.Opener | None) -> Read:
        hashed = leaves.envelope_hash(ballot.envelope)
        place = self.places.get(ballot.survey)
        if place is None:
            return Read(False, False, hashed)
        leaf = leaves.ballot_leaf(self.box, place.community, ballot.receipt_hash, hashed)
        if leaf != ballot.leaf:
            return Read(False, False, hashed)
        if not code_keys.is_signed_by(ballot.public_key, ballot.signature, leaf):
            return Read(True, False, hashed)
        return Read(True, True, hashed, self._opened(ballot, place, opener))

    def _opened(
        self, ballot: Written, place: Place, opener: envelopes.Opener | None
    ) -> Payload | None:
        if opener is None:
            return None
        info = envelopes.info_of(self.box, place.community)
        try:
            return unpack(opener.open(ballot.envelope, info=info), place.shape)
        except (DoesNotOpen, Malformed):
            return None
