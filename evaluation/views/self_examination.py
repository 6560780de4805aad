"""Pages on which a community and its street complete the self-examination."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from communities.views.crumbs import trail
from evaluation.declarations.carrying import carry_files
from evaluation.declarations.saving import EntryConflict
from evaluation.declarations.services import detach
from evaluation.declarations.sheet import Sheet, sheet_of
from evaluation.declarations.states import WORKFLOW, State
from evaluation.declarations.uploads import Arrival, take_files
from evaluation.models import Declaration, Result
from evaluation.views.criterion_page import CriterionPage
from evaluation.views.declaration_frame import (
    crumbs_below,
    due_of,
    frame,
    list_crumb,
    shift_of,
    story_of,
    visible_declaration,
)
from evaluation.views.dossier_offer import offer_of
from evaluation.views.evidence_access import may_open_library
from evaluation.views.presence import arrive, parts_of_criterion
from harmony.shared import clock
from harmony.shared.typed_keys import keys_in
from harmony.shared.wording import time_of_day

PLAIN = "text/plain; charset=utf-8"


@require_safe
@login_required
def declaration(request: HttpRequest, pk: int) -> HttpResponse:
    shown = visible_declaration(request, pk)
    if shown.state == State.PLANNED:
        return _planned(request, shown)
    sheet = sheet_of(shown)
    context = frame(request, sheet) | {
        "story": story_of(shown),
        "has_result": Result.objects.visible_to(request.user).filter(declaration=shown).exists(),
        "may_open_library": may_open_library(request.user, shown.community),
        "dossier": offer_of(shown.hand_ups.defer("content").last(), request.user),
    }
    is_returned = bool(sheet.to_correct) and context["may_write"]
    context |= _shared_out(request, sheet, only_returned=is_returned)
    template = "returned.html" if is_returned else "declaration.html"
    return render(request, f"evaluation/declarations/{template}", context)


def _shared_out(request: HttpRequest, sheet: Sheet, *, only_returned: bool) -> dict:
    """What is listed: everything, or what this person shall fill in; and how much each is."""
    mine = sheet.for_person(request.user)
    parts = [one.to_correct if only_returned else one.entries for one in (sheet, mine)]
    total, own = map(len, parts)
    listed = mine if "mine" in request.GET and own else sheet
    return {
        "listed": listed,
        "total": total,
        "mine": own,
        "next_to_do": listed.next_to_do or sheet.next_to_do,
    }


def _planned(request: HttpRequest, shown: Declaration) -> HttpResponse:
    """Nothing is written yet: the page says what comes, and lets those begin who may."""
    may_begin = request.user.has_perm("evaluation.begin_declaration", shown)
    context = {
        "declaration": shown,
        "due": due_of(shown),
        "shift": shift_of(shown),
        "may_begin": may_begin,
        "refusal": WORKFLOW["begin"].refusal(shown, request.user) if may_begin else "",
        "crumbs": trail(list_crumb(), shown.community.name),
    }
    return render(request, "evaluation/declarations/planned.html", context)


@login_required
def criterion(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """See and answer one criterion. The same address saves by itself and shows the points."""
    sheet = sheet_of(visible_declaration(request, pk))
    entry = sheet.entry(code)
    if entry is None:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    page = CriterionPage(sheet, entry, request.user, typed)
    if typed is None:
        return _show(request, page)
    if not request.user.has_perm("evaluation.write_declaration", sheet.declaration):
        return _too_late(request, page)
    if request.htmx:
        return render(request, "evaluation/declarations/_points.html", {"page": page})
    if "take_statement" in request.POST and page.may_write:
        page.take_statement()
        return _show(request, page)
    return _save(request, page)


def _save(request: HttpRequest, page: CriterionPage) -> HttpResponse:
    """Store the answer and the files; what is wrong comes back with everything typed."""
    files = request.FILES.getlist("files")
    try:
        if files:
            community = page.sheet.declaration.community
            page.arrival = take_files(community, files, by=request.user, entry=page.entry)
        if not page.is_valid():
            return _show(request, page)
        saved = page.save()
    except EntryConflict as conflict:
        page.meets(conflict.theirs)
        return _show(request, page, status=409)
    except PermissionDenied:
        return _too_late(request, page)
    if "X-Autosave" in request.headers:
        return _saved_by_itself(saved)
    if page.arrival.refused:
        again = CriterionPage(page.sheet, saved, request.user, arrival=page.arrival)
        return _show(request, again)
    return _go_on(request, page)


def _go_on(request: HttpRequest, page: CriterionPage) -> HttpResponse:
    """Where the button that was pressed leads."""
    declaration, code = page.sheet.declaration, page.entry.criterion.code
    _tell(request, page)
    if taken_off := request.POST.get("detach"):
        use = next((use for use in page.uses if str(use.pk) == taken_off), None)
        if use is not None:
            detach(use, by=request.user)
            messages.success(request, _("The file is taken off here. It stays in the library."))
    go = request.POST.get("go")
    if go == "carry":
        _carry(request, page)
    if go == "library":
        return redirect("evaluation:criterion-evidence", declaration.pk, code)
    if go == "next":
        after = page.after
        if after is None:
            return redirect("evaluation:hand-up", declaration.pk)
        return redirect("evaluation:criterion-entry", declaration.pk, after.criterion.code)
    if go == "list":
        return redirect(declaration)
    return redirect("evaluation:criterion-entry", declaration.pk, code)


def _carry(request: HttpRequest, page: CriterionPage) -> None:
    """Attach the files of an earlier year that were ticked."""
    chosen = set(keys_in(request.POST.getlist("carry")))
    uses = carry_files(page.entry, chosen, by=request.user, today=clock.today())
    if not uses:
        messages.warning(request, _("Nothing was chosen. Tick the files that prove it."))
        return
    words = ngettext("%(n)s file is attached.", "%(n)s files are attached.", len(uses))
    messages.success(request, words % {"n": len(uses)})


def _tell(request: HttpRequest, page: CriterionPage) -> None:
    messages.success(request, _("%(code)s is saved.") % {"code": page.entry.criterion.code})
    tell_arrival(request, page.arrival)


def tell_arrival(request: HttpRequest, arrival: Arrival) -> None:
    """What became of the files that came along."""
    for told in arrival.alike_told:
        messages.warning(request, told)
    for evidence in arrival.known:
        text = _("“%(title)s” was in the library already and is attached now.")
        messages.info(request, text % {"title": evidence.title})


def _saved_by_itself(entry) -> HttpResponse:
    headers = {"X-Version": str(entry.version), "X-Saved-At": time_of_day(clock.now())}
    return HttpResponse(status=204, headers=headers)


def _too_late(request: HttpRequest, page: CriterionPage) -> HttpResponse:
    """Whoever may not write is refused; to a writer who came too late nothing typed is lost."""
    declaration = page.sheet.declaration
    declaration.refresh_from_db()
    may_have_written = request.user.has_perm("evaluation.begin_declaration", declaration)
    if not may_have_written:
        raise PermissionDenied
    page.entry.refresh_from_db()
    page.is_lost = True
    return _show(request, page, status=409)


def _show(request: HttpRequest, page: CriterionPage, status: int = 200) -> HttpResponse:
    if "X-Autosave" in request.headers:
        # What saves itself says why it could not; the page is left as it stands.
        told = status if status != 200 else 422
        return HttpResponse(page.why_not, status=told, content_type=PLAIN)
    context = frame(request, page.sheet) | {"page": page, "form": page.form}
    context["has_errors"] = bool(page.finding_form.errors or page.arrival.refused)
    declaration, code = page.sheet.declaration, page.entry.criterion.code
    if page.may_write:
        near = parts_of_criterion(page.entry)
        context["company"] = arrive(declaration, code, near, user=request.user)
    context["crumbs"] = crumbs_below(declaration, code)
    template = "evaluation/declarations/criterion.html"
    return render(request, template, context, status=status)
