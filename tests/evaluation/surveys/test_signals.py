"""What is a signal and what is not: each kind by hand, and all of them on invented districts."""

from dataclasses import replace
from decimal import Decimal
from math import exp
from random import Random

import pytest

from evaluation.surveys.signals import (
    RULES,
    Community,
    Kind,
    Rules,
    Scale,
    Sheet,
    district_of,
    observe,
    rules_from,
)
from evaluation.surveys.signals.chances import poisson_tail
from evaluation.surveys.signals.sheets import agreeing, packed
from proofs import detection
from proofs.stuffing import KINDS

SCALE = Scale(5)
ITEMS = 15


def varied(number: int) -> tuple[int, ...]:
    """Answers of which none is like another."""
    rng = Random(number)  # noqa: S311 -- the same each time
    return tuple(rng.randrange(4) for _item in range(ITEMS))


def community(count=40, **more) -> Community:
    """So many residents with phones of their own, each at an hour of their own."""
    sheets = [
        Sheet(varied(number), seconds=80, quarter=number * 9, device=f"d{number}")
        for number in range(count)
    ]
    return Community(sheets, SCALE, slips=count * 2, used=count, quarters=count * 9, **more)


def changed(clean: Community, numbers, **fields) -> Community:
    sheets = list(clean.sheets)
    for number in numbers:
        sheets[number] = replace(sheets[number], **fields)
    return replace(clean, sheets=sheets)


def seen(one: Community, *others: Community) -> dict:
    """What is observed of it, beside the others (three honest ones if none are given)."""
    box = [one, *(others or (community(41), community(42), community(43)))]
    return {each.kind: each for each in observe(one, district_of(box, RULES), RULES, place=0)}


def raised(one: Community, *others: Community) -> set[str]:
    return {kind for kind, each in seen(one, *others).items() if each.is_raised}


def test_honest_community_raises_nothing():
    found = seen(community())

    assert set(found) == set(Kind)
    assert raised(community()) == set()


@pytest.mark.parametrize(
    ("kind", "fields", "few", "enough"),
    [
        (Kind.STRAIGHT, {"places": (1,) * ITEMS}, 8, 9),  # of 40: a fifth is not above a fifth
        (Kind.FAST, {"seconds": 29}, 4, 5),
        (Kind.UNMEASURED, {"seconds": None}, 6, 7),
        (Kind.DEVICE, {"device": "one"}, 4, 5),
        (Kind.ASSISTED, {"channel": "desk"}, 6, 7),
        (Kind.TOP, {"places": (0,) * ITEMS}, 6, 7),
    ],
)
def test_share_is_raised_above_its_limit(kind, fields, few, enough):
    clean = community()

    assert kind not in raised(changed(clean, range(few), **fields))
    found = seen(changed(clean, range(enough), **fields))[kind]
    assert found.is_raised
    assert found.figure == Decimal(enough) / 40
    assert found.flagged == set(range(enough))


def test_what_is_usual_in_the_district_is_no_signal():
    here = changed(community(), range(9), places=(1,) * ITEMS)
    others = [changed(community(count), range(4), places=(1,) * ITEMS) for count in (41, 42, 43)]

    found = seen(here, *others)[Kind.STRAIGHT]

    assert not found.is_raised
    assert found.expected == Decimal("0.0952")


def test_all_content_is_a_signal_whatever_is_usual():
    content = [changed(community(count), range(30), places=(0,) * ITEMS) for count in (40, 41, 42)]

    assert Kind.TOP in raised(*content)


def test_straight_needs_eight_rated_items():
    few = (1,) * 7 + (SCALE.dont_know,) * 8

    assert seen(changed(community(), range(20), places=few))[Kind.STRAIGHT].figure == 0


def test_devices_of_kiosk_desk_and_paper_are_not_counted():
    for channel in ("kiosk", "desk", "paper"):
        here = changed(community(), range(6), device="one", channel=channel)
        assert Kind.DEVICE not in raised(here)


def test_copies_are_found_and_honest_content_is_not():
    copied = changed(community(), range(6), places=varied(50))
    found = seen(copied)[Kind.IDENTICAL]
    assert found.is_raised and found.figure == 5 and found.flagged == set(range(6))

    content = community(60)
    for number in range(60):  # all content, each but for one thing
        places = [1] * ITEMS
        places[number % ITEMS] = 2
        content = changed(content, [number], places=tuple(places))
    assert seen(content)[Kind.IDENTICAL].figure == 45
    assert Kind.IDENTICAL not in raised(content)


def test_everybody_content_in_a_large_community_is_no_copy():
    content = changed(community(2000), range(2000), places=(1,) * 14 + (2,))

    found = seen(content)[Kind.IDENTICAL]

    assert not found.is_raised and found.figure == found.expected == 1999


def test_burst_is_measured_against_what_is_usual_around():
    assert Kind.BURST not in raised(changed(community(), range(4), quarter=5000))
    assert Kind.BURST in raised(changed(community(), range(7), quarter=5000))

    busy = community()  # a notice in the lift: two hours with three answers each quarter
    for number in range(24):
        busy = changed(busy, [number], quarter=5000 + number // 3)
    assert Kind.BURST not in raised(busy)


@pytest.mark.parametrize(("used", "is_raised"), [(38, False), (39, True)])
def test_turnout_is_of_all_slips(used, is_raised):
    here = replace(community(), used=used, slips=40)

    assert (Kind.TURNOUT in raised(here)) is is_raised


@pytest.mark.parametrize(
    ("complaints", "used", "is_raised"),
    [(0, 40, False), (1, 101, False), (1, 100, True), (2, 300, False), (3, 1000, True)],
)
def test_complaints_count(complaints, used, is_raised):
    here = replace(community(), complaints=complaints, used=used, slips=2000)

    assert (Kind.COMPLAINTS in raised(here)) is is_raised


def test_nothing_is_said_of_fewer_than_ten():
    here = changed(community(9), range(9), places=(0,) * ITEMS, device="one")

    assert set(seen(here)) == {Kind.TURNOUT}  # of the 18 slips
    assert seen(changed(community(), range(9), channel="desk"))[Kind.ASSISTED].n == 40
    assert Kind.FAST not in seen(changed(community(), range(31), seconds=None))


@pytest.mark.parametrize("size", [0, 1])
def test_empty_communities_are_no_error(size):
    alone = community(size)

    assert observe(alone, district_of([alone], RULES), RULES, place=0) == []


def test_one_community_alone_has_nothing_beside_it():
    alone = changed(community(), range(9), places=(1,) * ITEMS)
    found = {one.kind: one for one in observe(alone, district_of([alone], RULES), RULES, place=0)}

    assert found[Kind.STRAIGHT].is_raised and found[Kind.STRAIGHT].expected is None
    assert Kind.ALIKE not in found


# ------------------------------------------------------------------ the pieces
def test_rules_are_data_with_a_hash():
    again = rules_from(RULES.as_plain())
    other = Rules(RULES.rules[1:])

    assert again == RULES and again.hash == RULES.hash
    assert other.hash != RULES.hash
    assert {rule.kind for rule in RULES.rules} == set(Kind)


@pytest.mark.parametrize(
    ("count", "expected", "chance"),
    [(0, 2.0, 1.0), (1, 2.0, 1 - exp(-2)), (6, 0.2, 7.4906e-8), (100, 120.0, 0.97211), (3, 0, 0)],
)
def test_poisson_tail(count, expected, chance):
    assert poisson_tail(count, expected) == pytest.approx(chance, rel=1e-3)


def test_packed_answers_agree_as_the_answers_do():
    for one in range(12):
        for other in range(12):
            alike = sum(a == b for a, b in zip(varied(one), varied(other), strict=True))
            a, b = (packed(Sheet(varied(number)), SCALE) for number in (one, other))
            assert agreeing(a, b) == alike


def test_stuffing_is_found_and_honesty_is_not():
    """A small version of ``proofs/detection.py``: 60 honest communities, 60 of each stuffing."""
    honest, found = detection.measured(3, KINDS)

    assert honest.runs == 60 and len(found) == 12
    assert honest.share <= detection.MOST_HONEST
    for kind, runs in found.items():
        if kind != detection.CAREFUL:
            assert runs.share >= detection.LEAST_STUFFED, str(kind)
    assert found[detection.CAREFUL].share < 0.2
