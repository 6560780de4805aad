"""Editing a draft of the questionnaire: its outline, one question, or one part of the rest."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from communities.views.crumbs import trail
from evaluation.forms.questionnaire_parts import FORMS, ItemForm, part_form
from evaluation.models import Questionnaire, QuestionnaireChange
from evaluation.surveys import services
from evaluation.surveys.questionnaire_content import editing
from evaluation.surveys.questionnaire_content.editing import NoSuchItem
from evaluation.surveys.questionnaire_drafts import Change
from evaluation.surveys.questionnaires import QuestionnaireRefused
from evaluation.views.questionnaire_history import ChangeInWords, changes_since
from evaluation.views.questionnaire_outline import around_of, blocks_of, sum_table
from evaluation.views.questionnaire_words import told
from harmony.shared.workflow import TransitionRefused

may_edit = permission_required("evaluation.publish_questionnaire", raise_exception=True)
may_be_sent = require_http_methods(["GET", "HEAD", "POST"])
Act = QuestionnaireChange.Act
SHOWN_SLIPS = 30
LATEST = 8


@require_safe
@login_required
@may_edit
def outline(request: HttpRequest, pk: int) -> HttpResponse:
    draft = draft_of(request, pk)
    around = around_of(draft)
    slips = services.what_does_not_hold(draft)
    context = {
        "questionnaire": draft,
        "plain": draft.content,
        "blocks": blocks_of(draft.content, around),
        "dimensions": around.dimensions,
        "table": sum_table(draft.content["items"], around),
        "slips": told(draft, slips[:SHOWN_SLIPS]),
        "more_slips": max(len(slips) - SHOWN_SLIPS, 0),
        "parts": [(name, label) for name, (_form, label) in FORMS.items() if name != "weights"],
        "changes": draft.changes.defer("details").select_related("by")[:LATEST],
        "crumbs": _crumbs(draft),
    }
    return render(request, "evaluation/questionnaires/edit.html", context)


# ------------------------------------------------------------------ one part, one question
@may_be_sent
@login_required
@may_edit
def part(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Change everything of one part; or only see what the weights would add up to."""
    if name not in FORMS:
        raise Http404
    draft = draft_of(request, pk)
    around, heading = around_of(draft), FORMS[name][1]
    form = part_form(name, _typed(request), plain=draft.content, around=around)
    is_checked = _is_to_be_saved(request)
    is_right = is_checked and form.is_valid()
    if is_right and _saved(request, draft, form.applied, Act.CHANGED, form):
        messages.success(request, _("%(what)s: saved.") % {"what": heading})
        return redirect("evaluation:questionnaire-edit", pk)
    if "more_rows" in request.POST:
        form.add_rows()
    items = draft.content["items"]
    if name == "weights":
        items = [{**one, "weight": field.value() or ""} for _number, one, field in form.rows()]
    context = {
        "questionnaire": draft,
        "part": name,
        "heading": heading,
        "form": form,
        "is_checked": is_checked,
        "table": sum_table(items, around),
        "seen": _seen(request, draft, form),
        "meanwhile": _meanwhile(request, draft, form),
        "crumbs": _crumbs(draft, heading),
    }
    return render(request, "evaluation/questionnaires/edit_part.html", context)


@may_be_sent
@login_required
@may_edit
def item(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Change one question."""
    draft = draft_of(request, pk)
    plain, place = item_of(draft, key)
    if plain is None:
        messages.error(request, _("This question is no longer there."))
        return redirect("evaluation:questionnaire-edit", pk)
    around = around_of(draft)
    form = ItemForm(_typed(request), plain=plain, around=around)
    if _is_to_be_saved(request) and form.is_valid():
        fields = form.fields_to_keep
        change: Change = partial(editing.item_changed, key=key, fields=fields)
        if _saved(request, draft, change, Act.CHANGED, form, under=f"items[{place}]."):
            messages.success(request, _("Question %(number)s is saved.") % {"number": place + 1})
            return redirect(f"{outline_page(pk)}#item-{fields['key']}")
    now = {name: form[name].value() or "" for name in ("dimension", "weight")}
    items = [{**one, **now} if one["key"] == key else one for one in draft.content["items"]]
    heading = _("Question %(number)s") % {"number": place + 1}
    context = {
        "questionnaire": draft,
        "item": plain,
        "heading": heading,
        "form": form,
        "is_checked": _is_to_be_saved(request),
        "table": sum_table(items, around),
        "seen": _seen(request, draft, form),
        "meanwhile": _meanwhile(request, draft, form),
        "crumbs": _crumbs(draft, heading),
    }
    return render(request, "evaluation/questionnaires/edit_item.html", context)


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _is_to_be_saved(request: HttpRequest) -> bool:
    """Not where only the sums or more rows were asked for."""
    return request.method == "POST" and not {"sums", "more_rows"} & set(request.POST)


def _saved(
    request: HttpRequest,
    draft: Questionnaire,
    change: Change,
    act: str,
    form: Any,
    *,
    under: str = "",
) -> bool:
    """Store the change; where it is refused the form tells why, each problem beside its field."""
    seen = request.POST.get("seen", "")
    try:
        services.edit_draft(draft, change, by=request.user, seen=seen, act=act)
    except QuestionnaireRefused as refusal:
        for problem in refusal.problems:
            is_here = problem.where.startswith(under)
            field = form.field_of(problem.where.removeprefix(under)) if is_here else None
            if field is None and problem.code == "used_twice" and "key" in form.fields:
                field = "key"  # told where it stands for the second time, which may be elsewhere
            form.add_error(field, form.words_of(problem))
    except TransitionRefused as refusal:
        draft.refresh_from_db()
        form.add_error(None, refusal.reason)
    else:
        return True
    return False


# ------------------------------------------------------------------ shared
def draft_of(request: HttpRequest, pk: int) -> Questionnaire:
    """The draft; a published version cannot be edited, so it has no such page."""
    drafts = Questionnaire.objects.visible_to(request.user).select_related("district")
    return get_object_or_404(drafts, pk=pk, state=Questionnaire.State.DRAFT)


def item_of(draft: Questionnaire, key: str) -> tuple[Mapping[str, Any] | None, int]:
    """The question and its place; somebody may have taken it out a moment ago."""
    try:
        plain = editing.item_at(draft.content, key)
    except NoSuchItem:
        return None, 0
    return plain, draft.content["items"].index(plain)


def _seen(request: HttpRequest, draft: Questionnaire, form: Form) -> str:
    """Which content the page is about. Whoever was told that it is another by now is shown that
    one's hash: the next press saves over it, knowingly."""
    if request.method != "POST" or (form.is_bound and form.non_field_errors()):
        return draft.content_hash
    return request.POST.get("seen", "")


def _meanwhile(request: HttpRequest, draft: Questionnaire, form: Form) -> list[ChangeInWords]:
    """What others have changed since the page was shown, for whoever is told that they have."""
    if request.method != "POST" or not form.non_field_errors():
        return []
    return changes_since(draft, request.POST.get("seen", ""))


def outline_page(pk: int) -> str:
    return reverse("evaluation:questionnaire-edit", args=[pk])


def _crumbs(draft: Questionnaire, label: str = "") -> list[dict[str, str]]:
    to_list = (_("Questionnaire texts"), reverse("evaluation:questionnaires"))
    its_page = (f"{draft.title} · {draft.edition}", draft.get_absolute_url())
    if not label:
        return trail(to_list, its_page, _("Edit the draft"))
    return trail(to_list, its_page, (_("Edit the draft"), outline_page(draft.pk)), str(label))
