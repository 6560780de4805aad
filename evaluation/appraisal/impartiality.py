"""Four eyes: who has had a hand in a declaration, and what appraisers must not see yet."""

from django.db.models import Q, QuerySet

from evaluation.declarations.models import Declaration
from evaluation.declarations.states import DECIDED

FOR_THE_OFFICE = (
    "visits__by",
    "penalties__by",
    "penalties__struck_by",
    "vetoes__by",
    "vetoes__struck_by",
    "moderations__by",
    "assignments__assigned_by",
    "assignments__ended_by",
    "survey__opened_by",
    "survey__closed_by",
)
FOR_ANYBODY = (*FOR_THE_OFFICE, "steps__by", "entries__saved_by", "remarks__by")


def evaluated_it_for_the_office(declaration: Declaration, person) -> bool:
    """Whether this person wrote something down in its evaluation, beside the moves; one query."""
    return _has_signed(declaration, person, FOR_THE_OFFICE)


def had_a_hand_in(declaration: Declaration, person) -> bool:
    """Whether this person did anything to it, in whatever post, except scoring it."""
    return _has_signed(declaration, person, FOR_ANYBODY)


def _has_signed(declaration: Declaration, person, signatures: tuple[str, ...]) -> bool:
    signed = Q(pk__in=[])
    for field in signatures:
        signed |= Q(**{field: person.pk})
    return Declaration.objects.filter(signed, pk=declaration.pk).exists()


def outcome_hidden_from(user) -> QuerySet[Declaration]:
    """What this person scores, or was once charged with scoring, and is not decided yet.

    Whatever other post they hold, others' scores and the outcome are none of theirs until then.
    """
    return Declaration.objects.filter(assignments__appraiser=user.pk).exclude(state__in=DECIDED)
