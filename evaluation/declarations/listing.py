"""Declarations with everything a row of a list shows, worked out in the database."""

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from communities.models import DeadlineShift
from evaluation.declarations.models import (
    DeclarationQuerySet,
    DeclarationStep,
    Entry,
    EvidenceUse,
    ReturnReason,
)
from evaluation.declarations.reasons import RETURNS
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


def with_gaps(declarations: DeclarationQuerySet) -> DeclarationQuerySet:
    """What keeps a draft from being handed up well: how many criteria came back by name, how many
    of those are not corrected yet, and how many ask for evidence and have no file."""
    returned = DeclarationStep.objects.filter(declaration=OuterRef("pk"), name__in=RETURNS)
    corrected = Entry.objects.filter(
        declaration=OuterRef("step__declaration"),
        criterion=OuterRef("criterion"),
        is_complete=True,
        saved_at__gt=OuterRef("step__at"),
    )
    named = ReturnReason.objects.filter(
        step=OuterRef("returned_by"), criterion__isnull=False
    ).order_by()
    bare = Entry.objects.filter(
        ~Exists(EvidenceUse.objects.filter(entry=OuterRef("pk"))),
        declaration=OuterRef("pk"),
        criterion__kind=Criterion.Kind.BASE,
        is_complete=True,
        counts=True,
    ).exclude(criterion__evidence=[])
    return declarations.annotate(
        returned_by=Subquery(returned.order_by("-at", "-pk").values("pk")[:1]),
    ).annotate(
        criteria_returned=_counted(named.values("step").annotate(n=Count("pk"))),
        criteria_to_correct=_counted(
            named.filter(~Exists(corrected)).values("step").annotate(n=Count("pk"))
        ),
        criteria_without_files=_counted(
            bare.order_by().values("declaration").annotate(n=Count("pk"))
        ),
    )


def _counted(rows) -> Coalesce:
    return Coalesce(Subquery(rows.values("n")), Value(0))


def with_due(declarations: DeclarationQuerySet) -> DeclarationQuerySet:
    """``due_at``: by when it should have moved on, after any shift for the community, and the
    reason of that shift as ``moved_because``."""
    names = Case(*(When(state=state, then=Value(d.value)) for state, d in NEXT_DEADLINE.items()))
    shift = DeadlineShift.objects.filter(
        stage=OuterRef("stage"),
        community=OuterRef("community"),
        deadline=OuterRef("due_name"),
    ).order_by("-at", "-pk")
    by_stage = Case(
        *(When(state=state, then=F(f"stage__{d.value}")) for state, d in NEXT_DEADLINE.items()),
        output_field=DateTimeField(),
    )
    return declarations.annotate(due_name=names).annotate(
        due_at=Coalesce(Subquery(shift.values("moved_to")[:1]), by_stage),
        moved_because=Subquery(shift.values("reason")[:1]),
    )
