"""The working calendar: weekdays that are off, and days of a weekend that are worked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from communities.models import CalendarException, Place
from communities.programme.services import add_exceptions, remove_exception
from communities.views.crumbs import trail
from evaluation.forms.programme import CalendarForm
from evaluation.views.programme import district, require_office, require_reader
from harmony.shared import wording

ROWS = 25


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """The exceptions to Monday–Friday, the latest first; the office adds to them."""
    require_reader(request)
    where = district()
    if request.method == "POST":
        require_office(request)
    form = CalendarForm(request.POST if request.method == "POST" else None)
    if where is not None and form.is_valid() and _add(request, where, form):
        return redirect("evaluation:calendar")
    rows = CalendarException.objects.filter(district=where).order_by("-day")
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "form": form,
        "has_district": where is not None,
        "may_manage": request.user.has_perm("communities.manage_programme"),
        "crumbs": trail(
            (_("Programme and stages"), reverse("evaluation:programme")), _("Working calendar")
        ),
    }
    return render(request, "evaluation/programme/calendar.html", context)


def _add(request: HttpRequest, where: Place, form: CalendarForm) -> bool:
    """Whether the days were taken; if not, the form says why."""
    try:
        added = add_exceptions(where, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    if added:
        text = ngettext("%(n)s day is marked.", "%(n)s days are marked.", len(added))
        messages.success(request, text % {"n": len(added)})
    else:
        messages.info(request, _("These days are so by their weekday; nothing needs marking."))
    return True


@require_POST
@login_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one exception off; it can be added again at once."""
    require_office(request)
    exception = get_object_or_404(CalendarException, pk=pk)
    remove_exception(exception, by=request.user)
    messages.success(
        request, _("%(day)s is as its weekday again.") % {"day": wording.day(exception.day)}
    )
    return redirect("evaluation:calendar")
