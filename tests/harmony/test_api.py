from django.utils.translation import gettext_lazy as _

from harmony.shared.api import explain
from harmony.shared.workflow import TransitionRefused


def test_refused_move_is_a_conflict_with_its_reason():
    response = explain(TransitionRefused(_("You may not do this.")), {})

    assert (response.status_code, response.data) == (409, {"detail": "You may not do this."})


def test_bug_stays_a_bug():
    assert explain(ZeroDivisionError(), {}) is None
