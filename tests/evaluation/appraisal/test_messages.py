"""Every reason for a moderation has its sentence."""

from decimal import Decimal as D

import pytest

from evaluation.appraisal.messages import moderation_in_words
from evaluation.appraisal.scoring import NeedsModeration


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("too_few", "Too few appraisers have scored it."),
        (
            "modifiers_differ",
            "The appraisers do not agree on whether and how the criterion applies.",
        ),
        (
            "beyond_tolerance",
            "The scores lie 0.5 points apart; up to 0.2 would be within the tolerance.",
        ),
    ],
)
def test_moderation_in_words(reason, expected):
    assert moderation_in_words(NeedsModeration(reason, D("0.50"), D("0.2"))) == expected
