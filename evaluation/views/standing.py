"""Where every community stands: the tiles of the mosaic and the counts beneath it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from communities.models import Place, Stage
from evaluation.acceptance.standings import joined, with_due
from evaluation.declarations.standing import standing_in
from evaluation.models import Declaration, Level, State
from harmony.shared import clock
from harmony.shared.charts import Tile
from harmony.shared.languages import in_language

EVALUATING = {
    State.SUBMITTED: "evaluating_1",
    State.PASSED: "evaluating_1",
    State.RECEIVED: "evaluating_2",
    State.APPRAISED: "evaluating_3",
    State.NOTICED: "evaluating_3",
}
RETURNED = {State.RETURNED, State.RETURNED_TO_STREET}
NOT_HANDED_UP = {State.PLANNED, State.DRAFT}
ACCEPTED = (Level.EXCELLENT.value, Level.GOOD.value, Level.QUALIFIED.value)
ORDER = [
    *ACCEPTED,
    "evaluating_3",
    "evaluating_2",
    "evaluating_1",
    "returned",
    "under_way",
    "late",
    "not_yet",
    "not_started",
]


@dataclass(frozen=True)
class Standing:
    """One community with the declaration that counts, as the reader may know it.

    ``level`` is the decided one; a title that was withdrawn is none.
    """

    name: str
    street: str
    stage_id: int | None
    state: str
    level: str
    is_late: bool

    def kind(self, *, public: bool) -> str:
        """Its tile. The public is never shown who is late or had something returned."""
        if self.level:
            return self.level
        if self.state in EVALUATING:
            return "evaluating" if public else EVALUATING[State(self.state)]
        if self.state in RETURNED:
            return "under_way" if public else "returned"
        if self.is_late and not public:
            return "late"
        return "under_way" if self.state == State.DRAFT else "not_started"


@dataclass(frozen=True)
class Position:
    """How far the whole programme is.

    ``standings`` has each community once. ``left_behind`` has those that were not accepted in a
    stage and stand in a later one now: they stay part of the stage they failed in.
    """

    standings: list[Standing]
    public: bool
    left_behind: list[Standing] = field(default_factory=list)

    @cached_property
    def counts(self) -> Counter:
        return Counter(standing.kind(public=self.public) for standing in self.standings)

    @property
    def total(self) -> int:
        return len(self.standings)

    @property
    def accepted(self) -> int:
        return sum(self.counts[level] for level in ACCEPTED)

    def tiles(self, stage: Stage | None = None) -> list[Tile]:
        """The tiles (of one stage, when one is given), best first."""
        chosen = self.standings if stage is None else self.of_stage(stage)
        tiles = [Tile(s.kind(public=self.public), self._said(s), s.street) for s in chosen]
        return sorted(tiles, key=lambda tile: ORDER.index(_sorting_kind(tile.kind)))

    def of_stage(self, stage: Stage) -> list[Standing]:
        """Everybody who was planned for it, as they stand or as they came out."""
        return [s for s in (*self.standings, *self.left_behind) if s.stage_id == stage.pk]

    def _said(self, standing: Standing) -> str:
        facts = {
            "community": standing.name,
            "kind": self._names[plain_kind(standing.kind(public=self.public))],
        }
        return self._tile_words % facts

    @cached_property
    def _tile_words(self) -> str:
        return _("%(community)s: %(kind)s")

    @cached_property
    def _names(self) -> dict[str, str]:
        return kind_names()

    def sentence(self) -> str:
        return ngettext(
            "%(accepted)s of %(total)s community has reached the standard so far",
            "%(accepted)s of %(total)s communities have reached the standard so far",
            self.total,
        ) % {"accepted": self.accepted, "total": self.total}

    def legend(self) -> dict[str, str]:
        names = kind_names()
        if self.public:
            del names["returned"], names["late"]
        return names


def plain_kind(kind: str) -> str:
    return "evaluating" if kind.startswith("evaluating") else kind


def _sorting_kind(kind: str) -> str:
    return "evaluating_3" if kind == "evaluating" else kind


def kind_names() -> dict[str, str]:
    """The words for each kind of tile, in the order of the legend."""
    return {
        "excellent": _("Excellent"),
        "good": _("Good"),
        "qualified": _("Qualified"),
        "evaluating": _("In evaluation"),
        "returned": pgettext("of a declaration", "Returned"),
        "under_way": _("Under way"),
        "late": _("Late"),
        "not_yet": _("Not yet"),
        "not_started": _("Not started"),
    }


def position(stages: Sequence[Stage], *, public: bool) -> Position:
    """Where all communities stand in the programme of these stages; two queries."""
    programme_id = stages[0].programme_id if stages else None
    counting = standing_in(Declaration.objects.all(), programme_id)
    places = with_due(joined(Place.objects.communities(), counting, "now"), "now")
    rows = places.order_by("code").values_list(
        "name_zh",
        "name_en",
        "parent__name_zh",
        "parent__name_en",
        "now__stage_id",
        "now__state",
        "now__decision__level",
        "now__decision__certificate__revoked_at",
        F("now_due"),
        named=False,
    )
    moment = clock.now()
    left = _left_behind(counting, programme_id)
    return Position([_standing(row, moment) for row in rows], public, left)


def _left_behind(counting, programme_id: int | None) -> list[Standing]:
    """Not accepted in a stage, and planned again: what was decided then."""
    failed = Declaration.objects.filter(
        stage__programme_id=programme_id, state=State.NOT_ACCEPTED
    ).exclude(pk__in=counting.order_by().values("pk"))
    rows = failed.order_by("community__code").values_list(
        "community__name_zh",
        "community__name_en",
        "community__parent__name_zh",
        "community__parent__name_en",
        "stage_id",
        "state",
    )
    return [_standing((*row, Level.NOT_YET, None, None), clock.now()) for row in rows]


def _standing(row: tuple, moment) -> Standing:
    name_zh, name_en, street_zh, street_en, stage_id, state, level, revoked_at, due = row
    return Standing(
        in_language(name_zh, name_en),
        in_language(street_zh or "", street_en or ""),
        stage_id,
        state or "",
        Level.NOT_YET if level and revoked_at else level or "",
        state in NOT_HANDED_UP and due is not None and due < moment,
    )
