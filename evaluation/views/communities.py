"""The list of communities."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.views.crumbs import trail
from evaluation.views.community_list import CommunityList


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    communities = CommunityList(request)
    context = {
        "list": communities,
        "crumbs": trail(_("Communities")),
        "sort": communities.sort,
        "may_import": request.user.has_perm("communities.import_places"),
        "may_classify": request.user.has_perm("communities.classify_places"),
    }
    return render(request, "evaluation/communities/list.html", context)
