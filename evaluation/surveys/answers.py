"""What a resident chose, checked against the questionnaire before anything is kept.

problems_of(content, choices, background, comment) -> list[AnswerProblem]
rated(content, choices) -> int                     items rated, “I don't know” not counted
tidy(comment) -> str
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evaluation.surveys.questionnaire_content import QuestionnaireContent
from evaluation.surveys.sealing.payload import Shape
from harmony.shared.form_words import TURNING

COMMENT = "comment"


@dataclass(frozen=True)
class AnswerProblem:
    """One thing to correct. ``key`` is the question's, ``comment``, or empty for the whole."""

    key: str
    text: str


CONTROL = dict.fromkeys(number for number in range(32) if chr(number) not in "\n\t")


def tidy(comment: str) -> str:
    """The comment as it is kept: one kind of line end, and nothing invisible in it."""
    lines = comment.replace("\r\n", "\n").replace("\r", "\n")
    return lines.translate(CONTROL | TURNING).strip()


def shape_of(content: QuestionnaireContent) -> Shape:
    """What an answer to this questionnaire can hold; it decides how long every envelope is."""
    scale = list(content.option_keys)
    asked = [*(item.key for item in content.items), content.overall.key]
    about = [
        (question.key, [option.key for option in question.options])
        for question in content.background
    ]
    return Shape([(key, scale) for key in asked], about, longest_comment(content))


def rated(content: QuestionnaireContent, choices: Mapping[str, str]) -> int:
    """How many of the items were rated; the overall question is not one of them."""
    ratings = {option.key for option in content.options}
    return sum(choices.get(item.key) in ratings for item in content.items)


def longest_comment(content: QuestionnaireContent) -> int:
    """The characters a comment may have; 0 where none is asked for."""
    return content.comment.characters_at_most if content.comment else 0


def problems_of(
    content: QuestionnaireContent,
    choices: Mapping[str, str],
    background: Mapping[str, str],
    comment: str,
) -> list[AnswerProblem]:
    """What keeps this answer from being taken; empty when nothing does."""
    scale = content.option_keys
    asked = {item.key: scale for item in content.items} | {content.overall.key: scale}
    about = {
        question.key: [option.key for option in question.options]
        for question in content.background
    }
    problems = _strange(choices, asked) + _strange(background, about)
    most, length = longest_comment(content), len(tidy(comment))
    if length > most:
        text = _("The comment has %(length)s characters. Please shorten it to %(most)s.")
        problems.append(AnswerProblem(COMMENT, text % {"length": length, "most": most}))
    if not choices and not length:
        problems.append(AnswerProblem("", _("Nothing has been answered yet.")))
    return problems


def _strange(
    given: Mapping[str, str], asked: Mapping[str, Collection[str]]
) -> list[AnswerProblem]:
    """Options and questions that the questionnaire does not have."""
    problems = [
        AnswerProblem(key, _("Please choose one of the answers shown."))
        for key, value in given.items()
        if key in asked and value not in asked[key]
    ]
    if any(key not in asked for key in given):
        text = _("These answers belong to another questionnaire. Please look through them again.")
        problems.append(AnswerProblem("", text))
    return problems
