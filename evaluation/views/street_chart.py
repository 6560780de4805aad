"""How far each street is: bars of the communities by level or state."""

from collections import Counter
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.views.standing import ACCEPTED, Position, kind_names, plain_kind
from harmony.shared.charts import Band

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
"""The chart shows neither: what came back is on its way, and late is no state."""
MOST_NAMED = 3


class StreetChart:
    """The bars with their words, and the same as a table."""

    def __init__(self, whole: Position) -> None:
        self.whole = whole

    @cached_property
    def counts(self) -> list[tuple[str, dict[str, int]]]:
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
        return [[name, *(counts[key] for key, _paint in BANDS)] for name, counts in self.counts]

    def finding(self) -> str:
        """What the chart shows, in a sentence."""
        reached = {name: sum(counts[level] for level in ACCEPTED) for name, counts in self.counts}
        most = max(reached.values(), default=0)
        best = [name for name, count in reached.items() if count == most]
        if not most or len(best) > MOST_NAMED:
            return _("How far each street is")
        sentence = ngettext(
            "Furthest: %(streets)s, with %(n)s accepted community",
            "Furthest: %(streets)s, with %(n)s accepted communities",
            most,
        )
        return sentence % {"streets": _(", ").join(best), "n": most}
