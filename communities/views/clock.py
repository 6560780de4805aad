"""The date of a sample portal, which an administrator can move forward."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.forms.clock import ClockForm, DayForm
from communities.models import Deadline, Stage
from communities.views.crumbs import trail
from harmony.shared import clock as portal_clock
from harmony.shared import wording

MOST_DATES_SHOWN = 12


@login_required
@permission_required("communities.move_clock", raise_exception=True)
def clock(request: HttpRequest) -> HttpResponse:
    """Choose a later day, read what passes until then, and go there."""
    if not settings.SAMPLE_MODE:
        raise Http404
    if "to" in request.POST:
        return _moved(request)
    form = ClockForm(request.POST or None)
    if form.is_valid():
        return _confirmation(request, form.cleaned_data["day"])
    context = {"form": form, "crumbs": trail(_("The portal’s date"))}
    return render(request, "communities/people/clock.html", context)


def _moved(request: HttpRequest) -> HttpResponse:
    form = DayForm(request.POST)
    if form.is_valid():
        portal_clock.move_by(form.cleaned_data["to"] - portal_clock.today())
        today = wording.day(portal_clock.today())
        messages.success(request, _("The portal’s date is now %(day)s.") % {"day": today})
    else:
        messages.error(request, wording.together(form.errors["to"]))
    return redirect("communities:clock")


def _confirmation(request: HttpRequest, day: date) -> HttpResponse:
    days = (day - portal_clock.today()).days
    context = {
        "title": _("Move the portal’s date to %(day)s?") % {"day": wording.day(day)},
        "subject": ngettext("That is %(days)s day ahead.", "That is %(days)s days ahead.", days)
        % {"days": days},
        "consequences": [
            _("Whatever is done from then on is dated from that day, for everybody."),
            _("Hand-ups that are due by then become late; questionnaires and notices close."),
            *_passing(days),
        ],
        "warning": _("The date cannot be moved back."),
        "form": DayForm(initial={"to": day}),
        "button": _("Move the date"),
        "back": reverse("communities:clock"),
    }
    return render(request, "confirm.html", context)


def _passing(days: int) -> list[str]:
    """The dates of stages that pass on the way, the nearest first."""
    start = portal_clock.now()
    end = start + timedelta(days=days)
    dates = [
        (at, stage, deadline)
        for stage in Stage.objects.all()
        for deadline in Deadline
        if (at := getattr(stage, deadline.value)) and start < at <= end
    ]
    return [
        _("On the way, on %(day)s: %(deadline)s, %(stage)s.")
        % {"day": wording.day(at), "deadline": deadline.label, "stage": stage.label}
        for at, stage, deadline in sorted(dates, key=lambda passing: passing[0])[:MOST_DATES_SHOWN]
    ]
