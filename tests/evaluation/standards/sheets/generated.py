"""Standards made by chance: every rule type, every modifier, awkward texts, values by class."""

from decimal import Decimal as D

from hypothesis import strategies as st

from evaluation.standards.classes import CLASS_KEYS, CLASSES
from evaluation.standards.content import EVIDENCE_TYPES, METHODS
from evaluation.standards.content.reader import TITLES

SIGNS = "ab|\\:：｜（)(;；\n\r\t ，、=+-@'\"<&>_x0041社区￥ 　é😀\u2028\x85#"


def texts(longest: int = 40):
    return st.text(st.sampled_from(SIGNS), min_size=1, max_size=longest).filter(str.strip)


def pairs(longest: int = 40):
    return st.fixed_dictionaries({"en": texts(longest), "zh": texts(longest)})


def numbers(least: str, most: str, places: int = 1):
    """Exact numbers as text, with their trailing noughts."""
    return st.decimals(D(least), D(most), places=places, allow_nan=False).map(str)


KEYS = st.text(st.sampled_from("abcXYZ019"), min_size=1, max_size=6).map(lambda text: f"k{text}")


@st.composite
def by_class(draw, key, by_class_key, values):
    """A value for all, for each class, for some and the rest, or for the sub-classes too."""
    kind = draw(st.sampled_from(["one", "each", "some", "sub"]))
    if kind == "one":
        return {key: draw(values)}
    if kind == "each":
        return {by_class_key: {name: draw(values) for name in CLASSES}}
    if kind == "some":
        names = draw(st.lists(st.sampled_from(CLASS_KEYS), min_size=1, unique=True))
        return {key: draw(values), by_class_key: {name: draw(values) for name in names}}
    subs = [*CLASSES[1:], "old_town.in_renewal_plan", "old_town.not_in_renewal_plan"]
    return {by_class_key: {name: draw(values) for name in subs}}


def keyed(**more):
    """A few entries with different keys, a label and what else is given."""
    entry = st.fixed_dictionaries({"key": KEYS, "label": pairs(), **more})
    return st.lists(entry, min_size=1, max_size=4, unique_by=lambda one: one["key"])


@st.composite
def count_met(draw, points):
    clauses = draw(keyed())
    table = st.lists(numbers("0", points), min_size=len(clauses), max_size=len(clauses)).map(
        lambda rows: [*sorted(rows, key=D), points]
    )
    varied = draw(by_class("table", "table_by_class", table))
    return {"type": "count_met", "clauses": clauses, **varied}


@st.composite
def sum_of_parts(draw, points):
    @st.composite
    def parts(draw):
        entries = draw(keyed())[: int(D(points) * 10)]
        each = (D(points) / len(entries)).quantize(D("0.01"))
        shares = [each] * (len(entries) - 1)
        shares.append(D(points) - sum(shares))
        return [one | {"points": str(share)} for one, share in zip(entries, shares, strict=True)]

    return {"type": "sum_of_parts", **draw(by_class("parts", "parts_by_class", parts()))}


@st.composite
def deduct_per_unit(draw, points):
    fixed = {"type": "deduct_per_unit", "unit": draw(pairs())}
    if draw(st.booleans()):
        fixed["expected"] = draw(st.integers(1, 100_000))
    if draw(st.booleans()):
        fixed["cap"] = draw(numbers("0.1", points))
    return fixed | draw(by_class("per", "per_by_class", numbers("0.1", "3")))


@st.composite
def deduct_listed(draw, points):
    failings = keyed(minus=numbers("0.05", "2", 2), each=st.booleans())
    fixed = {"type": "deduct_listed"}
    if draw(st.booleans()):
        fixed["cap"] = draw(numbers("0.1", points))
    return fixed | draw(by_class("failings", "failings_by_class", failings))


@st.composite
def measured(draw, name):
    rule = {"type": name, "measure": draw(pairs()), "unit": draw(pairs())}
    if draw(st.booleans()):
        rule["range"] = {"from": "0"} | draw(st.sampled_from([{}, {"to": "1000"}]))
    return rule


@st.composite
def deduct_per_step(draw, points):
    rule = draw(measured("deduct_per_step"))
    rule |= {"step": draw(numbers("0.1", "9")), "per": draw(numbers("0.1", "2"))}
    return rule | draw(by_class("target", "targets_by_class", numbers("0", "900")))


@st.composite
def ratio(draw, points):
    targets = by_class("target", "targets_by_class", numbers("0.01", "900", 2))
    return draw(measured("ratio")) | draw(targets)


@st.composite
def bands(draw, points):
    @st.composite
    def some_bands(draw):
        edges = sorted(draw(st.lists(st.integers(1, 900), max_size=3, unique=True)))
        edges = ["0", *map(str, edges)]
        earned = [points, *(draw(numbers("0", points)) for _ in edges[1:])]
        found = [{"at_least": low, "points": got} for low, got in zip(edges, earned, strict=True)]
        for band, high in zip(found, edges[1:], strict=False):
            band["below"] = high
        return draw(st.permutations(found))

    varied = draw(by_class("bands", "bands_by_class", some_bands()))
    return draw(measured("bands")) | varied


@st.composite
def sampled_grades(draw, points):
    grades = st.permutations(["A", "b", "C-1"]).map(
        lambda names: [
            {"grade": names[0], "share_at_least": "1.00", "points": points},
            {"grade": names[1], "share_at_least": "0.333333", "points": "0.1"},
            {"grade": names[2], "share_at_least": "0", "points": "0"},
        ]
    )
    return {
        "type": "sampled_grades",
        "sample": draw(st.integers(1, 200)),
        "place": draw(pairs()),
        "passes_when": draw(st.lists(pairs(), min_size=1, max_size=3)),
        **draw(by_class("grades", "grades_by_class", grades)),
    }


RULES = {
    "count_met": count_met,
    "sum_of_parts": sum_of_parts,
    "deduct_per_unit": deduct_per_unit,
    "deduct_listed": deduct_listed,
    "deduct_per_step": deduct_per_step,
    "ratio": ratio,
    "bands": bands,
    "sampled_grades": sampled_grades,
    "pass_fail": lambda points: st.just({"type": "pass_fail"}),
    "judgement": lambda points: pairs().map(lambda guide: {"type": "judgement", "guide": guide}),
}
FREE_OF_POINTS = ["deduct_per_step", "ratio", "pass_fail", "judgement"]
"""These rules fit any number of points, so that the points may differ by class."""

EVIDENCE = st.lists(
    st.fixed_dictionaries({"type": st.sampled_from(EVIDENCE_TYPES), "label": pairs()}), max_size=3
)


@st.composite
def modifiers(draw):
    made = {
        "excluded": {"type": "excluded", "when": draw(pairs())},
        "exempt_by_title": {
            "type": "exempt_by_title",
            "titles": draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=2)),
        },
        "not_occurred": {"type": "not_occurred", "when": draw(pairs())},
        "no_evidence_zero": {"type": "no_evidence_zero"},
    }
    return draw(st.lists(st.sampled_from(list(made.values())), unique_by=lambda one: one["type"]))


@st.composite
def criteria(draw, code, rule=None):
    points = draw(numbers("0.1", "9"))
    rule = rule or draw(st.sampled_from(sorted(RULES)))
    written = {
        "code": code,
        "title": draw(pairs()),
        "requirement": draw(pairs(200)),
        "points": points,
        "rule": draw(RULES[rule](points)),
        "methods": draw(st.lists(st.sampled_from(METHODS), unique=True)),
        "evidence": draw(EVIDENCE),
        "department": draw(st.sampled_from(["street", "civil_affairs", "x-1"])),
    }
    if found := draw(modifiers()):
        written["modifiers"] = found
    if applies_to := draw(st.lists(st.sampled_from(CLASS_KEYS), unique=True)):
        written["applies_to"] = applies_to
    if draw(st.booleans()):
        written["scored_by"] = "department"
    if rule in FREE_OF_POINTS and draw(st.booleans()):
        written["points_by_class"] = {"old_town": draw(numbers("0.1", "9"))}
    return written


@st.composite
def bonuses(draw, code):
    written = {
        "code": code,
        "title": draw(pairs()),
        "requirement": draw(pairs()),
        "rule": {
            "type": "bonus_per_unit",
            "unit": draw(pairs()),
            "per": draw(numbers("0.1", "2")),
            "cap": draw(numbers("2", "15")),
        },
        "evidence": draw(EVIDENCE),
    }
    if draw(st.booleans()):
        written |= {"look_back_months": draw(st.integers(1, 120)), "criterion": "C0"}
    return written


@st.composite
def penalties(draw, code):
    written = {
        "code": code,
        **{name: draw(pairs()) for name in ("title", "ground", "unit")},
        "per": draw(numbers("0.01", "5", 2)),
        "evidence": draw(EVIDENCE),
    }
    if draw(st.booleans()):
        written |= {"cap": draw(numbers("1", "5")), "look_back_months": draw(st.integers(1, 120))}
    return written


@st.composite
def vetoes(draw, code):
    return {
        "code": code,
        **{name: draw(pairs()) for name in ("title", "ground", "established_by")},
        "evidence": draw(EVIDENCE),
    }


QUOTAS = st.none() | st.fixed_dictionaries(
    {
        "percent_of_stage": numbers("1", "100"),
        "order": st.lists(
            st.sampled_from(["composite", "satisfaction_rate", "professional"]), unique=True
        ),
    },
    optional={"rounding": st.just("down")},
)


@st.composite
def levels(draw, key, composite):
    asked = {"vetoes_at_most": draw(st.integers(0, 2)), "quota": draw(QUOTAS)}
    if composite:
        asked["composite_at_least"] = composite
    if draw(st.booleans()):
        asked["satisfaction_rate_at_least"] = draw(numbers("0", "100", 2))
        asked["dimension_share_at_least"] = {"D": draw(numbers("0", "100"))}
        asked["valid_answers_at_least"] = draw(st.integers(0, 500))
    return {"key": key, "title": draw(pairs()), "conditions": asked}


@st.composite
def standards(draw, rules=()):
    """A standard that can be read; it need not add up. ``rules`` are those it surely has."""
    count = len(rules) or draw(st.integers(1, 3))
    chosen = list(rules) or [None] * count
    found = [draw(criteria(f"C{n}", rule)) for n, rule in enumerate(chosen)]
    professional = draw(numbers("0", "1", 2))
    written = {
        "key": "generated",
        "edition": draw(texts(10)),
        "title": draw(pairs()),
        "languages": {"leading": "zh", "also": draw(st.sampled_from([[], ["en"], ["en", "zh"]]))},
        "base_points": draw(numbers("1", "500")),
        "declared_totals": {"common": draw(numbers("0", "40", 2)), "class_specific": "60"},
        "classes": list(CLASSES),
        "dimensions": [
            {
                "code": "D",
                "main_task": draw(st.none() | st.integers(1, 99)),
                "title": draw(pairs()),
                "points": draw(numbers("0.1", "99")),
                "indicators": [
                    {"code": "I", "title": draw(pairs()), "points": "1.0", "criteria": found}
                ],
            }
        ],
        "bonus": {"cap": draw(numbers("0", "15")), "items": draw(_some(bonuses, "P"))},
        "penalties": {"cap": "5", "items": draw(_some(penalties, "N"))},
        "vetoes": draw(_some(vetoes, "V")),
        "weights": {"professional": professional, "residents": str(1 - D(professional))},
        "levels": [draw(levels("excellent", "90")), draw(levels("good", ""))],
    }
    if draw(st.booleans()):
        written |= {"notice": draw(pairs()), "language_note": draw(pairs())}
    return written


@st.composite
def _some(draw, make, letter):
    return [draw(make(f"{letter}{n}")) for n in range(draw(st.integers(0, 2)))]
