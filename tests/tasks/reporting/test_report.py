"""The yearly evaluation report: where its figures come from, and what is left out."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from communities.models import CommunityClass, DeadlineShift, MeasureReport, Stage
from evaluation.models import Penalty, PenaltyItem, Result, State, Veto, VetoItem, Visit
from harmony.shared import clock
from tasks.reporting import report_of
from tests.factories import DepartmentFactory, MainTaskFactory, MeasureFactory, StageFactory
from tests.factories.papers import office_reviewer
from tests.factories.results import decided_declaration
from tests.tasks.reporting.named_places import community

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ levels and streets
def test_levels_are_counted_by_street_and_what_is_open_apart(stage, beihu, jinlan):
    decided_declaration(community(beihu), stage, share="0.98")
    decided_declaration(community(beihu), stage, share="0.85")
    decided_declaration(community(jinlan), stage, share="0.50")
    stage.declarations.create(community=community(jinlan))

    report = report_of(stage)

    lines = {line.street: line for line in report.street_levels}
    beihu_line, jinlan_line = lines["Beihu Street"], lines["Jinlan Street"]
    assert (beihu_line.excellent, beihu_line.good, beihu_line.not_yet) == (1, 1, 0)
    assert (jinlan_line.not_yet, jinlan_line.under_way, jinlan_line.total) == (1, 1, 2)
    assert (report.levels.excellent, report.levels.under_way, report.levels.total) == (1, 1, 4)
    assert (report.planned, report.decided, report.accepted, report.is_draft) == (4, 3, 2, True)


def test_the_decided_level_counts_and_not_the_proposed_one(stage, beihu):
    decided_declaration(community(beihu), stage, share="0.98", level="good")

    assert report_of(stage).levels.good == 1


def test_an_open_result_is_not_reported(stage, beihu):
    declaration = decided_declaration(community(beihu), stage)
    declaration.state = State.NOTICED
    declaration.save()

    report = report_of(stage)

    assert (report.decided, report.sources, report.whole.mean) == (0, (), None)
    (line,) = report.communities
    assert (line.composite, line.level_label) == (None, "On public notice")


def test_streets_are_compared_by_mean_median_and_pass_rate(stage, beihu):
    for share in ("0.98", "0.90", "0.50"):
        decided_declaration(community(beihu), stage, share=share)
    composites = sorted(Result.objects.values_list("composite", flat=True))

    (line,) = report_of(stage).streets

    assert (line.decided, line.accepted, line.pass_rate) == (3, 2, D("66.67"))
    assert (line.lowest, line.median, line.highest) == tuple(composites)
    assert line.mean == (sum(composites) / 3).quantize(D("0.01"))


def test_the_heat_map_has_every_dimension_of_the_standard(stage, beihu):
    decided_declaration(community(beihu), stage, share="1")

    heat = report_of(stage).heat

    assert [code for code, _title in heat.dimensions] == list("ABCDEFGHX")
    assert heat.rows == (("Beihu Street", (D("100.00"),) * 9),)


def test_claims_stand_beside_what_was_awarded(stage, beihu, jinlan):
    decided_declaration(community(beihu), stage, share="0.90", claimed="97")
    decided_declaration(community(beihu), stage, share="0.90", claimed="99")
    decided_declaration(community(jinlan), stage, share="1", claimed="100")

    lines = report_of(stage).gaps

    awarded = lines[0].awarded
    assert [(line.street, line.communities, line.claimed) for line in lines] == [
        ("Beihu Street", 2, D("98.00")),
        ("Jinlan Street", 1, D("100.00")),
        ("Whole district", 3, D("98.67")),
    ]
    assert D("89.5") < awarded < D("90.5")
    assert (lines[0].gap, lines[1].gap) == (D("98.00") - awarded, D("0.00"))


# ------------------------------------------------------------------ work, plan, exceptions
def test_work_and_dates_are_counted(stage, beihu):
    declaration = decided_declaration(community(beihu), stage)
    by = office_reviewer()
    for kind in (Visit.Kind.REPORT_HEARD, Visit.Kind.SITE_VISIT, Visit.Kind.SITE_VISIT):
        declaration.visits.create(
            kind=kind, date=clock.today(), people="Two appraisers", findings="In order", by=by
        )
    DeadlineShift.objects.create(
        stage=stage,
        community=declaration.community,
        deadline="scoring",
        moved_to=clock.now() + timedelta(days=90),
        reason="Flood",
        by=by,
    )

    report = report_of(stage)

    work = {line.label: line.count for line in report.work}
    assert (work["Reports heard"], work["Site visits"]) == (1, 2)
    assert (work["Questionnaires counted"], work["Valid answers of residents"]) == (1, 60)
    assert {line.label: line.moved for line in report.dates}["Scoring"] == 1
    assert len(report.dates) == 8
    assert [line.due for line in report.dates] == sorted(line.due for line in report.dates)


def test_the_last_stage_has_all_that_are_left_as_its_target(stage, beihu):
    rest = StageFactory(
        programme=stage.programme, ordinal=stage.ordinal + 1, year=stage.year + 1, target=None
    )
    for number in range(22):
        place = community(beihu)
        if number < 2:
            decided_declaration(place, stage)

    lines = report_of(rest).stages

    assert [(line.target, line.target_so_far, line.accepted_so_far) for line in lines] == [
        (20, 20, 2),
        (2, 22, 2),
    ]


def test_classes_are_counted_in_the_district_in_the_year_and_so_far(stage, beihu):
    village = CommunityClass.VILLAGE_IN_CITY
    decided_declaration(community(beihu, community_class=village), stage)
    community(beihu, community_class=village)
    community(beihu, community_class="")

    lines = {line.label: line for line in report_of(stage).classes}

    line = lines["Village in the city"]
    assert (line.communities, line.planned, line.accepted, line.share) == (2, 1, 1, D("50.00"))
    assert lines["Not classed yet"].communities == 1
    assert "New residential" not in lines


def test_vetoes_and_penalties_that_were_struck_do_not_stand(stage, beihu):
    declaration = decided_declaration(community(beihu), stage, share="0.5", penalties=2, bonus="3")
    by, standard = office_reviewer(), declaration.standard
    item = PenaltyItem.objects.filter(standard=standard).first()
    veto = VetoItem.objects.filter(standard=standard).first()
    known = {"ground": "Seen on site", "date": clock.today(), "by": by}
    struck = {"struck_at": clock.now(), "struck_by": by, "strike_reason": "Mistaken"}
    Penalty.objects.create(declaration=declaration, item=item, count=2, **known)
    Penalty.objects.create(declaration=declaration, item=item, count=9, **known, **struck)
    Veto.objects.create(declaration=declaration, item=veto, **known)
    Veto.objects.create(declaration=declaration, item=veto, **known, **struck)

    found = report_of(stage).exceptions

    assert [line.cases for line in found.penalties] == [2]
    assert [line.item for line in found.vetoes] == [veto.title]
    assert [line.points for line in found.bonuses] == [D("2.0")]  # capped
    (line,) = found.not_yet
    assert any(reason.startswith("Composite") for reason in line.reasons)


def test_change_on_last_year_names_both_years(programme, beihu):
    earlier = StageFactory(programme=programme, ordinal=1, year=2025)
    later = StageFactory(programme=programme, ordinal=2, year=2026)
    decided_declaration(community(beihu), earlier, share="0.50")
    assert report_of(later).cohorts == ()
    decided_declaration(community(beihu), later, share="0.98")

    before, now = report_of(later).cohorts

    assert (before.year, before.pass_rate, now.year, now.pass_rate) == (2025, D(0), 2026, D(100))
    assert before.composite < now.composite


def test_departments_are_measured_by_what_they_were_to_report(stage, beihu):
    places = [community(beihu), community(beihu)]
    for place in places:
        decided_declaration(place, stage)
    elsewhere = community(beihu)
    busy, idle = DepartmentFactory(name_en="Busy Bureau"), DepartmentFactory(name_en="Idle Bureau")
    task = MainTaskFactory(programme=stage.programme, departments=[busy, idle])
    measures = [MeasureFactory(main_task=task), MeasureFactory(main_task=task)]
    by = office_reviewer()

    def says(place, measure, state, **fields):
        MeasureReport.objects.create(
            community=place, measure=measure, department=busy, state=state,
            date=clock.today(), by=by, **fields,
        )  # fmt: skip

    says(places[0], measures[0], "not_started", is_latest=False)
    says(places[0], measures[0], "done")
    says(places[0], measures[1], "in_progress")
    says(places[1], measures[0], "done")
    says(elsewhere, measures[0], "done")

    lines = {line.department: line for line in report_of(stage).departments}

    line = lines["Busy Bureau"]
    assert (line.tasks, line.measures, line.expected) == (1, 2, 4)
    assert (line.done, line.in_progress, line.missing, line.share) == (2, 1, 1, D("50.00"))
    assert (lines["Idle Bureau"].missing, lines["Idle Bureau"].share) == (4, D(0))


# ------------------------------------------------------------------ sources
def test_it_says_which_frozen_results_it_was_made_from(stage, beihu):
    declaration = decided_declaration(community(beihu), stage)
    result = declaration.result

    report = report_of(stage)

    (source,) = report.sources
    assert (source.code, source.holds) == (declaration.community.code, True)
    assert (source.standard_hash, source.scores_hash, source.tally_hash) == (
        result.standard_hash,
        result.scores_hash,
        result.tally_hash,
    )
    assert report.all_hold
    assert report_of(stage).digest == report.digest


def test_a_result_that_was_tampered_with_is_marked(stage, beihu):
    declaration = decided_declaration(community(beihu), stage)
    computation = declaration.result.computation
    computation["composite"] = "99.99"
    Result.objects.filter(declaration=declaration).update(computation=computation)

    report = report_of(stage)

    assert not report.all_hold


@pytest.mark.parametrize("count", [3, 30])
def test_it_costs_the_same_however_many_communities(
    count, stage, beihu, django_assert_num_queries
):
    for number in range(count):
        decided_declaration(community(beihu), stage, share="0.9" if number % 2 else "0.5")
    department = DepartmentFactory()
    MeasureFactory(main_task=MainTaskFactory(programme=stage.programme, departments=[department]))
    stage = Stage.objects.select_related("programme__district").get(pk=stage.pk)

    with django_assert_num_queries(24):
        report_of(stage)
