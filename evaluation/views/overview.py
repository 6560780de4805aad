"""The whole programme on one page, for those who look over it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from communities.models import Deadline, Stage
from communities.programme.current import stage_of, stages_for
from evaluation.models import Level, State
from evaluation.views.averages import Averages, averages_of
from evaluation.views.standing import ACCEPTED, Position, position
from evaluation.views.street_chart import StreetChart
from evaluation.views.waiting import IN_STATES, waiting_for
from harmony.shared import clock
from harmony.shared.charts import MOST_TILES
from harmony.shared.wording import MISSING, percent, points

DECIDED = {*ACCEPTED, Level.NOT_YET.value}
SETTLED = {State.ACCEPTED, State.NOT_ACCEPTED}
AT_THE_DISTRICT = {State.RECEIVED, State.APPRAISED, State.NOTICED}
MOST_NAMED = 3
"""So many communities are named where more wait for the same."""


@require_safe
@login_required
@permission_required("communities.see_overview", raise_exception=True)
def overview(request: HttpRequest) -> HttpResponse:
    stages = stages_for(request)
    whole = position(stages, public=False)
    shown = Overview(stages, whole, waiting_for(request.user).to_decide)
    return render(request, "evaluation/overview.html", {"overview": shown})


@dataclass(frozen=True)
class Attention:
    """Something that hangs: where, and on whom."""

    what: str
    names: list[str]
    who: str
    url: str

    @property
    def where(self) -> str:
        """The first few by name, and how many more there are."""
        first = _(", ").join(self.names[:MOST_NAMED])
        more = len(self.names) - MOST_NAMED
        if more <= 0:
            return first
        sentence = ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more)
        return sentence % {"names": first, "n": more}


class Overview:
    """What the page says; two queries, however many communities there are."""

    def __init__(self, stages: Sequence[Stage], whole: Position, to_decide: int) -> None:
        self.stages, self.whole, self.to_decide = stages, whole, to_decide
        self.now = stage_of(stages)

    # -------------------------------------------------------------- the answer
    def lede(self) -> str:
        """How many are there, how far this stage is, and how many of it are late."""
        reached = ngettext(
            "%(accepted)s of %(total)s community has reached the standard.",
            "%(accepted)s of %(total)s communities have reached the standard.",
            self.whole.total,
        ) % {"accepted": self.whole.accepted, "total": self.whole.total}
        told = reached
        for sentence in self._this_stage():
            told = _("%(first)s %(then)s") % {"first": told, "then": sentence}
        return told

    def _this_stage(self) -> Iterator[str]:
        """Sentences on the stage under way, as far as there is something to say."""
        here = self.whole.of_stage(self.now) if self.now else []
        decided = sum(one.state in SETTLED for one in here)
        evaluated = sum(one.state in AT_THE_DISTRICT for one in here)
        if decided or evaluated:
            yield _(
                "Of this year’s %(total)s, %(decided)s are decided "
                "and %(evaluated)s are in evaluation."
            ) % {"total": len(here), "decided": decided, "evaluated": evaluated}
        late = sum(one.is_late for one in here)
        if late:
            yield ngettext(
                "%(n)s self-examination of this stage is late.",
                "%(n)s self-examinations of this stage are late.",
                late,
            ) % {"n": late}

    # -------------------------------------------------------------- the mosaic
    @property
    def by_street(self) -> bool:
        """Whether there are too many communities for a tile each."""
        return self.whole.total > MOST_TILES

    @cached_property
    def mosaics(self) -> list[dict]:
        """The tiles of each stage."""
        return [self._of_stage(stage) for stage in self.stages]

    def _of_stage(self, stage: Stage) -> dict:
        tiles = self.whole.tiles(stage)
        decided = sum(tile.kind in DECIDED for tile in tiles)
        facts = {"decided": decided, "total": len(tiles)}
        return {
            "stage": stage,
            "heading": stage.label,
            "note": _("%(decided)s of %(total)s decided") % facts,
            "tiles": tiles,
        }

    # -------------------------------------------------------------- the figures
    @cached_property
    def averages(self) -> Averages:
        """Of this stage's published results, beside those of the stage before."""
        earlier = [one for one in self.stages if self.now and one.ordinal < self.now.ordinal]
        return averages_of(self.now, earlier[-1] if earlier else None)

    def stats(self) -> list[dict]:
        """The headline figures."""
        averages, whole = self.averages, self.whole
        of_total = pgettext("communities", "of %(total)s") % {"total": whole.total}
        rate, composite = averages.rate, averages.composite
        rate_told, composite_told = averages.told("rate"), averages.told("composite")
        noticed = sum(one.state == State.NOTICED for one in whole.standings)
        evaluated = sum(one.state in AT_THE_DISTRICT for one in whole.standings)
        on_notice = _("%(n)s of them on public notice") % {"n": noticed}
        decisions = reverse("evaluation:decisions")
        figures = [
            (_("Reached the standard"), whole.accepted, of_total, self._target(), ""),
            (_("In evaluation"), evaluated, "", on_notice, ""),
            (_("Average satisfaction rate"), _shown(rate, percent), "", rate_told, ""),
            (_("Average composite score"), _shown(composite, points), "", composite_told, ""),
            (_("Wait for a decision"), self.to_decide, "", _("Open the results"), decisions),
        ]
        names = ("label", "value", "unit", "note", "url")
        return [dict(zip(names, figure, strict=True)) for figure in figures]

    def _target(self) -> str:
        """How many the stages up to this one are to bring."""
        until = [stage for stage in self.stages if self.now and stage.ordinal <= self.now.ordinal]
        targets = [stage.target for stage in until]
        if not until or None in targets:
            return ""
        facts = {"year": self.now.year, "target": sum(targets)}
        return _("target to the end of %(year)s: %(target)s") % facts

    # -------------------------------------------------------------- what hangs
    def attention(self) -> list[Attention]:
        """What hangs, and on whom; only what there is."""
        street, office, leading = _("Streets"), _("District office"), _("Leading group")
        communities = reverse("evaluation:communities")
        decisions, review = reverse("evaluation:decisions"), reverse("evaluation:review")
        late = [standing.name for standing in self.whole.standings if standing.is_late]
        noticed = self._names(IN_STATES["to_decide"])
        returned = self._names(IN_STATES["returned"])
        passed = self._names(IN_STATES["to_receive"])
        rows = [
            Attention(_("Results on public notice"), noticed, leading, decisions),
            Attention(_("Self-examinations late"), late, street, f"{communities}?status=late"),
            Attention(
                _("Declarations returned"), returned, street, f"{communities}?status=sent_back"
            ),
            Attention(_("Declarations not received yet"), passed, office, review),
        ]
        return [row for row in rows if row.names]

    def _names(self, states) -> list[str]:
        return [s.name for s in self.whole.standings if s.state in states]

    def dates(self) -> list[dict]:
        """The deadlines of this stage that lie ahead, in order."""
        if self.now is None:
            return []
        moment = clock.now()
        dates = [{"label": d.label, "at": getattr(self.now, d.value)} for d in Deadline]
        ahead = [date for date in dates if date["at"] and date["at"] >= moment]
        return sorted(ahead, key=lambda date: date["at"])

    # -------------------------------------------------------------- the streets
    @cached_property
    def streets(self) -> StreetChart:
        return StreetChart(self.whole)


def _shown(average: Decimal | None, written) -> str:
    return MISSING if average is None else written(average)
