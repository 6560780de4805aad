"""The programme: what it is for, its stages, how far they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from communities.models import Deadline, Place, Programme, Stage, Tier
from communities.people.reach import holds
from communities.programme.services import create_programme, set_programme
from communities.views.crumbs import trail
from evaluation.forms.programme import ProgrammeForm
from evaluation.models import State
from evaluation.views.navigation import PLANNERS
from harmony.shared import clock


def require_reader(request: HttpRequest) -> None:
    """Everybody with a post reads the programme."""
    if not request.user.has_perm("communities.see_programme"):
        raise PermissionDenied


def require_office(request: HttpRequest) -> None:
    """The office writes it."""
    if not request.user.has_perm("communities.manage_programme"):
        raise PermissionDenied


# ------------------------------------------------------------------ what it looks like
@dataclass(frozen=True)
class StageLine:
    """A stage with what is planned in it and accepted, and the target that is meant."""

    stage: Stage
    planned: int
    accepted: int
    target: int | None
    next_date: tuple[str, datetime] | None

    @property
    def label(self) -> str:
        return self.stage.label

    @property
    def missing(self) -> int:
        """How many are still to be planned for the target."""
        return max((self.target or 0) - self.planned, 0)


def counted_stages(programme: Programme) -> list[Stage]:
    """Its stages with ``planned`` and ``accepted``, counted over the whole district.

    Both numbers are public: they are what the programme's progress is told in.
    """
    stages = programme.stages.select_related("basis__standard", "basis__questionnaire").annotate(
        planned=Count("declarations"),
        accepted=Count("declarations", filter=Q(declarations__state=State.ACCEPTED)),
    )
    return list(stages.order_by("ordinal"))  # a grouped query forgets the model's order


def lines_of(stages: list[Stage], communities: int) -> list[StageLine]:
    """The stages in their order; “all the rest” is what the other targets leave."""
    fixed = sum(stage.target or 0 for stage in stages)
    rest = max(communities - fixed, 0)
    return [
        StageLine(
            stage=stage,
            planned=stage.planned,
            accepted=stage.accepted,
            target=_target(stage, rest),
            next_date=next_date(stage),
        )
        for stage in stages
    ]


def _target(stage: Stage, rest: int) -> int | None:
    if stage.kind != Stage.Kind.EVALUATION:
        return None
    return rest if stage.target is None else stage.target


def next_date(stage: Stage) -> tuple[str, datetime] | None:
    """The next date of the stage that has not passed: its name and when."""
    now = clock.now()
    ahead = [
        (moment, deadline.label)
        for deadline in Deadline
        if (moment := getattr(stage, deadline.value)) and moment >= now
    ]
    moment, label = min(ahead, key=lambda pair: pair[0], default=(None, ""))
    return (label, moment) if moment else None


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """The programme in force, or the one asked for: stages, targets, plan, dates."""
    require_reader(request)
    programmes = list(Programme.objects.select_related("district"))
    programme = _chosen(programmes, request.GET.get("programme", ""))
    context: dict[str, Any] = {
        "programme": programme,
        "others": [other for other in programmes if other != programme],
        "may_manage": request.user.has_perm("communities.manage_programme"),
        "may_see_plan": holds(request.user, *PLANNERS),
        "has_district": programme is not None or district() is not None,
        "crumbs": trail(_("Programme and stages")),
    }
    if programme is not None:
        counts = _counts(programme)
        communities = counts["all"]
        lines = lines_of(counted_stages(programme), communities)
        chart = _chart(lines)
        context |= {"lines": lines, "communities": communities, "chart": chart}
        context["longest"] = max((n for row in chart for n in row[1:]), default=0)
        context["sentence"] = _("%(label)s: %(value)s accepted, target %(full)s")
        context["stats"] = _stats(counts)
    return render(request, "evaluation/programme/overview.html", context)


def _chosen(programmes: list[Programme], key: str) -> Programme | None:
    """The programme of this key; else the latest that has begun, or the first to come."""
    if key:
        found = next((one for one in programmes if str(one.pk) == key), None)
        if found is None:
            raise Http404
        return found
    begun = [one for one in programmes if one.starts_on <= clock.today()]
    return next(iter(begun), programmes[-1] if programmes else None)


def _chart(lines: list[StageLine]) -> list[tuple[str, int, int]]:
    """Accepted of the target, for each stage of evaluation."""
    return [(line.label, line.accepted, line.target) for line in lines if line.target is not None]


def _counts(programme: Programme) -> dict[str, int]:
    """The communities of the district: all, planned, accepted. One that declares again in a
    later stage counts once."""
    here = Q(declarations__stage__programme=programme)
    # Who was not accepted has to be planned again.
    mine = here & ~Q(declarations__state=State.NOT_ACCEPTED)
    is_accepted = here & Q(declarations__state=State.ACCEPTED)
    communities = Place.objects.communities().within([programme.district]).order_by()
    return communities.aggregate(
        all=Count("pk", distinct=True),
        planned=Count("pk", filter=mine, distinct=True),
        accepted=Count("pk", filter=is_accepted, distinct=True),
    )


def _stats(counts: dict[str, int]) -> list[dict[str, Any]]:
    of_all = _("of %(n)s communities") % {"n": counts["all"]}
    return [
        {"label": _("Planned"), "value": counts["planned"], "unit": of_all},
        {"label": _("Accepted"), "value": counts["accepted"], "unit": of_all},
    ]


# ------------------------------------------------------------------ what the office writes
def district() -> Place | None:
    """The one district of the installation."""
    return Place.objects.filter(tier=Tier.DISTRICT).order_by("code").first()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Begin a programme of the district."""
    require_office(request)
    where = district()
    if where is None:
        messages.error(request, _("Import the district first; a programme belongs to one."))
        return redirect("evaluation:programme")
    form = ProgrammeForm(request.POST or None, district=where)
    if form.is_valid():
        create_programme(where, by=request.user, **form.cleaned_data)
        messages.success(request, _("The programme is set up. Add its stages now."))
        return redirect("evaluation:programme")
    return _form_page(request, form, _("Set up a programme"), _("Set up the programme"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the programme says of itself."""
    require_office(request)
    programme = get_object_or_404(Programme.objects.select_related("district"), pk=pk)
    form = ProgrammeForm(request.POST or None, district=programme.district, programme=programme)
    if form.is_valid():
        if form.changes:
            set_programme(programme, by=request.user, **form.changes)
        messages.success(request, _("The programme is saved."))
        return redirect("evaluation:programme")
    return _form_page(request, form, _("Edit the programme"), _("Save the programme"))


def _form_page(request: HttpRequest, form, title: str, button: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "button": button,
        "crumbs": trail((_("Programme and stages"), reverse("evaluation:programme")), title),
    }
    return render(request, "evaluation/programme/programme_form.html", context)
