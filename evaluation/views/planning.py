"""The plan board: which community declares in which stage."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from communities.models import Stage
from communities.people.reach import holds
from communities.programme.current import current_programme, stages_for
from communities.views.crumbs import trail
from evaluation.declarations.planning import Outcome, plan_many, unplan_many
from evaluation.forms.planning import PlanForm, read_pairs
from evaluation.models import Declaration
from evaluation.views.confirming import hidden_form
from evaluation.views.navigation import PLANNERS
from evaluation.views.plan_board import DistrictPlan, StreetBoard

NAMES_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan(request: HttpRequest) -> HttpResponse:
    """The board of one street, or the streets to choose from where there are several."""
    if not holds(request.user, *PLANNERS):
        raise PermissionDenied
    district = DistrictPlan(_stages(request), request.user)
    street = _street(request, district)
    if street is None or not district.stages:
        return _district_page(request, district)
    board = StreetBoard(district, street, request.user)
    if request.method == "POST":
        return _act(request, board)
    return _board_page(request, board, _form(board))


def _form(board: StreetBoard, data=None) -> PlanForm:
    return PlanForm(data, communities=board.communities, stages=board.district.stages)


def _stages(request: HttpRequest) -> list[Stage]:
    """The evaluation stages of the programme in force, or else of the next one."""
    stages = stages_for(request)
    programme = None if stages else current_programme()
    if programme is None:
        return stages
    kind = Stage.Kind.EVALUATION
    return list(programme.stages.filter(kind=kind).select_related("programme__district"))


def _street(request: HttpRequest, district: DistrictPlan):
    """The street asked for, or the only one there is; nothing where one must choose."""
    code = request.GET.get("street", "")
    if not code:
        return district.mine[0] if len(district.mine) == 1 else None
    found = next((one for one in district.mine if one.street.code == code), None)
    if found is None:
        raise Http404
    return found


def _district_page(request: HttpRequest, district: DistrictPlan) -> HttpResponse:
    if request.method == "POST":
        raise Http404
    context = {
        "district": district,
        "figures": district.figures(),
        "may_manage": request.user.has_perm("communities.manage_programme"),
        "crumbs": trail((_("Programme and stages"), reverse("evaluation:programme")), _("Plan")),
    }
    return render(request, "evaluation/plan/district.html", context)


def _board_page(request: HttpRequest, board: StreetBoard, form: PlanForm) -> HttpResponse:
    is_one_of_many = len(board.district.mine) > 1
    steps = [(_("Programme and stages"), reverse("evaluation:programme"))]
    if is_one_of_many:
        steps.append((_("Plan"), reverse("evaluation:plan")))
    context = {
        "board": board,
        "form": form,
        "crumbs": trail(*steps, board.street.name if is_one_of_many else _("Plan")),
    }
    return render(request, "evaluation/plan/board.html", context)


# ------------------------------------------------------------------ what is done
def _act(request: HttpRequest, board: StreetBoard) -> HttpResponse:
    """Plan the chosen, take them out, or plan all as suggested."""
    if not board.may_plan:
        raise PermissionDenied
    if "suggested" in request.POST:
        return _plan_as_suggested(request, board)
    form = _form(board, request.POST)
    if not form.is_valid():
        return _board_page(request, board, form)
    chosen, stage = form.cleaned_data["chosen"], form.cleaned_data["stage"]
    if "remove" in request.POST:
        _say_removed(request, _remove(request, chosen, board.district.stages))
    else:
        _say_planned(request, plan_many(chosen, stage, by=request.user), stage)
    return redirect(request.get_full_path())


def _remove(request: HttpRequest, chosen, stages: list[Stage]) -> Outcome:
    declarations = Declaration.objects.filter(community__in=chosen, stage__in=stages)
    rows = declarations.select_related("community", "stage").order_by("community__code")
    return unplan_many(rows, by=request.user)


def _plan_as_suggested(request: HttpRequest, board: StreetBoard) -> HttpResponse:
    """Ask first, listing what would go where; then plan exactly what was listed."""
    if "confirmed" not in request.POST:
        return _ask_first(request, board)
    communities = [tile.place for tile in board.free]
    pairs = read_pairs(request.POST.getlist("pair"), communities, board.district.stages)
    with transaction.atomic():
        for stage in board.district.stages:
            chosen = [place for place, its_stage in pairs if its_stage == stage]
            if chosen:
                _say_planned(request, plan_many(chosen, stage, by=request.user), stage)
    return redirect(request.get_full_path())


def _ask_first(request: HttpRequest, board: StreetBoard) -> HttpResponse:
    pairs = [
        f"{tile.place.code}:{tile.suggested.pk}" for tile in board.suggestions if tile.suggested
    ]
    if not pairs:
        messages.info(request, _("There is nothing to suggest."))
        return redirect(request.get_full_path())
    listed = [
        _("%(stage)s: %(names)s") % {"stage": label, "names": _listed(names)}
        for label, names in board.suggested_by_stage()
    ]
    context = {
        "title": ngettext(
            "Plan %(n)s community as suggested?",
            "Plan %(n)s communities as suggested?",
            len(pairs),
        )
        % {"n": len(pairs)},
        "subject": board.street.name,
        "consequences": [
            *listed,
            _("Each can be taken out again until its self-examination begins."),
        ],
        "form": hidden_form({"suggested": "1", "confirmed": "1", "pair": pairs}),
        "button": _("Plan as suggested"),
        "back": request.get_full_path(),
        "action": request.get_full_path(),
    }
    return render(request, "confirm.html", context)


# ------------------------------------------------------------------ what is said
def _say_planned(request: HttpRequest, outcome: Outcome, stage: Stage) -> None:
    if outcome.done:
        count = len(outcome.done)
        text = ngettext(
            "%(n)s community is planned for %(stage)s.",
            "%(n)s communities are planned for %(stage)s.",
            count,
        )
        messages.success(request, text % {"n": count, "stage": stage.label})
    _say_refused(request, outcome)


def _say_removed(request: HttpRequest, outcome: Outcome) -> None:
    if outcome.done:
        count = len(outcome.done)
        text = ngettext(
            "%(n)s community is taken out of the plan.",
            "%(n)s communities are taken out of the plan.",
            count,
        )
        messages.success(request, text % {"n": count})
    if not outcome.done and not outcome.refused:
        messages.info(request, _("None of these communities stands in a stage."))
    _say_refused(request, outcome)


def _say_refused(request: HttpRequest, outcome: Outcome) -> None:
    for place, reason in outcome.refused[:NAMES_SHOWN]:
        messages.error(
            request, _("%(community)s: %(reason)s") % {"community": place.name, "reason": reason}
        )
    more = len(outcome.refused) - NAMES_SHOWN
    if more > 0:
        messages.error(request, _("%(n)s more were refused.") % {"n": more})


def _listed(names: list[str]) -> str:
    """The names, not more than a page can hold."""
    shown = pgettext("between names", ", ").join(names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    if more <= 0:
        return shown
    return _("%(names)s and %(n)s more") % {"names": shown, "n": more}
