import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.surveys import codes

CODE = "4821093755124071"


@pytest.fixture(autouse=True)
def key(settings):
    settings.CODE_KEY = b"a key of the tests"


def test_luhn_digit_of_the_textbook():
    assert codes.luhn_digit("7992739871") == "3"
    assert codes.luhn_digit("453201511283036") == "6"


def test_codes_are_well_formed_and_different():
    drawn = codes.draw(500)

    assert len(set(drawn)) == 500
    assert all(codes.is_well_formed(code) for code in drawn)
    assert drawn != sorted(drawn)


@given(st.integers(0, 10**15 - 1), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number, place, shift):
    digits = f"{number:015d}"
    code = digits + codes.luhn_digit(digits)
    wrong = str((int(code[place]) + shift) % 10)

    assert codes.is_well_formed(code)
    assert not codes.is_well_formed(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize(
    "typed",
    [
        "4821093755124071",
        "4821 0937 5512 4071",
        " 4821-0937-5512-4071\n",
        "４８２１ ０９３７　５５１２ ４０７１",
        "4821·0937·5512·4071",
        "https://harmony.example.org/q#4821093755124071",
        "#4821 0937 5512 4071",
    ],
)
def test_code_is_read_however_it_is_written(typed):
    assert codes.read(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "4821",
        "48210937551240711",
        "482109375512407x",
        "٤٨٢١٠٩٣٧٥٥١٢٤٠٧١",
        "1" * 100_000,
    ],
)
def test_garbage_is_no_code(typed):
    assert not codes.is_well_formed(codes.read(typed))


def test_code_is_kept_as_a_keyed_hash(settings):
    digest = codes.digest_of(CODE)
    settings.CODE_KEY = b"another key"

    assert digest == hmac.new(b"a key of the tests", CODE.encode(), sha256).hexdigest()
    assert codes.digest_of(CODE) != digest


def test_order_of_the_digests_is_not_the_order_of_the_codes():
    drawn = codes.draw(50)

    in_order = [codes.digest_of(code) for code in drawn]
    assert codes.digests_of(drawn) == sorted(in_order)
    assert codes.digests_of(drawn) != in_order


def test_code_is_printed_in_groups():
    assert codes.grouped(CODE) == "4821 0937 5512 4071"


def test_receipt_is_not_the_token():
    token = codes.new_token()

    assert codes.is_token(token)
    assert not codes.is_token(token + "0")
    assert token not in codes.receipt_of(token)
    assert codes.receipt_of(token) == codes.receipt_of(token)
