"""Where something stands in a questionnaire, in words and as an address of the editor.

way_of(plain, where) -> ("items", "staff", "weight")      from the path of a problem
words_of_way(plain, way) -> str                           “Question 3: weight”
told(draft, problems) -> [Slip]                           each with the place where it is mended
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from evaluation.forms.questionnaire_fields import Around
from evaluation.forms.questionnaire_parts import ItemForm, part_form
from evaluation.models import Questionnaire
from evaluation.standards.messages import sentence
from evaluation.standards.problems import Problem
from evaluation.standards.wording import said
from harmony.shared.wording import in_brackets, labelled

Plain = Mapping[str, Any]
Way = tuple[str, ...]

HEADS = {
    "key": gettext_lazy("Key"),
    "edition": gettext_lazy("Edition"),
    "title": gettext_lazy("Title"),
    "standard": gettext_lazy("Evaluation standard it belongs to"),
    "notice": pgettext_lazy("of a standard", "Notice"),
    "introduction": gettext_lazy("Introduction"),
    "privacy": gettext_lazy("Promises to residents"),
    "thanks": gettext_lazy("Thanks"),
    "scale": gettext_lazy("Scale"),
    "items": gettext_lazy("Questions"),
    "overall": gettext_lazy("Overall question"),
    "background": gettext_lazy("About the household"),
    "comment": pgettext_lazy("of residents", "Comment"),
    "valid_answer": gettext_lazy("Counting rules"),
    "satisfaction_rate": gettext_lazy("Overall question"),
    "sample": gettext_lazy("Counting rules"),
}
FIELDS = {
    "text": pgettext_lazy("in a questionnaire", "text"),
    "hint": pgettext_lazy("in a questionnaire", "hint"),
    "weight": pgettext_lazy("in a questionnaire", "weight"),
    "dimension": pgettext_lazy("in a questionnaire", "dimension"),
    "key": pgettext_lazy("in a questionnaire", "key"),
    "label": pgettext_lazy("in a questionnaire", "words"),
    "value": pgettext_lazy("in a questionnaire", "value"),
    "satisfied": pgettext_lazy("in a questionnaire", "satisfied"),
    "options": pgettext_lazy("in a questionnaire", "answers"),
    "dont_know": pgettext_lazy("in a questionnaire", "“I don't know”"),
    "characters_at_most": pgettext_lazy("in a questionnaire", "characters, at most"),
    "rated_items_at_least": pgettext_lazy("in a questionnaire", "rated questions, at least"),
    "margin_of_error_points": pgettext_lazy("in a questionnaire", "margin of error"),
    "confidence_percent": pgettext_lazy("in a questionnaire", "confidence"),
    "valid_answers_at_least": pgettext_lazy("in a questionnaire", "valid answers, at least"),
    "publish_from_valid_answers": pgettext_lazy(
        "in a questionnaire", "shown from so many valid answers on"
    ),
    "smallest_cell": pgettext_lazy("in a questionnaire", "smallest group that is shown"),
    "en": pgettext_lazy("in a questionnaire", "English"),
    "zh": pgettext_lazy("in a questionnaire", "Chinese"),
}
PART_OF = {
    "scale": "scale",
    "overall": "overall",
    "satisfaction_rate": "overall",
    "background": "background",
    "comment": "comment",
    "valid_answer": "counting",
    "sample": "counting",
    "privacy": "promises",
}
"""The part of the editor in which the value is; what is not here is in the head."""


@dataclass(frozen=True)
class Slip:
    """What does not hold: where, why, and the address where it is mended."""

    place: str
    text: str
    url: str


def way_of(plain: Plain, where: str) -> Way:
    """The path with the keys of what stands in lists instead of their numbers."""
    way: list[str] = []
    found: Any = plain
    for name, number in re.findall(r"([^.\[\]]+)|\[(\d+)\]", where):
        try:
            found = found[int(number)] if number else found[name]
            way.append(str(found["key"]) if number else name)
        except (LookupError, TypeError):  # what is missing has no key; its place says enough
            way.append(name or str(int(number) + 1))
    return tuple(way)


def words_of_way(plain: Plain, way: Way, *, names_questions: bool = False) -> str:
    """“Question 3: weight”, “Scale: “Satisfied” · words · English”.

    ``names_questions``: with the key behind the number, where numbers have changed since.
    """
    head, rest = (way[0], way[1:]) if way else ("", ())
    label = str(HEADS.get(head, head))
    found = plain.get(head)
    if head == "items" and rest:
        label = _question(plain, rest[0], names_questions)
        found, rest = {}, rest[1:]
    words = []
    for step in rest:
        if isinstance(found, list):
            found = next((one for one in found if one["key"] == step), None)
            words.append(_("“%(name)s”") % {"name": _name(found) or step})
        else:
            found = found.get(step) if isinstance(found, Mapping) else None
            if step != "options" or not found:
                words.append(str(FIELDS.get(step, step)))
    return labelled(label, " · ".join(words)) if words else label


def _name(entry: Any) -> str:
    """What an answer is called; empty for what has no label of its own."""
    label = entry.get("label") if isinstance(entry, Mapping) else None
    return said(label) if label else ""


def _question(plain: Plain, key: str, names_it: bool) -> str:
    for place, item in enumerate(plain["items"], start=1):
        if item["key"] == key:
            number = _("Question %(number)s") % {"number": place}
            return f"{number}{in_brackets(key)}" if names_it else number
    name = _("“%(name)s”") % {"name": key}
    return labelled(pgettext("of a questionnaire", "Question"), name)


def told(draft: Questionnaire, problems: Iterable[Problem]) -> list[Slip]:
    return [
        Slip(
            place=words_of_way(draft.content, way_of(draft.content, problem.where)),
            text=sentence(problem),
            url=_address(draft, problem.where),
        )
        for problem in problems
    ]


def _address(draft: Questionnaire, where: str) -> str:
    """The page of the editor, at the field."""
    way = way_of(draft.content, where)
    if way[:1] == ("items",):
        return _address_of_item(draft, where, way)
    part = PART_OF.get(way[0] if way else "", "head")
    form = part_form(part, plain=draft.content, around=Around())
    page = reverse("evaluation:questionnaire-edit-part", args=[draft.pk, part])
    field = form.field_of(where)
    return f"{page}#id_{field}" if field else page


def _address_of_item(draft: Questionnaire, where: str, way: Way) -> str:
    if len(way) < 2:
        if not draft.content["items"]:
            return reverse("evaluation:questionnaire-edit", args=[draft.pk])
        return reverse("evaluation:questionnaire-edit-part", args=[draft.pk, "weights"])
    page = reverse("evaluation:questionnaire-edit-item", args=[draft.pk, way[1]])
    inner = where.partition("].")[2]
    plain = next(one for one in draft.content["items"] if one["key"] == way[1])
    field = ItemForm(plain=plain, around=Around()).field_of(inner)
    return f"{page}#id_{field}" if field else page
