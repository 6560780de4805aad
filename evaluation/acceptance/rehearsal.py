"""What the level would be, were the self-scores the agreed ones. Nothing is stored.

    rehearse(sheet) -> Rehearsal | None     raises CannotCompute; three queries at most

The residents' part is the community's own last published result; where there is none, the mean
of the district's latest published stage, with as many answers as every level asks for.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Count

from evaluation.acceptance.calculation import (
    BonusOutcome,
    CriterionOutcome,
    Inputs,
    ResidentsOutcome,
    Terms,
    compute,
    from_plain,
    terms_of,
)
from evaluation.acceptance.calculation.computation import Computation
from evaluation.acceptance.calculation.lifting import Lift, lift_of
from evaluation.acceptance.models import Result
from evaluation.declarations.models import Declaration, Entry
from evaluation.declarations.sheet import Sheet
from evaluation.declarations.states import DECIDED, State
from evaluation.standards.content import read_standard
from evaluation.standards.figures import ZERO
from evaluation.standards.findings import class_of

PUBLISHED = {State.NOTICED, *DECIDED}
OWN, DISTRICT, NONE = "own", "district", ""


@dataclass(frozen=True)
class Residents:
    """The residents' part, whose it is (OWN, DISTRICT or NONE), and of which year.

    ``results`` is how many the mean is of.
    """

    outcome: ResidentsOutcome
    source: str = NONE
    year: int | None = None
    results: int = 0


@dataclass(frozen=True)
class Rehearsal:
    """The result that would follow, what it leans on, and what would lift it."""

    computation: Computation
    residents: Residents
    lift: Lift
    missing: int
    """Criteria that are not complete yet and were taken as 0."""


def rehearse(sheet: Sheet) -> Rehearsal | None:
    """The rehearsal; None where the standard cannot be read."""
    declaration = sheet.declaration
    content, _problems = read_standard(declaration.standard.content)
    if content is None:
        return None
    terms = terms_of(content, **class_of(declaration.community))
    residents = residents_of(declaration, terms)
    inputs = Inputs(
        terms=terms,
        scores=tuple(_score(one) for one in sheet.base),
        bonuses=tuple(
            BonusOutcome(one.criterion.code, one.points) for one in sheet.bonuses if one.points
        ),
        residents=residents.outcome,
        standard_hash=declaration.standard.content_hash,
    )
    computation = compute(inputs)
    return Rehearsal(computation, residents, lift_of(computation), len(sheet.missing))


def _score(entry: Entry) -> CriterionOutcome:
    """What is claimed, as if it were agreed; what is missing earns nothing."""
    points = entry.points if entry.is_complete and entry.points is not None else ZERO
    code = entry.criterion.code
    if not entry.counts:
        return CriterionOutcome(code, ZERO, counts=False, reason=entry.modifier)
    return CriterionOutcome(code, points, reason=entry.modifier)


def residents_of(declaration: Declaration, terms: Terms) -> Residents:
    """The community's own last published result with answers, else the district's mean."""
    earlier = Result.objects.filter(
        declaration__state__in=PUBLISHED, declaration__stage__year__lt=declaration.stage.year
    ).order_by("-declaration__stage__year")
    own = (
        earlier.filter(declaration__community=declaration.community_id)
        .exclude(residents=None)
        .select_related("declaration__stage")
        .first()
    )
    if own is not None:
        outcome = from_plain(own.computation).inputs.residents
        return Residents(outcome, OWN, own.declaration.stage.year)
    return _mean_of_the_district(earlier, declaration, terms)


def _mean_of_the_district(earlier, declaration: Declaration, terms: Terms) -> Residents:
    """The means of the latest year with published results, in the declaration's district."""
    district = declaration.community.parent.parent_id
    means = (
        earlier.filter(declaration__community__parent__parent=district)
        .exclude(residents=None)
        .values("declaration__stage__year")
        .annotate(score=Avg("residents"), rate=Avg("satisfaction_rate"), n=Count("pk"))
        .order_by("-declaration__stage__year")
        .first()
    )
    if means is None:
        return Residents(ResidentsOutcome(households=declaration.community.households))
    outcome = ResidentsOutcome(
        valid_answers=_answers_enough(terms),
        households=declaration.community.households,
        score=_decimal(means["score"]),
        satisfaction_rate=_decimal(means["rate"]),
    )
    return Residents(outcome, DISTRICT, means["declaration__stage__year"], means["n"])


def _answers_enough(terms: Terms) -> int:
    """So many valid answers that no level fails for them: a mean has no number of its own."""
    return max((one.valid_answers_at_least or 0 for one in terms.levels), default=0)


def _decimal(mean) -> Decimal | None:
    # Databases give the mean of decimals as a decimal or as a float.
    return None if mean is None else Decimal(str(mean))
