"""Envelopes, payloads, keys of codes, custody, receipts and leaves."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.surveys.sealing import code_keys, custody, envelopes, leaves, receipts
from evaluation.surveys.sealing.payload import Malformed, Payload, Shape, pack, unpack

pytestmark = pytest.mark.once

KEY = envelopes.new_private_key()
PUBLIC = envelopes.public_part(KEY)
INFO = envelopes.info_of("b" * 16, "340103001001")
SHAPE = Shape(
    choices=[("staff", ["good", "bad", "dont_know"]), ("roads", ["good", "bad", "dont_know"])],
    background=[("age", ["young", "old"])],
    longest_comment=500,
)


# ------------------------------------------------------------------ envelopes
def test_envelope_opens_with_its_key_and_at_its_place_only():
    envelope = envelopes.seal(b"words", public_key=PUBLIC, info=INFO)

    assert envelopes.Opener(KEY).open(envelope, info=INFO) == b"words"
    elsewhere = envelopes.info_of("b" * 16, "340103001002")
    for key, info in ((KEY, elsewhere), (envelopes.new_private_key(), INFO)):
        with pytest.raises(envelopes.DoesNotOpen):
            envelopes.Opener(key).open(envelope, info=info)


@given(st.integers(0, 80), st.integers(1, 255))
def test_changed_envelope_does_not_open(place, change):
    envelope = bytearray(envelopes.seal(b"w" * 33, public_key=PUBLIC, info=INFO))
    envelope[place] ^= change

    with pytest.raises(envelopes.DoesNotOpen):
        envelopes.Opener(KEY).open(bytes(envelope), info=INFO)


@pytest.mark.parametrize("length", [0, 1, 31, 32, 47])
def test_short_envelope_does_not_open(length):
    with pytest.raises(envelopes.DoesNotOpen):
        envelopes.Opener(KEY).open(b"\x00" * length, info=INFO)


def test_same_words_are_never_the_same_envelope():
    one, other = (envelopes.seal(b"words", public_key=PUBLIC, info=INFO) for _ in range(2))

    assert one != other
    assert len(one) == len(other)


# ------------------------------------------------------------------ payloads
options = st.sampled_from(["good", "bad", "dont_know"])
payloads = st.builds(
    Payload,
    choices=st.dictionaries(st.sampled_from(["staff", "roads"]), options),
    background=st.dictionaries(st.just("age"), st.sampled_from(["young", "old"])),
    comment=st.text(
        st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"), max_size=500
    ),
    channel=st.sampled_from(["web", "desk"]),
    staff=st.none() | st.tuples(st.integers(1, 10**9), st.integers(1, 10**9)),
    seconds=st.none() | st.integers(0, 21600),
    quarter=st.integers(0, 10**8),
    device=st.text("0123456789abcdef", min_size=16, max_size=16),
)


@given(payloads)
def test_payload_survives_and_its_length_says_nothing(payload):
    packed = pack(payload, SHAPE)

    assert len(packed) == SHAPE.length
    assert unpack(packed, SHAPE) == payload


def test_longest_payload_fits():
    longest = Payload(
        choices={"staff": "dont_know", "roads": "dont_know"},
        background={"age": "old"},
        comment="😀" * 500,
        channel="kiosk",
        staff=(10**12, 10**12),
        seconds=21600,
        quarter=10**8,
        device="f" * 16,
    )

    assert unpack(pack(longest, SHAPE), SHAPE) == longest


@pytest.mark.parametrize(
    "change",
    [
        {"choices": {"weather": "good"}},
        {"choices": {"staff": "delighted"}},
        {"comment": "x" * 5000},
    ],
)
def test_what_the_questionnaire_does_not_have_is_not_packed(change):
    with pytest.raises(ValueError):
        pack(dataclasses.replace(Payload(choices={}), **change), SHAPE)


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"[]", b"{}", b"\xff\xfe", b"[" * 5000, b"null"),
        b'{"a":"0","b":"-","c":"","d":"","h":"","q":1,"s":null,"t":1}',
        b'{"a":"09","b":"-","c":"","d":"","h":"","q":1,"s":null,"t":1}',
        b'{"a":"00","b":"-","c":1,"d":"","h":"","q":1,"s":null,"t":1}',
        b'{"a":"00","b":"-","c":"","d":"","h":"","q":true,"s":null,"t":1}',
        b'{"a":"00","b":"-","c":"","d":"","h":"","q":1,"s":[1],"t":1}',
        b'{"a":"00","b":"-","c":"","d":"","h":"","q":1,"s":[1,null],"t":1}',
    ],
)
def test_what_no_portal_wrote_is_malformed(content):
    with pytest.raises(Malformed):
        unpack(content, SHAPE)


# ------------------------------------------------------------------ keys of codes
def test_key_follows_from_code_box_salt_and_pepper():
    given_ = {"box": "one", "salt": b"s" * 16, "pepper": b"p", "cost": 1}
    key = code_keys.public_part(code_keys.derive("123456789", **given_))

    assert key == code_keys.public_part(code_keys.derive("123456789", **given_))
    changes = ({"box": "two"}, {"salt": b"t" * 16}, {"pepper": b"q"}, {"cost": 2})
    others = {code_keys.public_part(code_keys.derive("123456789", **given_ | c)) for c in changes}
    others.add(code_keys.public_part(code_keys.derive("123456780", **given_)))
    assert len(others) == 5
    assert key not in others


def test_signature_holds_for_its_text_and_key_only():
    key = code_keys.derive("123456789", box="b", salt=b"s", pepper=b"p", cost=1)
    public, signature = code_keys.public_part(key), key.sign(b"text")

    assert code_keys.is_signed_by(public, signature, b"text")
    assert not code_keys.is_signed_by(public, signature, b"texts")
    assert not code_keys.is_signed_by(PUBLIC, signature, b"text")
    assert not code_keys.is_signed_by(b"", signature, b"text")
    assert not code_keys.is_signed_by(public, b"", b"text")


# ------------------------------------------------------------------ custody
@given(st.text(min_size=1, max_size=40).filter(str.strip))
def test_passphrase_opens_its_own_file(passphrase):
    file = custody.wrap(KEY, passphrase, box="b", cost=1)

    assert custody.unwrap(file, passphrase, box="b") == KEY
    for wrong in ((passphrase + "x", "b"), (passphrase, "c")):
        with pytest.raises(custody.WrongPassphrase):
            custody.unwrap(file, wrong[0], box=wrong[1])


@pytest.mark.parametrize("file", [b"", b"{}", b"\xff", b'{"salt": 1}'])
def test_damaged_file_opens_with_nothing(file):
    with pytest.raises(custody.WrongPassphrase):
        custody.unwrap(file, "passphrase", box="b")


def test_any_two_holders_have_the_key_and_one_has_nothing():
    shares = custody.split(KEY)

    for one in shares:
        for other in shares:
            if one.holder != other.holder:
                assert custody.join([one, other]) == KEY
        assert KEY not in one.parts
    assert custody.split(KEY) != shares


PRINTED = str(custody.split(KEY)[0])


@given(st.data())
def test_share_with_one_wrong_character_is_refused(data):
    text = PRINTED
    place = data.draw(st.integers(0, len(text) - 1).filter(lambda each: text[each] != "-"))
    other = data.draw(
        st.sampled_from("0123456789abcdefABC").filter(
            lambda each: each.lower() != text[place].lower()
        )
    )

    with pytest.raises(custody.WrongShares):
        custody.read_share(text[:place] + other + text[place + 1 :])


def test_share_is_read_as_people_type_it():
    share = custody.split(KEY)[1]

    assert custody.read_share(f"  {str(share).upper().replace('-', ' ')}\n") == share


# ------------------------------------------------------------------ receipts
def test_receipts_are_read_as_people_type_them():
    receipt = receipts.new()

    assert receipts.read(receipts.grouped(receipt).lower()) == receipt
    assert receipts.read("oOiIlL0000000000") == "0011110000000000"
    assert len({receipts.new() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "typed", ["", "short", "U" * 16, "0" * 17, "é" * 16, "0" * 10_000, "\x00"]
)
def test_what_is_no_receipt_is_told(typed):
    assert receipts.read(typed) == ""


# ------------------------------------------------------------------ leaves
def test_fields_cannot_run_into_each_other():
    assert leaves.leaf("code1", "ab", "c") != leaves.leaf("code1", "a", "bc")
    assert leaves.leaf("code1", "ab") != leaves.leaf("code1a", "b")
    assert leaves.leaf("code1", 1, "1") == leaves.leaf("code1", "1", 1)


def test_answers_are_one_text_whatever_their_order():
    one = leaves.answers_as_bytes({"a": "1", "b": "满意"}, {})
    other = leaves.answers_as_bytes({"b": "满意", "a": "1"}, {})

    assert one == other == '{"background":{},"choices":{"a":"1","b":"满意"}}'.encode()
