"""Every problem that can be noted has a sentence."""

import re

import pytest
from django.conf import settings

from evaluation.standards.messages import SENTENCES, sentence, with_place
from evaluation.standards.problems import Problem

PURE = [
    "standards/reading.py",
    "standards/plain_text.py",
    "standards/content",
    "standards/scoring_rules",
    "surveys/questionnaire_content",
]
NOTED = re.compile(r'(?:note|Problem|_at_mark)\(\s*"([a-z0-9_]+)"')
CHOSEN = re.compile(r'"([a-z_]+_unknown)"')


def noted_codes() -> set[str]:
    codes: set[str] = set()
    for name in PURE:
        path = settings.BASE_DIR / "evaluation" / name
        for file in [path] if path.is_file() else path.rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            codes |= set(NOTED.findall(text)) | set(CHOSEN.findall(text))
    return codes


def test_there_are_codes_to_look_at():
    assert len(noted_codes()) > 40


@pytest.mark.parametrize("code", sorted(noted_codes()))
def test_every_code_has_its_sentence(code):
    assert code in SENTENCES


def test_a_slip_in_the_sums_names_the_class_and_the_difference():
    slip = Problem(
        "sum_of_dimension",
        {
            "class": "old_town",
            "code": "A",
            "reached": "10.0",
            "declared": "11.0",
            "difference": "-1.0",
        },
        "dimensions[0].points",
    )

    assert with_place(slip) == (
        "dimensions[0].points: Old town: dimension A adds up to 10.0 points, "
        "declared are 11.0 (-1.0)."
    )


def test_an_unknown_code_still_says_something():
    assert sentence(Problem("new_code")) == "This cannot be read (new_code)."
