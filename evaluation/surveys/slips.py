"""Slips: printed in batches, printed again while nobody has used one, taken out of use by hand.

A code leaves this module once, as the return value of the function that issues it.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.surveys import codes
from evaluation.surveys.models import Code, SlipBatch, Survey, VoidedSlips
from harmony.shared.workflow import TransitionRefused, hold

MOST_SLIPS_AT_ONCE = 500
"""In one batch: what prints in about a minute, and what one building or grid needs."""


def print_batch(survey: Survey, *, by, label: str, count: int) -> tuple[SlipBatch, list[str]]:
    """Issue the codes of a batch: the batch, and the codes, which are kept nowhere else."""
    drawn = codes.draw(max(0, min(count, MOST_SLIPS_AT_ONCE + 1)))
    return issue(survey, drawn, by=by, label=label), drawn


@transaction.atomic
def issue(survey: Survey, drawn: Collection[str], *, by, label: str) -> SlipBatch:
    """Let these codes count, as one batch.

    Raises TransitionRefused when the survey is closed, and for more slips than there are
    households: the balance would no longer say that one slip is one household.
    """
    hold_for(survey, by)
    if not label.strip():
        raise TransitionRefused(_("Name the building or grid that these slips are for."))
    check_count(survey, len(drawn))
    return _insert(survey, drawn, by=by, label=label.strip())


def reprint(batch: SlipBatch, *, by) -> tuple[SlipBatch, list[str]]:
    """The same number of new codes in place of this batch, whose codes become void."""
    drawn = codes.draw(batch.printed)
    return replace(batch, drawn, by=by), drawn


@transaction.atomic
def replace(batch: SlipBatch, drawn: Collection[str], *, by) -> SlipBatch:
    """Void a batch of which no code was used, and let these codes count instead."""
    survey = batch.survey
    hold_for(survey, by)
    hold(batch)
    if refusal := refusal_to_replace(batch):
        raise TransitionRefused(refusal)
    issued = Code.objects.filter(batch=batch, state=Code.State.ISSUED)
    if voided := issued.update(state=Code.State.VOID):
        VoidedSlips.objects.create(batch=batch, count=voided, by=by)
    return _insert(survey, drawn, by=by, label=batch.label, replaces=batch)


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
        row = _code_of(survey, code)
        if reason := _refusal_to_void(code, row):
            outcome.refused.append((text, reason))
            continue
        row.state = Code.State.VOID
        row.save(update_fields=["state"])
        by_batch[row.batch_id] += 1
        outcome.voided += 1
    VoidedSlips.objects.bulk_create(
        VoidedSlips(batch_id=batch, count=count, by=by) for batch, count in by_batch.items()
    )
    return outcome


def _code_of(survey: Survey, code: str) -> Code | None:
    if not codes.is_well_formed(code):
        return None
    return Code.objects.filter(pk=codes.digest_of(code), batch__survey=survey).first()


def _refusal_to_void(code: str, row: Code | None) -> str:
    if not codes.is_well_formed(code):
        return _("This is not a code: a digit is wrong or missing.")
    if row is None:
        return _("This code does not belong to this community.")
    return {
        Code.State.USED: _("This code has been used; the answer counts."),
        Code.State.VOID: _("This code is void already."),
    }.get(Code.State(row.state), "")


# ------------------------------------------------------------------ shared
def hold_for(survey: Survey, by) -> None:
    """Lock the survey for somebody who runs it; refuse once it is closed."""
    hold(survey)
    if not by.has_perm("evaluation.run_survey", survey.declaration):
        raise PermissionDenied
    if survey.state == Survey.State.CLOSED:
        raise TransitionRefused(_("This questionnaire is closed."))


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


def _insert(
    survey: Survey, drawn: Collection[str], *, by, label: str, replaces: SlipBatch | None = None
) -> SlipBatch:
    batch = SlipBatch.objects.create(
        survey=survey, label=label, printed=len(drawn), by=by, replaces=replaces
    )
    Code.objects.bulk_create(
        Code(digest=digest, batch=batch) for digest in codes.digests_of(drawn)
    )
    return batch
