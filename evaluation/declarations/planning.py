"""The plan: which community declares in which stage, many at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q

from communities.models import Place, Stage, Title
from communities.places.models import PlaceQuerySet
from evaluation.declarations.models import Declaration
from evaluation.declarations.services import plan, unplan
from evaluation.declarations.states import State
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused


@dataclass(frozen=True)
class Outcome:
    """What was done, and what was refused with which reason."""

    done: list[Place] = field(default_factory=list)
    refused: list[tuple[Place, str]] = field(default_factory=list)


@transaction.atomic
def plan_many(communities: Iterable[Place], stage: Stage, *, by) -> Outcome:
    """Put each community into the stage; what is refused keeps none of the others."""
    outcome = Outcome()
    for community in communities:
        try:
            with transaction.atomic():
                plan(community, stage, by=by)
        except TransitionRefused as refusal:
            outcome.refused.append((community, refusal.reason))
        else:
            outcome.done.append(community)
    return outcome


@transaction.atomic
def unplan_many(declarations: Iterable[Declaration], *, by) -> Outcome:
    """Take each community out of its stage again, where nothing has begun."""
    outcome = Outcome()
    for declaration in declarations:
        community = declaration.community
        try:
            with transaction.atomic():
                unplan(declaration, by=by)
        except TransitionRefused as refusal:
            outcome.refused.append((community, refusal.reason))
        else:
            outcome.done.append(community)
    return outcome


# ------------------------------------------------------------------ suggestions
def is_open(stage: Stage) -> bool:
    """Whether communities can still hand up in it."""
    return stage.hand_up_street is None or stage.hand_up_street > clock.now()


def suggested_stage(title: str, stages: Sequence[Stage]) -> Stage | None:
    """The stage that is mainly filled from this title, or else the one that takes all titles.

    Only stages in which one can still hand up; nothing where there is none that fits.
    """
    ahead = [stage for stage in stages if is_open(stage)]
    own = (stage for stage in ahead if title and stage.mainly == title)
    open_to_all = (stage for stage in ahead if stage.mainly in {"", Title.NONE})
    return next(own, next(open_to_all, None))


def proportional_share(target: int, part: int, whole: int) -> int:
    """Of a district's target, what falls to a street of so many of its communities."""
    if not whole:
        return 0
    share = Decimal(target) * part / whole
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


# ------------------------------------------------------------------ counts
@dataclass
class StreetPlan:
    """How many communities a street has, how many in each stage, how many in none.

    A community that was not accepted and stands in a later stage counts in both; one that was
    not accepted and stands in none after that is not planned.
    """

    street: Place
    communities: int = 0
    not_planned: int = 0
    by_stage: dict[int, int] = field(default_factory=dict)


def plans_by_street(communities: PlaceQuerySet, stages: Sequence[Stage]) -> list[StreetPlan]:
    """The plan of each street these communities lie in, over the stages (in their order), in
    one query."""
    failed = Q(entry__state=State.NOT_ACCEPTED)
    rows = (
        communities.annotate(entry=declared_in(stages))
        .order_by("parent__code")
        .values(
            "parent_id",
            "parent__code",
            "parent__name_zh",
            "parent__name_en",
            stage=F("entry__stage_id"),
        )
        .annotate(
            n=Count("pk"),
            failed=Count("pk", filter=failed),
            again=Count("pk", filter=failed & _stands_later(stages)),
        )
    )
    plans: dict[int, StreetPlan] = {}
    for row in rows:
        street = Place(
            pk=row["parent_id"],
            code=row["parent__code"],
            name_zh=row["parent__name_zh"],
            name_en=row["parent__name_en"],
        )
        _count(plans.setdefault(street.pk, StreetPlan(street)), row)
    return list(plans.values())


def _stands_later(stages: Sequence[Stage]) -> Q:
    """Whether the community of an entry has another one in a later stage.

    Written out stage by stage: a join to the stage of the entry would be placed before the
    join of the entry itself.
    """
    stands_later = Q(pk__in=[])
    for number, stage in enumerate(stages):
        later = Declaration.objects.filter(
            community=OuterRef("pk"), stage__in=[other.pk for other in stages[number + 1 :]]
        )
        stands_later |= Q(entry__stage_id=stage.pk) & Q(Exists(later))
    return stands_later


def _count(street_plan: StreetPlan, row: Mapping[str, Any]) -> None:
    street_plan.communities += row["n"] - row["again"]
    street_plan.not_planned += row["failed"] - row["again"]
    if row["stage"] is None:
        street_plan.not_planned += row["n"]
    else:
        known = street_plan.by_stage.get(row["stage"], 0)
        street_plan.by_stage[row["stage"]] = known + row["n"]


def declared_in(stages: Sequence[Stage]) -> FilteredRelation:
    """The declarations of a place in these stages, for a join that keeps every place."""
    # The second half holds for no row; without it, no stages would leave no places either.
    keys = [stage.pk for stage in stages]
    among = Q(declarations__stage_id__in=keys) | Q(declarations__state="")
    return FilteredRelation("declarations", condition=among)
