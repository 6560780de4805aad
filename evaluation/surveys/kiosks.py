"""The course of a kiosk: opened for a day by the office, ended by hand or by itself."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.surveys.kiosk_models import Kiosk
from evaluation.surveys.models import Survey
from evaluation.surveys.slips import check_may_run
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused, hold

TOKEN_BYTES = 16
LONGEST_TOKEN = 30
LASTS = timedelta(days=1)


@transaction.atomic
def open_kiosk(survey: Survey, *, by, place: str) -> tuple[Kiosk, str]:
    """A kiosk for this survey, and the token of its address, which is kept nowhere.

    Raises TransitionRefused while residents cannot answer.
    """
    hold(survey)
    check_may_run(survey, by)
    if not survey.is_answerable():
        raise TransitionRefused(_("A kiosk can be opened while residents can answer."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    kiosk = Kiosk.objects.create(
        survey=survey,
        place=place,
        token_hash=_hash_of(token),
        opened_by=by,
        ends_at=min(clock.now() + LASTS, survey.closes_at),
    )
    return kiosk, token


@transaction.atomic
def end_kiosk(kiosk: Kiosk, *, by) -> None:
    """From now on its address shows nothing. One that is over stays as it is."""
    hold(kiosk)
    check_may_run(kiosk.survey, by)
    if kiosk.is_in_force:
        kiosk.ended_at, kiosk.ended_by = clock.now(), by
        kiosk.save(update_fields=["ended_at", "ended_by"])


def kiosk_at(token: str) -> Kiosk | None:
    """The kiosk with this token, while it is in force and its survey can be answered."""
    if len(token) > LONGEST_TOKEN:
        return None
    rows = Kiosk.objects.in_force().select_related(
        "survey__questionnaire", "survey__declaration__stage__programme"
    )
    kiosk = rows.filter(token_hash=_hash_of(token)).first()
    return kiosk if kiosk and kiosk.survey.is_answerable() else None


def _hash_of(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
