"""Certificates: found, downloaded one by one, put together, withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.people.reach import posts_of
from communities.views.crumbs import trail
from evaluation.acceptance.models import CertificateQuerySet
from evaluation.acceptance.services import revoke
from evaluation.documents.services import request_document
from evaluation.forms.acceptance import BundleForm, CertificateFilter, RevokeForm
from evaluation.models import Certificate, Document
from harmony.shared.workflow import TransitionRefused

ROWS = 25
ORDERS = {
    "number": ("year", "number"),
    "community": ("decision__declaration__community__code",),
    "granted": ("granted_on", "year", "number"),
}


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    if not posts_of(request.user):
        raise PermissionDenied
    choice = CertificateFilter(request.GET, queryset=_visible(request))
    sort = request.GET.get("sort", "-number")
    page = Paginator(choice.qs.order_by(*_order(sort)), ROWS).get_page(request.GET.get("page"))
    context = {
        "filter": choice,
        "filters_on": sum(bool(request.GET.get(name)) for name in ("stage", "level", "street")),
        "page": page,
        "sort": sort,
        "may_export": request.user.has_perm("evaluation.export_certificates"),
        "may_revoke": request.user.has_perm("evaluation.revoke_certificate"),
        "forms": BundleForm.FORMS,
        "bundles": _bundles(request),
    }
    return render(request, "evaluation/certificates/list.html", context)


@login_required
@permission_required("evaluation.export_certificates", raise_exception=True)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Ask for the chosen certificates as one file; it is made in the background."""
    form = BundleForm(request.POST, certificates=_visible(request))
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, errors[0])
        return redirect("evaluation:certificates")
    chosen = sorted(form.cleaned_data["chosen"], key=lambda c: (c.year, c.number))
    programme = chosen[0].decision.declaration.stage.programme
    params = {"certificates": [c.pk for c in chosen], "form": form.cleaned_data["form"]}
    document = request_document(
        Document.Kind.BUNDLE,
        by=request.user,
        language=get_language() or "en",
        params=params,
        programme=programme,
    )
    return redirect(document)


@login_required
@permission_required("evaluation.revoke_certificate", raise_exception=True)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the title; the certificate is shown as no longer in force from then on."""
    certificate = get_object_or_404(_visible(request), pk=pk)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        try:
            revoke(certificate, by=request.user, reason=form.cleaned_data["reason"])
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The certificate has been withdrawn."))
            return redirect("evaluation:certificates")
    back = reverse("evaluation:certificates")
    name = certificate.decision.declaration.community.name
    context = {
        "title": _("Withdraw certificate %(number)s?") % {"number": certificate.printed_number},
        "subject": name,
        "consequences": [
            _("Whoever checks the certificate is told that it is no longer in force, and why."),
            _("The community leaves the list of accepted communities."),
        ],
        "warning": _("This cannot be undone."),
        "form": form,
        "button": _("Withdraw the certificate"),
        "danger": True,
        "back": back,
        "crumbs": trail((_("Certificates"), back), certificate.printed_number),
    }
    return render(request, "confirm.html", context)


def _visible(request: HttpRequest) -> CertificateQuerySet:
    return Certificate.objects.visible_to(request.user).select_related(
        "decision__declaration__community__parent",
        "decision__declaration__stage__programme",
        "document",
    )


def _order(sort: str) -> list[str]:
    fields = ORDERS.get(sort.removeprefix("-"), ORDERS["number"])
    sign = "-" if sort.startswith("-") else ""
    return [f"{sign}{field}" for field in fields]


def _bundles(request: HttpRequest):
    bundles = Document.objects.visible_to(request.user).filter(kind=Document.Kind.BUNDLE)
    return bundles.order_by("-requested_at")[:5]
