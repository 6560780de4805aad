"""Who fills in what of a draft."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.declarations.sharing import assign_as_seen, writers_of
from evaluation.declarations.sheet import sheet_of
from evaluation.forms.sharing import ShareForm, seen_of
from evaluation.models import Entry
from evaluation.views.declaration_frame import crumbs_below, frame, visible_declaration
from harmony.shared.workflow import TransitionRefused


@login_required
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Give criteria to somebody, many at once; nothing is locked by it."""
    shown = visible_declaration(request, pk)
    if not request.user.has_perm("evaluation.write_declaration", shown):
        raise PermissionDenied
    sheet, people = sheet_of(shown).what_is_open, writers_of(shown.community)
    form = ShareForm(
        request.POST if request.method == "POST" else None, sheet=sheet, people=people
    )
    if form.is_valid():
        try:
            done = assign_as_seen(shown, form.chosen, form.who, seen=form.seen, by=request.user)
        except TransitionRefused as refusal:
            form.add_error("person", refusal.reason)
        else:
            count = done.count
            _tell_met(request, done.met)
            text = ngettext("%(n)s criterion is assigned.", "%(n)s criteria are assigned.", count)
            taken = ngettext(
                "%(n)s criterion is taken back.", "%(n)s criteria are taken back.", count
            )
            if count or not done.met:
                messages.success(request, (text if form.who else taken) % {"n": count})
            return redirect("evaluation:share", pk)
    context = frame(request, sheet) | {
        "form": form,
        "seen": request.POST.get("seen", "") if form.is_bound else seen_of(sheet),
        "ticked": {name: form.ticked(name) for name in form.parts},
    }
    context["crumbs"] = crumbs_below(shown, _("Who fills in what"))
    return render(request, "evaluation/declarations/share.html", context)


def _tell_met(request: HttpRequest, met: list[Entry]) -> None:
    """What somebody else gave away since the page was opened, one line each."""
    for entry in met:
        words = {
            "code": entry.criterion.code,
            "who": entry.assigned_to or _("nobody in particular"),
            "by": entry.assigned_by,
        }
        text = _(
            "%(code)s was given to %(who)s by %(by)s meanwhile and was left so. Tick it again to"
            " change it."
        )
        messages.warning(request, text % words)
