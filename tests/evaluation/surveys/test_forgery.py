"""The forgery proof (``proofs/forgery.py``), fewer times."""

import pytest

from evaluation.surveys.box_checks import check
from proofs.forgery import filled_box, forge_all


@pytest.mark.django_db
def test_no_forgery_goes_unnoticed():
    box = filled_box()

    assert check(box).problems == []
    assert forge_all(box, 12) == {"put_in": 0, "exchange": 0, "move": 0, "take_out": 0}
