"""The end of the cycle: public notice, decision, certificate."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from communities.models import CalendarException, Programme, Role, Stage
from communities.people.reach import role_over
from communities.programme.notice_period import is_long_enough
from evaluation.acceptance.models import (
    ACCEPTING_LEVELS,
    Certificate,
    Decision,
    Level,
    Notice,
    NoticeEntry,
)
from evaluation.declarations.models import Declaration
from evaluation.declarations.services import move
from evaluation.documents.models import Document
from evaluation.documents.services import request_document
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused, hold


@transaction.atomic
def publish_notice(
    stage: Stage,
    declarations: Collection[Declaration],
    *,
    by,
    opens_at: datetime,
    closes_at: datetime,
    title_zh: str,
    title_en: str = "",
    text_zh: str = "",
    text_en: str = "",
) -> Notice:
    """Put the proposed levels of these declarations on public notice.

    Raises TransitionRefused where the notice is too short (domain §2), begins in the past, or
    names nothing, and where one of the declarations cannot be put on notice.
    """
    if not by.has_perm("evaluation.publish_notice"):
        raise PermissionDenied
    check_period(stage.programme, opens_at, closes_at)
    if not declarations:
        raise TransitionRefused(_("Choose at least one community for the notice."))
    hold(stage)
    last = stage.notices.aggregate(last=Max("number"))["last"] or 0
    notice_of_levels = Notice.objects.create(
        stage=stage,
        number=last + 1,
        title_zh=title_zh,
        title_en=title_en,
        text_zh=text_zh,
        text_en=text_en,
        opens_at=opens_at,
        closes_at=closes_at,
        by=by,
    )
    for declaration in declarations:
        _name(declaration, notice_of_levels, by=by)
    return notice_of_levels


def _name(declaration: Declaration, notice_of_levels: Notice, *, by) -> None:
    """Name it on the notice. Where that cannot be, say of which community."""
    try:
        notice(declaration, by=by, notice=notice_of_levels)
    except TransitionRefused as refusal:
        facts = {"community": declaration.community.name, "reason": refusal.reason}
        raise TransitionRefused(_("%(community)s: %(reason)s") % facts) from refusal


def check_period(programme: Programme, opens_at: datetime, closes_at: datetime) -> None:
    """Refuse a notice that begins in the past or does not last long enough."""
    first, last = timezone.localdate(opens_at), timezone.localdate(closes_at)
    if first < clock.today():
        raise TransitionRefused(_("A notice cannot begin in the past."))
    exceptions = CalendarException.objects.filter(district=programme.district)
    calendar = dict(exceptions.values_list("day", "is_working"))
    if closes_at <= opens_at or not is_long_enough(first, last, exceptions=calendar):
        raise TransitionRefused(
            _("A notice lasts at least 7 calendar days and at least 5 working days.")
        )


@transaction.atomic
def notice(declaration: Declaration, *, by, notice: Notice, note: str = "") -> None:
    """Name this declaration, with its proposed level, on a notice of its stage."""
    if declaration.stage_id != notice.stage_id:
        raise TransitionRefused(_("The notice is of another stage."))
    role = role_over(by, declaration.community, Role.OFFICE_REVIEWER)
    move(declaration, "notice", by=by, note=note, role=role)
    result = declaration.result
    NoticeEntry.objects.create(
        notice=notice, declaration=declaration, level=result.level, composite=result.composite
    )


@transaction.atomic
def accept(declaration: Declaration, *, by, level: str, note: str = "") -> Certificate:
    """The leading group accepts: the certificate gets its number and date, and is owed.

    A level other than the proposed one needs a note that says why. A community with an
    established veto cannot be accepted.
    """
    if level not in ACCEPTING_LEVELS:
        raise TransitionRefused(_("Choose excellent, good or qualified."))
    decision = _decide(declaration, "accept", by=by, level=level, note=note)
    if declaration.vetoes.filter(struck_at=None).exists():
        raise TransitionRefused(_("A veto is established; the community cannot be accepted."))
    return _grant_certificate(decision, by=by)


@transaction.atomic
def not_accept(declaration: Declaration, *, by, note: str = "") -> None:
    """The leading group does not accept; where that is not what was proposed, it says why."""
    _decide(declaration, "not_accept", by=by, level=Level.NOT_YET, note=note)


def _decide(declaration: Declaration, name: str, *, by, level: str, note: str) -> Decision:
    role = role_over(by, declaration.community, Role.LEADER)
    move(declaration, name, by=by, note=note, role=role)
    if level != declaration.result.level and not note.strip():
        raise TransitionRefused(_("Say why the level differs from the proposed one."))
    return Decision.objects.create(declaration=declaration, level=level, note=note.strip(), by=by)


def _grant_certificate(decision: Decision, *, by) -> Certificate:
    """The next number of the year, without gaps: the district is held while it is taken."""
    declaration = decision.declaration
    stage = declaration.stage
    hold(stage.programme.district)
    taken = Certificate.objects.filter(year=stage.year).aggregate(last=Max("number"))["last"]
    number = (taken or 0) + 1
    document = request_document(
        Document.Kind.CERTIFICATE,
        by=by,
        language=get_language() or settings.LANGUAGE_CODE,
        declaration=declaration,
    )
    return Certificate.objects.create(
        decision=decision,
        year=stage.year,
        number=number,
        printed_number=settings.CERTIFICATE_NUMBER.format(year=stage.year, number=number),
        granted_on=clock.today(),
        document=document,
    )


@transaction.atomic
def revoke(certificate: Certificate, *, by, reason: str) -> None:
    """Withdraw the title: the certificate stays, marked as revoked with the reason."""
    hold(certificate)
    if not by.has_perm("evaluation.revoke_certificate", certificate):
        raise PermissionDenied
    if certificate.revoked_at is not None:
        raise TransitionRefused(_("This certificate has been revoked already."))
    if not reason.strip():
        raise TransitionRefused(_("Give a reason."))
    certificate.revoked_at = clock.now()
    certificate.revoked_by = by
    certificate.revoke_reason = reason.strip()
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
