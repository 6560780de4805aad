"""What anybody may see without an account."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from communities.programme.current import stages_of_today
from evaluation.forms.public import AcceptedFilter, ReferenceForm
from evaluation.models import Certificate, Notice
from evaluation.views.standing import position
from harmony.shared import clock

ROWS = 25
NEWEST = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """How far the programme is, four doors, the latest notices and acceptances."""
    stages = stages_of_today()
    context = {
        "position": position(public=True),
        "stages": stages,
        "programme": stages[0].programme if stages else None,
        "notices": _notices()[:NEWEST],
        "certificates": _certificates().order_by("-granted_on", "number")[:8],
        "now": clock.now(),
    }
    return render(request, "evaluation/public/home.html", context)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    page = Paginator(_notices(), ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "public_page": "notices", "now": clock.now()}
    return render(request, "evaluation/public/notices.html", context)


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: every community on it with the proposed level, and how to object."""
    found = get_object_or_404(Notice.objects.public().select_related("stage__programme"), pk=pk)
    entries = found.entries.select_related("declaration__community__parent")
    context = {
        "notice": found,
        "entries": entries,
        "is_open": clock.now() <= found.closes_at,
        "public_page": "notices",
    }
    return render(request, "evaluation/public/notice.html", context)


@require_safe
def accepted(request: HttpRequest) -> HttpResponse:
    """Every accepted community with its level and certificate."""
    choice = AcceptedFilter(request.GET, queryset=_certificates().filter(revoked_at=None))
    rows = choice.qs.order_by("-year", "number")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "filter": choice, "public_page": "accepted"}
    return render(request, "evaluation/public/accepted.html", context)


@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """Type the number of a certificate; the answer has an address of its own."""
    form = ReferenceForm(request.GET or None)
    if form.is_valid():
        return redirect("evaluation:verify", form.cleaned_data["number"])
    return render(request, "evaluation/public/verify_form.html", _verify_context(form))


@require_safe
def verify(request: HttpRequest, reference: str) -> HttpResponse:
    """Tell anyone what the certificate says and whether it is in force."""
    form = ReferenceForm({"number": reference})
    certificate = None
    if form.is_valid():
        year, number = form.cleaned_data["number"].split("-")
        certificate = _certificates().filter(year=int(year), number=int(number)).first()
    context = _verify_context(ReferenceForm()) | {
        "certificate": certificate,
        "reference": reference[:40],
        "checked_at": clock.now(),
    }
    status = 200 if certificate else 404
    return render(request, "evaluation/public/verify.html", context, status=status)


def _verify_context(form: ReferenceForm) -> dict:
    return {"form": form, "public_page": "verify", "action": reverse("evaluation:verify-form")}


def _notices():
    levels = {
        f"n_{level}": Count("entries", filter=Q(entries__level=level))
        for level in ("excellent", "good", "qualified", "not_yet")
    }
    return Notice.objects.public().select_related("stage").annotate(n=Count("entries"), **levels)


def _certificates():
    return Certificate.objects.select_related(
        "decision__declaration__community__parent",
        "decision__declaration__stage__programme",
        "decision__declaration__result",
    )
