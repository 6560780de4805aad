"""Visits, penalties and vetoes: what is written down, by whom, and how it is struck."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from communities.models import Role
from evaluation.appraisal.records import record_penalty, record_visit, strike
from evaluation.models import Penalty, Veto, Visit
from evaluation.standards.services import import_standard
from harmony.shared import clock
from harmony.shared.months import months_before
from harmony.shared.workflow import TransitionRefused
from tests.factories.evaluations import (
    appraise,
    appraised_declaration,
    assigned_declaration,
    evaluate,
    penalised,
    vetoed,
    visited,
)
from tests.factories.files import picture
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory
from tests.factories.small_standard import written_small_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    return assigned_declaration()


# ------------------------------------------------------------------ visits
def test_visit_is_signed_with_its_photos(declaration):
    photo = (ContentFile(picture(), name="a.png"), "image/png", "0" * 64)

    visit = visited(declaration, people=" Team ", findings=" Clean. ", photos=[photo])

    assert (visit.kind, visit.date) == (Visit.Kind.SITE_VISIT, clock.today())
    assert (visit.people, visit.findings) == ("Team", "Clean.")
    assert visit.by == declaration.people.office
    assert visit.photos.get().content_type == "image/png"


def test_several_visits_may_be_recorded(declaration):
    visited(declaration)
    visited(declaration)

    assert declaration.visits.count() == 2


def test_visit_tomorrow_is_refused(declaration):
    with pytest.raises(TransitionRefused, match="future"):
        record_visit(
            declaration,
            by=declaration.people.office,
            kind="site_visit",
            date=clock.today() + timedelta(days=1),
            people="Team",
            findings="Clean.",
        )


@pytest.mark.parametrize("gap", [{"people": "  "}, {"findings": ""}])
def test_visit_says_who_and_what(declaration, gap):
    with pytest.raises(TransitionRefused, match="Say who was present and what was found"):
        visited(declaration, **gap)

    assert not Visit.objects.exists()


@pytest.mark.parametrize("record", [visited, penalised, vetoed], ids=lambda f: f.__name__)
@pytest.mark.parametrize("who", ["leader", "official", "appraiser"])
def test_only_the_office_records(declaration, record, who):
    people = declaration.people
    people.office = people.appraisers[0] if who == "appraiser" else getattr(people, who)

    with pytest.raises(PermissionDenied):
        record(declaration)


@pytest.mark.parametrize("record", [visited, penalised, vetoed], ids=lambda f: f.__name__)
def test_nothing_is_recorded_when_the_evaluation_is_closed(record):
    declaration = appraised_declaration()

    with pytest.raises(TransitionRefused, match="Not possible while “Appraised”"):
        record(declaration)


# ------------------------------------------------------------------ penalties and vetoes
def test_penalty_is_signed_with_ground_date_and_evidence(declaration):
    penalty = penalised(declaration, count=2, ground=" Criticised. ", date=clock.today())

    assert (penalty.item.code, penalty.count, penalty.ground) == ("N2", 2, "Criticised.")
    assert penalty.by == declaration.people.office
    assert penalty.evidence_type == "text/plain"
    with penalty.evidence_file.open() as evidence:
        assert evidence.read() == b"Minutes of the meeting."


def test_veto_is_signed_with_ground_date_and_evidence(declaration):
    veto = vetoed(declaration)

    assert (veto.item.code, veto.by) == ("V4", declaration.people.office)
    assert veto.evidence_file.name.startswith("records/")


def test_no_case_is_no_penalty(declaration):
    with pytest.raises(TransitionRefused, match="one case or more"):
        penalised(declaration, count=0)


@pytest.mark.parametrize("record", [penalised, vetoed], ids=lambda f: f.__name__)
def test_ground_is_needed(declaration, record):
    with pytest.raises(TransitionRefused, match="on what ground"):
        record(declaration, ground="  ")


@pytest.mark.parametrize("record", [penalised, vetoed], ids=lambda f: f.__name__)
def test_case_tomorrow_is_refused(declaration, record):
    with pytest.raises(TransitionRefused, match="future"):
        record(declaration, date=clock.today() + timedelta(days=1))


@pytest.mark.parametrize(("record", "months"), [(penalised, 12), (vetoed, 24)])
def test_case_counts_as_far_back_as_the_standard_looks_and_not_a_day_further(
    declaration, record, months
):
    last = months_before(clock.today(), months)

    record(declaration, date=last)
    with pytest.raises(TransitionRefused, match=f"older than the {months} months"):
        record(declaration, date=last - timedelta(days=1))


def test_item_of_another_standard_is_refused(declaration):
    written = written_small_standard() | {"key": "other"}
    office = PostFactory(role=Role.OFFICE_REVIEWER, place=DistrictFactory()).user
    other = import_standard(written, district=DistrictFactory(), by=office)
    foreign = other.penalty_items.get(code="N2")
    with pytest.raises(TransitionRefused, match="another standard"):
        record_penalty(
            declaration,
            foreign,
            by=declaration.people.office,
            count=1,
            ground="Criticised.",
            date=clock.today(),
            evidence=(ContentFile(b"x", name="x.txt"), "text/plain"),
        )


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 15), 12, date(2025, 3, 15)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2028, 3, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 10), 1, date(2025, 12, 10)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2026, 12, 31), 24, date(2024, 12, 31)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, before):
    assert months_before(day, months) == before


# ------------------------------------------------------------------ strike
@pytest.mark.parametrize("record", [penalised, vetoed, visited], ids=lambda f: f.__name__)
def test_struck_record_stays_and_is_signed(declaration, record):
    written = record(declaration)

    strike(written, by=declaration.people.office, reason=" Withdrawn by the city. ")

    written.refresh_from_db()
    assert written.struck_by == declaration.people.office
    assert written.strike_reason == "Withdrawn by the city."
    assert written.struck_at is not None
    assert type(written).objects.filter(pk=written.pk).exists()


def test_striking_twice_changes_nothing(declaration):
    veto = vetoed(declaration)
    strike(veto, by=declaration.people.office, reason="Wrong.")
    first = veto.struck_at

    strike(veto, by=declaration.people.office, reason="Again.")

    veto.refresh_from_db()
    assert (veto.struck_at, veto.strike_reason) == (first, "Wrong.")


def test_striking_needs_a_reason(declaration):
    veto = vetoed(declaration)

    with pytest.raises(TransitionRefused, match="Give a reason"):
        strike(veto, by=declaration.people.office, reason=" ")


@pytest.mark.parametrize("who", ["leader", "official"])
def test_only_the_office_strikes(declaration, who):
    penalty = penalised(declaration)

    with pytest.raises(PermissionDenied):
        strike(penalty, by=getattr(declaration.people, who), reason="Wrong.")

    assert Penalty.objects.get().struck_at is None


def test_nothing_is_struck_when_the_evaluation_is_closed():
    declaration = assigned_declaration()
    veto = vetoed(declaration)
    appraise(evaluate(declaration))

    with pytest.raises(TransitionRefused, match="Not possible while"):
        strike(veto, by=declaration.people.office, reason="Wrong.")

    assert Veto.objects.get().struck_at is None
