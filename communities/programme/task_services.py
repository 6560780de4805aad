"""What departments say about their measures in the communities."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.departments.models import Department
from communities.people.reach import speaks_for
from communities.places.models import Place, Tier
from communities.programme.models import Measure, MeasureReport
from harmony.shared import clock
from harmony.shared.workflow import hold

MOST_LETTERS = 200


@transaction.atomic
def report_measure(
    measure: Measure,
    communities: Iterable[Place],
    *,
    by,
    department: Department,
    state: str,
    date: date,
    line: str = "",
) -> list[MeasureReport]:
    """Note how far a measure has come in these communities; the reports that were added.

    Where the department said exactly the same last time, nothing is added. Raises
    ValidationError with the fields that are wrong, and then nothing is noted anywhere.
    """
    hold(measure)
    _may_report(by, measure, department)
    places = list(communities)
    _check(measure, places, state=state, date=date, line=line.strip())
    said = {"state": MeasureReport.State(state), "date": date, "line": line.strip()}
    earlier = {
        report.community_id: report
        for report in measure.reports.filter(
            department=department, community__in=places, is_latest=True
        )
    }
    news = [place for place in places if _is_news(earlier.get(place.pk), said)]
    measure.reports.filter(department=department, community__in=news, is_latest=True).update(
        is_latest=False
    )
    at = clock.now()
    return MeasureReport.objects.bulk_create(
        MeasureReport(
            measure=measure, community=place, department=department, by=by, at=at, **said
        )
        for place in news
    )


def _may_report(by, measure: Measure, department: Department) -> None:
    """A liaison reports for their own department, on the tasks it answers for."""
    is_theirs = by.has_perm("communities.report_measure") and speaks_for(by, department)
    if not is_theirs or not measure.main_task.departments.filter(pk=department.pk).exists():
        raise PermissionDenied


def _check(measure: Measure, places: list[Place], *, state: str, date: date, line: str) -> None:
    wrong = {}
    district = measure.main_task.programme.district
    if not places:
        wrong["communities"] = _("Choose at least one community.")
    elif any(place.tier != Tier.COMMUNITY or not district.contains(place) for place in places):
        wrong["communities"] = _("Only communities of the programme’s district are reported on.")
    if state not in MeasureReport.State.values:
        wrong["state"] = _("Choose one of the states.")
    if date > clock.today():
        wrong["date"] = _("The date lies ahead. Report what has happened.")
    if len(line) > MOST_LETTERS:
        wrong["line"] = _("The line has more than %(most)s letters.") % {"most": MOST_LETTERS}
    if wrong:
        raise ValidationError(wrong)


def _is_news(earlier: MeasureReport | None, said: dict) -> bool:
    return earlier is None or any(getattr(earlier, name) != value for name, value in said.items())
