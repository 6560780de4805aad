"""Raising an alarm when codes are guessed, once an hour, and finding those that concern a box."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from communities.people.services import system_account
from evaluation.surveys import box_record
from evaluation.surveys.alarm_models import GuessingAlarm
from evaluation.surveys.box_models import BallotBox, BoxEvent
from evaluation.surveys.models import Code
from harmony.shared import clock
from harmony.shared.workflow import hold


def raise_once(kind: str, most: int) -> None:
    """Keep that there were more than ``most`` in this hour. The one of the whole portal is also
    written into the record of every box that collects, where nobody can take it out again."""
    hour = this_hour()
    if GuessingAlarm.objects.filter(kind=kind, hour=hour).exists():
        return
    with transaction.atomic():
        _row, is_new = GuessingAlarm.objects.get_or_create(
            kind=kind, hour=hour, defaults={"most": most}
        )
        if is_new and kind == GuessingAlarm.Kind.PORTAL:
            _write_down(most, hour)


def _write_down(most: int, hour: datetime) -> None:
    by, facts = system_account(), {"more_than": most, "hour": int(hour.timestamp())}
    for box in BallotBox.objects.collecting().order_by("pk"):
        hold(box)
        if box.state == BallotBox.State.SEALED:
            box_record.note(box, BoxEvent.Kind.ALARM, by=by, facts=facts)


def is_in_a_box(selector: str) -> bool:
    """Whether a slip that begins like this can still be answered with."""
    issued = Code.objects.filter(selector=selector, state=Code.State.ISSUED)
    return issued.filter(box__state=BallotBox.State.SEALED).exists()


def alarms_of(box: BallotBox) -> QuerySet[GuessingAlarm]:
    """Those raised while this box was collecting, the latest first."""
    since = box.made_at.replace(minute=0, second=0, microsecond=0)
    rows = GuessingAlarm.objects.filter(hour__gte=since)
    return rows.filter(hour__lte=box.opened_at) if box.opened_at else rows


def this_hour() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)
