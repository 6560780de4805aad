"""The mean figures of a stage's published results, beside those of the stage before."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Stage
from evaluation.models import Result, State
from harmony.shared.wording import signed

PUBLISHED = [State.NOTICED, State.ACCEPTED, State.NOT_ACCEPTED]


@dataclass(frozen=True)
class Averages:
    """Means of the ``n`` results of a stage; None where there is no result.

    ``composite`` is 0 to 100, ``rate`` the satisfaction rate in per cent. ``year`` is that of the
    stage before, whose means are in ``composite_before`` and ``rate_before``.
    """

    n: int
    composite: Decimal | None
    rate: Decimal | None
    year: int | None = None
    composite_before: Decimal | None = None
    rate_before: Decimal | None = None

    def told(self, name: str) -> str:
        """How many results there are, and how this mean differs from that of the stage before."""
        results = ngettext("%(n)s result of this stage", "%(n)s results of this stage", self.n) % {
            "n": self.n
        }
        now, before = getattr(self, name), getattr(self, f"{name}_before")
        if now is None or before is None:
            return results
        words = {"change": signed(now - before, 1), "year": self.year, "results": results}
        return _("%(change)s on %(year)s, %(results)s") % words


def averages_of(stage: Stage | None, before: Stage | None) -> Averages:
    """One query."""
    if stage is None:
        return Averages(0, None, None)
    stages = [each for each in (stage, before) if each]
    results = Result.objects.filter(
        declaration__stage__in=stages, declaration__state__in=PUBLISHED
    )
    now, then = Q(declaration__stage=stage), Q(declaration__stage=before)
    # No aggregate may bear the name of the column that the next one reads.
    figures = results.aggregate(
        n=Count("pk", filter=now),
        mean_composite=Avg("composite", filter=now),
        mean_rate=Avg("satisfaction_rate", filter=now),
        composite_before=Avg("composite", filter=then),
        rate_before=Avg("satisfaction_rate", filter=then),
    )
    return Averages(
        n=figures["n"],
        composite=figures["mean_composite"],
        rate=figures["mean_rate"],
        year=before.year if before else None,
        composite_before=figures["composite_before"],
        rate_before=figures["rate_before"],
    )
