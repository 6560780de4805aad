"""Slips: printed in batches, printed again while nobody has used one, taken out of use by hand.

A code leaves this module once, as the return value of the function that issues it.
"""

import secrets
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.surveys import box_record, boxes, codes, key_proofs
from evaluation.surveys.box_models import BallotBox, BoxEvent
from evaluation.surveys.code_rows import CodeRow, row_of, rows_for
from evaluation.surveys.models import Code, SlipBatch, Survey, VoidedSlips
from harmony.shared import clock, counters
from harmony.shared.workflow import TransitionRefused, hold

SECONDS_OF_AN_HOUR = 3600
MOST_SLIPS_AT_ONCE = 500
"""In one batch: what prints in about a minute, and what one building or grid needs."""


def draw(survey: Survey, count: int) -> list[str]:
    """New codes for this survey, whose selectors its box does not have yet; nothing is stored.

    Codes that are drawn at the same time, for slips that are still being made, are not stored yet
    either: so each draw has a lane of its own. Raises TransitionRefused while there is no ballot
    box to print for, or its key is not proved.
    """
    box = boxes.box_for(survey)
    key_proofs.check_proved(box)
    taken = Code.objects.filter(box=box).values_list("selector", flat=True)
    try:
        return codes.draw(count, set(taken), lane=_next_lane(box))
    except codes.NoSelectorsLeft:
        text = _("This ballot box has as many codes as are safe. Make another for the rest.")
        raise TransitionRefused(text) from None


def _next_lane(box: BallotBox) -> int:
    """One further for each draw; an hour begins where the one before cannot have come to."""
    hour = int(clock.now().timestamp()) // SECONDS_OF_AN_HOUR
    drawn = counters.count(f"draws:{box.uid}:{hour}", ends=(hour + 1) * SECONDS_OF_AN_HOUR)
    return hour % 2 * codes.LANES // 2 + drawn


def print_batch(survey: Survey, *, by, label: str, count: int) -> tuple[SlipBatch, list[str]]:
    """Issue the codes of a batch: the batch, and the codes, which are kept nowhere else."""
    check_may_run(survey, by)
    drawn = draw(survey, max(0, min(count, MOST_SLIPS_AT_ONCE + 1)))
    return issue(survey, drawn, by=by, label=label), drawn


def issue(survey: Survey, drawn: Collection[str], *, by, label: str) -> SlipBatch:
    """Let these codes count, as one batch.

    Raises TransitionRefused when the survey is closed, and for more slips than there are
    households: the balance would no longer say that one slip is one household.
    """
    check_may_run(survey, by)
    rows = rows_for(boxes.box_for(survey), drawn)  # slow on purpose: before anything is locked
    with transaction.atomic():
        hold_for(survey, by)
        if not label.strip():
            raise TransitionRefused(_("Name the building or grid that these slips are for."))
        check_count(survey, len(drawn))
        return insert_batch(survey, rows, by=by, label=label.strip())


def reprint(batch: SlipBatch, *, by) -> tuple[SlipBatch, list[str]]:
    """The same number of new codes in place of this batch, whose codes become void."""
    drawn = draw(batch.survey, batch.printed)
    return replace(batch, drawn, by=by), drawn


def replace(batch: SlipBatch, drawn: Collection[str], *, by) -> SlipBatch:
    """Void a batch of which no code was used, and let these codes count instead."""
    survey = batch.survey
    check_may_run(survey, by)
    rows = rows_for(boxes.box_for(survey), drawn)
    with transaction.atomic():
        hold_for(survey, by)
        hold(batch)
        if refusal := refusal_to_replace(batch):
            raise TransitionRefused(refusal)
        _void_all(batch, by)
        return insert_batch(survey, rows, by=by, label=batch.label, replaces=batch)


def _void_all(batch: SlipBatch, by) -> None:
    issued = Code.objects.filter(batch=batch, state=Code.State.ISSUED)
    if voided := issued.update(state=Code.State.VOID):
        VoidedSlips.objects.create(batch=batch, count=voided, by=by)
        note_voided(batch.survey, {batch.pk: voided}, by)


def note_voided(survey: Survey, by_batch: Mapping[int, int], by) -> None:
    """Write into the box's record how many slips of which batches were taken out of use."""
    if box := survey.box:
        hold(box)
        facts = {"batches": [[batch, count] for batch, count in sorted(by_batch.items())]}
        box_record.note(box, BoxEvent.Kind.VOIDED, by=by, facts=facts)


def refusal_to_replace(batch: SlipBatch) -> str:
    """Why this batch cannot be printed again; empty when it can."""
    if SlipBatch.objects.filter(replaces=batch).exists():
        return _("These slips have been replaced already.")
    if Code.objects.filter(batch=batch, state=Code.State.USED).exists():
        return _("A code of these slips has been used, so they cannot be printed again.")
    return ""


@dataclass
class Voiding:
    """What became of the codes somebody typed to take them out of use.

    ``refused`` pairs what was typed with the reason, in the order typed.
    """

    voided: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def void(survey: Survey, typed: Collection[str], *, by) -> Voiding:
    """Take undelivered slips out of use. Whatever can be voided is; the rest is told."""
    hold_for(survey, by)
    outcome, by_batch = Voiding(), Counter[int]()
    for text in typed:
        code = codes.read(text)
        row = row_of(code, Code.objects.filter(batch__survey=survey))
        if reason := _void_one(code, row):
            outcome.refused.append((text, reason))
            continue
        by_batch[row.batch_id] += 1
        outcome.voided += 1
    VoidedSlips.objects.bulk_create(
        VoidedSlips(batch_id=batch, count=count, by=by) for batch, count in by_batch.items()
    )
    if by_batch:
        note_voided(survey, by_batch, by)
    return outcome


def _void_one(code: str, row: Code | None) -> str:
    """Take it out of use; or say why not. One UPDATE decides, as it does for an answer."""
    if not codes.is_well_formed(code):
        return _("This is not a code: a digit is wrong or missing.")
    if row is None:
        return _("This code does not belong to this community.")
    unused = Code.objects.filter(pk=row.pk, state=Code.State.ISSUED)
    if unused.update(state=Code.State.VOID):
        return ""
    row.refresh_from_db(fields=["state"])
    if row.state == Code.State.USED:
        return _("This code has been used; the answer counts.")
    return _("This code is void already.")


# ------------------------------------------------------------------ shared
def hold_for(survey: Survey, by) -> None:
    """Lock the survey for somebody who runs it; refuse once it is closed."""
    hold(survey)
    check_may_run(survey, by)
    if survey.is_over:
        raise TransitionRefused(_("This questionnaire is closed."))


def check_may_run(survey: Survey, by) -> None:
    if not by.has_perm("evaluation.run_survey", survey.declaration):
        raise PermissionDenied


def slips_left(survey: Survey) -> int:
    """How many more slips can be printed: one a household, void ones not counted."""
    in_force = Code.objects.filter(batch__survey=survey).exclude(state=Code.State.VOID).count()
    return max(0, survey.households - in_force)


def check_count(survey: Survey, count: int) -> None:
    if not 1 <= count <= MOST_SLIPS_AT_ONCE:
        raise TransitionRefused(
            _("Print between 1 and %(most)s slips at once.") % {"most": MOST_SLIPS_AT_ONCE}
        )
    left = slips_left(survey)
    if count > left:
        raise TransitionRefused(
            ngettext(
                "There is one slip for each household: %(left)d more can be printed.",
                "There is one slip for each household: %(left)d more can be printed.",
                left,
            )
            % {"left": left}
        )


def insert_batch(
    survey: Survey,
    rows: Collection[CodeRow],
    *,
    by,
    label: str,
    replaces: SlipBatch | None = None,
) -> SlipBatch:
    """The batch with its codes, in an order that says nothing, and its line in the record."""
    box = boxes.join(survey)
    key_proofs.check_proved(box)
    batch = SlipBatch.objects.create(
        survey=survey, label=label, printed=len(rows), by=by, replaces=replaces
    )
    Code.objects.bulk_create(_codes_of(box, batch, rows))
    boxes.note_batch(box, batch, community=survey.declaration.community.code, by=by)
    return batch


def _codes_of(box: BallotBox, batch: SlipBatch, rows: Collection[CodeRow]) -> list[Code]:
    shuffled = sorted(rows, key=lambda row: secrets.token_bytes(16))
    return [
        Code(
            box=box,
            batch=batch,
            selector=row.selector,
            salt=row.salt,
            public_key=row.public_key,
        )
        for row in shuffled
    ]
