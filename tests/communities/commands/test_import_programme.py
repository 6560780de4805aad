"""``manage.py import_programme``: what it prints, and that bad input changes nothing."""

import pytest
import yaml
from django.core.management import CommandError, call_command

from communities.models import Programme, StageChange
from tests.communities.programme.plans import PLAN, plan_with
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, capsys, district):
    def call(plan, *arguments):
        file = tmp_path / "plan.yaml"
        file.write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")
        call_command("import_programme", str(file), *arguments)
        return capsys.readouterr().out

    return call


def test_it_prints_what_the_portal_now_holds(run):
    said = "3 stages, 2 main tasks, 3 measures, 2 departments"

    assert run(PLAN) == f"Programme 2005–2007: {said}\n"
    assert run(PLAN) == f"Programme 2005–2007: {said} (nothing was changed)\n"
    assert run(plan_with("main_tasks.0.en", "Other")) == f"Programme 2005–2007: {said}\n"
    assert run(PLAN, "--starts", "2025") == f"Programme 2025–2027: {said}\n"
    assert [str(day) for day in Programme.objects.values_list("starts_on", flat=True)] == [
        "2025-07-01",
        "2005-07-01",
    ]


def test_it_may_begin_on_another_day(run):
    run(PLAN, "--starts", "2025-03-01")

    assert str(Programme.objects.get().starts_on) == "2025-03-01"


def test_it_is_signed(run, district):
    office = PostFactory(role="office_reviewer", place=district).user

    run(PLAN, "--by", office.username)

    assert set(StageChange.objects.values_list("by", flat=True)) == {office.pk}


def test_bad_input_prints_where_and_why(run):
    with pytest.raises(CommandError) as error:
        run(plan_with("stages.1.year", "soon"))

    first, second = str(error.value).split("\n")
    assert first.endswith("plan.yaml: nothing was changed.")
    assert second == "stages[1].year: A whole number from 1949 to 2200 is needed here."
    assert not Programme.objects.exists()


@pytest.mark.parametrize("starts", ["20255", "spring", "2025-02-30"])
def test_a_start_that_is_no_day(run, starts):
    with pytest.raises(CommandError, match="neither a year nor a date"):
        run(PLAN, "--starts", starts)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_programme", str(tmp_path / "nothing.yaml"))
