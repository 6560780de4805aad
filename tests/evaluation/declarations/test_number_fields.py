"""Numbers as people type them: one reading in every form."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from evaluation.forms.number_fields import (
    CountField,
    NumberField,
    PlainDecimalField,
    WrittenNumber,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("２．０", "2.0"),
        (" 47.5 ", "47.5"),
        ("95％", "95"),
        ("95.10000000", "95.100000"),
        ("", ""),
    ],
)
def test_it_is_kept_in_plain_digits(typed, kept):
    assert NumberField(units=("%",)).clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("95.1234567", "Enter at most 6 decimal places."),
        ("9" * 24, "Enter at most 100."),
        ("-1", "Enter 0 or more."),
        ("1e3", "Enter a number, for instance 47.5."),
        ("many", "Enter a number, for instance 47.5."),
    ],
)
def test_what_is_wrong_with_it_is_said_and_nothing_else(typed, told):
    with pytest.raises(ValidationError) as refusal:
        NumberField(highest=Decimal(100)).clean(typed)
    assert refusal.value.messages == [told]


def test_without_a_bound_there_is_still_a_largest():
    with pytest.raises(ValidationError, match="Enter at most 999999999999"):
        NumberField().clean("9" * 24)
    with pytest.raises(ValidationError, match="Enter at most 999999"):
        CountField().clean("9" * 24)


def test_every_other_field_of_numbers_reads_them_alike():
    assert WrittenNumber().clean("２．０") == "2.0"
    assert PlainDecimalField().clean("８５．５") == Decimal("85.5")
