"""Rules that judge: a sample of places, yes or no, points given with a reason.

What the scorer records:
    sampled_grades  {"places": [{"name": "North Lane", "passed": true}, …]}
    pass_fail       {"passed": true}
    judgement       {"points": "1.2", "reason": "…"}
"""

from decimal import Decimal
from itertools import pairwise

from evaluation.standards.figures import plain
from evaluation.standards.problems import MISSING, at
from evaluation.standards.reading import Reader
from evaluation.standards.scoring_rules.rule import ScoringRule, Step


class SampledGrades(ScoringRule):
    """The share of the sampled places that pass gives a grade, and the grade its points.

    Where there are fewer places than the sample asks for, all of them are looked at.
    """

    type = "sampled_grades"
    required = ("sample", "place", "passes_when")
    varying = "grades"
    varying_by_class = "grades_by_class"

    def check_fixed(self, reader, data, points):
        reader.whole(data["sample"], "sample", lowest=1, highest=200)
        reader.pair(data["place"], "place", longest=100)
        for position, line in enumerate(
            reader.listing(data["passes_when"], "passes_when", least=1)
        ):
            reader.pair(line, at("passes_when", position))

    def check_varying(self, reader, value, where, data, points):
        rows, names = [], set()
        for position, item in enumerate(reader.listing(value, where, least=1, most=20)):
            place = at(where, position)
            row = reader.mapping(item, place, ("grade", "share_at_least", "points"))
            name = reader.key(row["grade"], at(place, "grade"))
            if name and name in names:
                reader.note("used_twice", at(place, "grade"), value=name)
            names.add(name)
            share = reader.number(
                row["share_at_least"], at(place, "share_at_least"), highest=Decimal(1)
            )
            rows.append((share, reader.number(row["points"], at(place, "points")), place))
        if rows and not any(None in row for row in rows):
            self._check_order(reader, rows, where, points)

    def _check_order(self, reader, rows, where, points):
        """Best grade first, each next with a lower share and no more points; the last from 0."""
        for (share, earned, _), (next_share, next_earned, place) in pairwise(rows):
            if next_share >= share:
                reader.note("grades_out_of_order", place)
            if next_earned > earned:
                reader.note("grade_rises", place)
        if rows[-1][0] != 0:
            reader.note("grades_leave_gap", rows[-1][2])
        if points is not None and rows[0][1] != points:
            reader.note("not_full_points", where, reached=plain(rows[0][1]), points=plain(points))

    def read_finding(self, reader, rule, finding, max_points):
        places = reader.mapping(finding, "", ("places",))["places"]
        most = int(rule["sample"])
        places = reader.listing(places, "places", most=most)
        if not places and not reader.problems:
            reader.note(MISSING, "places", key="places")
        names: set[str] = set()
        for position, item in enumerate(places):
            self._read_place(reader, item, at("places", position), names)

    def _read_place(self, reader: Reader, item, where: str, names: set[str]) -> None:
        place = reader.mapping(item, where, ("name", "passed"))
        if place["passed"] is None:
            reader.note(MISSING, at(where, "passed"), key="passed")
        else:
            reader.flag(place["passed"], at(where, "passed"))
        if isinstance(place["name"], str) and not place["name"].strip():
            reader.note(MISSING, at(where, "name"), key="name")
            return
        name = reader.text(place["name"], at(where, "name"), longest=200).strip()
        if name and name in names:
            reader.note("used_twice", at(where, "name"), value=name)
        names.add(name)

    def steps(self, rule, finding, max_points):
        places = finding["places"]
        passed = sum(place["passed"] for place in places)
        # Compared by multiplication, so that two of three is never rounded to less than itself.
        found = next(
            row
            for row in rule["grades"]
            if passed >= Decimal(str(row["share_at_least"])) * len(places)
        )
        params = {
            "passed": passed,
            "of": len(places),
            "sample": int(rule["sample"]),
            "place": rule["place"],
            "grade": found["grade"],
        }
        yield Step("grade", Decimal(str(found["points"])), params)


class PassFail(ScoringRule):
    """All or nothing."""

    type = "pass_fail"

    def read_finding(self, reader, rule, finding, max_points):
        passed = reader.mapping(finding, "", ("passed",))["passed"]
        if passed is None:
            reader.note(MISSING, "passed", key="passed")
        else:
            reader.flag(passed, "passed")

    def steps(self, rule, finding, max_points):
        if finding["passed"]:
            yield Step("passed", max_points)
        else:
            yield Step("not_passed", Decimal(0))


class Judgement(ScoringRule):
    """Points as the scorer gives them, with a reason; ``guide`` says what earns how much."""

    type = "judgement"
    required = ("guide",)

    def check_fixed(self, reader, data, points):
        reader.pair(data["guide"], "guide")

    def read_finding(self, reader, rule, finding, max_points):
        given = reader.mapping(finding, "", ("points", "reason"))
        reader.number(given["points"], "points", highest=max_points, places=2)
        if isinstance(given["reason"], str) and not given["reason"].strip():
            reader.note(MISSING, "reason", key="reason")
        else:
            reader.text(given["reason"], "reason")

    def steps(self, rule, finding, max_points):
        yield Step("judged", Decimal(str(finding["points"])), {"reason": finding["reason"]})
