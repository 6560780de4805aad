"""Every problem that the pure modules can note has a sentence, and its placeholders fit."""

import re
from decimal import Decimal as D
from pathlib import Path

import pytest

from evaluation.standards.content import publishing_problems, read_standard
from evaluation.standards.messages import SENTENCES, sentence
from evaluation.standards.scoring_rules import check_finding, check_rule
from tests.evaluation.standards.sample import sample_standard
from tests.evaluation.standards.test_content import WRONG
from tests.evaluation.standards.test_scoring_rules import WRONG_FINDINGS, WRONG_RULES

BASE = Path(__file__).parents[3] / "evaluation"
SOURCES = [
    *(BASE / "standards").glob("*.py"),
    *(BASE / "standards" / "content").glob("*.py"),
    *(BASE / "standards" / "scoring_rules").glob("*.py"),
    *(BASE / "standards" / "sheets").glob("*.py"),
    *(BASE / "surveys" / "questionnaire_content").glob("*.py"),
]
# note("code", …), Problem("code", …), _at_mark("code", …), refusals, and a word that is not known.
NOTED = re.compile(r"(?:\.note|Problem|_at_mark|WorkbookRefused|NotExact)\(\s*\"([a-z_0-9]+)\"")
OTHERWISE = re.compile(r"\"([a-z_]+_unknown|unknown_[a-z]+|rate_not_of_overall)\"")
SUMS = {f"sum_of_{level}" for level in ("whole", "common", "class_specific")}
SUMS |= {"sum_of_dimension", "sum_of_indicator"}


def codes() -> set[str]:
    found = {"missing", "negative", "too_small"} | SUMS
    found |= {"not_a_number", "number_without_quotes", "number_too_long"}
    for source in SOURCES:
        if source.name != "messages.py":
            text = source.read_text(encoding="utf-8")
            found |= set(NOTED.findall(text)) | set(OTHERWISE.findall(text))
    return found


def test_the_search_finds_the_codes():
    assert {"band_gap", "yaml_alias", "key_twice", "evidence_type_unknown"} <= codes()
    assert len(codes()) > 70


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_code_has_a_sentence(code):
    assert code in SENTENCES


def problems_of_examples():
    for rule, finding, _ in WRONG_FINDINGS:
        yield from check_finding(rule, finding, D(2))
    for rule, _ in WRONG_RULES.values():
        yield from check_rule(rule, D(2))
    for spoil, _ in WRONG.values():
        plain = sample_standard()
        spoil(plain)
        yield from read_standard(plain, departments={"organisation"})[1]
    plain = sample_standard() | {"base_points": "99"}
    yield from publishing_problems(read_standard(plain)[0])


def test_every_sentence_can_be_filled_in():
    sentences = {problem.code: sentence(problem) for problem in problems_of_examples()}

    assert len(sentences) > 40
    assert not [text for text in sentences.values() if "%(" in text or not text.endswith(".")]
