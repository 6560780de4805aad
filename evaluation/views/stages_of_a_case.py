"""Where a case stands on the way from the self-examination to the certificate."""

from django.utils.translation import gettext as _

from evaluation.models import Declaration, State


def case_steps(declaration: Declaration) -> list[dict[str, str]]:
    """The steps of the stepper: done, now, or still to come."""
    names = [
        _("Self-examination"),
        _("Street examination"),
        _("Evaluation by the district"),
        _("Public notice"),
        _("Decision"),
        _("Certificate"),
    ]
    now = POSITION[State(declaration.state)]
    return [
        {"state": "done" if i < now else "now" if i == now else "todo", "label": name, "note": ""}
        for i, name in enumerate(names)
    ]


POSITION = {
    State.PLANNED: -1,
    State.DRAFT: 0,
    State.RETURNED: 0,
    State.SUBMITTED: 1,
    State.RETURNED_TO_STREET: 1,
    State.PASSED: 2,
    State.RECEIVED: 2,
    State.APPRAISED: 3,
    State.NOTICED: 4,
    State.ACCEPTED: 6,
    State.NOT_ACCEPTED: 5,
}
"""How many steps lie behind a declaration in this state."""
