"""The result of a declaration: the answer first, then everything it is made of."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.people.reach import holds
from communities.views.crumbs import trail
from evaluation.acceptance.calculation import from_plain, still_holds
from evaluation.acceptance.results import survey_of
from evaluation.appraisal.agreement import agreements
from evaluation.declarations.states import WORKFLOW
from evaluation.models import Declaration, Level, Result, Survey, Visit
from evaluation.surveys.services import tally_of
from evaluation.views.community_story import latest_notice
from evaluation.views.explanation import Explanation
from evaluation.views.points_told import PointsTold
from evaluation.views.review import READERS
from evaluation.views.stages_of_a_case import case_steps

COSTLIEST = ":8"


@require_safe
@login_required
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen result: how it was made, every condition, what cost most, what it rests on."""
    found = _visible(request, pk)
    declaration, computation = found.declaration, from_plain(found.computation)
    survey = survey_of(declaration)
    tally = tally_of(survey) if survey else None
    explanation = Explanation(computation, declaration.standard, tally)
    context = {
        "result": found,
        "declaration": declaration,
        "explanation": explanation,
        "points": PointsTold(computation, declaration.standard),
        "costliest": COSTLIEST,
        "lede": _lede(found, explanation),
        "foundations": _foundations(request, found, survey),
        "steps": case_steps(declaration),
        "can_decide": not WORKFLOW["accept"].refusal(declaration, request.user),
        "decision": getattr(declaration, "decision", None),
        "notice": latest_notice(declaration),
        "crumbs": _crumbs(found, _("Result %(year)s") % {"year": declaration.stage.year}),
    }
    return render(request, "evaluation/results/result.html", context)


@require_safe
@login_required
def all_criteria(request: HttpRequest, pk: int) -> HttpResponse:
    """Every criterion of the result with self-score, what counts, and the scores behind it."""
    found = _visible(request, pk)
    declaration = found.declaration
    told = PointsTold(from_plain(found.computation), declaration.standard)
    entries = declaration.entries.select_related("criterion").order_by("criterion__position")
    context = {
        "result": found,
        "declaration": declaration,
        "lines": told.lines(entries, agreements(declaration)),
        "names_appraisers": holds(request.user, *READERS),
        "crumbs": _crumbs(
            found,
            (_("Result"), reverse("evaluation:result", args=[pk])),
            _("All criteria"),
        ),
    }
    return render(request, "evaluation/results/criteria.html", context)


def _visible(request: HttpRequest, pk: int) -> Result:
    results = Result.objects.visible_to(request.user).select_related(
        "declaration__community__parent",
        "declaration__stage__programme",
        "declaration__standard",
        "declaration__decision__by",
        "declaration__decision__certificate",
        "declaration__survey",
        "by",
    )
    # Asked by its own key, because a number that no key can be is an error beside a foreign one.
    return get_object_or_404(results, declaration__in=Declaration.objects.filter(pk=pk))


def _crumbs(found: Result, *last: str | tuple[str, str]) -> list[dict[str, str]]:
    community = found.declaration.community
    return trail((community.name, community.get_absolute_url()), *last)


def _lede(found: Result, explanation: Explanation) -> dict[str, str]:
    """The sentence the reader came for, in parts that the page joins around the badge."""
    decision = getattr(found.declaration, "decision", None)
    level = decision.level if decision else found.level
    words = {"name": found.declaration.community.name, "composite": found.composite}
    if not decision:
        start = _("%(name)s is proposed as")
    elif level == Level.NOT_YET:
        start = _("%(name)s is not accepted:")
    else:
        start = _("%(name)s is accepted as")
    end = _("with %(composite)s.") if found.composite is not None else _("without a score.")
    then = explanation.distance()
    if decision is not None and decision.level != found.level:
        proposed = {"level": Level(found.level).label}
        then = _("The appraisal proposed “%(level)s”.") % proposed
    end = _("%(first)s %(then)s") % {"first": end % words, "then": then} if then else end % words
    return {"start": start % words, "level": level, "end": end}


def _foundations(request: HttpRequest, found: Result, survey: Survey | None) -> dict:
    """What the result rests on, with the way back to each as far as this person may go."""
    declaration = found.declaration
    standing = declaration.visits.filter(struck_at=None)
    visits = {visit.kind: visit for visit in reversed(standing)}
    is_reader = holds(request.user, *READERS)
    seen = survey and Survey.objects.visible_to(request.user).filter(pk=survey.pk).exists()
    return {
        "visits": [(kind.label, visits.get(kind)) for kind in Visit.Kind],
        "review_url": reverse("evaluation:review-declaration", args=[declaration.pk])
        if is_reader
        else "",
        "survey_url": survey.get_absolute_url() if survey and seen else "",
        "vetoes": declaration.vetoes.filter(struck_at=None).select_related("item"),
        "holds": still_holds(found.computation),
    }
