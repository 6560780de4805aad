"""Where appraisers differ beyond the tolerance, the office settles it with a reason."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluation.appraisal import services as appraisal
from evaluation.appraisal.agreement import Agreement, agreements
from evaluation.appraisal.messages import moderation_in_words
from evaluation.forms.appraisal import ModerationForm
from evaluation.models import Assignment, Declaration, Entry
from evaluation.standards.finding_words import finding_in_words
from evaluation.views.review import crumbs_of, permitted, told_why_not, visible
from harmony.shared.workflow import TransitionRefused


@dataclass(frozen=True)
class SideBySide:
    """The appraisers' scores of one declaration, what has to be settled first."""

    rows: list[Agreement]
    assignments: list[Assignment]

    @cached_property
    def finished(self) -> list[Assignment]:
        return [one for one in self.assignments if one.finished_at is not None]

    @property
    def waits_for(self) -> int:
        """How many appraisers have not handed in."""
        return len(self.assignments) - len(self.finished)

    @property
    def sections(self) -> list[dict]:
        """The rows under the headings they belong to; empty ones are left out."""
        is_open = [row for row in self.rows if row.can_be_moderated and not row.is_settled]
        by_the_office = [row for row in self.rows if row.moderation is not None]
        rest = [row for row in self.rows if row not in is_open and row not in by_the_office]
        sections = [
            {"title": _("To be settled"), "rows": is_open, "action": _("Settle")},
            {"title": _("Settled"), "rows": by_the_office, "action": _("Settle anew")},
            {"title": self._rest_title, "rows": rest, "action": ""},
        ]
        return [section for section in sections if section["rows"]]

    @property
    def _rest_title(self) -> str:
        return _("Handed in so far") if self.waits_for else _("Agreed")


@require_safe
@login_required
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every criterion with the appraisers' scores side by side, what differs first."""
    declaration = visible(request, pk)
    found = [one for one in agreements(declaration) if one.scores]
    standing = declaration.assignments.filter(ended_at=None).select_related("appraiser")
    shown = SideBySide(found, list(standing.order_by("assigned_at", "pk")))
    may_moderate = request.user.has_perm("evaluation.moderate_declaration", declaration)
    context = {
        "declaration": declaration,
        "shown": shown,
        "may_settle": may_moderate and not shown.waits_for,
        "crumbs": crumbs_of(declaration, _("Moderation")),
    }
    return render(request, "evaluation/review/moderation.html", context)


@login_required
@told_why_not
def settle(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Settle one criterion: both scores, both reasons, the claim and its evidence in view."""
    declaration = permitted(request, pk, "moderate_declaration")
    one = next((a for a in agreements(declaration) if a.criterion.code == code and a.scores), None)
    if one is None:
        raise Http404
    if request.method != "POST" and not one.can_be_moderated:
        raise TransitionRefused(_("There is nothing to settle on %(code)s.") % {"code": code})
    entry = declaration.entries.get(criterion=one.criterion)
    form = ModerationForm(
        request.POST if request.method == "POST" else None,
        most=one.points,
        claimed=entry.modifier,
        initial=_initial(one),
    )
    if form.is_valid() and _settled(request, declaration, one, form):
        return redirect("evaluation:moderation", pk)
    context = {
        "declaration": declaration,
        "one": one,
        "why": moderation_in_words(one.outcome) if one.can_be_moderated else "",
        "claim": _claim(entry, one, declaration),
        "scores": _scores(one, declaration),
        "earlier": _earlier(one, declaration),
        "form": form,
        "crumbs": crumbs_of(
            declaration, (_("Moderation"), reverse("evaluation:moderation", args=[pk])), code
        ),
    }
    return render(request, "evaluation/review/settle.html", context)


def _claim(entry: Entry, one: Agreement, declaration: Declaration) -> dict:
    """What the community says of the criterion, with its evidence."""
    return {
        "entry": entry,
        "lines": finding_in_words(one.criterion, entry.finding, declaration.community),
        "uses": entry.uses.select_related("evidence"),
    }


def _scores(one: Agreement, declaration: Declaration) -> list[dict]:
    """Each appraiser's score with what was found."""
    community = declaration.community
    return [
        {"score": score, "lines": finding_in_words(one.criterion, score.finding, community)}
        for score in one.scores
    ]


def _earlier(one: Agreement, declaration: Declaration):
    """Settlements of this criterion that no longer stand, the latest first."""
    settled = declaration.moderations.filter(criterion=one.criterion, replaced_at__isnull=False)
    return settled.select_related("by").order_by("-at")


def _initial(one: Agreement) -> dict:
    if one.moderation is None:
        return {}
    return {
        "points": one.moderation.points,
        "claim": one.moderation.modifier,
        "reason": one.moderation.reason,
    }


def _settled(request: HttpRequest, declaration: Declaration, one: Agreement, form) -> bool:
    try:
        appraisal.moderate(declaration, one.criterion, by=request.user, **form.values())
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    messages.success(request, _("%(code)s is settled.") % {"code": one.criterion.code})
    return True
