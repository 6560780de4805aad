"""What is found before a self-examination is sent; plain facts, no database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from evaluation.declarations.readiness import (
    MANY_CRITERIA,
    Claim,
    Count,
    Declared,
    File,
    Kind,
    Window,
    check,
    lost_in_all,
)

YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))
PROOF = File(1, "Minutes", date(2026, 3, 1))
GOOD = Claim(
    "A1.1",
    YEAR,
    points=Decimal(2),
    out_of=Decimal(2),
    asks_for_files=True,
    says_something=True,
    files=(PROOF,),
)


def kinds(*claims, cap=5):
    return [one.kind for one in check(Declared(claims, Decimal(cap)))]


def test_nothing_is_found_where_nothing_is_wrong():
    assert kinds(GOOD) == []


def test_what_is_missing_comes_first_and_a_bonus_nobody_claims_is_not_missing():
    bonus = Claim("P1", YEAR, is_bonus=True, is_claimed=False, asks_for_files=True)
    silent = replace(GOOD, says_something=False)
    missing = replace(GOOD, code="A1.2", is_complete=False, points=None)

    assert kinds(bonus, silent, missing) == [Kind.MISSING, Kind.NO_STATEMENT]


def test_points_lost_for_want_of_a_file_are_told_once_and_summed():
    bare = replace(GOOD, points=Decimal(0), lost=Decimal("1.5"), files=())
    found = check(Declared((bare, replace(bare, code="A1.2")), Decimal(5)))

    assert [(one.kind, one.is_must) for one in found] == [(Kind.NO_EVIDENCE_LOSS, True)] * 2
    assert lost_in_all(found) == Decimal("3.0")


def test_a_file_that_is_asked_for_should_be_there_unless_nothing_is_earned_or_it_does_not_count():
    bare = replace(GOOD, files=())

    assert kinds(bare) == [Kind.NO_EVIDENCE]
    assert kinds(replace(bare, points=Decimal(0))) == []
    assert kinds(replace(bare, counts=False)) == []


def test_the_first_and_the_last_day_of_the_window_count():
    def dated(day):
        return replace(GOOD, files=(replace(PROOF, event_date=day),))

    assert kinds(dated(YEAR.first), dated(YEAR.last)) == []
    assert kinds(dated(date(2025, 12, 31)), dated(date(2027, 1, 1))) == [Kind.OUTSIDE_WINDOW] * 2
    assert kinds(dated(None)) == [Kind.NO_DATE]


def test_one_file_for_many_criteria_is_pointed_out_once():
    claims = [replace(GOOD, code=f"A1.{n}") for n in range(MANY_CRITERIA)]
    found = check(Declared(tuple(claims)))

    assert [one.kind for one in found] == [Kind.MANY_USES]
    assert len(found[0].codes) == MANY_CRITERIA
    assert kinds(*claims[1:]) == []


def test_full_points_by_a_modifier_need_no_statement():
    assert kinds(replace(GOOD, says_something=False, by_rule=False)) == []


def test_a_count_may_be_as_many_as_there_are_but_not_more():
    def counted(given):
        return replace(GOOD, count=Count(Decimal(given), 800, "households"))

    assert kinds(counted(800)) == []
    assert kinds(counted(801)) == [Kind.CONTRADICTION]


def test_more_bonus_than_counts_is_told():
    bonus = replace(GOOD, code="P1", is_bonus=True, points=Decimal(6))

    assert kinds(bonus) == [Kind.BONUS_OVER_CAP]
    assert kinds(bonus, cap=6) == []
