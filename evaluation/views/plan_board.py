"""What the plan board shows: the district's numbers, and one street's communities by stage."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from communities.models import Place, Stage
from communities.people.reach import posts_of
from evaluation.acceptance.standings import communities_of
from evaluation.declarations.planning import (
    StreetPlan,
    declared_in,
    is_open,
    plans_by_street,
    proportional_share,
    suggested_stage,
)
from evaluation.forms.community_filters import short_class, short_title
from evaluation.models import Declaration, State
from harmony.shared.languages import reads_chinese


@dataclass(frozen=True)
class StageFigures:
    """A stage in numbers: planned and target of the district, planned and share of a street."""

    stage: Stage
    target: int
    in_district: int
    in_street: int = 0
    share: int = 0

    @property
    def label(self) -> str:
        return self.stage.label

    @property
    def missing(self) -> int:
        return max(self.target - self.in_district, 0)

    @property
    def is_open(self) -> bool:
        return is_open(self.stage)


@dataclass(frozen=True)
class Tile:
    """A community on the board, in a stage or in none."""

    place: Place
    declaration: Declaration | None = None
    suggested: Stage | None = None

    @property
    def other_name(self) -> str:
        return "" if reads_chinese() or not self.place.name_en else self.place.name_zh

    @property
    def title(self) -> str:
        return short_title(self.place.title)

    @property
    def kind(self) -> str:
        return short_class(self.place.community_class)

    @property
    def suggestion(self) -> str:
        return self.suggested.label if self.suggested else ""

    @property
    def can_be_removed(self) -> bool:
        return self.declaration is not None and self.declaration.state == State.PLANNED


@dataclass
class Column:
    figures: StageFigures
    tiles: list[Tile] = field(default_factory=list)

    @property
    def has_removable(self) -> bool:
        return any(tile.can_be_removed for tile in self.tiles)


class DistrictPlan:
    """The plan of the whole district in numbers; two queries.

    The numbers of a street are what its officials negotiate by, and no secret inside the
    district; which community stands where is shown only to those who may read it.
    """

    def __init__(self, stages: Sequence[Stage], user) -> None:
        self.stages = list(stages)
        self.user = user

    @cached_property
    def _district(self) -> str:
        return self.stages[0].programme.district.code if self.stages else ""

    @cached_property
    def plans(self) -> list[StreetPlan]:
        """Every street of the district."""
        everything = Place.objects.communities().filter(code__startswith=self._district)
        return plans_by_street(everything, self.stages)

    @cached_property
    def mine(self) -> list[StreetPlan]:
        """The streets this person looks after, or over."""
        reaches = [post.reach for post in posts_of(self.user)]
        return [
            plan
            for plan in self.plans
            if any(plan.street.code.startswith(reach) for reach in reaches)
        ]

    @cached_property
    def communities(self) -> int:
        return sum(plan.communities for plan in self.plans)

    def figures(self, street: StreetPlan | None = None) -> list[StageFigures]:
        """Each stage in numbers; “all the rest” is what the other targets leave."""
        fixed = sum(stage.target or 0 for stage in self.stages)
        rest = max(self.communities - fixed, 0)
        return [
            self._figures(stage, rest if stage.target is None else stage.target, street)
            for stage in self.stages
        ]

    def _figures(self, stage: Stage, target: int, street: StreetPlan | None) -> StageFigures:
        mine = street or StreetPlan(Place())
        return StageFigures(
            stage=stage,
            target=target,
            in_district=sum(plan.by_stage.get(stage.pk, 0) for plan in self.plans),
            in_street=mine.by_stage.get(stage.pk, 0),
            share=proportional_share(target, mine.communities, self.communities),
        )

    @property
    def chart(self) -> list[tuple[str, int, int]]:
        """Planned of the target, by stage."""
        return [(one.label, one.in_district, one.target) for one in self.figures()]

    @property
    def longest(self) -> int:
        """What the longest bar of the chart stands for."""
        return max((n for _label, done, target in self.chart for n in (done, target)), default=0)

    @property
    def sentence(self) -> str:
        """Says a row of the chart."""
        return _("%(label)s: %(value)s planned, target %(full)s")

    @property
    def not_planned(self) -> int:
        return sum(plan.not_planned for plan in self.plans)

    def lines(self) -> list[dict[str, Any]]:
        """The streets as lines of a table, each with its number in every stage."""
        return [
            {
                "plan": plan,
                "in_stages": [plan.by_stage.get(stage.pk, 0) for stage in self.stages],
            }
            for plan in self.mine
        ]


class StreetBoard:
    """One street: its communities by stage, and those in none; one query."""

    def __init__(self, district: DistrictPlan, street: StreetPlan, user) -> None:
        self.district = district
        self.plan = street
        self.street = street.street
        self.user = user
        self.may_plan = user.has_perm("communities.plan_stage", self.street)

    @property
    def communities(self):
        """The street's communities, as far as this person may read."""
        return communities_of(self.user).filter(parent=self.street.pk)

    @cached_property
    def _entries(self) -> dict[Place, list[Declaration]]:
        """Each community with its declarations in the programme's stages."""
        rows = (
            self.communities.annotate(entry=declared_in(self.district.stages))
            .select_related("entry")
            .order_by("code")
        )
        entries: dict[Place, list[Declaration]] = defaultdict(list)
        for place in rows:
            declaration = getattr(place, "entry", None)
            entries[place] += [declaration] if declaration else []
        return entries

    @cached_property
    def columns(self) -> list[Column]:
        columns = {one.stage.pk: Column(one) for one in self.district.figures(self.plan)}
        for place, declarations in self._entries.items():
            for declaration in declarations:
                columns[declaration.stage_id].tiles.append(Tile(place, declaration))
        return list(columns.values())

    @property
    def figures(self) -> list[StageFigures]:
        return [column.figures for column in self.columns]

    @cached_property
    def free(self) -> list[Tile]:
        """What stands in no stage, or failed and stands in none since."""
        return [
            Tile(
                place,
                declaration=max(declarations, key=lambda one: one.pk, default=None),
                suggested=suggested_stage(place.title, self._open_to(declarations)),
            )
            for place, declarations in self._entries.items()
            if all(one.state == State.NOT_ACCEPTED for one in declarations)
        ]

    def _open_to(self, declarations: list[Declaration]) -> list[Stage]:
        """The stages in which a community has not failed already."""
        failed = {declaration.stage_id for declaration in declarations}
        return [stage for stage in self.district.stages if stage.pk not in failed]

    @property
    def suggestions(self) -> list[Tile]:
        """What could be planned at once."""
        return [tile for tile in self.free if tile.suggested]

    def suggested_by_stage(self) -> list[tuple[str, list[str]]]:
        """For each stage the names of the communities that are suggested for it."""
        names = defaultdict(list)
        for tile in self.suggestions:
            names[tile.suggestion].append(tile.place.name)
        return list(names.items())

    @property
    def summary(self) -> str:
        planned = self.plan.communities - self.plan.not_planned
        return _("%(planned)s of %(all)s communities are planned") % {
            "planned": planned,
            "all": self.plan.communities,
        }
