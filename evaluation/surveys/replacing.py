"""Single slips anew: one that was brought back becomes void; a lost one only counts as lost.

Nobody knows the code of a lost slip, so it cannot be made void and might still be used. That is
why only few of a batch can be replaced in that way, two people sign for each, and the box's record
and the page of the survey say how many there were.
"""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.surveys import box_record, boxes, codes, slips
from evaluation.surveys.box_models import BoxEvent
from evaluation.surveys.code_rows import row_of, rows_for
from evaluation.surveys.models import Code, SlipBatch, Survey, VoidedSlips
from evaluation.surveys.replacement_models import Replacement
from harmony.shared.workflow import TransitionRefused, hold

LOST_PER_HUNDRED = 2


def most_lost(batch: SlipBatch) -> int:
    """How many lost slips of this batch can be replaced."""
    return max(1, batch.printed * LOST_PER_HUNDRED // 100)


def lost_of(batch: SlipBatch) -> int:
    return Replacement.objects.filter(batch=batch, was_returned=False).count()


def originals(survey: Survey):
    """The batches whose slips are out. Printed again as a whole, a batch is void; and a slip
    that replaces another is no batch to lose one of."""
    return survey.batches.filter(replacement=None, replaced_by=None)


def refusal_to_replace_slip(survey: Survey, batch: SlipBatch | None, old_code: str) -> str:
    """Why there is no new slip for this one; empty when there is.

    ``old_code`` is what stands on the slip that was brought back; empty for a lost one, and then
    ``batch`` says which it was of.
    """
    if old_code.strip():
        return _refusal_of_code(survey, codes.read(old_code))
    if batch is None:
        return _("Say which batch the lost slip was of.")
    if not originals(survey).filter(pk=batch.pk).exists():
        return _("The slips of this batch are void: it was printed again as a whole.")
    if lost_of(batch) >= most_lost(batch):
        text = ngettext(
            "Of this batch %(most)d lost slip has been replaced, which is the most: a lost slip "
            "could still be used.",
            "Of this batch %(most)d lost slips have been replaced, which is the most: a lost slip "
            "could still be used.",
            most_lost(batch),
        )
        return text % {"most": most_lost(batch)}
    return ""


def _refusal_of_code(survey: Survey, code: str) -> str:
    if not codes.is_well_formed(code):
        return _("This is not a code: a digit is wrong or missing.")
    row = row_of(code, Code.objects.filter(batch__survey=survey))
    if row is None:
        return _("This code does not belong to this community.")
    if row.state == Code.State.USED:
        return _("This code has been used; the answer counts.")
    return _("This code is void already.") if row.state == Code.State.VOID else ""


def replace_slip(
    survey: Survey,
    drawn: Collection[str],
    *,
    by,
    second,
    batch: SlipBatch | None = None,
    old_code: str = "",
) -> Replacement:
    """Let the one code drawn count in place of a slip. Raises TransitionRefused with the reason.

    ``by`` runs the survey; ``second``, somebody else, may enter answers for its residents.
    """
    if by.pk == second.pk or not second.has_perm("evaluation.assist_answers", survey.declaration):
        raise PermissionDenied
    slips.check_may_run(survey, by)
    rows = rows_for(boxes.box_for(survey), drawn)  # slow: before anything is locked
    with transaction.atomic():
        slips.hold_for(survey, by)
        if refusal := refusal_to_replace_slip(survey, batch, old_code):
            raise TransitionRefused(refusal)
        origin = _void(survey, old_code, by) if old_code.strip() else batch
        if origin is None:
            raise TransitionRefused(_("Say which batch the lost slip was of."))
        new = slips.insert_batch(survey, rows, by=by, label=origin.label)
        made = Replacement.objects.create(
            batch=origin, slip=new, was_returned=bool(old_code.strip()), by=by, second=second
        )
        _note(made, survey)
    return made


def _void(survey: Survey, old_code: str, by) -> SlipBatch:
    """Take the slip that was brought back out of use; the batch it counts to."""
    row = row_of(codes.read(old_code), Code.objects.filter(batch__survey=survey))
    issued = Code.objects.filter(pk=row.pk if row else None, state=Code.State.ISSUED)
    if row is None or not issued.update(state=Code.State.VOID):
        raise TransitionRefused(_("This code has been used; the answer counts."))
    VoidedSlips.objects.create(batch=row.batch, count=1, by=by)
    slips.note_voided(survey, {row.batch_id: 1}, by)
    earlier = Replacement.objects.filter(slip=row.batch).select_related("batch").first()
    return earlier.batch if earlier else row.batch


def _note(made: Replacement, survey: Survey) -> None:
    if box := survey.box:
        hold(box)
        facts = {
            "slip": made.slip_id,
            "batch": made.batch_id,
            "returned": made.was_returned,
            "second": made.second_id,
        }
        box_record.note(box, BoxEvent.Kind.REPLACED, by=made.by, facts=facts)
