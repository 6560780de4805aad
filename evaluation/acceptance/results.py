"""Closing an evaluation: everything that was found becomes one result, frozen and explained."""

from django.db import transaction
from django.utils.translation import gettext as _

from communities.models import Role
from communities.people.reach import role_over
from evaluation.acceptance.calculation import (
    BonusOutcome,
    CannotCompute,
    Computation,
    CriterionOutcome,
    Inputs,
    PenaltyRecord,
    ResidentsOutcome,
    compute,
    terms_of,
    to_plain,
)
from evaluation.acceptance.messages import refusal_in_words
from evaluation.acceptance.models import Result
from evaluation.appraisal.agreement import Agreement, agreements
from evaluation.appraisal.models import Visit
from evaluation.declarations.models import Declaration
from evaluation.declarations.services import move, self_score
from evaluation.standards.content import read_standard
from evaluation.standards.findings import class_of
from evaluation.standards.messages import sentence
from evaluation.surveys.models import Survey
from evaluation.surveys.services import tally_of
from harmony.shared.wording import listed, together
from harmony.shared.workflow import TransitionRefused


@transaction.atomic
def appraise(declaration: Declaration, *, by, note: str = "") -> Result:
    """Close the evaluation: compute the result and freeze it with what it came from.

    Refused with the list of what is missing: appraisers, visits, the closed questionnaire,
    moderation.
    """
    role = role_over(by, declaration.community, Role.OFFICE_REVIEWER)
    move(declaration, "appraise", by=by, note=note, role=role)
    found = agreements(declaration)
    if missing := what_is_missing(declaration, found):
        raise TransitionRefused(together(missing))
    try:
        computation = compute(gather(declaration, found))
    except CannotCompute as reason:
        raise TransitionRefused(
            _("The result cannot be computed: %(reason)s")
            % {"reason": refusal_in_words(reason.problem)}
        ) from reason
    return _freeze(declaration, computation, by=by)


def what_is_missing(declaration: Declaration, found: list[Agreement]) -> list[str]:
    """Why the evaluation cannot be closed yet, a sentence for each reason."""
    return [*_people_missing(declaration), *_facts_missing(declaration), *_open_points(found)]


def _people_missing(declaration: Declaration) -> list[str]:
    needed = declaration.standard.appraisers_needed
    active = [a for a in declaration.assignments.all() if a.ended_at is None]
    unfinished = [a for a in active if a.finished_at is None]
    missing = []
    if len(active) < needed:
        missing.append(_("At least %(n)s appraisers must score it.") % {"n": needed})
    if unfinished:
        missing.append(_("Not every appraiser has handed in the scores."))
    return missing


def _facts_missing(declaration: Declaration) -> list[str]:
    kinds = {one.kind for one in declaration.visits.all() if one.struck_at is None}
    missing = []
    if Visit.Kind.REPORT_HEARD not in kinds:
        missing.append(_("The report has not been heard yet."))
    if Visit.Kind.SITE_VISIT not in kinds:
        missing.append(_("The site has not been visited yet."))
    survey = survey_of(declaration)
    if survey is None or not survey.is_over:
        missing.append(_("The questionnaire is not closed yet."))
    elif survey.state != Survey.State.COUNTED:
        missing.append(_("The ballot box of the questionnaire is not opened yet."))
    return missing


def survey_of(declaration: Declaration) -> Survey | None:
    """The questionnaire of this declaration, once it is prepared."""
    return getattr(declaration, "survey", None)


def _open_points(found: list[Agreement]) -> list[str]:
    codes = [one.criterion.code for one in found if one.scores and not one.is_settled]
    if not codes:
        return []
    return [_("Still to be moderated: %(codes)s.") % {"codes": listed(codes)}]


def gather(declaration: Declaration, found: list[Agreement]) -> Inputs:
    """Everything the result depends on, as plain values."""
    which = class_of(declaration.community)
    standard = declaration.standard
    content, problems = read_standard(standard.content)
    if content is None:
        why = together(sentence(problem) for problem in problems)
        raise TransitionRefused(_("The standard cannot be read: %(why)s") % {"why": why})
    survey = survey_of(declaration)
    tally = tally_of(survey) if survey else None
    settled = [(one.criterion, one.score) for one in found if one.score is not None]
    return Inputs(
        terms=terms_of(content, **which),
        scores=tuple(CriterionOutcome.of(c.code, s) for c, s in settled if not c.is_bonus),
        bonuses=tuple(BonusOutcome(c.code, s.points) for c, s in settled if c.is_bonus),
        penalties=tuple(
            PenaltyRecord(penalty.item.code, penalty.count)
            for penalty in declaration.penalties.filter(struck_at=None).select_related("item")
        ),
        vetoes=tuple(
            declaration.vetoes.filter(struck_at=None).values_list("item__code", flat=True)
        ),
        residents=ResidentsOutcome.of(tally) if tally else ResidentsOutcome(),
        standard_hash=standard.content_hash,
        tally_hash=survey.tally_hash if survey else "",
    )


def _freeze(declaration: Declaration, computation: Computation, *, by) -> Result:
    return Result.objects.create(
        declaration=declaration,
        professional=computation.shown_professional,
        residents=computation.shown_residents,
        composite=computation.shown_composite,
        satisfaction_rate=computation.satisfaction_rate,
        self_score=self_score(declaration),
        level=computation.level,
        computation=to_plain(computation),
        standard_hash=computation.inputs.standard_hash,
        scores_hash=computation.inputs.scores_hash,
        tally_hash=computation.inputs.tally_hash,
        by=by,
    )
