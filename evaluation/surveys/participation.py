"""How many slips were printed, used, void or are still out. It says nothing of any answer."""

from dataclasses import dataclass, replace

from django.db.models import Count, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from evaluation.surveys.models import Code, SlipBatch, Survey
from evaluation.surveys.replacement_models import Replacement

SMALLEST_BATCH = 10
"""Of fewer slips than this it is not told apart how many were used: it would point at doors."""


@dataclass(frozen=True)
class Balance:
    """printed = used + void + outstanding, for a batch or for all of them."""

    printed: int = 0
    used: int = 0
    void: int = 0

    @property
    def outstanding(self) -> int:
        return self.printed - self.used - self.void

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(
            self.printed + other.printed, self.used + other.used, self.void + other.void
        )


@dataclass(frozen=True)
class BatchBalance:
    """One batch with its balance; ``can_be_replaced`` while no code of it was used."""

    batch: SlipBatch
    balance: Balance
    is_replaced: bool
    is_hidden: bool = False
    """Whether it is left out how many were used: it is small, or would give a small one away."""

    @property
    def can_be_replaced(self) -> bool:
        return not self.balance.used and not self.is_replaced


@dataclass(frozen=True)
class Participation:
    """``returned`` and ``lost``: single slips replaced, that were brought back or not."""

    batches: list[BatchBalance]
    total: Balance
    planned: int
    returned: int = 0
    lost: int = 0

    @property
    def share_of_plan(self) -> int:
        """Used codes in whole percent of the planned answers; rounded down, at most 100."""
        return min(100, self.total.used * 100 // self.planned) if self.planned else 0

    @property
    def is_small(self) -> bool:
        """Whether even all of them together would point at doors."""
        return 0 < self.total.printed < SMALLEST_BATCH


def participation_of(survey: Survey) -> Participation:
    """The balance of each batch and of all; three queries.

    A replacement slip counts to the batch of the one it replaces: alone it would point at a door.
    """
    counts = Code.objects.filter(batch__survey=survey).order_by()
    found = {
        (row["batch"], row["state"]): row["n"]
        for row in counts.values("batch", "state").annotate(n=Count("pk"))
    }
    batches = list(survey.batches.select_related("by"))
    singles = list(Replacement.objects.filter(batch__survey=survey))
    counted_to = {each.slip_id: each.batch_id for each in singles}
    replaced = {batch.replaces_id for batch in batches}
    balances = {batch.pk: Balance() for batch in batches}
    for batch in batches:
        used, void = (
            found.get((batch.pk, state), 0) for state in (Code.State.USED, Code.State.VOID)
        )
        balances[counted_to.get(batch.pk, batch.pk)] += Balance(batch.printed, used, void)
    rows = [
        BatchBalance(batch, balances[batch.pk], batch.pk in replaced)
        for batch in batches
        if batch.pk not in counted_to
    ]
    total = sum((row.balance for row in rows), Balance())
    hidden = _hidden(rows)
    told = [replace(row, is_hidden=row.batch.pk in hidden) for row in rows]
    lost = sum(not each.was_returned for each in singles)
    return Participation(told, total, survey.planned_answers, len(singles) - lost, lost)


def _hidden(rows: list[BatchBalance]) -> set[int]:
    """The small batches; and, as the sum of all is told, so many of the next larger ones that
    what is left of the sum does not give a small one away."""
    by_size = sorted(rows, key=lambda row: row.balance.printed)
    hidden = [row for row in by_size if 0 < row.balance.printed < SMALLEST_BATCH]
    larger = [row for row in by_size if row.balance.printed >= SMALLEST_BATCH]
    if hidden and sum(row.balance.printed for row in hidden) < SMALLEST_BATCH:
        hidden += larger[:1]
    return {row.batch.pk for row in hidden}


def used_codes(survey: str) -> Coalesce:
    """A column: how many codes were used. ``survey`` names the survey from the row outside."""
    return _codes(survey, Code.State.USED)


def void_codes(survey: str) -> Coalesce:
    """A column: how many codes were taken out of use."""
    return _codes(survey, Code.State.VOID)


def _codes(survey: str, state: str) -> Coalesce:
    codes = Code.objects.filter(batch__survey=OuterRef(survey), state=state)
    counted = codes.order_by().values("batch__survey").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def printed_slips(survey: str) -> Coalesce:
    """A column: how many slips were printed."""
    batches = SlipBatch.objects.filter(survey=OuterRef(survey)).order_by()
    summed = batches.values("survey").annotate(n=Sum("printed")).values("n")
    return Coalesce(Subquery(summed, output_field=IntegerField()), 0)
