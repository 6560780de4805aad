"""Checking a declaration that was handed up: remarks on its criteria, until it is passed on."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.declarations.models import Declaration, Remark
from evaluation.declarations.states import WORKFLOW
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused, hold

RETURN_OF = {Remark.Desk.STREET: "return", Remark.Desk.OFFICE: "return_to_street"}
"""The move by which each desk gives a declaration back."""


@dataclass(frozen=True)
class Said:
    """What is said of one criterion."""

    verdict: str
    reason: str = ""


@transaction.atomic
def note_remarks(
    declaration: Declaration, said: Mapping[int, Said], *, by, desk: str, round_seen: int
) -> None:
    """Keep what is said of these criteria (by primary key); no verdict takes a remark back.

    Raises TransitionRefused when it is not, or no longer, with this desk.
    """
    hold(declaration)
    transition = WORKFLOW[RETURN_OF[Remark.Desk(desk)]]
    if not by.has_perm(transition.permission, declaration):
        raise PermissionDenied
    if refusal := transition.refusal(declaration, by):
        raise TransitionRefused(refusal)
    if round_seen != declaration.rounds:
        raise TransitionRefused(_("It has been handed up again meanwhile. Read it again."))
    known = {remark.criterion_id: remark for remark in remarks_on(declaration, desk)}
    for criterion_id in declaration.entries.values_list("criterion_id", flat=True):
        if criterion_id in said:
            _note(declaration, criterion_id, said[criterion_id], known, by=by, desk=desk)


def _note(declaration, criterion_id: int, said: Said, known, *, by, desk: str) -> None:
    remark = known.get(criterion_id)
    if not said.verdict:
        if remark is not None:
            remark.delete()
        return
    reason = said.reason.strip()
    if remark is None:
        remark = Remark(
            declaration=declaration,
            criterion_id=criterion_id,
            round=declaration.rounds,
            desk=desk,
        )
    elif (remark.verdict, remark.reason) == (said.verdict, reason):
        return
    remark.verdict, remark.reason, remark.by, remark.at = said.verdict, reason, by, clock.now()
    remark.save()


def remarks_on(declaration: Declaration, desk: str) -> list[Remark]:
    """The remarks of a desk on what was handed up last, in the standard's order."""
    return list(
        declaration.remarks.filter(desk=desk, round=declaration.rounds).select_related("criterion")
    )


def reasons_of(remarks: list[Remark]) -> dict[int, str]:
    """What is asked for, by criterion, as a return wants it."""
    return {one.criterion_id: one.reason for one in remarks if one.verdict == Remark.Verdict.ASK}
