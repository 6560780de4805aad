"""Opening a ballot box: two secrets are typed, a process of its own does the work; and the paper
that tells what came out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.forms.ballot_boxes import OpenBoxForm
from evaluation.models import BallotBox
from evaluation.surveys.opening import obstacles
from evaluation.views.ballot_boxes import visible_box
from harmony.shared.pdf_libraries import available
from tasks.box_paper import page_of
from tasks.box_process import NotBegun, begin_opening
from tasks.page_process import COMMAND
from tasks.slip_process import pdf_made_by
from tasks.views import streamed


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_box(request: HttpRequest, pk: int) -> HttpResponse:
    """What is needed and what follows; on sending, the opening begins."""
    box = visible_box(request, pk)
    if not request.user.has_perm("evaluation.keep_ballot_box", box.stage):
        raise PermissionDenied
    if found := obstacles(box):
        messages.error(request, found[0])
        return redirect(box)
    form = OpenBoxForm(request.POST if request.method == "POST" else None, box=box)
    if form.is_valid():
        try:
            begin_opening(box, by=request.user, secrets=form.secrets)
        except NotBegun as refusal:
            form.add_error(next(iter(form.fields)), refusal.reason)
        else:
            return redirect(box)
    context = {
        "form": form,
        "title": _("Open this ballot box?"),
        "subject": str(box),
        "back": box.get_absolute_url(),
        "button": _("Open the ballot box"),
        "consequences": _consequences(box),
    }
    return render(request, "confirm.html", context)


@require_safe
@never_cache
@login_required
def opening_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What came out of an opened box, as a paper, for whoever follows it."""
    box = visible_box(request, pk)
    if box.state != BallotBox.State.OPENED:
        raise Http404
    if not (can_print := available()).ok:
        messages.error(request, str(can_print.reason))
        return redirect(box)
    content = page_of(box).encode()
    return streamed(pdf_made_by(COMMAND, content), f"opening-{box.uid}.pdf")


def _consequences(box: BallotBox) -> list[str]:
    return [
        _("Every ballot, every signature and every checkpoint is checked first."),
        _("Then the answers come out shuffled, and every questionnaire in the box is counted."),
        _("This is done once. The results can be read from then on."),
    ]
