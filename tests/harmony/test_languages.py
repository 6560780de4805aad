from dataclasses import dataclass

import pytest
from django.utils import translation

from harmony.shared import wording
from harmony.shared.languages import Bilingual, in_language


@dataclass
class Sign:
    name_zh: str
    name_en: str
    name = Bilingual("name")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh-hans", "东湖街道"), ("zh-cn", "东湖街道"), ("en", "East Lake"), (None, "East Lake")],
)
def test_text_is_in_the_language_of_the_reader(language, expected):
    with translation.override(language):
        assert in_language("东湖街道", "East Lake") == expected
        assert Sign("东湖街道", "East Lake").name == expected


@pytest.mark.parametrize(
    ("language", "sign", "expected"),
    [
        ("zh-hans", Sign("", "East Lake"), "East Lake"),
        ("en", Sign("东湖街道", ""), "东湖街道"),
        ("en", Sign("", ""), ""),
    ],
)
def test_other_language_is_better_than_nothing(language, sign, expected):
    with translation.override(language):
        assert sign.name == expected


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["P1.1: Signed", "One. Two.", "A (B)", "A, B"]),
        ("zh-hans", ["P1.1：Signed", "One.Two.", "A（B）", "A、B"]),
    ],
)
def test_signs_between_texts_are_those_of_the_language(language, written):
    with translation.override(language):
        assert [
            wording.labelled("P1.1", "Signed"),
            wording.together(["One.", "", "Two."]),
            f"A{wording.in_brackets('B')}",
            wording.listed(["A", "B"]),
        ] == written
