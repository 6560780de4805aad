"""A questionnaire as plain values again, in the order and form of its file."""

from typing import Any

from evaluation.standards.content.writing import pair
from evaluation.standards.figures import plain
from evaluation.standards.reading import TextPair
from evaluation.surveys.questionnaire_content.shapes import (
    ChoiceContent,
    ItemContent,
    OptionContent,
    QuestionnaireContent,
    SampleContent,
)


def questionnaire_to_plain(content: QuestionnaireContent) -> dict[str, Any]:
    """The questionnaire as plain values; reading them gives the same questionnaire again."""
    return {
        "key": content.key,
        "edition": content.edition,
        "title": pair(content.title),
        **({"standard": content.standard} if content.standard else {}),
        **_optional("notice", content.notice),
        "introduction": pair(content.introduction),
        "privacy": [{"key": key, "text": pair(text)} for key, text in content.privacy],
        "thanks": pair(content.thanks),
        "scale": {
            "options": [_option(option) for option in content.options],
            "dont_know": _choice(content.dont_know),
        },
        "items": [_item(item) for item in content.items],
        "overall": {"key": content.overall.key, "text": pair(content.overall.label)},
        "background": [
            {
                "key": question.key,
                "text": pair(question.text),
                "options": [_choice(option) for option in question.options],
            }
            for question in content.background
        ],
        **_comment(content),
        "valid_answer": {"rated_items_at_least": content.rated_items_at_least},
        "satisfaction_rate": {"item": content.overall.key},
        "sample": _sample(content.sample),
    }


def _optional(key: str, text: TextPair | None) -> dict[str, Any]:
    return {} if text is None else {key: pair(text)}


def _choice(choice: ChoiceContent) -> dict[str, Any]:
    return {"key": choice.key, "label": pair(choice.label)}


def _option(option: OptionContent) -> dict[str, Any]:
    return {
        "key": option.key,
        "value": plain(option.value),
        "satisfied": option.satisfied,
        "label": pair(option.label),
    }


def _item(item: ItemContent) -> dict[str, Any]:
    return {
        "key": item.key,
        "dimension": item.dimension,
        "weight": plain(item.weight),
        "text": pair(item.text),
        **_optional("hint", item.hint),
    }


def _comment(content: QuestionnaireContent) -> dict[str, Any]:
    comment = content.comment
    if comment is None:
        return {}
    written = {
        "key": comment.key,
        "text": pair(comment.text),
        **_optional("hint", comment.hint),
        "characters_at_most": comment.characters_at_most,
    }
    return {"comment": written}


def _sample(sample: SampleContent) -> dict[str, Any]:
    return {
        "margin_of_error_points": plain(sample.margin_points),
        "confidence_percent": plain(sample.confidence_percent),
        "valid_answers_at_least": sample.valid_answers_at_least,
        "publish_from_valid_answers": sample.publish_from,
        "smallest_cell": sample.smallest_cell,
    }
