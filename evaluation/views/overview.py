"""The whole programme on one page, for those who look over it."""

from collections import Counter

from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Avg, Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Deadline, Stage
from communities.programme.current import stage_of, stages_of_today
from evaluation.models import Declaration, State
from evaluation.views.standing import Position, Standing, kind_names, plain_kind, position
from evaluation.views.waiting import IN_STATES
from harmony.shared import clock
from harmony.shared.charts import MOST_TILES, Band

DECIDED = {"excellent", "good", "qualified", "not_yet"}
BANDS = [
    ("excellent", "f3"),
    ("good", "f2"),
    ("qualified", "f1"),
    ("not_yet", "f0"),
    ("evaluating", "fr"),
    ("under_way", "fw"),
    ("not_started", "fn"),
]


@login_required
@permission_required("communities.see_overview", raise_exception=True)
def overview(request: HttpRequest) -> HttpResponse:
    stages = stages_of_today()
    now = stage_of(stages)
    whole = position(public=False)
    figures = _figures(request.user, now)
    context = {
        "position": whole,
        "by_street": whole.total > MOST_TILES,
        "stage_mosaics": [_of_stage(whole, stage) for stage in stages],
        "lede": _lede(whole, now),
        "stats": _stats(whole, now, figures),
        "attention": _attention(whole, now, figures),
        "dates": _dates_ahead(now),
        **_street_chart(whole),
    }
    return render(request, "evaluation/overview.html", context)


def _of_stage(whole: Position, stage: Stage) -> dict:
    tiles = whole.tiles(stage)
    decided = sum(tile.kind in DECIDED for tile in tiles)
    facts = {"decided": decided, "total": len(tiles)}
    note = _("%(decided)s of %(total)s decided") % facts
    heading = _("Stage %(number)s · %(year)s") % {"number": stage.ordinal, "year": stage.year}
    return {"stage": stage, "heading": heading, "note": note, "tiles": tiles}


def _lede(whole: Position, now: Stage | None) -> str:
    """The answer first: how many are there, and how many of this stage are late."""
    reached = ngettext(
        "%(accepted)s of %(total)s community has reached the standard.",
        "%(accepted)s of %(total)s communities have reached the standard.",
        whole.total,
    ) % {"accepted": whole.accepted, "total": whole.total}
    late = [s for s in whole.standings if now and s.stage_id == now.pk and s.is_late]
    if not late:
        return reached
    more = ngettext(
        "%(n)s self-examination of this stage is late.",
        "%(n)s self-examinations of this stage are late.",
        len(late),
    ) % {"n": len(late)}
    return f"{reached} {more}"


def _figures(user, now: Stage | None) -> dict:
    """What the results and states add up to, in one query."""
    states = {name: Count("pk", filter=Q(state__in=of)) for name, of in IN_STATES.items()}
    published = Q(state__in=[State.NOTICED, State.ACCEPTED, State.NOT_ACCEPTED])
    here = published & Q(stage=now) if now else published
    return Declaration.objects.aggregate(
        **states,
        composite=Avg("result__composite", filter=here),
        rate=Avg("result__satisfaction_rate", filter=here),
        results=Count("result__pk", filter=here),
    )


def _stats(whole: Position, now: Stage | None, figures: dict) -> list[dict]:
    results = ngettext(
        "%(n)s result of this stage", "%(n)s results of this stage", figures["results"]
    ) % {"n": figures["results"]}
    of_total = _("of %(total)s") % {"total": whole.total}
    return [
        {"label": _("Reached the standard"), "value": whole.accepted, "unit": of_total},
        {"label": _("In evaluation"), "value": figures["in_evaluation"]},
        {
            "label": _("Average satisfaction rate"),
            "value": _shown(figures["rate"], "%"),
            "note": results,
        },
        {
            "label": _("Average composite score"),
            "value": _shown(figures["composite"]),
            "note": results,
        },
        {
            "label": _("Wait for a decision"),
            "value": figures["to_decide"],
            "note": _("Open the results"),
            "url": reverse("evaluation:decisions"),
        },
    ]


def _shown(average, unit: str = "") -> str:
    return "–" if average is None else f"{average:.1f}{unit}"


def _attention(whole: Position, now: Stage | None, figures: dict) -> list[dict]:
    """What hangs, and on whom; only what there is."""
    late = [s.name for s in whole.standings if s.is_late]
    returned = [s.name for s in whole.standings if s.state in IN_STATES["returned"]]
    street, leading = _("Streets"), _("Leading group")
    office = _("District office")
    communities, review = reverse("evaluation:communities"), reverse("evaluation:review")
    rows = [
        (_("Results ready for decision"), _noticed(whole), leading, "evaluation:decisions", ""),
        (_("Self-examinations late"), late, street, "", communities),
        (_("Declarations returned"), returned, street, "", communities),
        (_("Declarations not received yet"), _passed(whole), office, "", review),
    ]
    return [
        {
            "what": what,
            "count": len(names),
            "names": names[:3],
            "more": max(len(names) - 3, 0),
            "who": who,
            "url": reverse(name) if name else url,
        }
        for what, names, who, name, url in rows
        if names
    ]


def _noticed(whole: Position) -> list[str]:
    return [s.name for s in whole.standings if s.state == State.NOTICED]


def _passed(whole: Position) -> list[str]:
    return [s.name for s in whole.standings if s.state == State.PASSED]


def _dates_ahead(now: Stage | None) -> list[dict]:
    if now is None:
        return []
    moment = clock.now()
    dates = [{"label": d.label, "at": getattr(now, d.value)} for d in Deadline]
    ahead = [date for date in dates if date["at"] and date["at"] >= moment]
    return sorted(ahead, key=lambda date: date["at"])


def _street_chart(whole: Position) -> dict:
    names = kind_names()
    streets = _streets(whole)
    return {
        "streets": streets,
        "bands": [Band(key, names[key], paint) for key, paint in BANDS],
        "head": [_("Street"), *(names[key] for key, _paint in BANDS)],
        "rows": [[name, *(counts[key] for key, _paint in BANDS)] for name, counts in streets],
    }


def _streets(whole: Position) -> list[tuple[str, dict[str, int]]]:
    """For each street, how many communities are of each kind, in the order of the codes."""
    rows: dict[str, Counter] = {}
    for standing in whole.standings:
        rows.setdefault(standing.street, Counter())[_band(standing)] += 1
    return list(rows.items())


def _band(standing: Standing) -> str:
    kind = plain_kind(standing.kind(public=False))
    return {"returned": "evaluating", "late": "under_way"}.get(kind, kind)
