"""A programme taken in from a file: whole, repeatable, in other years, or not at all."""

from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Department, MainTask, Measure, Programme, Role, Stage, StageChange
from communities.people.services import system_account
from communities.programme.importing import import_programme, preview
from communities.programme.listed import ProgrammeRefused
from communities.programme.plain_yaml import MOST_BYTES, mapping_of
from communities.programme.reading import read_programme
from tests.communities.programme.plans import PLAN, REMOVED, plan_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(district):
    return system_account()


def rows_of(model):
    return list(model.objects.order_by("pk").values())


def problems_of(mapping):
    with pytest.raises(ProgrammeRefused) as refusal:
        read_programme(mapping)
    return [(problem.where, problem.reason) for problem in refusal.value.problems]


# --- taken in -----------------------------------------------------------------------------


def test_the_whole_programme_is_taken_in(by, district):
    programme = import_programme(PLAN, by=by)

    assert (programme.district, programme.starts_on, programme.ends_on) == (
        district,
        date(2005, 7, 1),
        date(2007, 12, 31),
    )
    assert (programme.title_en, programme.decided_by_zh, programme.office_en) == (
        "Programme 2005–2007",
        "领导小组",
        "Office",
    )
    assert list(programme.stages.values_list("ordinal", "year", "kind", "target", "mainly")) == [
        (0, 2005, Stage.Kind.PREPARATION, None, ""),
        (1, 2005, Stage.Kind.EVALUATION, 20, "municipal_civilised"),
        (2, 2007, Stage.Kind.EVALUATION, None, ""),
    ]
    tasks = programme.main_tasks.all()
    assert [(t.number, t.title_zh, t.streets_answer) for t in tasks] == [
        (1, "健全组织网络", True),
        (2, "完善硬件设施", False),
    ]
    assert [[d.key for d in task.departments.all()] for task in tasks] == [
        ["civil_affairs"],
        ["civil_affairs", "culture"],
    ]
    assert [m.key for m in tasks[0].measures.all()] == ["volunteers", "training"]


def test_the_plan_of_the_real_district_fits(by):
    real = Path(__file__).parents[4] / "shared" / "data" / "programme-2005.yaml"
    if not real.exists():
        pytest.skip("the plan of the real district lies outside the repository")

    programme = import_programme(mapping_of(real.read_bytes()), by=by)

    assert programme.stages.count() == 4
    assert programme.main_tasks.count() == 5
    assert Measure.objects.filter(main_task__programme=programme).count() == 22
    assert Department.objects.count() == 13


def test_a_second_time_nothing_doubles_or_changes(by):
    import_programme(PLAN, by=by)
    models = (Programme, Stage, Department, MainTask, Measure, StageChange)
    before = [rows_of(model) for model in models]

    import_programme(PLAN, by=by)

    assert [rows_of(model) for model in models] == before


def test_a_second_time_brings_what_is_new(by):
    programme = import_programme(PLAN, by=by)
    programme.help_line = "0551-1234567"
    programme.save(update_fields=["help_line"])
    plan = plan_with("stages.1.target", 25)
    plan["main_tasks"][0]["measures"].append({"key": "openness", "zh": "公开", "en": ""})
    plan["main_tasks"][1]["responsible"] = ["culture"]

    import_programme(plan, by=by)

    programme.refresh_from_db()
    assert programme.help_line == "0551-1234567"
    assert Stage.objects.get(ordinal=1).target == 25
    change = StageChange.objects.get(field="target")
    assert (change.before, change.after, change.by) == ("20", "25", by)
    assert Measure.objects.filter(main_task__number=1).count() == 3
    assert [d.key for d in MainTask.objects.get(number=2).departments.all()] == ["culture"]


def test_what_the_file_no_longer_names_stays(by):
    import_programme(PLAN, by=by)

    import_programme(plan_with("main_tasks.1", REMOVED), by=by)

    assert MainTask.objects.count() == 2


def test_all_years_move_along(by):
    programme = import_programme(PLAN, by=by, starts_on=date(2025, 1, 1))

    assert (programme.starts_on, programme.ends_on) == (date(2025, 1, 1), date(2027, 12, 31))
    assert programme.title_en == "Programme 2025–2027"
    assert programme.title_zh == "三年实施方案（2025—2027年）"
    assert programme.goal_zh == "到2027年全部达标"
    assert list(programme.stages.values_list("year", flat=True)) == [2025, 2025, 2027]
    assert Stage.objects.filter(programme=programme).count() == 3


def test_a_leap_day_is_moved_to_a_day_that_exists(by):
    plan = plan_with("ends", date(2008, 2, 29))

    assert import_programme(plan, by=by, starts_on=date(2006, 7, 1)).ends_on == date(2009, 2, 28)


def test_a_preview_counts_and_changes_nothing(by):
    first = preview(PLAN)
    assert (first.known, len(first.programme.stages), first.measures) == (None, 3, 3)
    assert not Programme.objects.exists()

    programme = import_programme(PLAN, by=by)
    assert preview(PLAN).known == programme


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICE_REVIEWER}))
def test_only_the_office_takes_a_programme_in(person, district, role):
    somebody = person(role)

    with pytest.raises(PermissionDenied):
        import_programme(PLAN, by=somebody)

    assert not Programme.objects.exists()


def test_without_a_district_there_is_nothing_to_hang_it_on(db):
    with pytest.raises(ProgrammeRefused, match="no district yet"):
        import_programme(PLAN, by=system_account())


def test_a_refused_programme_changes_nothing(by):
    with pytest.raises(ProgrammeRefused):
        import_programme(plan_with("main_tasks.1.responsible", ["unknown"]), by=by)

    assert not Programme.objects.exists()
    assert not Department.objects.exists()


# --- what is wrong, and where ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("title", REMOVED, "title"),
        ("title", "Programme", "title"),
        ("title.zh", "", "title.zh"),
        ("title.zh", ["x"], "title.zh"),
        ("title.zh", "长" * 201, "title.zh"),
        ("starts", "soon", "starts"),
        ("starts", REMOVED, "starts"),
        ("ends", date(2005, 7, 1), "ends"),
        ("run_by", ["x"], "run_by"),
        ("stages", REMOVED, "stages"),
        ("stages", [], "stages"),
        ("stages", {"a": 1}, "stages"),
        ("stages.1", "one", "stages[1]"),
        ("stages.1.year", "2005", "stages[1].year"),
        ("stages.1.year", True, "stages[1].year"),
        ("stages.1.year", 20055, "stages[1].year"),
        ("stages.1.ordinal", 0, "stages[1].ordinal"),
        ("stages.1.ordinal", REMOVED, "stages[1].ordinal"),
        ("stages.1.target", -1, "stages[1].target"),
        ("stages.1.target", 2.5, "stages[1].target"),
        ("stages.1.kind", "party", "stages[1].kind"),
        ("stages.1.mainly", "golden", "stages[1].mainly"),
        ("stages.1.mainly", ["any"], "stages[1].mainly"),
        ("stages.1.zh", REMOVED, "stages[1].zh"),
        ("departments.1.key", "civil affairs", "departments[1].key"),
        ("departments.1.zh", "局" * 101, "departments[1].zh"),
        ("departments", "none", "departments"),
        ("main_tasks.1.number", 1, "main_tasks[1].number"),
        ("main_tasks.1.responsible", [], "main_tasks[1].responsible"),
        ("main_tasks.1.responsible", "culture", "main_tasks[1].responsible"),
        ("main_tasks.1.responsible.0", "police", "main_tasks[1].responsible[0]"),
        ("main_tasks.1.responsible.0", {"a": 1}, "main_tasks[1].responsible[0]"),
        ("main_tasks.0.measures.1.key", "volunteers", "main_tasks[0].measures[1].key"),
        ("main_tasks.0.measures.1.zh", "", "main_tasks[0].measures[1].zh"),
        ("main_tasks.0.measures", 5, "main_tasks[0].measures"),
    ],
)
def test_each_problem_is_told_with_its_place(path, value, where):
    told = [found for found, _reason in problems_of(plan_with(path, value))]

    assert told[0] == where
    assert len(told) == 1 or path.startswith("departments")  # then tasks miss a department


def test_a_key_used_twice_or_reserved():
    twice = deepcopy(PLAN)
    twice["departments"].append({"key": "culture", "zh": "又一局"})
    twice["departments"].append({"key": "streets", "zh": "街道"})

    assert problems_of(twice) == [
        ("departments[2].key", "“culture” is used already."),
        ("departments[3].key", "“streets” is used already."),
    ]


def test_all_problems_are_told_at_once():
    plan = plan_with("starts", "soon")
    plan["stages"][1]["year"] = "x"
    plan["title"] = {}

    assert {where for where, _reason in problems_of(plan)} == {
        "starts",
        "stages[1].year",
        "title.zh",
    }


@pytest.mark.parametrize(
    ("content", "where", "reason"),
    [
        (b"", "line 1", "The file is empty."),
        (b"%PDF-1.4", "line 1", "This is a PDF."),
        (b"a: 1\nb: [", "line 2", "expected"),
        (b"a: 1\na: 2\n", "line 2", "“a” stands here twice."),
        (b"a: &x [1]\nb: *x\n", "line 2", "References"),
        (b"- 1\n- 2\n", "the file", "list of names"),
        (b"just words", "the file", "list of names"),
        (b"a: !!python/object/apply:os.system ['true']\n", "line 1", "could not determine"),
        (b"a: 2005-13-45\n", "the file", "cannot be read as YAML"),
        (b"[" * 5000, "the file", "cannot be read as YAML"),
        (b"x" * (MOST_BYTES + 1), "line 1", "At most 1 MB"),
    ],
)
def test_a_file_that_is_no_yaml_says_where(content, where, reason):
    with pytest.raises(ProgrammeRefused) as refusal:
        mapping_of(content)

    [problem] = refusal.value.problems
    assert problem.where == where
    assert reason in problem.reason
