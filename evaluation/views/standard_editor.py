"""Editing a draft in the browser: its outline, one part at a time, its head and its levels."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from communities.models import Department
from communities.views.crumbs import trail
from evaluation.forms.meanwhile import marks_of, merged, read_marks
from evaluation.forms.meeting_of_parts import marks_of_part, met
from evaluation.forms.rule_forms import FORMS as RULE_FORMS
from evaluation.forms.rule_forms import NAMES as RULE_NAMES
from evaluation.forms.rule_forms import RuleForm, rule_form
from evaluation.forms.standard_head import HeadForm, LevelsForm, SeenForm
from evaluation.forms.standard_parts import PartForm, part_form
from evaluation.models import Standard, StandardState
from evaluation.standards.content import editing
from evaluation.standards.content.editing import BONUS, CRITERION, KINDS, NoSuchPart, Part
from evaluation.standards.editing import Act, Change, EditConflict, edit
from evaluation.standards.messages import sentence
from evaluation.standards.services import StandardRefused, what_does_not_add_up
from evaluation.standards.wording import said
from evaluation.views.standard_gone import (
    answer_what_is_gone,
    answer_what_is_published,
    is_there,
)
from evaluation.views.standard_outline import outline_of, places_for
from evaluation.views.standard_slips import HEADINGS, slips_of
from evaluation.views.standard_trial import trial_of
from harmony.shared.workflow import TransitionRefused

may_edit = permission_required("evaluation.publish_standard", raise_exception=True)
HAS_A_RULE = {CRITERION, BONUS}


@require_safe
@login_required
@may_edit
def outline(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _draft(request, pk)
    context = {
        "standard": draft,
        "outline": outline_of(draft.content),
        "slips": slips_of(draft, what_does_not_add_up(draft)),
        "changes": draft.changes.select_related("by")[:10],
        "crumbs": trail(_to_list(), (str(draft), draft.get_absolute_url()), _("Edit the draft")),
    }
    return render(request, "evaluation/standards/edit.html", context)


# ------------------------------------------------------------------ one part
@login_required
@may_edit
def part(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """Change one part; a criterion and a bonus item with their rule, and a trial of it."""
    here = _part(kind, code)
    if request.method == "POST" and not _is_there(request, pk, here):
        return answer_what_is_gone(request, pk, here)
    draft = _draft(request, pk)
    plain = _plain_of(draft, here)
    is_sent, meeting = request.method == "POST", None
    typed = request.POST if is_sent else None
    form = part_form(kind, typed, plain=plain, departments=_departments(draft))
    rule = _rule_form(request, plain) if kind in HAS_A_RULE else None
    marks = request.POST.get("marks", "") if is_sent else marks_of_part(form, rule)
    changes_rule = is_sent and "change_rule" in request.POST
    adds_rows = is_sent and "more_rows" in request.POST
    if is_sent and not changes_rule and not adds_rows and _both_valid(form, rule):
        try:
            answer = _saved(request, draft, here, form, rule)
        except EditConflict:
            plain = _plain_of(draft, here)
            stored = part_form(kind, plain=plain, departments=_departments(draft))
            stored_rule = rule_form(plain["rule"]["type"], rule=plain["rule"]) if rule else None
            new_marks = marks_of_part(stored, stored_rule)
            form, rule, meeting = met(form, rule, stored, stored_rule, marks)
            answer, marks = None, new_marks
        if answer is not None:
            return answer
    if adds_rows:
        _spare_rows(form, rule)
    context = {
        "standard": draft,
        "part": here,
        "heading": HEADINGS[kind] % {"code": code},
        "form": form,
        "rule_form": rule,
        "rule_names": [(name, RULE_NAMES[name]) for name in _rules_for(kind)],
        "seen": draft.content_hash if meeting else _seen(request, draft, form),
        "marks": marks,
        "meeting": meeting,
        "has_errors": bool(rule and rule.errors) and not changes_rule,
        "is_checked": is_sent and not changes_rule and not adds_rows,
        "targets": places_for(draft.content, kind),
        "trial": trial_of(draft, here, request.GET) if rule and not is_sent else None,
        "crumbs": _crumbs(draft, HEADINGS[kind] % {"code": code}),
    }
    return render(request, "evaluation/standards/edit_part.html", context)


def _both_valid(form: PartForm, rule: RuleForm | None) -> bool:
    return all([form.is_valid(), rule is None or rule.is_valid()])


def _saved(
    request: HttpRequest, draft: Standard, here: Part, form: PartForm, rule: RuleForm | None
) -> HttpResponse | None:
    """Store the part and go on; nothing when it was refused, which the form then tells.

    Raises EditConflict where the draft is another by now.
    """
    fields = form.fields_to_keep | ({"rule": rule.rule} if rule else {})
    change: Change = partial(editing.replaced, part=here, fields=fields)
    code = fields["code"]
    try:
        edit(
            draft,
            change,
            by=request.user,
            seen=request.POST.get("seen", ""),
            act=Act.CHANGED,
            part=Part(here.kind, code),
        )
    except StandardRefused as refusal:
        _tell(refusal, _path_of(draft, here), form, rule)
        return None
    except EditConflict:
        raise
    except TransitionRefused as refusal:
        form.add_error(None, refusal.reason)
        return None
    messages.success(request, _("%(code)s is saved.") % {"code": code})
    if "stay" in request.POST:
        return redirect("evaluation:standard-edit-part", draft.pk, here.kind, code)
    outline_page = reverse("evaluation:standard-edit", args=[draft.pk])
    return redirect(f"{outline_page}#{here.kind}-{code}")


def _tell(refusal: StandardRefused, path: str, form: PartForm, rule: RuleForm | None) -> None:
    """Each problem beside the field it belongs to; what is elsewhere stands above."""
    for problem in refusal.problems:
        inner = problem.where.removeprefix(path).lstrip(".")
        is_here = problem.where.startswith(path)
        if is_here and rule is not None and inner.startswith("rule"):
            field = rule.field_of(inner.removeprefix("rule").lstrip("."))
            rule.add_error(field, sentence(problem))
        else:
            form.add_error(form.field_of(inner) if is_here else None, sentence(problem))


def _rule_form(request: HttpRequest, plain: Mapping[str, Any]) -> RuleForm:
    """The form of the rule that is stored, or of the type that was asked for instead."""
    stored = plain["rule"]
    if request.method != "POST":
        return rule_form(stored["type"], rule=stored)
    kind = request.POST.get("rule_type", "")
    kind = kind if kind in RULE_FORMS else stored["type"]
    if "change_rule" in request.POST:
        return rule_form(kind, rule=stored)
    return rule_form(kind, request.POST, rule=stored)


def _spare_rows(form: Form, rule: Form | None) -> None:
    for one in (form, rule):
        for field in one.fields.values() if one else ():
            if hasattr(field.widget, "spare"):
                field.widget.spare += 5


def _rules_for(kind: str) -> list[str]:
    return [name for name in RULE_FORMS if (name == "bonus_per_unit") == (kind == BONUS)]


# ------------------------------------------------------------------ what is done to a part
Make = Callable[[Mapping[str, Any]], tuple[dict[str, Any], str]]
"""From the content to the content with a new part in it, and the code of that part."""


@require_POST
@login_required
@may_edit
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    draft = _draft(request, pk)
    if kind not in KINDS:
        raise Http404
    into = request.POST.get("into", "")
    return _made(request, draft, kind, Act.ADDED, partial(editing.added, kind=kind, into=into))


@require_POST
@login_required
@may_edit
def copy(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """A copy behind it, or in another branch; with everything in it, under codes of its own."""
    draft, here = _draft(request, pk), _part(kind, code)
    into = request.POST.get("into", "")
    return _made(request, draft, kind, Act.COPIED, partial(editing.copied, part=here, into=into))


def _made(request: HttpRequest, draft: Standard, kind: str, act: str, make: Make) -> HttpResponse:
    """Put a new part into the draft and go to it."""
    codes: list[str] = []

    def change(plain: Mapping[str, Any]) -> dict[str, Any]:
        new, code = make(plain)
        codes.append(code)
        return new

    if not _done(request, draft, change, act, kind, codes):
        return redirect("evaluation:standard-edit", draft.pk)
    return redirect("evaluation:standard-edit-part", draft.pk, kind, codes[-1])


@require_POST
@login_required
@may_edit
def move(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    """One place up or down, or to the end of another branch."""
    draft, here = _draft(request, pk), _part(kind, code)
    if into := request.POST.get("into", ""):
        change: Change = partial(editing.placed, part=here, into=into)
    else:
        by = -1 if request.POST.get("way") == "up" else 1
        change = partial(editing.moved, part=here, by=by)
    _done(request, draft, change, Act.MOVED, kind, [code], quiet=True)
    return redirect(f"{reverse('evaluation:standard-edit', args=[pk])}#{kind}-{code}")


@login_required
@may_edit
def remove(request: HttpRequest, pk: int, kind: str, code: str) -> HttpResponse:
    draft, here = _draft(request, pk), _part(kind, code)
    back = reverse("evaluation:standard-edit", args=[pk])
    if request.method == "POST":
        change: Change = partial(editing.removed, part=here)
        _done(request, draft, change, Act.REMOVED, kind, [code])
        return redirect(back)
    plain = _plain_of(draft, here)
    context = {
        "title": _("Take %(what)s out of the draft?") % {"what": HEADINGS[kind] % {"code": code}},
        "subject": said(plain["title"]),
        "consequences": [_("Everything in it goes with it. It cannot be brought back.")],
        "button": _("Take it out"),
        "danger": True,
        "back": back,
        "form": SeenForm(initial={"seen": draft.content_hash}),
    }
    return render(request, "confirm.html", context)


def _done(
    request: HttpRequest,
    draft: Standard,
    change: Change,
    act: str,
    kind: str,
    codes: list[str],
    *,
    quiet: bool = False,
) -> bool:
    """Do it and say so; say why not where it is refused."""
    seen = request.POST.get("seen") or draft.content_hash
    try:
        changed = change(draft.content)
        code = codes[-1] if codes else ""
        part = Part(kind, code)
        edit(draft, lambda _plain: changed, by=request.user, seen=seen, act=act, part=part)
    except NoSuchPart:
        messages.error(request, _("This part is no longer there."))
    except StandardRefused as refusal:
        messages.error(request, sentence(refusal.problems[0]))
    except TransitionRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        if not quiet:
            words = {"act": Act(act).label, "what": HEADINGS[kind] % {"code": codes[-1]}}
            messages.success(request, _("%(act)s: %(what)s.") % words)
        return True
    return False


# ------------------------------------------------------------------ head and levels
@login_required
@may_edit
def head(request: HttpRequest, pk: int) -> HttpResponse:
    return _whole(request, pk, HeadForm, _("Titles, totals and weights"))


@login_required
@may_edit
def levels(request: HttpRequest, pk: int) -> HttpResponse:
    return _whole(request, pk, LevelsForm, _("Conditions of the levels"))


def _whole(request: HttpRequest, pk: int, make: Any, heading: str) -> HttpResponse:
    is_sent = request.method == "POST"
    if is_sent and not _drafts(request).filter(pk=pk).exists():
        return answer_what_is_published(request, pk, make, heading)
    draft = _draft(request, pk)
    form, meeting = make(request.POST if is_sent else None, plain=draft.content), None
    marks = request.POST.get("marks", "") if is_sent else marks_of(form)
    try:
        if form.is_valid() and _whole_saved(request, draft, form):
            messages.success(request, _("The draft is saved."))
            return redirect("evaluation:standard-edit", pk)
    except EditConflict:
        stored = make(plain=draft.content)
        new_marks = marks_of(stored)
        meeting = merged(form, stored, read_marks(marks))
        form, marks = stored, new_marks
    context = {
        "standard": draft,
        "form": form,
        "heading": heading,
        "seen": draft.content_hash if meeting else _seen(request, draft, form),
        "marks": marks,
        "meeting": meeting,
        "crumbs": _crumbs(draft, heading),
    }
    return render(request, "evaluation/standards/edit_head.html", context)


def _whole_saved(request: HttpRequest, draft: Standard, form: Any) -> bool:
    seen = request.POST.get("seen", "")
    try:
        edit(draft, form.applied, by=request.user, seen=seen, act=Act.CHANGED)
    except StandardRefused as refusal:
        for problem in refusal.problems:
            form.add_error(form.field_of(problem.where), sentence(problem))
    except EditConflict:
        raise
    except TransitionRefused as refusal:
        form.add_error(None, refusal.reason)
    else:
        return True
    return False


# ------------------------------------------------------------------ shared
def _seen(request: HttpRequest, draft: Standard, form: Form) -> str:
    """Which content the page is about. Whoever was told that it is another by now is shown that
    one's hash: the next press saves over it, knowingly."""
    if request.method != "POST" or form.non_field_errors():
        return draft.content_hash
    return request.POST.get("seen", "")


def _is_there(request: HttpRequest, pk: int, here: Part) -> bool:
    draft = _drafts(request).filter(pk=pk).first()
    return draft is not None and is_there(draft, here)


def _drafts(request: HttpRequest) -> QuerySet[Standard]:
    return Standard.objects.visible_to(request.user).filter(state=StandardState.DRAFT)


def _draft(request: HttpRequest, pk: int) -> Standard:
    """The draft; a published version cannot be edited, so it has no such page."""
    return get_object_or_404(_drafts(request), pk=pk)


def _part(kind: str, code: str) -> Part:
    if kind not in KINDS:
        raise Http404
    return Part(kind, code)


def _plain_of(draft: Standard, here: Part) -> dict[str, Any]:
    try:
        return editing.part_at(draft.content, here)
    except NoSuchPart:
        raise Http404 from None


def _path_of(draft: Standard, here: Part) -> str:
    try:
        return editing.path_of(draft.content, here)
    except NoSuchPart:
        return "-"


def _departments(draft: Standard) -> dict[str, str]:
    rows = Department.objects.filter(district=draft.district_id)
    return {row.key: row.name for row in rows}


def _crumbs(draft: Standard, label: str) -> list[dict[str, str]]:
    here = (_("Edit the draft"), reverse("evaluation:standard-edit", args=[draft.pk]))
    return trail(_to_list(), (str(draft), draft.get_absolute_url()), here, label)


def _to_list() -> tuple[str, str]:
    return _("Evaluation standards"), reverse("evaluation:standards")
