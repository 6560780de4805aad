"""What a ballot turns out to be, with the key and without."""

import pytest

from evaluation.surveys.sealing import code_keys, envelopes, leaves
from evaluation.surveys.sealing.payload import Payload, Shape, pack
from evaluation.surveys.sealing.reading import Place, Reader, Written

pytestmark = pytest.mark.once

BOX = "b" * 16
KEY = envelopes.new_private_key()
SHAPE = Shape([("staff", ["good", "bad"])], [], longest_comment=50)
PLACES = {1: Place("340103001001", SHAPE), 2: Place("340103001002", SHAPE)}
CODE = code_keys.derive("1", box=BOX, salt=b"", pepper=b"", cost=1)


def written(survey: int = 1, said: str = "") -> Written:
    info = envelopes.info_of(BOX, PLACES[survey].community)
    content = pack(Payload({"staff": "good"}, comment=said), SHAPE)
    envelope = envelopes.seal(content, public_key=envelopes.public_part(KEY), info=info)
    receipt, hashed = said.encode().ljust(32), leaves.envelope_hash(envelope)
    leaf = leaves.ballot_leaf(BOX, PLACES[survey].community, receipt, hashed)
    key, signature = code_keys.public_part(CODE), CODE.sign(leaf)
    return Written(survey, receipt, envelope, signature, leaf, key)


def test_what_a_ballot_holds_is_read_with_the_key_and_checked_without():
    ballot = written(said="words")

    (read,) = Reader(BOX, PLACES, KEY).read([ballot])
    (checked,) = Reader(BOX, PLACES).read([ballot])

    assert read.payload == Payload({"staff": "good"}, comment="words")
    assert checked == read._replace(payload=None)
    assert (checked.is_unchanged, checked.is_signed) == (True, True)


@pytest.mark.parametrize(
    ("changes", "is_unchanged"),
    [
        ({"survey": 2}, False),
        ({"survey": 3}, False),
        ({"envelope": b"another"}, False),
        ({"receipt_hash": b"r" * 32}, False),
        ({"leaf": b"l" * 32}, False),
        ({"signature": b"s" * 64}, True),
        ({"signature": b""}, True),
        ({"public_key": b"k" * 32}, True),
        ({"public_key": b""}, True),
    ],
)
def test_ballot_that_is_not_as_it_came_in_is_not_opened(changes, is_unchanged):
    (read,) = Reader(BOX, PLACES, KEY).read([written()._replace(**changes)])

    assert (read.is_unchanged, read.is_signed, read.payload) == (is_unchanged, False, None)


def test_ballot_signed_by_its_code_that_holds_no_answer_is_told():
    envelope = envelopes.seal(
        b"no answer",
        public_key=envelopes.public_part(KEY),
        info=envelopes.info_of(BOX, PLACES[1].community),
    )
    hashed = leaves.envelope_hash(envelope)
    leaf = leaves.ballot_leaf(BOX, PLACES[1].community, b"r", hashed)
    public = code_keys.public_part(CODE)

    (read,) = Reader(BOX, PLACES, KEY).read(
        [Written(1, b"r", envelope, CODE.sign(leaf), leaf, public)]
    )

    assert (read.is_signed, read.payload) == (True, None)
