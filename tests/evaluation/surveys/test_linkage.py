"""The linkage proof (``proofs/linkage.py``) with fewer answers, on whatever database this is."""

from math import sqrt

import pytest

from evaluation.models import Answer
from proofs.attackers import most_linked
from proofs.linkage import ballots, real_build, weak_build

COMMUNITIES, ANSWERS = 4, 40


@pytest.mark.django_db(transaction=True)
def test_attackers_see_through_the_weak_build_and_not_through_the_real_one():
    visits = ballots(COMMUNITIES, ANSWERS)

    weak, real = most_linked(weak_build(visits)), most_linked(real_build(visits))

    assert max(weak.values()) == len(visits)
    assert max(real.values()) <= COMMUNITIES + 4 * sqrt(COMMUNITIES)
    assert Answer.objects.count() == len(visits)
