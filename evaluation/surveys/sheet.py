"""The questionnaire as one page shows it, in one language, with what has been filled in.

Plain values out of the questionnaire's content; no database, no request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluation.standards.reading import TextPair
from evaluation.surveys.answers import COMMENT
from evaluation.surveys.questionnaire_content import BackgroundContent, QuestionnaireContent

FACES = (5, 4, 3, 2, 1)
"""The face beside each option of a five-point scale, from the brightest on; decoration only."""


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    face: int | None = None
    is_dont_know: bool = False
    is_chosen: bool = False


@dataclass(frozen=True)
class Question:
    """One question. ``name`` is that of its controls, ``number`` empty outside the scale."""

    key: str
    name: str
    text: str
    hint: str
    options: list[Option]
    number: int | None = None
    problem: str = ""


@dataclass(frozen=True)
class Filled:
    """What somebody has filled in so far, with what is wrong in it, by key."""

    choices: Mapping[str, str] = field(default_factory=dict)
    background: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CommentBox:
    text: str
    hint: str
    most: int
    filled: str
    problem: str


@dataclass(frozen=True)
class Sheet:
    """Every text of the questionnaire in one language."""

    title: str
    introduction: str
    items: list[Question]
    overall: Question
    background: list[Question]
    comment: CommentBox | None

    @property
    def questions(self) -> list[Question]:
        """Items and the overall question, as they are numbered."""
        return [*self.items, self.overall]


def sheet_of(content: QuestionnaireContent, language: str, filled: Filled | None = None) -> Sheet:
    """The questionnaire in “zh” or “en”."""
    writer = _Writer(content, language, filled or Filled())
    items = [
        writer.scaled(item.key, item.text, item.hint, number)
        for number, item in enumerate(content.items, start=1)
    ]
    return Sheet(
        title=writer.said(content.title),
        introduction=writer.said(content.introduction),
        items=items,
        overall=writer.scaled(content.overall.key, content.overall.label, None, len(items) + 1),
        background=[writer.about(question) for question in content.background],
        comment=writer.comment(),
    )


class _Writer:
    def __init__(self, content: QuestionnaireContent, language: str, filled: Filled) -> None:
        self.content, self.language, self.filled = content, language, filled

    def said(self, pair: TextPair | None) -> str:
        return getattr(pair, self.language) if pair else ""

    def scaled(self, key: str, text: TextPair, hint: TextPair | None, number: int) -> Question:
        chosen = self.filled.choices.get(key)
        return Question(
            key=key,
            name=f"a-{key}",
            text=self.said(text),
            hint=self.said(hint),
            options=[*self._steps(chosen), self._dont_know(chosen)],
            number=number,
            problem=self.filled.problems.get(key, ""),
        )

    def about(self, question: BackgroundContent) -> Question:
        chosen = self.filled.background.get(question.key)
        options = [
            Option(each.key, self.said(each.label), is_chosen=each.key == chosen)
            for each in question.options
        ]
        problem = self.filled.problems.get(question.key, "")
        text = self.said(question.text)
        return Question(question.key, f"b-{question.key}", text, "", options, problem=problem)

    def comment(self) -> CommentBox | None:
        asked = self.content.comment
        if asked is None:
            return None
        return CommentBox(
            text=self.said(asked.text),
            hint=self.said(asked.hint),
            most=asked.characters_at_most,
            filled=self.filled.comment,
            problem=self.filled.problems.get(COMMENT, ""),
        )

    def _steps(self, chosen: str | None) -> list[Option]:
        options = self.content.options
        faces = FACES if len(options) == len(FACES) else (None,) * len(options)
        return [
            Option(each.key, self.said(each.label), face, is_chosen=each.key == chosen)
            for each, face in zip(options, faces, strict=True)
        ]

    def _dont_know(self, chosen: str | None) -> Option:
        last = self.content.dont_know
        label = self.said(last.label)
        return Option(last.key, label, is_dont_know=True, is_chosen=last.key == chosen)
