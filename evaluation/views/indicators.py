"""The page of one indicator: all its criteria at once, saved one by one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.declarations.saving import mark_of, says_the_same
from evaluation.declarations.services import detach
from evaluation.declarations.sheet import sheet_of
from evaluation.views.declaration_frame import crumbs_below, frame, visible_declaration
from evaluation.views.indicator_page import CriterionPart, IndicatorPage
from evaluation.views.presence import arrive, parts_of_indicator
from evaluation.views.self_examination import tell_arrival
from harmony.shared import clock
from harmony.shared.wording import listed, time_of_day

PLAIN = "text/plain; charset=utf-8"


@login_required
def indicator(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """See and answer the criteria of one indicator. The same address saves a criterion by
    itself, and shows the points of what is typed."""
    sheet = sheet_of(visible_declaration(request, pk))
    part = sheet.indicator(code)
    if part is None:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    page = IndicatorPage(sheet, part, request.user, typed)
    if typed is None:
        return _show(request, page)
    if not request.user.has_perm("evaluation.begin_declaration", sheet.declaration):
        raise PermissionDenied
    if request.htmx:
        return _points(request, page)
    page.save(request.FILES)
    return _saved_by_itself(page) if "X-Autosave" in request.headers else _saved(request, page)


def _points(request: HttpRequest, page: IndicatorPage) -> HttpResponse:
    """The points of the criterion in which something was changed, and the new sum."""
    changed = next((c for c in page.criteria if request.htmx.target == f"{c.stem}points"), None)
    if changed is None:
        raise Http404
    context = {"page": changed, "indicator": page}
    return render(request, "evaluation/declarations/_points_and_sum.html", context)


def _saved_by_itself(page: IndicatorPage) -> HttpResponse:
    """What one criterion says when it saves itself: its new version, or why it is not saved."""
    if not page.sent:
        raise Http404
    if page.refused:
        return HttpResponse(page.why_not, status=409 if page.has_met else 422, content_type=PLAIN)
    one = page.sent[0]
    headers = {"X-Saved-At": time_of_day(one.entry.saved_at or clock.now())}
    # What was taken back to what the page showed is not theirs by now: it keeps its old version,
    # so that the next change meets what somebody else stored.
    if says_the_same(one.entry, *one.said):
        headers["X-Version"] = str(one.entry.version)
        headers["X-Shown"] = mark_of(*one.said)
    return HttpResponse(status=204, headers=headers)


def _saved(request: HttpRequest, page: IndicatorPage) -> HttpResponse:
    """Go on where the button leads; what was refused comes back with everything typed."""
    declaration = page.sheet.declaration
    _take_off(request, page)
    _tell(request, page)
    if page.refused:
        declaration.refresh_from_db()
        again = page.again(sheet_of(visible_declaration(request, declaration.pk)))
        return _show(request, again, status=409 if page.has_met else 200)
    if library := _named(page, request.POST.get("library")):
        choose = reverse("evaluation:criterion-evidence", args=[declaration.pk, library])
        return redirect(f"{choose}?to=indicator")
    go = request.POST.get("go")
    if go == "list":
        return redirect(declaration)
    if go == "next" and page.after is None:
        return redirect("evaluation:hand-up", declaration.pk)
    code = page.after.indicator.code if go == "next" else page.code
    return redirect("evaluation:indicator", declaration.pk, code)


def _named(page: IndicatorPage, code: str | None) -> str:
    """The code, if it is that of a criterion of this indicator."""
    return next((c.words.code for c in page.criteria if c.words.code == code), "")


def _take_off(request: HttpRequest, page: IndicatorPage) -> None:
    taken_off = request.POST.get("detach")
    uses = [use for one in page.criteria if one.may_write for use in one.uses]
    use = next((use for use in uses if str(use.pk) == taken_off), None)
    if use is not None:
        detach(use, by=request.user)
        messages.success(request, _("The file is taken off here. It stays in the library."))


def _tell(request: HttpRequest, page: IndicatorPage) -> None:
    codes = [one.criterion.code for one in page.saved]
    if codes:
        text = ngettext("%(code)s is saved.", "%(code)s are saved.", len(codes))
        messages.success(request, text % {"code": listed(codes)})
    elif not page.refused:
        messages.info(request, _("Nothing was changed."))
    for one in page.sent:
        tell_arrival(request, one.arrival)


def _show(request: HttpRequest, page: IndicatorPage, status: int = 200) -> HttpResponse:
    context = frame(request, page.sheet) | {
        "page": page,
        "problems": [problem for one in page.criteria for problem in _problems(one)],
    }
    if page.may_write:
        near = parts_of_indicator(page.part)
        context["company"] = arrive(page.sheet.declaration, page.code, near, user=request.user)
    context["has_errors"] = bool(context["problems"])
    context["crumbs"] = crumbs_below(page.sheet.declaration, page.code)
    return render(request, "evaluation/declarations/indicator.html", context, status=status)


def _problems(one: CriterionPart) -> list[dict[str, str]]:
    return [] if one.is_lost else one.problems
