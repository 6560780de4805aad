"""What the office is told before it does what cannot be undone."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Deadline
from evaluation.models import Survey
from evaluation.surveys.moved_dates import new_dates_of
from evaluation.surveys.paper_forms import forms_waiting
from evaluation.surveys.participation import participation_of
from harmony.shared import clock, wording


def _moment(moment) -> str:
    return wording.moment(timezone.localtime(moment)) if moment else wording.MISSING


def consequences_of_opening(survey: Survey) -> list[str]:
    printed = participation_of(survey).total.printed
    lines = [
        _("Residents can answer with their codes until %(date)s.")
        % {"date": _moment(survey.closes_at)},
        _("Nobody sees a result before its ballot box is opened."),
    ]
    if not printed:
        lines.append(_("No slips have been printed yet, so nobody can answer so far."))
    return lines


def consequences_of_closing(survey: Survey) -> list[str]:
    seen = participation_of(survey)
    lines = [
        _("No more answers are taken; slips that are still out can no longer be used."),
        _("The answers stay sealed until the ballot box is opened."),
        _("A closed questionnaire cannot be opened again."),
    ]
    if clock.now() < survey.closes_at:
        lines.insert(
            0,
            _("Residents were told that they can answer until %(date)s.")
            % {"date": _moment(survey.closes_at)},
        )
    if seen.total.used < seen.planned:
        lines.append(
            _("%(used)s of %(planned)s planned answers have come in.")
            % {"used": seen.total.used, "planned": seen.planned}
        )
    if waiting := forms_waiting(survey):
        text = ngettext(
            "%(n)d paper form was typed in only once and will not count: somebody else has to type"
            " it again first.",
            "%(n)d paper forms were typed in only once and will not count: somebody else has to"
            " type them again first.",
            waiting,
        )
        lines.append(text % {"n": waiting})
    return lines


def consequences_of_new_dates(survey: Survey) -> list[str]:
    """Each date that changes, before and after."""
    words = {
        Deadline.QUESTIONNAIRE_OPENS: (_("Opens: %(before)s → %(after)s."), survey.opens_at),
        Deadline.QUESTIONNAIRE_CLOSES: (_("Closes: %(before)s → %(after)s."), survey.closes_at),
    }
    lines = []
    for deadline, after in new_dates_of(survey).items():
        text, before = words[deadline]
        lines.append(text % {"before": _moment(before), "after": _moment(after)})
    return [*lines, _("Slips that are printed already carry the earlier date.")]
