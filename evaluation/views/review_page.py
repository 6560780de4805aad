"""What the page of one declaration at the office shows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.utils.translation import gettext as _

from evaluation.acceptance.results import survey_of
from evaluation.appraisal.agreement import Agreement
from evaluation.declarations.states import WORKFLOW
from evaluation.models import (
    Assignment,
    Declaration,
    DeclarationStep,
    Penalty,
    State,
    Survey,
    Veto,
    Visit,
)
from harmony.shared.wording import day


def with_everything(declaration: Declaration) -> Declaration:
    """With its appraisers, visits and records read, so that nothing is asked for twice."""
    assignments = Assignment.objects.select_related("appraiser").annotate(
        n_scored=Count("scores", filter=Q(scores__is_complete=True)), n_all=Count("scores")
    )
    visits = Visit.objects.select_related("by", "struck_by").prefetch_related("photos")
    prefetch_related_objects(
        [declaration],
        Prefetch("assignments", queryset=assignments),
        Prefetch("visits", queryset=visits),
        Prefetch("penalties", queryset=Penalty.objects.select_related("item", "by", "struck_by")),
        Prefetch("vetoes", queryset=Veto.objects.select_related("item", "by", "struck_by")),
    )
    return declaration


@dataclass(frozen=True)
class May:
    """What this person may do to the declaration now."""

    assign_appraisers: bool
    record_visit: bool
    record_penalty: bool
    moderate_declaration: bool
    run_survey: bool


@dataclass(frozen=True)
class Review:
    """The declaration with what is done, by whom, and what still has to be."""

    declaration: Declaration
    user: Any
    missing: list[str]
    agreements: list[Agreement]

    # ------------------------------------------------ who may do what
    @cached_property
    def moves(self) -> set[str]:
        return {move.name for move in WORKFLOW.open_to(self.user, self.declaration)}

    @cached_property
    def may(self) -> May:
        names = May.__dataclass_fields__
        allowed = {n: self.user.has_perm(f"evaluation.{n}", self.declaration) for n in names}
        return May(**allowed)

    @property
    def can_be_closed(self) -> bool:
        return "appraise" in self.moves and not self.missing

    @cached_property
    def opinion(self) -> DeclarationStep | None:
        """The move by which the street passed it on; its note is the opinion of the street."""
        passed = (step for step in reversed(self.declaration.history) if step.name == "pass")
        return next(passed, None)

    # ------------------------------------------------ who scores
    @cached_property
    def assignments(self) -> list[Assignment]:
        return list(self.declaration.assignments.all())

    @cached_property
    def standing(self) -> list[Assignment]:
        return [one for one in self.assignments if one.ended_at is None]

    @cached_property
    def finished(self) -> list[Assignment]:
        return [one for one in self.standing if one.finished_at is not None]

    @property
    def is_scored(self) -> bool:
        needed = self.declaration.standard.appraisers_needed
        return len(self.finished) >= needed and len(self.finished) == len(self.standing)

    @cached_property
    def to_moderate(self) -> list[Agreement]:
        """What has to be settled, once everybody has handed in."""
        if not self.is_scored:
            return []
        return [a for a in self.agreements if a.can_be_moderated and not a.is_settled]

    # ------------------------------------------------ what was found
    @cached_property
    def visits(self) -> list[Visit]:
        return list(self.declaration.visits.all())

    @cached_property
    def survey(self) -> Survey | None:
        return survey_of(self.declaration)

    @property
    def records(self) -> list[tuple[str, Penalty | Veto]]:
        """Vetoes and penalties, each with its kind."""
        vetoes = [("veto", veto) for veto in self.declaration.vetoes.all()]
        return vetoes + [("penalty", one) for one in self.declaration.penalties.all()]

    @property
    def methods(self) -> list[dict[str, Any]]:
        """The four methods of evaluation: whether each is done, and how far."""
        counts = {"done": len(self.finished), "all": len(self.standing)}
        scored = _("Appraisers done: %(done)s of %(all)s") % counts
        survey = self.survey
        asked = survey.get_state_display() if survey else _("not prepared yet")
        is_closed = survey is not None and survey.is_over
        return [
            self._visited(Visit.Kind.REPORT_HEARD),
            {"label": _("Materials consulted"), "is_done": self.is_scored, "note": scored},
            self._visited(Visit.Kind.SITE_VISIT),
            {"label": _("Questionnaire"), "is_done": is_closed, "note": asked},
        ]

    def _visited(self, kind: Visit.Kind) -> dict[str, Any]:
        standing = (one for one in self.visits if one.kind == kind and one.struck_at is None)
        visit = next(standing, None)
        note = day(visit.date) if visit else _("not recorded yet")
        return {"label": kind.label, "is_done": visit is not None, "note": note}

    @property
    def is_in_evaluation(self) -> bool:
        return self.declaration.state == State.RECEIVED

    @property
    def has_result(self) -> bool:
        return self.declaration.state not in {
            State.PASSED,
            State.RETURNED_TO_STREET,
            State.RECEIVED,
        }
