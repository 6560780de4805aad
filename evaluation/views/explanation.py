"""Why this level, in words: how the score was made, every condition, the way to the next level."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.acceptance.calculation import (
    COMPOSITE,
    DIMENSION_SHARE,
    SATISFACTION_RATE,
    VALID_ANSWERS,
    VETOES,
    Computation,
    Condition,
    Professional,
)
from evaluation.acceptance.messages import condition_in_words, reason_in_words
from evaluation.models import Level, Standard
from evaluation.surveys.tally import Interval, Tally
from harmony.shared.charts import Band
from harmony.shared.wording import plain_points, points, signed, whole

LOWEST_SHOWN = 60
HIGHEST_SHOWN = 100
PAINTS = {"not_yet": "f0", "qualified": "f1", "good": "f2", "excellent": "f3"}
MOST_NAMED = 3


@dataclass(frozen=True)
class Line:
    """One condition as a row: what is asked, what is needed and reached, whether it holds."""

    label: str
    needed: str
    reached: str
    met: bool
    note: str


@dataclass(frozen=True)
class Verdict:
    """The conditions of one level."""

    level: str
    lines: list[Line]

    @property
    def label(self) -> str:
        return str(Level(self.level).label)

    @property
    def met(self) -> int:
        return sum(line.met for line in self.lines)


class Explanation:
    """What the page says about a computation, in the reader's language."""

    def __init__(self, computation: Computation, standard: Standard, tally: Tally | None) -> None:
        self.computation = computation
        self.standard = standard
        self.tally = tally

    # -------------------------------------------------------------- the equation
    @property
    def professional_percent(self) -> Decimal:
        return self.computation.inputs.terms.professional_weight * 100

    @property
    def residents_percent(self) -> Decimal:
        return self.computation.inputs.terms.residents_weight * 100

    @property
    def criteria_count(self) -> int:
        """How many criteria count; those that do not apply here are left out."""
        return sum(score.counts for score in self.computation.inputs.scores)

    @property
    def extras(self) -> str:
        """The bonus and the penalties within the professional score."""
        return extras_told(self.computation.professional)

    @property
    def shares_of_composite(self) -> str:
        """“62.30 + 26.10”: what each half brings to the composite."""
        computation = self.computation
        if computation.composite is None or computation.residents is None:
            return ""
        terms = computation.inputs.terms
        halves = (
            computation.professional.score * terms.professional_weight,
            computation.residents * terms.residents_weight,
        )
        return " + ".join(points(half) for half in halves)

    @property
    def residents_interval(self) -> str:
        return _interval(self.tally.residents_interval if self.tally else None)

    @property
    def rate_interval(self) -> str:
        return _interval(self.tally.rate_interval if self.tally else None, unit="%")

    @property
    def scale(self) -> dict | None:
        """Where the composite lies among the levels; nothing without a composite."""
        composite = self.computation.shown_composite
        marks = self._marks()
        if composite is None or not marks:
            return None
        start = min(LOWEST_SHOWN, marks[0][0])
        edges = [(Decimal(start), "not_yet"), *marks]
        ends = [low for low, _key in marks] + [max(Decimal(HIGHEST_SHOWN), composite)]
        bands = [
            (low, end, Band(key, str(Level(key).label), PAINTS[key]))
            for (low, key), end in zip(edges, ends, strict=True)
        ]
        title = _("Composite score %(composite)s among the levels") % {"composite": composite}
        return {"value": composite, "bands": bands, "title": title} | self._need(composite)

    def _marks(self) -> list[tuple[Decimal, str]]:
        levels = self.computation.inputs.terms.levels
        marks = [(one.composite_at_least, one.key) for one in levels if one.composite_at_least]
        return sorted((low, key) for low, key in marks if key in PAINTS)

    def _need(self, composite: Decimal) -> dict:
        ahead = [low for low, _key in self._marks() if low > composite]
        if not ahead:
            return {"need": None, "need_label": ""}
        gap = min(ahead) - composite
        return {"need": min(ahead), "need_label": _("%(gap)s to go") % {"gap": gap}}

    # -------------------------------------------------------------- conditions
    @cached_property
    def verdicts(self) -> list[Verdict]:
        """The next level (or the one reached) first, then the others, best first."""
        first = self.computation.next_level or self.computation.level
        ordered = sorted(self.computation.verdicts, key=lambda one: one.key != first)
        return [Verdict(one.key, [self._line(c) for c in one.conditions]) for one in ordered]

    def _line(self, one: Condition) -> Line:
        title = self.dimension_titles.get(one.dimension, "")
        return Line(
            condition_in_words(one, title),
            _figure(one, one.needed),
            _figure(one, one.reached),
            one.met,
            reason_in_words(one),
        )

    @cached_property
    def dimension_titles(self) -> dict[str, str]:
        return {one.code: one.title for one in self.standard.dimensions.all()}

    # -------------------------------------------------------------- the next level
    def distance(self) -> str:
        """What is missing to the next level, in one sentence; empty at the top."""
        binding = self.computation.binding
        if not self.computation.next_level or not binding:
            return ""
        facts = {
            "level": Level(self.computation.next_level).label,
            "what": _("; ").join(self._gap(one) for one in binding[:MOST_NAMED]),
        }
        words = _("To “%(level)s” it lacks: %(what)s.") % facts
        more = len(binding) - MOST_NAMED
        if more > 0:
            rest = ngettext(
                "%(n)s more condition does not hold.", "%(n)s more conditions do not hold.", more
            )
            words = _("%(first)s %(then)s") % {"first": words, "then": rest % {"n": more}}
        return words

    def _gap(self, one: Condition) -> str:
        if one.key == VETOES:
            return _("a veto is established")
        if one.gap is None:
            return _("valid answers of residents")
        if one.key == VALID_ANSWERS:
            n = int(one.gap)
            return ngettext("%(n)s valid answer", "%(n)s valid answers", n) % {"n": n}
        facts = {"gap": one.gap, "dimension": self.dimension_titles.get(one.dimension, "")}
        if one.key == COMPOSITE:
            return _("%(gap)s points of the composite score") % facts
        if one.key == SATISFACTION_RATE:
            return _("%(gap)s percentage points of the satisfaction rate") % facts
        return _("%(gap)s percentage points in %(dimension)s") % facts

    def way_up(self) -> str:
        """How many points of the appraisal alone would lift the composite; mostly empty."""
        lacking = self.computation.professional_lacking
        if not lacking or not self.computation.next_level:
            return ""
        facts = {
            "points": lacking,
            "level": Level(self.computation.next_level).label,
        }
        return (
            _("%(points)s more points of the appraisal would lift the composite to “%(level)s”.")
            % facts
        )

    @property
    def floor(self) -> Decimal | None:
        """The lowest share that the next level (or the one reached) asks of a dimension."""
        key = self.computation.next_level or self.computation.level
        terms = self.computation.inputs.terms.levels
        floors = [f for one in terms if one.key == key for _c, f in one.dimension_share_at_least]
        return min(floors) if floors else None

    @property
    def shares(self) -> list[tuple[str, Decimal]]:
        """The share of its points that each dimension earned."""
        return [
            (f"{one.code} {self.dimension_titles.get(one.code, '')}".strip(), one.share)
            for one in self.computation.professional.dimensions
            if one.share is not None
        ]

    @property
    def floor_finding(self) -> str:
        """What the chart of the dimensions shows, in a sentence."""
        floor = self.floor
        below = [share for _label, share in self.shares if floor is not None and share < floor]
        if not below:
            return _("Every dimension reaches %(floor)s%%") % {"floor": plain_points(floor)}
        n = len(below)
        sentence = ngettext(
            "%(n)s dimension lies below %(floor)s%%", "%(n)s dimensions lie below %(floor)s%%", n
        )
        return sentence % {"n": n, "floor": plain_points(floor)}


def _figure(one: Condition, value: Decimal | None) -> str:
    """A needed or reached value as everybody sees it."""
    if one.key in {VALID_ANSWERS, VETOES}:
        return whole(value)
    unit = "%" if one.key in {SATISFACTION_RATE, DIMENSION_SHARE} and value is not None else ""
    return f"{points(value)}{unit}"


def extras_told(professional: Professional) -> str:
    """“With bonus +1.00 and penalties −0.50.”; empty where there are none."""
    if not professional.bonus and not professional.penalty:
        return ""
    facts = {"bonus": signed(professional.bonus), "penalty": signed(-professional.penalty)}
    return _("With bonus %(bonus)s and penalties %(penalty)s.") % facts


def _interval(interval: Interval | None, unit: str = "") -> str:
    """“95% interval 84.40–89.60”; empty where there is none."""
    if interval is None:
        return ""
    facts = {
        "confidence": plain_points(interval.confidence),
        "low": f"{points(interval.low)}{unit}",
        "high": f"{points(interval.high)}{unit}",
    }
    return _("%(confidence)s%% interval %(low)s–%(high)s") % facts
