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


def test_parts_of_a_code_are_told_apart():
    assert codes.selector_of(CODE) == "482109"
    assert codes.verifier_of(CODE) == "375512407"


def test_selectors_are_drawn_once_and_never_those_in_use():
    taken = {f"{number:06d}" for number in range(100_000)}

    drawn = codes.draw(500, taken)

    selectors = {codes.selector_of(code) for code in drawn}
    assert len(selectors) == 500
    assert not selectors & taken


def test_lanes_never_meet():
    drawn = [{codes.selector_of(code) for code in codes.draw(500, lane=lane)} for lane in (3, 104)]

    assert {int(selector) % codes.LANES for selector in drawn[0]} == {3}
    assert {int(selector) % codes.LANES for selector in drawn[1]} == {4}


def test_a_lane_that_is_nearly_full_is_left():
    full = {f"{number:06d}" for number in range(7, codes.FULLEST_LANE * codes.LANES, codes.LANES)}

    assert len(codes.draw(1, full, lane=8)) == 1
    with pytest.raises(codes.NoSelectorsLeft):
        codes.draw(1, full, lane=7)


def test_codes_run_out_before_guessing_becomes_easy():
    with pytest.raises(codes.NoSelectorsLeft):
        codes.draw(2, {f"{number:06d}" for number in range(499_999)})


def test_code_is_printed_in_groups():
    assert codes.grouped(CODE) == "4821 0937 5512 4071"
