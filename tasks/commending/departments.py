"""Outstanding departments: those that did the measures of their main tasks."""

from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from communities.models import Place, Programme
from harmony.shared import wording
from tasks.commending.sections import Key, Section, section_of
from tasks.commending.terms import Terms
from tasks.ranking import Candidate, rank
from tasks.reporting.departments import DepartmentLine, departments_of
from tasks.reporting.figures import percent


def departments(programme: Programme, due: QuerySet[Place], terms: Terms) -> Section:
    """Every department with main tasks is a candidate, judged by the communities that are due."""
    found = {line.key: line for line in departments_of(programme, due.distinct())}
    keys = [
        Key("done", _("Done, %")),
        Key("reported", _("Reported, %")),
        Key("expected", _("Reports expected"), wording.whole),
    ]
    ranking = rank(
        [_candidate(line, terms.done_at_least) for line in found.values()],
        keys=[key.key for key in keys],
        quota=terms.departments,
        next_in_line=terms.next_in_line,
    )
    return section_of(
        ranking,
        title=_("Outstanding departments"),
        about=_(
            "Departments that have done at least %(share)s%% of the measures of their main tasks "
            "in the communities that are due. In the order of the share that is done."
        )
        % {"share": terms.done_at_least},
        quota=terms.departments,
        keys=keys,
        rules={
            "silent": _("Nothing was reported"),
            "missed_target": _("Missed target: less than %(share)s%% of the measures done")
            % {"share": terms.done_at_least},
        },
        reason=lambda candidate: _reason(found[candidate.code]),
    )


def _candidate(line: DepartmentLine, done_at_least: int) -> Candidate:
    reported = line.done + line.in_progress + line.not_started
    is_silent = reported == 0
    is_short = line.share is None or line.share < done_at_least
    return Candidate(
        code=line.key,
        name=line.department,
        values={
            "done": line.share,
            "reported": percent(reported, line.expected),
            "expected": Decimal(line.expected),
        },
        bars=("silent",) if is_silent else ("missed_target",) if is_short else (),
    )


def _reason(line: DepartmentLine) -> str:
    return _(
        "%(done)s of %(expected)s reports say that a measure is done. Main tasks it answers for: "
        "%(tasks)s, with measures: %(measures)s."
    ) % {
        "done": wording.whole(line.done),
        "expected": wording.whole(line.expected),
        "measures": line.measures,
        "tasks": line.tasks,
    }
