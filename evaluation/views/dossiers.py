"""The dossier of a round is asked for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluation.documents.dossiers import request_dossier
from evaluation.forms.documents import DossierForm
from evaluation.models import HandUp
from evaluation.views.self_examination import visible_declaration


@require_POST
@login_required
def order(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask for it; the page of the paper shows how far it is."""
    shown = visible_declaration(request, pk)
    handed = get_object_or_404(HandUp, declaration=shown, round=number)
    form = DossierForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a language and press one of the buttons."))
        return redirect("evaluation:round", shown.pk, handed.round)
    document = request_dossier(
        handed,
        by=request.user,
        form=form.cleaned_data["form"],
        language=form.cleaned_data["language"],
    )
    return redirect(document)
