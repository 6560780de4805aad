"""Reading what surrounds the tree: bonus, penalties, vetoes, weights, moderation, levels."""

from decimal import Decimal
from typing import Any

from evaluation.standards.content.reader import LONGEST_TITLE, StandardReader
from evaluation.standards.content.shapes import (
    LEVEL_KEYS,
    BonusContent,
    LevelContent,
    ModerationContent,
    PenaltyContent,
    VetoContent,
)
from evaluation.standards.figures import ZERO, plain
from evaluation.standards.problems import at
from evaluation.standards.reading import ABSENT, TextPair
from evaluation.standards.scoring_rules import check_rule

HUNDRED = Decimal(100)
LONGEST_LOOK_BACK = 120


def read_bonus(
    reader: StandardReader, value: Any, criteria: set[str]
) -> tuple[Decimal, tuple[BonusContent, ...]]:
    """The cap for the whole standard, and the items; a bonus needs neither."""
    data = reader.mapping(value, "bonus", ("cap", "items"))
    cap = reader.number(data["cap"], "bonus.cap", places=2) or ZERO
    items = []
    for position, item in enumerate(reader.listing(data["items"], "bonus.items", most=50)):
        items.append(_read_bonus(reader, item, at("bonus.items", position), criteria))
    return cap, tuple(items)


def _read_bonus(reader: StandardReader, item: Any, where: str, criteria: set[str]) -> BonusContent:
    needed = ("code", "title", "requirement", "rule", "evidence")
    data = reader.mapping(item, where, needed, ("look_back_months", "criterion"))
    rule = data["rule"]
    if isinstance(rule, dict) and rule.get("type") not in (None, "bonus_per_unit"):
        reader.note("bonus_needs_bonus_rule", at(where, "rule.type"))
    elif rule is not ABSENT:
        found = check_rule(rule, None)
        reader.problems += [problem.under(at(where, "rule")) for problem in found]
    bound_to = reader.choice(
        data.get("criterion", ABSENT), at(where, "criterion"), criteria, "criterion_unknown"
    )
    return BonusContent(
        # A bonus is scored like a criterion, and shares its codes.
        code=reader.code(data["code"], at(where, "code"), "criterion"),
        title=reader.pair(data["title"], at(where, "title"), longest=LONGEST_TITLE),
        requirement=reader.pair(data["requirement"], at(where, "requirement")),
        rule=rule if isinstance(rule, dict) else {},
        look_back_months=_look_back(reader, data, where),
        evidence=reader.evidence(data["evidence"], at(where, "evidence")),
        criterion=bound_to,
    )


def _look_back(reader: StandardReader, data: dict[str, Any], where: str) -> int | None:
    months = data.get("look_back_months", ABSENT)
    place = at(where, "look_back_months")
    return reader.whole(months, place, lowest=1, highest=LONGEST_LOOK_BACK)


def read_penalties(
    reader: StandardReader, value: Any
) -> tuple[Decimal, tuple[PenaltyContent, ...]]:
    """The most that can be taken off in all, and the grounds."""
    data = reader.mapping(value, "penalties", ("cap", "items"))
    cap = reader.number(data["cap"], "penalties.cap", places=2) or ZERO
    items = []
    for position, item in enumerate(reader.listing(data["items"], "penalties.items", most=50)):
        where = at("penalties.items", position)
        needed = ("code", "title", "ground", "unit", "per", "evidence")
        entry = reader.mapping(item, where, needed, ("cap", "look_back_months"))
        own_cap = entry.get("cap")
        items.append(
            PenaltyContent(
                code=reader.code(entry["code"], at(where, "code"), "penalty"),
                title=reader.pair(entry["title"], at(where, "title"), longest=LONGEST_TITLE),
                ground=reader.pair(entry["ground"], at(where, "ground")),
                unit=reader.pair(entry["unit"], at(where, "unit"), longest=60),
                per=reader.positive(entry["per"], at(where, "per"), places=2) or ZERO,
                cap=None
                if own_cap is None
                else reader.positive(own_cap, at(where, "cap"), places=2),
                look_back_months=_look_back(reader, entry, where),
                evidence=reader.evidence(entry["evidence"], at(where, "evidence")),
            )
        )
    return cap, tuple(items)


def read_vetoes(reader: StandardReader, value: Any) -> tuple[VetoContent, ...]:
    items = []
    for position, item in enumerate(reader.listing(value, "vetoes", most=50)):
        where = at("vetoes", position)
        needed = ("code", "title", "ground", "established_by", "evidence")
        entry = reader.mapping(item, where, needed, ("look_back_months",))
        established_by = at(where, "established_by")
        items.append(
            VetoContent(
                code=reader.code(entry["code"], at(where, "code"), "veto"),
                title=reader.pair(entry["title"], at(where, "title"), longest=LONGEST_TITLE),
                ground=reader.pair(entry["ground"], at(where, "ground")),
                established_by=reader.pair(entry["established_by"], established_by, longest=200),
                look_back_months=_look_back(reader, entry, where),
                evidence=reader.evidence(entry["evidence"], at(where, "evidence")),
            )
        )
    return tuple(items)


def read_weights(reader: StandardReader, value: Any) -> tuple[Decimal, Decimal]:
    """What the professional and the residents' score weigh; together 1."""
    data = reader.mapping(value, "weights", ("professional", "residents"))
    one = Decimal(1)
    found = [
        reader.number(data[name], at("weights", name), highest=one, places=4)
        for name in ("professional", "residents")
    ]
    professional, residents = found
    if professional is not None and residents is not None and professional + residents != one:
        reader.note("weights_not_one", "weights", total=plain(professional + residents))
    return professional or ZERO, residents or ZERO


def read_moderation(reader: StandardReader, value: Any) -> ModerationContent:
    keys = ("appraisers_at_least", "tolerance_percent_of_points")
    data = reader.mapping(value, "moderation", keys, ("agreed_score", "beyond_tolerance"))
    for key, only in (("agreed_score", "mean"), ("beyond_tolerance", "moderate_with_reason")):
        place = at("moderation", key)
        reader.choice(data.get(key, ABSENT), place, (only,), "moderation_unknown")
    least = reader.whole(
        data["appraisers_at_least"], "moderation.appraisers_at_least", lowest=2, highest=20
    )
    tolerance = reader.number(
        data["tolerance_percent_of_points"],
        "moderation.tolerance_percent_of_points",
        highest=HUNDRED,
    )
    default = ModerationContent()
    return ModerationContent(
        default.appraisers_at_least if least is None else least,
        default.tolerance_percent if tolerance is None else tolerance,
    )


CONDITIONS = (
    "composite_at_least",
    "satisfaction_rate_at_least",
    "dimension_share_at_least",
    "valid_answers_at_least",
    "vetoes_at_most",
    "quota",
)


def read_levels(
    reader: StandardReader, value: Any, dimensions: set[str]
) -> tuple[LevelContent, ...]:
    """The levels, highest first; each has its own conditions."""
    levels: list[LevelContent] = []
    for position, item in enumerate(reader.listing(value, "levels", least=1, most=10)):
        level = _read_level(reader, item, at("levels", position), dimensions)
        higher = levels[-1].composite_at_least if levels else None
        lower = level.composite_at_least
        if higher is not None and lower is not None and lower > higher:
            reader.note("levels_out_of_order", at("levels", position))
        levels.append(level)
    return tuple(levels)


def _read_level(
    reader: StandardReader, item: Any, where: str, dimensions: set[str]
) -> LevelContent:
    data = reader.mapping(item, where, ("key", "title", "conditions"))
    reader.choice(data["key"], at(where, "key"), LEVEL_KEYS, "level_unknown")
    place = at(where, "conditions")
    conditions = reader.mapping(data["conditions"], place, (), CONDITIONS)
    given = {key: one for key, one in conditions.items() if one is not None}

    def percent(key: str, most: Decimal) -> Decimal | None:
        return reader.number(given.get(key, ABSENT), at(place, key), highest=most, places=2)

    shares = []
    floors = at(place, "dimension_share_at_least")
    found = reader.mapping(given.get("dimension_share_at_least", ABSENT), floors, optional=None)
    for code, share in found.items():
        if code not in dimensions:
            reader.note("dimension_unknown", at(floors, code), value=code)
        number = reader.number(share, at(floors, code), highest=HUNDRED, places=2)
        shares.append((code, number or ZERO))
    answers = given.get("valid_answers_at_least", ABSENT)
    vetoes = given.get("vetoes_at_most", ABSENT)
    return LevelContent(
        key=reader.code(data["key"], at(where, "key"), "level", 40),
        title=reader.pair(data["title"], at(where, "title"), longest=LONGEST_TITLE),
        # A bonus can lift a score above 100, and a level may ask for that.
        composite_at_least=percent("composite_at_least", Decimal(200)),
        satisfaction_rate_at_least=percent("satisfaction_rate_at_least", HUNDRED),
        dimension_share_at_least=tuple(shares),
        valid_answers_at_least=reader.whole(answers, at(place, "valid_answers_at_least")),
        vetoes_at_most=reader.whole(vetoes, at(place, "vetoes_at_most")) or 0,
        quota=_read_quota(reader, given.get("quota"), at(place, "quota")),
    )


QUOTA_ORDER = ("composite", "satisfaction_rate", "professional")


def _read_quota(reader: StandardReader, value: Any, where: str) -> dict[str, Any] | None:
    """A share of the stage, rounded down, applied once when the stage's list is closed."""
    if value is None:
        return None
    data = reader.mapping(value, where, ("percent_of_stage", "order"), ("rounding",))
    reader.positive(data["percent_of_stage"], at(where, "percent_of_stage"), highest=HUNDRED)
    reader.choice(
        data.get("rounding", ABSENT), at(where, "rounding"), ("down",), "rounding_unknown"
    )
    reader.words(data["order"], at(where, "order"), QUOTA_ORDER, "quota_order_unknown")
    return value if isinstance(value, dict) else None


def read_otherwise(reader: StandardReader, value: Any) -> tuple[str, TextPair]:
    """What it is called when no level is reached."""
    data = reader.mapping(value, "otherwise", ("key", "title"))
    title = reader.pair(data["title"], "otherwise.title", longest=LONGEST_TITLE)
    return reader.key(data["key"], "otherwise.key"), title
