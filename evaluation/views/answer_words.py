"""What residents are told when a code cannot be used: kindly, and with what to do next."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.models import Survey
from evaluation.surveys.attempts import NO_WAIT, Limit, Wait
from evaluation.surveys.services import OutcomeKind
from harmony.shared import clock, wording


@dataclass(frozen=True)
class Standing:
    """How a code stands: one line, and an explanation; whether there is reason to complain."""

    title: str
    text: str
    can_complain: bool = False


def standing_of(kind: OutcomeKind, survey: Survey | None, help_line: str) -> Standing | None:
    """Nothing for a code that can be used, and for one that does not exist."""
    if survey is None or kind not in WORDS:
        return None
    title, text = WORDS[kind](survey)
    if help_line:
        call = _("Questions? Call %(help_line)s.") % {"help_line": help_line}
        text = wording.together([text, call])
    return Standing(title, text, can_complain=kind == OutcomeKind.USED)


def not_a_helper() -> str:
    """Why this person's confirmation is not taken."""
    return _("This person may not confirm answers of this community.")


def local_moment(moment: datetime) -> str:
    """The moment as people here read it."""
    return wording.moment(timezone.localtime(moment))


def _used(survey: Survey) -> tuple[str, str]:
    return (
        _("This code has been used"),
        _(
            "If you sent your answers just now and the connection broke, they have arrived and "
            "count; there is nothing more to do. If nobody in your household has answered, please "
            "tell us."
        ),
    )


def _void(survey: Survey) -> tuple[str, str]:
    return (
        _("This slip is no longer in use"),
        _(
            "It has been replaced or taken back. Please ask your community office for a new slip. "
            "What you chose stays on this page: put in the new code and send it."
        ),
    )


def _late(survey: Survey) -> tuple[str, str]:
    return (
        _("This questionnaire is closed"),
        _(
            "It could be answered until %(date)s. Thank you for wanting to take part. The code "
            "was not used and nothing was kept."
        )
        % {"date": local_moment(survey.closed_at_or_due())},
    )


def _not_yet(survey: Survey) -> tuple[str, str]:
    title = _("This questionnaire is not open yet")
    if survey.opens_at <= clock.now():  # its time has come, and the office has not opened it yet
        return title, _(
            "It will be opened soon. Please keep your slip and try again in a day or two; the "
            "code has not been used."
        )
    text = _(
        "It can be answered from %(date)s on. Please keep your slip; the code has not been used."
    )
    return title, text % {"date": local_moment(survey.opens_at)}


WORDS = {
    OutcomeKind.USED: _used,
    OutcomeKind.VOID: _void,
    OutcomeKind.LATE: _late,
    OutcomeKind.NOT_YET: _not_yet,
}


def problem_with_the_code(kind: OutcomeKind, typed: str, wait: Wait = NO_WAIT) -> str:
    """What stands beside the code, in a sentence or two. Of the whole portal's many wrong codes
    nothing is said: somebody who mistyped one has nothing to do with them."""
    if wait.because == Limit.SLIP:
        return _(
            "Codes that begin like this one have been tried wrongly many times within the hour. A "
            "right code is taken at any time: please compare it with the slip, digit by digit."
        )
    if wait.because == Limit.ADDRESS:
        minutes = -(-wait.seconds // 60)
        return ngettext(
            "Too many wrong codes have come from this connection. Please look at the code on your "
            "slip once more; a right code is taken at once. Other codes can be tried again in "
            "%(minutes)d minute.",
            "Too many wrong codes have come from this connection. Please look at the code on your "
            "slip once more; a right code is taken at once. Other codes can be tried again in "
            "%(minutes)d minutes.",
            minutes,
        ) % {"minutes": minutes}
    if not typed.strip():
        return _("Please type the code on your slip.")
    return {
        OutcomeKind.WRONG: _(
            "This code is not right. Please compare it with the slip, digit by digit."
        ),
        OutcomeKind.USED: _("This code has been used."),
        OutcomeKind.VOID: _("This slip is no longer in use. Please ask for a new one."),
        OutcomeKind.LATE: _("The questionnaire of this slip is closed."),
        OutcomeKind.NOT_YET: _("The questionnaire of this slip is not open yet."),
    }.get(kind, "")
