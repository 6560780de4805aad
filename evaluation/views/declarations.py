"""The list of self-examinations that a community, a street or the office looks after."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.views.crumbs import trail
from evaluation.models import Declaration
from evaluation.views.declaration_list import DeclarationList


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    declared = DeclarationList(request, Declaration.objects.visible_to(request.user))
    context = {
        "filters": declared.filters,
        "page": declared.page,
        "rows": declared.rows,
        "sort": declared.sort,
        "summary": declared.summary,
        "crumbs": trail(_("Self-examinations")),
    }
    return render(request, "evaluation/declarations/list.html", context)
