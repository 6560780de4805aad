"""What forms say of texts and numbers that cannot be taken, and what no text may hold."""

import re

import pytest
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.utils.translation import override

DJANGO_SAYS = re.compile("Ensure|Null|确保|该变量|空字符")


class Typed(forms.Form):
    text = forms.CharField(max_length=5, min_length=2)
    number = forms.IntegerField(min_value=1, max_value=9)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("text", "abcdef", {"en": "may have 5 characters; it has 6", "zh-hans": "6"}),
        ("text", "a", {"en": "at least 2 characters; it has 1", "zh-hans": "2"}),
        ("text", "a\x00b", {"en": "invisible characters that cannot be kept", "zh-hans": "字符"}),
        (
            "text",
            "a\u202eb",
            {"en": "invisible characters that cannot be kept", "zh-hans": "字符"},
        ),
        ("text", "a\x07b", {"en": "invisible characters that cannot be kept", "zh-hans": "字符"}),
        ("text", "a\x0bb", {"en": "invisible characters that cannot be kept", "zh-hans": "字符"}),
        ("number", "0", {"en": "Enter 1 or more.", "zh-hans": "1"}),
        ("number", "10", {"en": "Enter at most 9.", "zh-hans": "9"}),
    ],
)
def test_it_is_said_in_our_own_words(name, value, words, language):
    with override(language):
        [told] = Typed({"text": "abc", "number": "3"} | {name: value}).errors[name]
        assert words[language] in told
        assert not DJANGO_SAYS.search(told)


def test_what_texts_are_made_of_is_taken():
    form = Typed({"text": "a\tb\nc", "number": "3"})
    assert form.is_valid(), form.errors


def test_models_say_the_same():
    for validator in (MaxLengthValidator(3), MinValueValidator(3)):
        assert "Ensure" not in str(validator.message)


def test_no_form_takes_its_words_back():
    for app in ("communities", "evaluation", "tasks"):
        for file in (settings.BASE_DIR / app).rglob("*.py"):
            assert "ProhibitNullCharacters" not in file.read_text("utf-8"), file
