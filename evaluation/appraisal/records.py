"""What the office writes down during the evaluation: visits, penalties, vetoes."""

from collections.abc import Iterable
from datetime import date

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.appraisal.models import Penalty, Veto, Visit, VisitPhoto
from evaluation.appraisal.permission import require
from evaluation.declarations.models import Declaration
from evaluation.standards.models import PenaltyItem, VetoItem
from harmony.shared import clock
from harmony.shared.months import months_before
from harmony.shared.workflow import TransitionRefused, hold


def _not_in_future(day: date) -> None:
    if day > clock.today():
        raise TransitionRefused(_("The date lies in the future."))


@transaction.atomic
def record_visit(
    declaration: Declaration,
    *,
    by,
    kind: str,
    date: date,
    people: str,
    findings: str,
    photos: Iterable[tuple[File, str, str]] = (),
) -> Visit:
    """Note that the report was heard or the site visited.

    ``photos`` are (checked file, content type, SHA-256).
    """
    hold(declaration)
    require(by, "record_visit", declaration)
    _not_in_future(date)
    if not people.strip() or not findings.strip():
        raise TransitionRefused(_("Say who was present and what was found."))
    visit = Visit.objects.create(
        declaration=declaration,
        kind=kind,
        date=date,
        people=people.strip(),
        findings=findings.strip(),
        by=by,
    )
    for file, content_type, sha256 in photos:
        VisitPhoto.objects.create(visit=visit, file=file, content_type=content_type, sha256=sha256)
    return visit


@transaction.atomic
def record_penalty(
    declaration: Declaration,
    item: PenaltyItem,
    *,
    by,
    count: int,
    ground: str,
    date: date,
    evidence: tuple[File, str],
) -> Penalty:
    """Record cases of a penalty item, with ground, date and evidence (file, content type).

    Refused where the case is older than the standard looks back.
    """
    _check(declaration, item, by=by, ground=ground, date=date)
    if count < 1:
        raise TransitionRefused(_("A penalty is recorded for one case or more."))
    file, content_type = evidence
    return Penalty.objects.create(
        declaration=declaration,
        item=item,
        count=count,
        ground=ground.strip(),
        date=date,
        evidence_file=file,
        evidence_type=content_type,
        by=by,
    )


@transaction.atomic
def record_veto(
    declaration: Declaration,
    item: VetoItem,
    *,
    by,
    ground: str,
    date: date,
    evidence: tuple[File, str],
) -> Veto:
    """Record an established veto: the community will not be accepted."""
    _check(declaration, item, by=by, ground=ground, date=date)
    file, content_type = evidence
    return Veto.objects.create(
        declaration=declaration,
        item=item,
        ground=ground.strip(),
        date=date,
        evidence_file=file,
        evidence_type=content_type,
        by=by,
    )


def _check(declaration: Declaration, item, *, by, ground: str, date: date) -> None:
    hold(declaration)
    require(by, "record_penalty", declaration)
    if item.standard_id != declaration.standard_id:
        raise TransitionRefused(_("That item belongs to another standard."))
    _not_in_future(date)
    if item.look_back_months and date < months_before(clock.today(), item.look_back_months):
        raise TransitionRefused(
            _("The case is older than the %(months)s months that the standard looks back.")
            % {"months": item.look_back_months}
        )
    if not ground.strip():
        raise TransitionRefused(_("Say on what ground."))


@transaction.atomic
def strike(record: Penalty | Veto | Visit, *, by, reason: str) -> None:
    """Strike a record that turned out wrong; it stays readable and no longer counts.

    Asked again, nothing changes.
    """
    hold(record.declaration)
    permission = "record_visit" if isinstance(record, Visit) else "record_penalty"
    require(by, permission, record.declaration)
    hold(record)
    if record.struck_at is not None:
        return
    if not reason.strip():
        raise TransitionRefused(_("Give a reason."))
    record.struck_at = clock.now()
    record.struck_by = by
    record.strike_reason = reason.strip()
    record.save(update_fields=["struck_at", "struck_by", "strike_reason"])
