"""Certificates: found, downloaded one by one, put together, withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.acceptance.models import KEEPERS
from evaluation.acceptance.services import revoke
from evaluation.documents.services import request_document
from evaluation.forms.certificates import BundleForm, CertificateFilter, WithdrawForm
from evaluation.models import Certificate, Document
from evaluation.views.certificate_list import CertificateList, with_everything
from harmony.shared.workflow import TransitionRefused

BUNDLES_SHOWN = 5


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    if not holds(request.user, *KEEPERS):
        raise PermissionDenied
    found = _list(request)
    may_export = request.user.has_perm("evaluation.export_certificates")
    context = {
        "list": found,
        "page": found.page,
        "sort": found.sort,
        "may_export": may_export,
        "may_revoke": request.user.has_perm("evaluation.revoke_certificate"),
        "forms": BundleForm.FORMS,
        "bundles": _bundles(request) if may_export else [],
        "crumbs": trail(_("Certificates")),
    }
    return render(request, "evaluation/certificates/list.html", context)


def _list(request: HttpRequest) -> CertificateList:
    visible = Certificate.objects.visible_to(request.user)
    return CertificateList(request.GET, visible, CertificateFilter)


def _bundles(request: HttpRequest):
    bundles = Document.objects.visible_to(request.user).filter(kind=Document.Kind.BUNDLE)
    return bundles.order_by("-requested_at", "-pk")[:BUNDLES_SHOWN]


@require_POST
@login_required
@permission_required("evaluation.export_certificates", raise_exception=True)
def export(request: HttpRequest) -> HttpResponse:
    """Ask for the ticked certificates, or all that the filters found, as one file."""
    in_force = with_everything(_list(request).found.in_force())
    form = BundleForm(request.POST, certificates=in_force)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, errors[0])
        return redirect(f"{reverse('evaluation:certificates')}?{request.GET.urlencode()}")
    chosen = form.cleaned_data["certificates"]
    document = request_document(
        Document.Kind.BUNDLE,
        by=request.user,
        language=get_language() or "en",
        params={"certificates": [c.pk for c in chosen], "form": form.cleaned_data["form"]},
        programme=chosen[-1].decision.declaration.stage.programme,
    )
    return redirect(document)


@login_required
@permission_required("evaluation.revoke_certificate", raise_exception=True)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the title; the certificate is shown as no longer in force from then on."""
    visible = with_everything(Certificate.objects.visible_to(request.user))
    certificate = get_object_or_404(visible, pk=pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if certificate.revoked_at is not None:
        messages.error(request, _("This certificate has been withdrawn already."))
        return redirect("evaluation:certificates")
    if form.is_valid() and _withdrawn(request, certificate, form):
        return redirect("evaluation:certificates")
    back = reverse("evaluation:certificates")
    context = {
        "title": _("Withdraw certificate %(number)s?") % {"number": certificate.printed_number},
        "subject": certificate.decision.declaration.community.name,
        "consequences": [
            _("Whoever checks the certificate is told that it is no longer in force, and why."),
            _("The community leaves the list of accepted communities."),
        ],
        "warning": _("This cannot be undone."),
        "form": form,
        "button": _("Withdraw the certificate"),
        "danger": True,
        "back": back,
    }
    return render(request, "confirm.html", context)


def _withdrawn(request: HttpRequest, certificate: Certificate, form: WithdrawForm) -> bool:
    try:
        revoke(certificate, by=request.user, reason=form.cleaned_data["reason"])
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    number = {"number": certificate.printed_number}
    messages.success(request, _("Certificate %(number)s has been withdrawn.") % number)
    return True
