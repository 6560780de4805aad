"""Ballot boxes as anybody sees them: roots, counts, the file to check them with, and receipts.

No page here reads or sets a cookie for what is asked, and a receipt is sent in the body, so that
it stands in no address and no log.
"""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.models import BallotBox
from evaluation.surveys import receipt_check
from evaluation.surveys.attempts import note_wrong_receipt
from evaluation.surveys.audit_draw import deposit_of
from evaluation.surveys.box_bundle import bundle_of
from evaluation.surveys.box_roots import roots_of
from evaluation.surveys.sealing import receipts
from evaluation.views.addresses import address_of
from evaluation.views.audit_draw import outcome_in_words
from evaluation.views.box_story import story_of

ROWS = 25


@require_safe
def boxes(request: HttpRequest) -> HttpResponse:
    """Every box, the newest first."""
    rows = BallotBox.objects.select_related("stage__programme").order_by("-made_at", "-pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "evaluation/public/boxes.html", {"page": page, "public_page": "boxes"})


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """What residents are promised, how it is kept, and what it cannot do."""
    return render(request, "evaluation/public/promises.html", {"public_page": "boxes"})


@require_safe
def box(request: HttpRequest, uid: str) -> HttpResponse:
    """One box: its record without names, and how to check it."""
    found = _found(uid)
    context = {
        "box": found,
        "roots": roots_of([found])[0],
        "story": story_of(found, request.GET.get("page")),
        "deposit": deposit_of(found),
        "outcome": outcome_in_words(found),
        "public_page": "boxes",
    }
    return render(request, "evaluation/public/box.html", context)


@require_safe
def bundle(request: HttpRequest, uid: str) -> HttpResponse:
    """The file for a verifier, once the box is open; with the answers for the supervision
    body only: of a community with few, each would be read. Before, for nobody else at all."""
    found = _found(uid)
    may_audit = request.user.has_perm("evaluation.audit_ballot_box", found.stage)
    if found.state == BallotBox.State.SEALED and not may_audit:
        raise Http404  # from minute to minute it would tell when each ballot came
    with_answers = may_audit and request.GET.get("answers") == "yes"
    response = StreamingHttpResponse(
        bundle_of(found, with_answers=with_answers), content_type="application/json"
    )
    kind = "answers" if with_answers else "public"
    response["Content-Disposition"] = f'attachment; filename="box-{found.uid}-{kind}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@csrf_exempt  # it changes nothing and reads no session
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Whether the ballot of a receipt is in its box, or was counted; nothing else."""
    typed = request.POST.get("receipt", "")[: receipts.LONGEST_TYPED]
    context = {"typed": typed, "public_page": "boxes"}
    if request.method != "POST":
        return render(request, "evaluation/public/receipt.html", context)
    found = receipt_check.find(typed)
    if found:
        return render(request, "evaluation/public/receipt.html", context | {"found": found})
    wait = note_wrong_receipt(address_of(request)).seconds
    status = 429 if wait else 422
    context["problem"] = _problem(typed, wait)
    response = render(request, "evaluation/public/receipt.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _problem(typed: str, wait: int) -> str:
    if wait:
        return _("Too many wrong receipts have come from this connection. Please try again later.")
    if not typed.strip():
        return _("Please type your receipt.")
    if not receipts.read(typed):
        return _("A receipt has 16 letters and digits. Please compare it with what you kept.")
    return _("No ballot has this receipt. Please compare it with what you kept, letter by letter.")


def _found(uid: str) -> BallotBox:
    return get_object_or_404(BallotBox.objects.select_related("stage__programme"), uid=uid)
