"""Why this level: the result of a declaration, explained down to the criteria."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.views.crumbs import trail
from evaluation.acceptance.calculation import from_plain
from evaluation.declarations.states import WORKFLOW
from evaluation.models import Level, Result
from evaluation.surveys.services import tally_of
from evaluation.views.explanation import Explanation
from evaluation.views.stages_of_a_case import case_steps

COSTLIEST = 8


@login_required
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen result: how it was made, every condition, and what cost most."""
    found = get_object_or_404(
        Result.objects.visible_to(request.user).select_related(
            "declaration__community__parent",
            "declaration__stage__programme",
            "declaration__standard",
            "declaration__decision",
            "declaration__survey",
            "by",
        ),
        declaration_id=pk,
    )
    declaration = found.declaration
    survey = getattr(declaration, "survey", None)
    explanation = Explanation(
        from_plain(found.computation),
        declaration.standard,
        tally_of(survey) if survey else None,
    )
    context = {
        "result": found,
        "declaration": declaration,
        "explanation": explanation,
        "lede": _lede(found, explanation),
        "costs": explanation.costs(COSTLIEST),
        "steps": case_steps(declaration),
        "can_decide": not WORKFLOW["accept"].refusal(declaration, request.user),
        "decision": getattr(declaration, "decision", None),
        "facts": _facts(found),
        "crumbs": trail(
            (declaration.community.name, declaration.community.get_absolute_url()),
            _("Result %(year)s") % {"year": declaration.stage.year},
        ),
    }
    return render(request, "evaluation/results/result.html", context)


@login_required
def all_criteria(request: HttpRequest, pk: int) -> HttpResponse:
    """Every criterion of the result with self-score, agreed score and what it cost."""
    found = get_object_or_404(
        Result.objects.visible_to(request.user).select_related(
            "declaration__community__parent", "declaration__stage", "declaration__standard"
        ),
        declaration_id=pk,
    )
    declaration = found.declaration
    explanation = Explanation(from_plain(found.computation), declaration.standard, None)
    entries = declaration.entries.select_related("criterion").order_by("criterion__position")
    context = {
        "declaration": declaration,
        "rows": explanation.rows(entries),
        "crumbs": trail(
            (declaration.community.name, declaration.community.get_absolute_url()),
            (_("Result"), reverse("evaluation:result", args=[pk])),
            _("All criteria"),
        ),
    }
    return render(request, "evaluation/results/criteria.html", context)


def _lede(found: Result, explanation: Explanation) -> dict:
    """The sentence the reader came for, in parts that the page joins around the badge."""
    decision = getattr(found.declaration, "decision", None)
    level = decision.level if decision else found.level
    words = {"name": found.declaration.community.name, "composite": found.composite}
    if level == Level.NOT_YET:
        start = _("%(name)s is proposed as") if not decision else _("%(name)s is not accepted:")
    else:
        start = _("%(name)s is accepted as") if decision else _("%(name)s is proposed as")
    with_score = _("with %(composite)s.") if found.composite is not None else ""
    return {
        "start": start % words,
        "level": level,
        "end": with_score % words,
        "distance": explanation.distance(),
    }


def _facts(found: Result) -> list[dict]:
    """What the result rests on, with the way back to it."""
    declaration = found.declaration
    visits = list(declaration.visits.all())
    heard = next((v for v in visits if v.kind == "report_heard"), None)
    seen = next((v for v in visits if v.kind == "site_visit"), None)
    return [
        {"label": _("Report heard"), "visit": heard},
        {"label": _("Site visit"), "visit": seen},
    ]
