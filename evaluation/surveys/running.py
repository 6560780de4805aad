"""The course of a survey in one community: prepared, open, closed. Counting: ``opening.py``."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Deadline, User
from evaluation.declarations.models import Declaration
from evaluation.declarations.states import State
from evaluation.surveys import box_record, boxes
from evaluation.surveys.box_models import BoxEvent
from evaluation.surveys.counting import planned_answers
from evaluation.surveys.models import Questionnaire, Survey
from evaluation.surveys.moved_dates import new_dates_of
from harmony.shared import clock, wording
from harmony.shared.workflow import TransitionRefused, hold


@transaction.atomic
def prepare(
    declaration: Declaration,
    *,
    by,
    households: int | None = None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Survey:
    """Plan the questionnaire in this community.

    Households come from the community and dates from the stage's deadlines, with the community's
    own shifts, unless they are given. Raises TransitionRefused with what is missing.
    """
    hold(declaration)
    if not by.has_perm("evaluation.run_survey", declaration):
        raise PermissionDenied
    questionnaire = _questionnaire_for(declaration)
    households = declaration.community.households if households is None else households
    if not households:
        raise TransitionRefused(
            _("Enter the households of %(community)s first: the sample is planned from them.")
            % {"community": declaration.community.name}
        )
    opens_at = opens_at or declaration.due(Deadline.QUESTIONNAIRE_OPENS)
    closes_at = closes_at or declaration.due(Deadline.QUESTIONNAIRE_CLOSES)
    _check_dates(opens_at, closes_at)
    return Survey.objects.create(
        declaration=declaration,
        questionnaire=questionnaire,
        households=households,
        planned_answers=planned_answers(questionnaire, households),
        opens_at=opens_at,
        closes_at=closes_at,
    )


def _questionnaire_for(declaration: Declaration) -> Questionnaire:
    if Survey.objects.filter(declaration=declaration).exists():
        raise TransitionRefused(_("There is a questionnaire for this community already."))
    if declaration.state != State.RECEIVED:
        raise TransitionRefused(
            _("Residents are asked while a declaration is in evaluation; this one is “%(state)s”.")
            % {"state": declaration.get_state_display()}
        )
    basis = getattr(declaration.stage, "basis", None)
    questionnaire = basis and basis.questionnaire
    if not questionnaire or questionnaire.state != Questionnaire.State.PUBLISHED:
        raise TransitionRefused(_("This stage has no published questionnaire yet."))
    return questionnaire


def _check_dates(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if opens_at is None or closes_at is None:
        raise TransitionRefused(
            _("Set when the questionnaire opens and closes, in the dates of the stage.")
        )
    if closes_at <= opens_at:
        raise TransitionRefused(_("The questionnaire must close after it opens."))
    if closes_at <= clock.now():
        raise TransitionRefused(_("The date on which the questionnaire closes has passed."))


def refusal_to_open(survey: Survey) -> str:
    """Why residents cannot answer from now on; empty when they can."""
    if survey.state != Survey.State.PREPARED:
        return _not_while(survey)
    now = clock.now()
    if now < survey.opens_at:
        date = wording.moment(timezone.localtime(survey.opens_at))
        return _("The questionnaire can be opened from %(date)s on.") % {"date": date}
    if now > survey.closes_at:
        return _("The date on which the questionnaire closes has passed.")
    return ""


def refusal_to_close(survey: Survey) -> str:
    return "" if survey.state == Survey.State.OPEN else _not_while(survey)


def refusal_of_new_dates(survey: Survey) -> str:
    """Why there is nothing to take over; empty when there is."""
    if survey.is_over:
        return _("This questionnaire is closed.")
    if not new_dates_of(survey):
        return _("This questionnaire has the dates of the stage already.")
    return ""


def _not_while(survey: Survey) -> str:
    return _("Not possible while “%(state)s”.") % {"state": survey.get_state_display()}


@transaction.atomic
def follow_deadlines(survey: Survey, *, by) -> None:
    """Take over the stage's dates, after the office has moved them (for this community)."""
    _hold_for(survey, by)
    declaration = survey.declaration
    if refusal := refusal_of_new_dates(survey):
        raise TransitionRefused(refusal)
    opens_at = declaration.due(Deadline.QUESTIONNAIRE_OPENS)
    closes_at = declaration.due(Deadline.QUESTIONNAIRE_CLOSES)
    if survey.state == Survey.State.OPEN:
        opens_at = survey.opens_at
    _check_dates(opens_at, closes_at)
    survey.opens_at, survey.closes_at = opens_at, closes_at  # type: ignore[assignment]
    survey.save(update_fields=["opens_at", "closes_at"])


@transaction.atomic
def open(survey: Survey, *, by) -> None:  # noqa: A001 -- the office's own word for it
    """Let residents answer from now until the closing date."""
    _hold_for(survey, by)
    if refusal := refusal_to_open(survey):
        raise TransitionRefused(refusal)
    boxes.join(survey)
    survey.state, survey.opened_at, survey.opened_by = Survey.State.OPEN, clock.now(), by
    survey.save(update_fields=["state", "opened_at", "opened_by"])


@transaction.atomic
def close(survey: Survey, *, by) -> None:
    """Take no more answers. Those that came stay sealed until the ballot box is opened.

    Closed once, a survey stays closed.
    """
    _hold_for(survey, by)
    if refusal := refusal_to_close(survey):
        raise TransitionRefused(refusal)
    _close(survey, by)


@transaction.atomic
def close_overdue(survey: Survey, *, by: User) -> bool:
    """Close a survey past its date, in the portal's name: the date decided, nobody else.

    False when somebody closed it or moved its date meanwhile.
    """
    hold(survey)
    if survey.state != Survey.State.OPEN or clock.now() <= survey.closes_at:
        return False
    _close(survey, by)
    return True


def _close(survey: Survey, by) -> None:
    """The box is locked as well, so that no ballot is on its way in (``answering.py``)."""
    box = boxes.join(survey)
    survey.state, survey.closed_at, survey.closed_by = Survey.State.CLOSED, clock.now(), by
    survey.save(update_fields=["state", "closed_at", "closed_by"])
    facts = {"community": survey.declaration.community.code}
    box_record.note(box, BoxEvent.Kind.CLOSED, by=by, facts=facts)


def _hold_for(survey: Survey, by) -> None:
    """Lock the survey for somebody of the office who may run it."""
    hold(survey)
    if not by.has_perm("evaluation.run_survey", survey.declaration):
        raise PermissionDenied
