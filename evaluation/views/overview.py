"""The whole programme on one page, for those who look over it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Avg, Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from communities.models import Deadline, Stage
from communities.programme.current import stage_of, stages_for
from evaluation.models import Level, Result, State
from evaluation.views.standing import ACCEPTED, Position, kind_names, plain_kind, position
from evaluation.views.waiting import IN_STATES
from harmony.shared import clock
from harmony.shared.charts import MOST_TILES, Band
from harmony.shared.wording import MISSING, percent, points

DECIDED = {*ACCEPTED, Level.NOT_YET.value}
BANDS = [
    ("excellent", "f3"),
    ("good", "f2"),
    ("qualified", "f1"),
    ("not_yet", "f0"),
    ("evaluating", "fr"),
    ("under_way", "fw"),
    ("not_started", "fn"),
]
BAND_OF = {"returned": "evaluating", "late": "under_way"}
"""The chart of the streets shows neither: what came back is on its way, and late is no state."""
MOST_NAMED = 3


@require_safe
@login_required
@permission_required("communities.see_overview", raise_exception=True)
def overview(request: HttpRequest) -> HttpResponse:
    stages = stages_for(request)
    shown = Overview(stages, position(stages, public=False))
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

    def __init__(self, stages: Sequence[Stage], whole: Position) -> None:
        self.stages, self.whole = stages, whole
        self.now = stage_of(stages)

    # -------------------------------------------------------------- the answer
    def lede(self) -> str:
        """How many are there, and how many of this stage are late."""
        reached = ngettext(
            "%(accepted)s of %(total)s community has reached the standard.",
            "%(accepted)s of %(total)s communities have reached the standard.",
            self.whole.total,
        ) % {"accepted": self.whole.accepted, "total": self.whole.total}
        late = sum(
            s.is_late for s in self.whole.standings if self.now and s.stage_id == self.now.pk
        )
        if not late:
            return reached
        more = ngettext(
            "%(n)s self-examination of this stage is late.",
            "%(n)s self-examinations of this stage are late.",
            late,
        ) % {"n": late}
        return _("%(first)s %(then)s") % {"first": reached, "then": more}

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
            "heading": _("Stage %(number)s · %(year)s")
            % {"number": stage.ordinal, "year": stage.year},
            "note": _("%(decided)s of %(total)s decided") % facts,
            "tiles": tiles,
        }

    # -------------------------------------------------------------- the figures
    @cached_property
    def averages(self) -> dict:
        """Mean composite and satisfaction rate of this stage's published results."""
        published = [State.NOTICED, State.ACCEPTED, State.NOT_ACCEPTED]
        results = Result.objects.filter(
            Q(declaration__stage=self.now), declaration__state__in=published
        )
        return results.aggregate(
            composite=Avg("composite"), rate=Avg("satisfaction_rate"), n=Count("pk")
        )

    def stats(self) -> list[dict]:
        n = self.averages["n"]
        results = ngettext("%(n)s result of this stage", "%(n)s results of this stage", n) % {
            "n": n
        }
        states = Counter(standing.state for standing in self.whole.standings)
        return [
            {
                "label": _("Reached the standard"),
                "value": self.whole.accepted,
                "unit": pgettext("communities", "of %(total)s") % {"total": self.whole.total},
                "note": self._target(),
            },
            {
                "label": _("In evaluation"),
                "value": states[State.RECEIVED],
                "note": _("at the district"),
            },
            {
                "label": _("Average satisfaction rate"),
                "value": _shown(self.averages["rate"], percent),
                "note": results,
            },
            {
                "label": _("Average composite score"),
                "value": _shown(self.averages["composite"], points),
                "note": results,
            },
            {
                "label": _("Wait for a decision"),
                "value": states[State.NOTICED],
                "note": _("Open the results"),
                "url": reverse("evaluation:decisions"),
            },
        ]

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
        communities, review = reverse("evaluation:communities"), reverse("evaluation:review")
        rows = [
            Attention(
                _("Results on public notice, to be decided"),
                self._names(IN_STATES["to_decide"]),
                leading,
                reverse("evaluation:decisions"),
            ),
            Attention(
                _("Self-examinations late"),
                [s.name for s in self.whole.standings if s.is_late],
                street,
                f"{communities}?status=late",
            ),
            Attention(
                _("Declarations returned"),
                self._names(IN_STATES["returned"]),
                street,
                f"{communities}?status=sent_back",
            ),
            Attention(
                _("Declarations not received yet"),
                self._names(IN_STATES["to_receive"]),
                office,
                review,
            ),
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
    def streets(self) -> list[tuple[str, dict[str, int]]]:
        """For each street, how many communities are of each kind, in the order of the codes."""
        rows: dict[str, Counter] = {}
        for standing in self.whole.standings:
            kind = plain_kind(standing.kind(public=False))
            rows.setdefault(standing.street, Counter())[BAND_OF.get(kind, kind)] += 1
        return list(rows.items())

    @cached_property
    def bands(self) -> list[Band]:
        names = kind_names()
        return [Band(key, names[key], paint) for key, paint in BANDS]

    def legend(self) -> dict[str, str]:
        return {band.key: band.name for band in self.bands}

    def head(self) -> list[str]:
        return [_("Street"), *(band.name for band in self.bands)]

    def rows(self) -> list[list]:
        return [[name, *(counts[key] for key, _paint in BANDS)] for name, counts in self.streets]

    def street_finding(self) -> str:
        """What the chart shows, in a sentence."""
        reached = {name: sum(counts[level] for level in ACCEPTED) for name, counts in self.streets}
        most = max(reached.values(), default=0)
        best = [name for name, count in reached.items() if count == most]
        if not most or len(best) > MOST_NAMED:
            return _("How far each street is")
        facts = {"streets": _(", ").join(best), "n": most}
        return (
            ngettext(
                "Furthest: %(streets)s, with %(n)s accepted community",
                "Furthest: %(streets)s, with %(n)s accepted communities",
                most,
            )
            % facts
        )


def _shown(average: Decimal | None, written) -> str:
    return MISSING if average is None else written(average)
