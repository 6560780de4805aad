"""Declarations with everything a row of a list shows, worked out in the database."""

from django.db.models import Case, Count, DateTimeField, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from communities.models import DeadlineShift
from evaluation.declarations.models import DeclarationQuerySet, Entry
from evaluation.declarations.standing import NEXT_DEADLINE
from evaluation.standards.models import Criterion


def with_progress(declarations: DeclarationQuerySet) -> DeclarationQuerySet:
    """How many base criteria there are, how many are complete, and the points so far."""
    base = Entry.objects.filter(
        declaration=OuterRef("pk"), criterion__kind=Criterion.Kind.BASE
    ).values("declaration")
    return declarations.annotate(
        criteria_total=_counted(base.annotate(n=Count("pk"))),
        criteria_done=_counted(base.annotate(n=Count("pk", filter=Q(is_complete=True)))),
        self_points=Subquery(base.annotate(n=Sum("points", filter=Q(counts=True))).values("n")),
    )


def _counted(rows) -> Coalesce:
    return Coalesce(Subquery(rows.values("n")), Value(0))


def with_due(declarations: DeclarationQuerySet) -> DeclarationQuerySet:
    """``due_at``: by when it should have moved on, after any shift for the community."""
    names = Case(*(When(state=state, then=Value(d.value)) for state, d in NEXT_DEADLINE.items()))
    shift = (
        DeadlineShift.objects.filter(
            stage=OuterRef("stage"),
            community=OuterRef("community"),
            deadline=OuterRef("due_name"),
        )
        .order_by("-at", "-pk")
        .values("moved_to")[:1]
    )
    by_stage = Case(
        *(When(state=state, then=F(f"stage__{d.value}")) for state, d in NEXT_DEADLINE.items()),
        output_field=DateTimeField(),
    )
    return declarations.annotate(due_name=names).annotate(
        due_at=Coalesce(Subquery(shift), by_stage)
    )
