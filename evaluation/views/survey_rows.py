"""The lines of a comparison: a community, a street, and how a rate stands to another one."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from communities.models import Place
from evaluation.models import Survey, SurveyFigures
from evaluation.surveys.comparing import Together
from evaluation.surveys.tally.combining import Combined
from evaluation.views.survey_results import range_of
from harmony.shared import wording


@dataclass(frozen=True)
class Mark:
    """How a rate stands to another one: a word, and the kind of its tag."""

    text: str
    kind: str = "plain"


def mark(figures: SurveyFigures, low: Decimal, high: Decimal, words: tuple[str, str]) -> Mark:
    """Lower and higher only where the intervals do not overlap; otherwise it may be chance."""
    own_low = figures.satisfaction_rate if figures.rate_low is None else figures.rate_low
    own_high = figures.satisfaction_rate if figures.rate_high is None else figures.rate_high
    if own_high < low:
        return Mark(words[0], "warn")
    return Mark(words[1], "ok") if own_low >= high else Mark(_("No real difference"), "line")


@dataclass(frozen=True)
class Row:
    """A community with its figures, or with the reason why there are none."""

    survey: Survey
    target: Decimal | None
    district: Together | None

    @property
    def figures(self) -> SurveyFigures:
        return self.survey.figures

    @property
    def community(self) -> Place:
        return self.survey.declaration.community

    @property
    def is_published(self) -> bool:
        return not self.figures.withheld

    @property
    def sample(self) -> str:
        """137 of 343 slips"""
        words = {
            "valid": wording.whole(self.figures.valid_answers),
            "slips": wording.whole(self.figures.slips),
        }
        return _("%(valid)s of %(slips)s slips") % words

    @property
    def rate_range(self) -> str:
        return range_of(self.figures.rate_low, self.figures.rate_high, wording.percent, 1)

    @property
    def residents_range(self) -> str:
        return range_of(self.figures.residents_low, self.figures.residents_high, wording.points, 1)

    @property
    def against_target(self) -> Mark | None:
        if self.target is None or self.figures.satisfaction_rate is None:
            return None
        words = (_("Below the target"), _("Above the target"))
        return mark(self.figures, self.target, self.target, words)

    @property
    def against_district(self) -> Mark | None:
        whole = self.district.rate if self.district else None
        if whole is None or self.figures.satisfaction_rate is None:
            return None
        return mark(self.figures, whole.low, whole.high, (_("Lower"), _("Higher")))


@dataclass(frozen=True)
class Area:
    """A street or the district as a line of the small table."""

    name: str
    together: Together

    @property
    def rate_range(self) -> str:
        return _combined_range(self.together.rate, wording.percent)

    @property
    def residents_range(self) -> str:
        return _combined_range(self.together.residents, wording.points)


def _combined_range(one: Combined | None, written: Callable[..., str]) -> str:
    return range_of(one.low, one.high, written, 1) if one else ""
