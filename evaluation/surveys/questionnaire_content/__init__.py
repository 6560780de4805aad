"""What a questionnaire says: read from its file, written down again. No Django here.

    read_questionnaire(plain, *, dimensions=None) -> (QuestionnaireContent | None, list[Problem])
    read_questionnaire_text(text, *, dimensions=None) -> the same, from YAML or JSON
    questionnaire_to_plain(content) -> dict      reading it gives the same questionnaire
    content_hash(plain) -> str                   SHA-256 of canonical JSON

A questionnaire without problems can be published: its weights make 1, the rate is of the
overall question, and every key stands once. A draft may lack some of that (``drafts``); it is
changed in ``editing``, its weights are added up in ``weights``, and two states of it lie side by
side in ``comparing``.
"""

from evaluation.standards.plain_text import content_hash
from evaluation.surveys.questionnaire_content.reading import (
    read_questionnaire,
    read_questionnaire_text,
)
from evaluation.surveys.questionnaire_content.shapes import (
    BackgroundContent,
    ChoiceContent,
    CommentContent,
    ItemContent,
    OptionContent,
    QuestionnaireContent,
    SampleContent,
)
from evaluation.surveys.questionnaire_content.writing import questionnaire_to_plain

__all__ = [
    "BackgroundContent",
    "ChoiceContent",
    "CommentContent",
    "ItemContent",
    "OptionContent",
    "QuestionnaireContent",
    "SampleContent",
    "content_hash",
    "questionnaire_to_plain",
    "read_questionnaire",
    "read_questionnaire_text",
]
