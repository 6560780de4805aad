"""Where every community stands: the tiles of the mosaic and the counts beneath it."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Deadline, Place, Stage
from evaluation.models import Decision, Declaration, Level, State
from harmony.shared import clock
from harmony.shared.charts import Tile

EVALUATING = {
    State.SUBMITTED: "evaluating_1",
    State.PASSED: "evaluating_1",
    State.RECEIVED: "evaluating_2",
    State.APPRAISED: "evaluating_3",
    State.NOTICED: "evaluating_3",
}
RETURNED = {State.RETURNED, State.RETURNED_TO_STREET}
NOT_HANDED_UP = {State.PLANNED, State.DRAFT}
ORDER = [
    "excellent",
    "good",
    "qualified",
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
    """One community with the state of its latest declaration, as the reader may know it."""

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
    """How far the whole programme is."""

    standings: list[Standing]
    public: bool

    @cached_property
    def counts(self) -> Counter:
        return Counter(standing.kind(public=self.public) for standing in self.standings)

    @property
    def total(self) -> int:
        return len(self.standings)

    @property
    def accepted(self) -> int:
        return sum(self.counts[level] for level in ("excellent", "good", "qualified"))

    def tiles(self, stage: Stage | None = None) -> list[Tile]:
        """The tiles (of one stage, when one is given), best first."""
        chosen = [s for s in self.standings if stage is None or s.stage_id == stage.pk]
        tiles = [Tile(s.kind(public=self.public), self._said(s), s.street) for s in chosen]
        return sorted(tiles, key=lambda tile: ORDER.index(_sorting_kind(tile.kind)))

    def _said(self, standing: Standing) -> str:
        words = kind_names()[plain_kind(standing.kind(public=self.public))]
        return f"{standing.name}: {words}"

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
        "returned": _("Returned"),
        "under_way": _("Under way"),
        "late": _("Late"),
        "not_yet": _("Not yet"),
        "not_started": _("Not started"),
    }


def position(places=None, *, public: bool) -> Position:
    """Where all communities stand (or those of a queryset of places); one query."""
    latest = Declaration.objects.filter(community=OuterRef("pk")).order_by("-stage__ordinal")
    decision = Decision.objects.filter(declaration__community=OuterRef("pk")).order_by(
        "-declaration__stage__ordinal"
    )
    communities = (Place.objects.all() if places is None else places).communities()
    rows = (
        communities.select_related("parent")
        .annotate(
            state=Subquery(latest.values("state")[:1]),
            stage_id=Subquery(latest.values("stage_id")[:1]),
            due=Subquery(latest.values(f"stage__{Deadline.HAND_UP_STREET.value}")[:1]),
            level=Subquery(decision.values("level")[:1]),
        )
        .order_by("code")
    )
    now = clock.now()
    return Position([_standing(row, now) for row in rows], public)


def _standing(row, now) -> Standing:
    is_late = row.state in NOT_HANDED_UP and row.due is not None and row.due < now
    decided = row.state in {State.ACCEPTED, State.NOT_ACCEPTED}
    level = row.level if decided else ""
    return Standing(
        row.name,
        row.parent.name if row.parent else "",
        row.stage_id,
        row.state or "",
        level if level in Level.values else "",
        is_late,
    )
