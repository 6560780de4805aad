"""What was changed in a questionnaire, in words: its history, and two versions side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from communities.views.crumbs import trail
from evaluation.forms.questionnaires import OTHER, OtherQuestionnaireForm
from evaluation.models import Questionnaire, QuestionnaireChange
from evaluation.surveys.questionnaire_content.comparing import (
    Difference,
    WeightMovement,
    differences,
    weight_movements,
)
from evaluation.surveys.questionnaires import plain_of
from evaluation.views.questionnaire_outline import around_of, exact
from evaluation.views.questionnaire_words import words_of_way

Plain = Mapping[str, Any]
ROWS = 25
MOST_CHANGES = 20
"""Changes that are told to whoever saves second."""
MOST_LINES = 100
"""More than one press on Save can change."""


@dataclass(frozen=True)
class LineInWords:
    """One value before and after, each as lines of text."""

    label: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class ChangeInWords:
    """One change of the history with everything it changed."""

    change: QuestionnaireChange
    lines: list[LineInWords] = field(default_factory=list)


@require_safe
@login_required
def history(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    rows = QuestionnaireChange.objects.visible_to(request.user).filter(questionnaire=shown)
    if not rows.exists() and not request.user.has_perm("evaluation.publish_questionnaire"):
        raise Http404
    rows = rows.select_related("by", "copied_from")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "questionnaire": shown,
        "page": page,
        "changes": [in_words(row, shown.content) for row in page],
        "crumbs": _crumbs(shown, pgettext("of a questionnaire", "History")),
    }
    return render(request, "evaluation/questionnaires/history.html", context)


@require_safe
@login_required
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What this version has changed against another."""
    shown = _visible(request, pk)
    versions = _others(request, shown)
    other = _chosen(request, shown, versions)
    context: dict[str, Any] = {
        "questionnaire": shown,
        "other": other,
        "form": OtherQuestionnaireForm(request.GET, versions, other),
        "crumbs": _crumbs(shown, _("Compare versions")),
    }
    if other:
        context["page"] = Comparison.of(other, shown)
    return render(request, "evaluation/questionnaires/compare.html", context)


@dataclass(frozen=True)
class WeightLine:
    """The weight of a dimension in both, and by how much it moved (empty where it did not)."""

    title: str
    before: str
    after: str
    difference: str


@dataclass(frozen=True)
class Comparison:
    """Questions that came, went and changed; weights by dimension; everything else."""

    added: list[LineInWords]
    removed: list[LineInWords]
    changed: list[LineInWords]
    rest: list[LineInWords]
    weights: list["WeightLine"]

    @classmethod
    def of(cls, before: Questionnaire, after: Questionnaire) -> "Comparison":
        was, now = plain_of(before), plain_of(after)
        found = differences(was, now)
        items = [one for one in found if one.where[0] == "items"]
        whole = [one for one in items if len(one.where) == 2]
        titles = {**around_of(before).dimensions, **around_of(after).dimensions}
        movements = weight_movements(was, now)
        return cls(
            added=[_line(now, one) for one in whole if one.before is None],
            removed=[_line(was, one) for one in whole if one.after is None],
            changed=[_line(now, one) for one in items if len(one.where) != 2],
            rest=[_line(now, one) for one in found if one.where[0] != "items"],
            weights=[_weight_line(titles.get(one.dimension, ""), one) for one in movements],
        )

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed or self.rest)


# ------------------------------------------------------------------ in words
def in_words(change: QuestionnaireChange, plain: Plain) -> ChangeInWords:
    """``plain`` is the content as it is now, for the numbers of the questions."""
    lines = [
        _line(plain, Difference(tuple(where), before, after), names_questions=True)
        for where, before, after in change.details[:MOST_LINES]
    ]
    return ChangeInWords(change, lines)


def changes_since(draft: Questionnaire, seen: str) -> list[ChangeInWords]:
    """The changes that came after the content with this hash, the newest first."""
    found = []
    for change in draft.changes.select_related("by")[:MOST_CHANGES]:
        if change.content_hash == seen:
            break
        found.append(in_words(change, draft.content))
    return found


def _weight_line(title: str, moved: WeightMovement) -> WeightLine:
    by = moved.difference
    difference = f"{'+' if by > 0 else '−'}{exact(abs(by))}" if by else ""
    return WeightLine(
        title or moved.dimension, exact(moved.before), exact(moved.after), difference
    )


def _line(plain: Plain, difference: Difference, **options: bool) -> LineInWords:
    label = words_of_way(plain, difference.where, **options)
    if difference.is_order:
        label = _("%(what)s: order") % {"what": label}
        return LineInWords(
            label, [" · ".join(difference.before)], [" · ".join(difference.after or [])]
        )
    return LineInWords(label, list(_texts(difference.before)), list(_texts(difference.after)))


def _texts(value: Any) -> Iterable[str]:
    """Every text and number in it, one after the other; yes and no in words."""
    if isinstance(value, bool):
        yield _("yes") if value else _("no")
    elif isinstance(value, Mapping) and "weight" in value:
        yield from _texts([value["text"], value.get("hint")])
        yield f"{value['dimension']} · {value['weight']}"
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif value is not None and value != "":
        yield str(value)


# ------------------------------------------------------------------ which version
def _visible(request: HttpRequest, pk: int) -> Questionnaire:
    rows = Questionnaire.objects.visible_to(request.user).select_related("district")
    return get_object_or_404(rows, pk=pk)


def _others(request: HttpRequest, shown: Questionnaire) -> list[Questionnaire]:
    """What this one can be compared with: its own versions first."""
    rows = Questionnaire.objects.visible_to(request.user).filter(district=shown.district_id)
    others = rows.exclude(pk=shown.pk).defer("content").order_by("-edition", "-version")
    return sorted(others, key=lambda one: one.key != shown.key)


def _chosen(
    request: HttpRequest, shown: Questionnaire, versions: list[Questionnaire]
) -> Questionnaire | None:
    """The one asked for, else the version before, else any other."""
    asked = request.GET.get(OTHER, "")
    for one in versions:
        if str(one.pk) == asked:
            return one
    earlier = [one for one in versions if one.key == shown.key and one.version < shown.version]
    earlier.sort(key=lambda one: -one.version)
    return next(iter([*earlier, *versions]), None)


def _crumbs(shown: Questionnaire, label: str) -> list[dict[str, str]]:
    to_list = (_("Questionnaire texts"), reverse("evaluation:questionnaires"))
    its_page = (f"{shown.title} · {shown.edition}", shown.get_absolute_url())
    return trail(to_list, its_page, label)
