"""Who is first, and why: ties, quotas, exclusions, and that nothing hangs on chance."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.ranking import LAST_RESORT, Candidate, rank

pytestmark = pytest.mark.once

KEYS = ("composite", "residents")


def candidate(code, composite, residents=None, bars=()):
    values = {
        "composite": None if composite is None else D(composite),
        "residents": None if residents is None else D(residents),
    }
    return Candidate(code, f"Community {code}", values, tuple(bars))


def codes(places):
    return [place.candidate.code for place in places]


def test_the_first_key_decides_and_the_next_breaks_its_ties():
    given_ = [candidate("a", 90, 80), candidate("b", 95, 70), candidate("c", 95, 88)]

    ranking = rank(given_, keys=KEYS, quota=3)

    assert codes(ranking.places) == ["c", "b", "a"]
    assert [place.number for place in ranking.places] == [1, 2, 3]
    assert [place.decided_by for place in ranking.places] == ["residents", "composite", ""]


def test_where_every_key_is_the_same_the_code_decides_and_says_so():
    ranking = rank([candidate("b", 90, 80), candidate("a", 90, 80)], keys=KEYS, quota=1)

    (first,) = ranking.places
    assert (first.candidate.code, first.decided_by) == ("a", LAST_RESORT)
    assert codes(ranking.next_in_line) == ["b"]


def test_what_is_not_known_comes_after_whatever_is():
    ranking = rank([candidate("a", None, 99), candidate("b", 0, 0)], keys=KEYS, quota=2)

    assert codes(ranking.places) == ["b", "a"]


def test_the_quota_fills_and_the_next_stand_in_line():
    given_ = [candidate(str(n), 90 - n) for n in range(8)]

    ranking = rank(given_, keys=KEYS, quota=2, next_in_line=3)

    assert codes(ranking.places) == ["0", "1"]
    assert codes(ranking.next_in_line) == ["2", "3", "4"]
    assert codes(ranking.others) == ["5", "6", "7"]
    assert [place.number for place in ranking.next_in_line] == [3, 4, 5]


def test_the_barred_are_excluded_however_good_with_every_rule():
    best = candidate("a", 100, 100, bars=["veto", "missed_target"])

    ranking = rank([candidate("b", 60), best], keys=KEYS, quota=5)

    assert codes(ranking.places) == ["b"]
    assert ranking.excluded == (best,)


def test_nobody_to_rank_is_no_error():
    assert rank([], keys=KEYS, quota=3).places == ()


@pytest.mark.parametrize("wrong", [{"quota": -1}, {"quota": 1, "next_in_line": -1}])
def test_a_negative_quota_is_refused(wrong):
    with pytest.raises(ValueError, match="0 or more"):
        rank([], keys=KEYS, **wrong)


def test_one_candidate_twice_is_refused():
    with pytest.raises(ValueError, match="same code"):
        rank([candidate("a", 1), candidate("a", 2)], keys=KEYS, quota=1)


points = st.one_of(st.none(), st.integers(0, 3).map(D))
crowd = st.lists(
    st.builds(
        lambda code, composite, residents, is_barred: candidate(
            f"{code:03d}", composite, residents, ["veto"] if is_barred else []
        ),
        st.integers(0, 99),
        points,
        points,
        st.booleans(),
    ),
    unique_by=lambda each: each.code,
    max_size=30,
)


@given(crowd, st.integers(0, 12), st.integers(0, 4), st.randoms())
def test_every_candidate_stands_somewhere_once_whatever_the_order_given(
    candidates, quota, line, random
):
    ranking = rank(candidates, keys=KEYS, quota=quota, next_in_line=line)
    shuffled = random.sample(candidates, len(candidates))

    assert rank(shuffled, keys=KEYS, quota=quota, next_in_line=line) == ranking
    everywhere = [*ranking.places, *ranking.next_in_line, *ranking.others]
    assert [place.number for place in everywhere] == list(range(1, len(everywhere) + 1))
    assert sorted(codes(everywhere) + [c.code for c in ranking.excluded]) == sorted(
        each.code for each in candidates
    )
    assert len(ranking.places) == min(quota, len(everywhere))
    assert all(each.bars for each in ranking.excluded)
    for before, after in zip(everywhere, everywhere[1:], strict=False):
        better, worse = before.candidate.values, after.candidate.values
        key = before.decided_by
        for earlier in KEYS[: KEYS.index(key)] if key in KEYS else KEYS:
            assert better[earlier] == worse[earlier]
        if key in KEYS:
            assert worse[key] is None or better[key] > worse[key]
        else:
            assert before.candidate.code < after.candidate.code
