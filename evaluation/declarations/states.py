"""Where a declaration can be, and the moves between (domain §2)."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Deadline
from harmony.shared import clock
from harmony.shared.wording import listed
from harmony.shared.workflow import Transition, Workflow


class State(TextChoices):
    PLANNED = "planned", _("Planned")
    DRAFT = "draft", _("Self-examination")
    SUBMITTED = "submitted", _("With the street")
    RETURNED = "returned", pgettext_lazy("of a declaration", "Returned")
    PASSED = "passed", _("Passed by the street")
    RETURNED_TO_STREET = "returned_to_street", _("Returned to the street")
    RECEIVED = "received", _("In evaluation")
    APPRAISED = "appraised", _("Appraised")
    NOTICED = "noticed", _("On public notice")
    ACCEPTED = "accepted", pgettext_lazy("of a declaration", "Accepted")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")


OPEN_STATES = {State.DRAFT, State.RETURNED, State.RETURNED_TO_STREET}
"""While in these, the self-examination (or the returned part of it) can be written."""

HANDED_UP = {
    State.PASSED,
    State.RETURNED_TO_STREET,
    State.RECEIVED,
    State.APPRAISED,
    State.NOTICED,
    State.ACCEPTED,
    State.NOT_ACCEPTED,
}
"""What the street has passed at least once: from here on the district sees it."""

DECIDED = {State.ACCEPTED, State.NOT_ACCEPTED}

HAND_UP_BY = {
    State.PLANNED: Deadline.HAND_UP_STREET,
    State.DRAFT: Deadline.HAND_UP_STREET,
    State.RETURNED: Deadline.HAND_UP_OFFICE,
    State.SUBMITTED: Deadline.HAND_UP_OFFICE,
}
"""The deadline that binds while a declaration is on its way to the office."""

UNDER_EVALUATION = {State.RECEIVED, State.APPRAISED, State.NOTICED}


# ------------------------------------------------------------------ obstacles
def community_is_not_classed(declaration):
    if declaration.community.community_class:
        return ""
    return _t("The office has not set the class of this community yet.")


def stage_has_no_standard(declaration):
    if declaration.basis_is_published():
        return ""
    return _t("The office has not published a standard for this stage yet.")


def criteria_are_missing(declaration):
    missing = declaration.incomplete_codes()
    if not missing:
        return ""
    return _t("Not complete yet: %(codes)s.") % {"codes": listed(missing)}


def hand_up_is_late(declaration):
    """A returned declaration has until the hand-up to the office; what the office itself
    sent back is not bound by a deadline that it can only miss."""
    return too_late(declaration, HAND_UP_BY.get(declaration.state))


def passing_is_late(declaration):
    """The deadline holds for the first hand-up to the office, not for what it returned."""
    return (
        "" if declaration.was_passed_before() else too_late(declaration, Deadline.HAND_UP_OFFICE)
    )


def too_late(declaration, deadline):
    due = declaration.due(deadline) if deadline else None
    if due is None or clock.now() <= due:
        return ""
    return _t("The deadline has passed. A late hand-up needs the office’s consent.")


def notice_still_runs(declaration):
    if declaration.notice_is_over():
        return ""
    return _t("The public notice is still running.")


def move(name, label, *, sources, target, unless=(), others=""):
    """A transition whose permission is named after it."""
    permission = f"evaluation.{name}_declaration"
    return Transition(name, label, frozenset(sources), target, permission, tuple(unless), others)


WORKFLOW = Workflow(
    move(
        "begin",
        _("Begin the self-examination"),
        sources={State.PLANNED},
        target=State.DRAFT,
        unless=[community_is_not_classed, stage_has_no_standard],
    ),
    move(
        "submit",
        _("Send to the street"),
        sources=OPEN_STATES,
        target=State.SUBMITTED,
        unless=[criteria_are_missing, hand_up_is_late],
        others=_(
            "An official of the street reads it back and sends it; whoever examined it cannot."
        ),
    ),
    move("return", _("Return"), sources={State.SUBMITTED}, target=State.RETURNED),
    move(
        "pass",
        _("Pass on to the office"),
        sources={State.SUBMITTED},
        target=State.PASSED,
        unless=[passing_is_late],
    ),
    move(
        "return_to_street",
        _("Return to the street"),
        sources={State.PASSED},
        target=State.RETURNED_TO_STREET,
    ),
    move("receive", _("Receive for evaluation"), sources={State.PASSED}, target=State.RECEIVED),
    move("appraise", _("Close the evaluation"), sources={State.RECEIVED}, target=State.APPRAISED),
    move("notice", _("Put on public notice"), sources={State.APPRAISED}, target=State.NOTICED),
    move(
        "accept",
        _("Accept"),
        sources={State.NOTICED},
        target=State.ACCEPTED,
        unless=[notice_still_runs],
    ),
    move(
        "not_accept",
        _("Do not accept"),
        sources={State.NOTICED},
        target=State.NOT_ACCEPTED,
        unless=[notice_still_runs],
    ),
)
