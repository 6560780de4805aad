"""Saving what is no longer where it was: somebody else gave the part another code, took it out of
the draft, or published or discarded the whole meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.views.crumbs import trail
from evaluation.forms.meanwhile import in_words, read_marks, touched
from evaluation.forms.meeting_of_parts import marks_of_part
from evaluation.forms.rule_forms import FORMS as RULE_FORMS
from evaluation.forms.rule_forms import rule_form
from evaluation.forms.standard_parts import part_form
from evaluation.models import Standard, StandardState
from evaluation.standards.content import editing
from evaluation.standards.content.editing import NoSuchPart, Part
from evaluation.standards.editing import Act
from evaluation.views.standard_slips import HEADINGS

SAME_PART = 0.5
"""The share of its fields that says that it is the part the page was about, under another code."""


@dataclass(frozen=True)
class Typed:
    """A field that was typed in and is stored nowhere."""

    label: str
    lines: list[str]


def is_there(draft: Standard, here: Part) -> bool:
    try:
        editing.part_at(draft.content, here)
    except NoSuchPart:
        return False
    return True


def answer_what_is_gone(request: HttpRequest, pk: int, here: Part) -> HttpResponse:
    """Send it on to the code that the part has by now; else show what was typed, and why."""
    standard = Standard.objects.visible_to(request.user).filter(pk=pk).first()
    is_draft = standard is not None and standard.state == StandardState.DRAFT
    if standard is not None and is_draft and (code := _new_code(request, standard, here)):
        address = reverse("evaluation:standard-edit-part", args=[pk, here.kind, code])
        return HttpResponseRedirect(address, preserve_request=True)
    context = {
        "heading": HEADINGS[here.kind] % {"code": here.code},
        "why": _why(standard, is_draft=is_draft, here=here),
        "typed": _typed(request, *_forms(request, here)),
    }
    if is_draft:
        context["back"] = reverse("evaluation:standard-edit", args=[pk])
    return _shown(request, standard, context)


def answer_what_is_published(
    request: HttpRequest, pk: int, make: Callable[..., BaseForm], heading: str
) -> HttpResponse:
    """The same for what stands above the parts, whose form is made from the content."""
    standard = get_object_or_404(Standard.objects.visible_to(request.user), pk=pk)
    context = {
        "heading": heading,
        "why": _why(standard, is_draft=False),
        "typed": _typed(request, make(request.POST, plain=standard.content)),
    }
    return _shown(request, standard, context)


def _shown(
    request: HttpRequest, standard: Standard | None, context: dict[str, Any]
) -> HttpResponse:
    crumbs = [(_("Evaluation standards"), reverse("evaluation:standards"))]
    if standard is not None:
        crumbs.append((str(standard), standard.get_absolute_url()))
    page = {"back": crumbs[-1][1], "crumbs": trail(*crumbs, context["heading"])} | context
    return render(request, "evaluation/standards/gone.html", page, status=409)


def _why(standard: Standard | None, *, is_draft: bool, here: Part | None = None) -> str:
    if standard is None:
        return _("The draft was discarded meanwhile.")
    if not is_draft or here is None:
        return _("This version was published meanwhile; nothing changes it any more.")
    change = standard.changes.filter(act=Act.REMOVED).select_related("by").first()
    if change is not None and (change.part_kind, change.code) == (here.kind, here.code):
        return _("%(name)s took it out of the draft meanwhile.") % {"name": change.by.name}
    return _("It is no longer in the draft: it was taken out meanwhile, or has another code.")


def _new_code(request: HttpRequest, draft: Standard, here: Part) -> str:
    """The code that somebody gave this part since the page was opened; "" where none did."""
    before = read_marks(request.POST.get("marks", ""))
    changed = draft.changes.filter(act=Act.CHANGED, part_kind=here.kind)
    for code in dict.fromkeys(changed.values_list("code", flat=True)[:20]):
        try:
            plain = editing.part_at(draft.content, Part(here.kind, code))
        except NoSuchPart:
            continue
        if _share_alike(here.kind, plain, before) > SAME_PART:
            return code
    return ""


def _share_alike(kind: str, plain: Mapping[str, Any], before: Mapping[str, str]) -> float:
    """How much of what the page showed the part still says. Fields that say nothing tell nothing:
    they are alike in every part."""
    stored = part_form(kind, plain=plain, departments={})
    rule = rule_form(plain["rule"]["type"], rule=plain["rule"]) if "rule" in plain else None
    empty = read_marks(marks_of_part(part_form(kind, plain={}, departments={}), None))
    now = read_marks(marks_of_part(stored, rule))
    telling = {name for name in now if now[name] != empty.get(name) and name in before}
    return sum(now[name] == before[name] for name in telling) / (len(telling) or 1)


def _forms(request: HttpRequest, here: Part) -> list[BaseForm]:
    forms: list[BaseForm] = [part_form(here.kind, request.POST, plain={}, departments={})]
    if (kind := request.POST.get("rule_type", "")) in RULE_FORMS:
        forms.append(rule_form(kind, request.POST))
    return forms


def _typed(request: HttpRequest, *forms: BaseForm) -> list[Typed]:
    """What was typed over on the page that was sent."""
    before = read_marks(request.POST.get("marks", ""))
    fields = [bound for form in forms for bound in touched(form, before)]
    return [Typed(str(bound.label), in_words(bound)) for bound in fields]
