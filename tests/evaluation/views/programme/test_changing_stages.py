"""A stage is changed: each change is history, and a colleague's is left alone."""

from datetime import timedelta

import pytest

from communities.models import Deadline, Role, Stage, StageChange
from communities.programme.deadlines import proposed_dates
from evaluation.models import StageBasis, State
from harmony.shared import clock
from tests.evaluation.views.programme.pages import to, typed
from tests.factories import StageFactory
from tests.factories.standings import PublishedStandardFactory, StandingFactory
from tests.factories.surveys import (
    prepared_survey,
    received_declaration,
    stage_with_questionnaire,
)


def shown(stage):
    """What the page of a stage showed, as the browser sends it back."""
    values = {
        "ordinal": stage.ordinal,
        "year": stage.year,
        "title_zh": stage.title_zh,
        "title_en": stage.title_en,
        "target": "" if stage.target is None else stage.target,
        "mainly": stage.mainly,
        "standard": "",
        "questionnaire": "",
    }
    values |= {name: typed(getattr(stage, name)) for name in Deadline.values}
    return values


def sent(stage, **changed):
    before = shown(stage)
    return before | changed | {f"initial-{name}": value for name, value in before.items()}


@pytest.fixture
def whole_stage(programme):
    """A stage whose dates are the usual ones of its year."""
    year = clock.today().year + 1
    return StageFactory(programme=programme, ordinal=1, year=year, **proposed_dates(year, {}))


def test_moved_deadline_is_history(office, person, whole_stage):
    later = whole_stage.decision + timedelta(days=2)

    response = office.post(
        to("stage-edit", whole_stage.pk),
        sent(whole_stage, decision=typed(later)),
        follow=True,
    )

    whole_stage.refresh_from_db()
    assert typed(whole_stage.decision) == typed(later)
    assert StageChange.objects.get().field == "decision"
    html = response.content.decode()
    assert "Decision moved from " in html
    assert "The stage is saved." in html


def test_history_names_the_standard_and_tells_together_what_was_saved_together(
    office, whole_stage
):
    standard = PublishedStandardFactory()

    response = office.post(
        to("stage-edit", whole_stage.pk),
        sent(whole_stage, target="", mainly="none", standard=standard.pk, decision=""),
        follow=True,
    )

    (entry,) = response.context["changes"]
    assert entry["text"] == "4 changes"
    for line in (
        "Target number of communities moved from 20 to all the rest",
        "Mainly filled from moved from any title to No title",
        "Decision taken away, it was ",
        "Evaluation standard set to Evaluation standard, version 1",
    ):
        assert line in entry["reason"]


def test_saving_unchanged_changes_nothing(office, stage):
    """Though the browser shows no seconds, and these dates have some."""
    office.post(to("stage-edit", stage.pk), sent(stage))

    assert not StageChange.objects.exists()


def test_colleagues_deadline_is_left_alone(office, whole_stage):
    old_page = sent(whole_stage, target="7")
    moved = whole_stage.decision + timedelta(days=1)
    Stage.objects.filter(pk=whole_stage.pk).update(decision=moved)

    office.post(to("stage-edit", whole_stage.pk), old_page)

    whole_stage.refresh_from_db()
    assert (whole_stage.target, whole_stage.decision) == (7, moved)


def test_date_is_held_against_the_colleagues_one(office, whole_stage):
    old_page = sent(whole_stage, hand_up_street=typed(whole_stage.hand_up_office))
    moved = whole_stage.hand_up_office - timedelta(days=20)
    Stage.objects.filter(pk=whole_stage.pk).update(hand_up_office=moved)

    html = office.post(to("stage-edit", whole_stage.pk), old_page).content.decode()

    assert "“Hand-up to the office” cannot be before" in html
    assert not StageChange.objects.exists()


def test_standard_is_changed_and_the_questionnaire_kept(office, person, whole_stage):
    first = PublishedStandardFactory()
    second = PublishedStandardFactory(key="second")
    StageBasis.objects.create(stage=whole_stage, standard=first, by=person(Role.OFFICE_REVIEWER))

    office.post(
        to("stage-edit", whole_stage.pk),
        sent(whole_stage) | {"standard": second.pk, "initial-standard": first.pk},
    )

    whole_stage.refresh_from_db()
    assert whole_stage.basis.standard == second


def test_whoever_changes_the_standard_late_is_told_what_it_means(office, whole_stage, community):
    StandingFactory(community=community, stage=whole_stage, state=State.DRAFT)

    html = office.get(to("stage-edit", whole_stage.pk)).content.decode()

    assert "They keep the standard they were begun with" in html


def test_whoever_changes_the_questionnaire_late_is_told_what_it_means(office, district):
    stage = stage_with_questionnaire(district)
    told = "Those communities keep the questionnaire they were prepared with"
    page = to("stage-edit", stage.pk)
    assert told not in office.get(page).content.decode()

    prepared_survey(received_declaration(stage=stage))

    assert told in office.get(page).content.decode()
