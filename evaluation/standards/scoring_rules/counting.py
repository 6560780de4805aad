"""Rules that count: clauses met, points for parts, misses, named failings, bonuses.

What the scorer records:
    count_met        {"met": ["set_up", "members"]}       no clause met: an empty list
    sum_of_parts     {"parts": {"open": "0.5", …}}        every part, from 0 to its points
    deduct_per_unit  {"misses": "2"}
    deduct_listed    {"failings": {"no_register": "1"}}   none found: an empty mapping
    bonus_per_unit   {"count": "2"}
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from evaluation.standards.figures import ZERO, plain
from evaluation.standards.problems import at
from evaluation.standards.reading import ABSENT, Reader
from evaluation.standards.scoring_rules.rule import ScoringRule, Step, full


def read_entries(
    reader: Reader, value: Any, where: str, required: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """A list of things with a key of their own and a label in both languages."""
    entries, seen = [], set()
    for position, item in enumerate(reader.listing(value, where, least=1, most=100)):
        place = at(where, position)
        entry = reader.mapping(item, place, ("key", "label", *required))
        key = reader.key(entry["key"], at(place, "key"))
        if key and key in seen:
            reader.note("used_twice", at(place, "key"), value=key)
        seen.add(key)
        reader.pair(entry["label"], at(place, "label"))
        entries.append(entry)
    return entries


def read_unit(reader: Reader, data: dict[str, Any]) -> None:
    """Both texts of a unit, as they stand in “0.5 points off for each <unit>”."""
    reader.pair(data["unit"], "unit", longest=200)


def read_cap(reader: Reader, data: dict[str, Any], points: Decimal | None) -> None:
    if "cap" in data:
        reader.positive(data["cap"], "cap", highest=points)


def deductions(lost: list[Step], rule: dict[str, Any], max_points: Decimal) -> Iterable[Step]:
    """Full points, what is lost, and what the cap gives back."""
    yield full(max_points)
    yield from lost
    total = -sum((step.amount for step in lost), ZERO)
    if "cap" in rule and total > (cap := Decimal(str(rule["cap"]))):
        yield Step("deduction_capped", total - cap, {"cap": plain(cap)})


class CountMet(ScoringRule):
    """The number of clauses met, looked up in a table: ``table[n]`` for n clauses."""

    type = "count_met"
    required = ("clauses",)
    varying = "table"
    varying_by_class = "table_by_class"

    def check_fixed(self, reader, data, points):
        read_entries(reader, data["clauses"], "clauses")

    def check_varying(self, reader, value, where, data, points):
        rows = reader.listing(value, where)
        numbers = [reader.number(row, at(where, row_no)) for row_no, row in enumerate(rows)]
        clauses = data["clauses"]
        if isinstance(clauses, list) and len(rows) != len(clauses) + 1:
            reader.note("table_length", where, rows=len(rows), needed=len(clauses) + 1)
        if None in numbers or not numbers:
            return
        for row_no in range(1, len(numbers)):
            if numbers[row_no] < numbers[row_no - 1]:
                reader.note("table_falls", at(where, row_no))
        if points is not None and numbers[-1] != points:
            reader.note("not_full_points", where, reached=plain(numbers[-1]), points=plain(points))

    def read_finding(self, reader, rule, finding, max_points):
        known = {clause["key"] for clause in rule["clauses"]}
        met = reader.mapping(finding, "", ("met",))["met"]
        seen: set[str] = set()
        for position, item in enumerate(reader.listing(met, "met")):
            key = reader.choice(item, at("met", position), known, "unknown_clause")
            if key and key in seen:
                reader.note("used_twice", at("met", position), value=key)
            seen.add(key)

    def steps(self, rule, finding, max_points):
        count, clauses = len(finding["met"]), len(rule["clauses"])
        yield Step(
            "clauses_met", Decimal(str(rule["table"][count])), {"met": count, "of": clauses}
        )


class SumOfParts(ScoringRule):
    """Points for each part, added up."""

    type = "sum_of_parts"
    varying = "parts"
    varying_by_class = "parts_by_class"

    def check_varying(self, reader, value, where, data, points):
        parts = read_entries(reader, value, where, ("points",))
        numbers = [
            reader.positive(part["points"], at(at(where, position), "points"))
            for position, part in enumerate(parts)
        ]
        if points is None or None in numbers or not numbers:
            return
        if (total := sum(numbers, ZERO)) != points:
            reader.note("not_full_points", where, reached=plain(total), points=plain(points))

    def read_finding(self, reader, rule, finding, max_points):
        keys = tuple(part["key"] for part in rule["parts"])
        given = reader.mapping(finding, "", ("parts",))["parts"]
        given = reader.mapping(given, "parts", keys)
        for part in rule["parts"]:
            key, most = part["key"], Decimal(str(part["points"]))
            reader.number(given[key], at("parts", key), highest=most, places=2)

    def steps(self, rule, finding, max_points):
        for part in rule["parts"]:
            given = Decimal(str(finding["parts"][part["key"]]))
            yield Step("part", given, {"label": part["label"], "points": str(part["points"])})


class DeductPerUnit(ScoringRule):
    """So much off for each miss; ``expected`` is the most that can be missed."""

    type = "deduct_per_unit"
    required = ("unit",)
    optional = ("expected", "cap")
    varying = "per"
    varying_by_class = "per_by_class"

    def check_fixed(self, reader, data, points):
        read_unit(reader, data)
        if "expected" in data:
            reader.whole(data["expected"], "expected", lowest=1, highest=100_000)
        read_cap(reader, data, points)

    def check_varying(self, reader, value, where, data, points):
        reader.positive(value, where)

    def read_finding(self, reader, rule, finding, max_points):
        misses = reader.mapping(finding, "", ("misses",))["misses"]
        most = int(rule["expected"]) if "expected" in rule else None
        reader.whole(misses, "misses", highest=most)

    def steps(self, rule, finding, max_points):
        misses, per = int(finding["misses"]), Decimal(str(rule["per"]))
        params = {"count": misses, "per": plain(per), "unit": rule["unit"]}
        lost = [Step("misses", -per * misses, params)] if misses else []
        yield from deductions(lost, rule, max_points)


class DeductListed(ScoringRule):
    """So much off for each named failing; one with ``each: false`` counts once."""

    type = "deduct_listed"
    optional = ("cap",)
    varying = "failings"
    varying_by_class = "failings_by_class"

    def check_fixed(self, reader, data, points):
        read_cap(reader, data, points)

    def check_varying(self, reader, value, where, data, points):
        failings = read_entries(reader, value, where, ("minus", "each"))
        for position, failing in enumerate(failings):
            place = at(where, position)
            reader.positive(failing["minus"], at(place, "minus"))
            reader.flag(failing["each"], at(place, "each"))

    def read_finding(self, reader, rule, finding, max_points):
        known = [failing["key"] for failing in rule["failings"]]
        given = reader.mapping(finding, "", ("failings",))["failings"]
        if given is ABSENT:
            return
        for key, times in reader.mapping(given, "failings", optional=known).items():
            reader.whole(times, at("failings", key))

    def steps(self, rule, finding, max_points):
        lost = []
        for failing in rule["failings"]:
            times = int(finding["failings"].get(failing["key"], 0))
            counted = times if failing["each"] else min(times, 1)
            if counted:
                minus = Decimal(str(failing["minus"]))
                params = {"label": failing["label"], "count": counted, "per": plain(minus)}
                lost.append(Step("failing", -minus * counted, params))
        yield from deductions(lost, rule, max_points)


class BonusPerUnit(ScoringRule):
    """So much on top for each thing achieved, up to the bonus's own cap; outside the base."""

    type = "bonus_per_unit"
    required = ("unit", "per", "cap")

    def check_fixed(self, reader, data, points):
        read_unit(reader, data)
        reader.positive(data["per"], "per")
        reader.positive(data["cap"], "cap", highest=points)

    def read_finding(self, reader, rule, finding, max_points):
        reader.whole(reader.mapping(finding, "", ("count",))["count"], "count")

    def steps(self, rule, finding, max_points):
        count, per = int(finding["count"]), Decimal(str(rule["per"]))
        cap, earned = Decimal(str(rule["cap"])), count * per
        yield Step(
            "bonus_count", earned, {"count": count, "per": plain(per), "unit": rule["unit"]}
        )
        if earned > cap:
            yield Step("bonus_capped", cap - earned, {"cap": plain(cap)})
