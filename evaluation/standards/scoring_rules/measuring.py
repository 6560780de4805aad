"""Rules that measure: whole steps below a target, a share of it, the band a value falls in.

What the scorer records, for all three: ``{"value": "47.5"}``, in the rule's unit.
"""

from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any, ClassVar

from evaluation.standards.figures import ZERO, plain, read_decimal
from evaluation.standards.problems import at
from evaluation.standards.reading import ABSENT, Reader
from evaluation.standards.scoring_rules.rule import ScoringRule, Step, full

MOST_IN_UNIT = {"%": Decimal(100), "‰": Decimal(1000)}
"""A share cannot be more than the whole: 950 typed for 95.0 is told, not rewarded."""


def limits(rule: dict[str, Any]) -> tuple[Decimal, Decimal | None]:
    """The lowest and highest value that can be measured: the range, or what the unit allows."""
    span = rule.get("range")
    if isinstance(span, dict):
        lowest = read_decimal(span.get("from"))
        return (ZERO if lowest is None else lowest), read_decimal(span.get("to"))
    unit = rule.get("unit")
    name = unit.get("en") if isinstance(unit, dict) else None
    return ZERO, MOST_IN_UNIT.get(name) if isinstance(name, str) else None


class MeasuringRule(ScoringRule):
    """Reads one value, within the range of what is measured."""

    required: ClassVar[tuple[str, ...]] = ("measure", "unit")
    optional = ("range",)

    def check_fixed(self, reader, data, points):
        reader.pair(data["measure"], "measure")
        reader.pair(data["unit"], "unit", longest=40)
        if "range" not in data:
            return
        span = reader.mapping(data["range"], "range", ("from",), ("to",))
        lowest = reader.number(span["from"], "range.from", lowest=None)
        highest = reader.number(span.get("to", ABSENT), "range.to", lowest=None)
        if lowest is not None and highest is not None and highest <= lowest:
            reader.note("range_empty", "range")

    def read_finding(self, reader, rule, finding, max_points):
        value = reader.mapping(finding, "", ("value",))["value"]
        lowest, highest = limits(rule)
        reader.number(value, "value", lowest=lowest, highest=highest)


class DeductPerStep(MeasuringRule):
    """So much off for each whole step that the value stays below the target."""

    type = "deduct_per_step"
    required = ("measure", "unit", "step", "per")
    varying = "target"
    varying_by_class = "targets_by_class"

    def check_fixed(self, reader, data, points):
        super().check_fixed(reader, data, points)
        reader.positive(data["step"], "step")
        reader.positive(data["per"], "per")

    def check_varying(self, reader, value, where, data, points):
        reader.number(value, where, lowest=limits(data)[0], highest=limits(data)[1])

    def steps(self, rule, finding, max_points):
        value, target = Decimal(str(finding["value"])), Decimal(str(rule["target"]))
        step, per = Decimal(str(rule["step"])), Decimal(str(rule["per"]))
        below = max(target - value, ZERO) / step
        count = int(below.to_integral_value(ROUND_FLOOR))
        params = {
            "value": plain(value),
            "target": plain(target),
            "unit": rule["unit"],
            "step": plain(step),
            "count": count,
            "per": plain(per),
        }
        yield full(max_points)
        yield Step("steps_below_target" if count else "no_step_below_target", -per * count, params)


class Ratio(MeasuringRule):
    """The share of the target that the value reaches, never more than all of it."""

    type = "ratio"
    varying = "target"
    varying_by_class = "targets_by_class"

    def check_varying(self, reader, value, where, data, points):
        reader.positive(value, where, highest=limits(data)[1])

    def steps(self, rule, finding, max_points):
        value, target = Decimal(str(finding["value"])), Decimal(str(rule["target"]))
        earned = max_points * max(min(value, target), ZERO) / target
        params = {"value": plain(value), "target": plain(target), "unit": rule["unit"]}
        yield Step("share_of_target" if value < target else "target_reached", earned, params)


class Bands(MeasuringRule):
    """The points of the band the value falls in; a band's lower edge belongs to it."""

    type = "bands"
    varying = "bands"
    varying_by_class = "bands_by_class"

    def check_varying(self, reader, value, where, data, points):
        bands = self._read_bands(reader, value, where)
        if not bands or any(None in (low, earned) for low, _, earned, _ in bands):
            return
        bands.sort(key=lambda band: band[0])
        lowest, highest = limits(data)
        self._check_edges(reader, bands, where, lowest, highest)
        best = max(earned for _, _, earned, _ in bands)
        if points is not None and best != points:
            reader.note("not_full_points", where, reached=plain(best), points=plain(points))

    def _read_bands(self, reader: Reader, value: Any, where: str) -> list[tuple]:
        """Each band as lower edge, upper edge (None: open), points, place."""
        bands = []
        for position, item in enumerate(reader.listing(value, where, least=1, most=100)):
            place = at(where, position)
            band = reader.mapping(item, place, ("at_least", "points"), ("below",))
            low = reader.number(band["at_least"], at(place, "at_least"), lowest=None)
            high = reader.number(band.get("below", ABSENT), at(place, "below"), lowest=None)
            earned = reader.number(band["points"], at(place, "points"))
            if low is not None and high is not None and high <= low:
                reader.note("band_empty", place)
            bands.append((low, high, earned, place))
        return bands

    def _check_edges(self, reader, bands, where, lowest, highest):
        """Bands meet edge to edge, from the start of the range to its end."""
        if bands[0][0] > lowest:
            reader.note("band_gap", bands[0][3], begins=plain(lowest), ends=plain(bands[0][0]))
        for (_, high, _, place), (low, _, _, next_place) in pairwise(bands):
            if high is None or high > low:
                reader.note("band_overlap", next_place, value=plain(low))
            elif high < low:
                reader.note("band_gap", place, begins=plain(high), ends=plain(low))
        end = bands[-1][1]
        if end is not None and (highest is None or end <= highest):
            reader.note("band_end", bands[-1][3], value=plain(end))
        for low, _, _, place in bands:
            if low < lowest or (highest is not None and low > highest):
                reader.note("band_outside_range", place)

    def steps(self, rule, finding, max_points):
        value = Decimal(str(finding["value"]))
        found = next(
            band
            for band in rule["bands"]
            if value >= Decimal(str(band["at_least"]))
            and ("below" not in band or value < Decimal(str(band["below"])))
        )
        params = {"value": plain(value), "unit": rule["unit"], "at_least": str(found["at_least"])}
        if "below" in found:
            params["below"] = str(found["below"])
        code = "band_between" if "below" in found else "band_open"
        yield Step(code, Decimal(str(found["points"])), params)
