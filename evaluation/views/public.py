"""What anybody may see without an account."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from communities.people.reach import holds
from communities.programme.current import stages_for
from communities.programme.issuers import leading_group, office_of
from evaluation.forms.public import AcceptedFilter, ReferenceForm
from evaluation.models import Certificate, Level, Notice
from evaluation.views.certificate_list import CertificateList, with_everything
from evaluation.views.review import READERS
from evaluation.views.standing import position
from harmony.shared import clock

ROWS = 25
NEWEST_NOTICES = 4
NEWEST_CERTIFICATES = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """How far the programme is, four doors, the latest notices and acceptances."""
    stages = stages_for(request)
    newest = Certificate.objects.in_force().order_by("-granted_on", "-year", "number")
    context = {
        "position": position(stages, public=True),
        "programme": stages[0].programme if stages else None,
        "notices": _notices()[:NEWEST_NOTICES],
        "certificates": with_everything(newest)[:NEWEST_CERTIFICATES],
        "now": clock.now(),
    }
    return render(request, "evaluation/public/home.html", context)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Every notice that has begun, the newest first."""
    page = Paginator(_notices(), ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "public_page": "notices", "now": clock.now()}
    return render(request, "evaluation/public/notices.html", context)


def _notices():
    levels = {
        f"n_{level}": Count("entries", filter=Q(entries__level=level)) for level in Level.values
    }
    counted = Notice.objects.public().annotate(n=Count("entries"), **levels)
    return counted.order_by("-opens_at", "-pk")  # what is counted forgets the model's own order


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: every community on it with the proposed level, and how to object."""
    notices = Notice.objects.all() if _reads_ahead(request) else Notice.objects.public()
    notices = notices.select_related("stage__programme__district")
    found = get_object_or_404(notices, pk=pk)
    entries = found.entries.select_related("declaration__community__parent")
    context = {
        "notice": found,
        "office": office_of(found.stage.programme),
        "page": Paginator(entries, ROWS).get_page(request.GET.get("page")),
        "is_open": clock.now() <= found.closes_at,
        "is_ahead": clock.now() < found.opens_at,
        "public_page": "notices",
    }
    return render(request, "evaluation/public/notice.html", context)


def _reads_ahead(request: HttpRequest) -> bool:
    """Who reads the district's reviews reads back a notice before the public does."""
    return request.user.is_authenticated and holds(request.user, *READERS)


@require_safe
def accepted(request: HttpRequest) -> HttpResponse:
    """Every accepted community with its level and certificate."""
    found = CertificateList(request.GET, Certificate.objects.in_force(), AcceptedFilter)
    context = {"list": found, "page": found.page, "public_page": "accepted"}
    return render(request, "evaluation/public/accepted.html", context)


@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """Type the number of a certificate; the answer has an address of its own."""
    form = ReferenceForm(request.GET if "number" in request.GET else None)
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
        found = with_everything(Certificate.objects.filter(year=int(year), number=int(number)))
        certificate = found.first()
    context = _verify_context(ReferenceForm()) | {
        "certificate": certificate,
        "reference": certificate.reference if certificate else reference[:40],
        "checked_at": clock.now(),
        "issuer": leading_group(certificate.decision.declaration.stage.programme)
        if certificate
        else "",
    }
    status = 200 if certificate else 404
    return render(request, "evaluation/public/verify.html", context, status=status)


def _verify_context(form: ReferenceForm) -> dict:
    return {"form": form, "public_page": "verify", "action": reverse("evaluation:verify-form")}
