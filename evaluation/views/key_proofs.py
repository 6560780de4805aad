"""A holder types a share of a box's key, or the passphrase; that it fits is written down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from evaluation.forms.ballot_boxes import ProveKeyForm
from evaluation.models import BallotBox
from evaluation.surveys import services
from evaluation.surveys.key_proofs import NotProved
from evaluation.views.ballot_boxes import visible_box
from evaluation.views.box_story import warnings_of
from harmony.shared.workflow import TransitionRefused


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def prove_key(request: HttpRequest, pk: int) -> HttpResponse:
    """One share, or the passphrase; on sending it is compared and forgotten."""
    box = visible_box(request, pk)
    if not request.user.has_perm("evaluation.prove_key", box.stage):
        raise PermissionDenied
    if box.state != BallotBox.State.SEALED:
        messages.error(request, _("This ballot box is open already."))
        return redirect(box)
    form = ProveKeyForm(request.POST if request.method == "POST" else None, box=box)
    if form.is_valid():
        try:
            told = _proved(request, box, form.cleaned_data["secret"])
        except (NotProved, TransitionRefused) as refusal:
            form.add_error("secret", refusal.reason)
        else:
            messages.success(request, told)
            return redirect(box)
    context = {
        "form": form,
        "title": _title(box),
        "subject": str(box),
        "back": box.get_absolute_url(),
        "button": _("Compare"),
        "warning": " ".join(warnings_of(box)),
        "consequences": [
            _("What you type is compared and forgotten. It opens nothing."),
            _("The record of the box gets a line with your name and the time."),
        ],
    }
    return render(request, "confirm.html", context)


def _title(box: BallotBox) -> str:
    if box.custody == BallotBox.Custody.KEYFILE:
        return _("Try the passphrase")
    return _("Type your share of the key back")


def _proved(request: HttpRequest, box: BallotBox, secret: str) -> str:
    """Prove it; what is told then. Raises NotProved and TransitionRefused."""
    if box.custody == BallotBox.Custody.KEYFILE:
        services.prove_passphrase(box, secret, by=request.user)
        return _("The passphrase is right. It is written down that you tried it.")
    holder = services.prove_share(box, secret, by=request.user)
    text = _("The share of holder %(holder)s is right. It is written down that you typed it.")
    return text % {"holder": holder}
