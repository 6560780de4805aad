"""Ballot boxes: made, written down, changed behind the portal's back, and their key destroyed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import IntegrityError

from communities.models import Role
from evaluation.models import Ballot, BallotBox, BoxEvent, Code, StageBasis
from evaluation.surveys import box_keys, box_record, codes, services
from harmony.shared.workflow import TransitionRefused
from tests.factories.programme import StageFactory
from tests.factories.surveys import (
    PASSPHRASE,
    answer,
    counted,
    office_of,
    open_survey,
    received_declaration,
    stage_with_questionnaire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


def kinds(box):
    return [event.kind for event in box.events.all()]


def test_private_key_lies_behind_its_passphrase_and_nowhere_else(stage, office):
    box = services.make_box(stage, by=office, passphrase=PASSPHRASE).box

    file = box_keys.key_file_of(box)
    key = services.key_from_passphrase(box, PASSPHRASE)
    assert file.stat().st_mode & 0o777 == 0o600
    assert key not in file.read_bytes()
    assert PASSPHRASE.encode() not in file.read_bytes()
    assert kinds(box) == ["made"]
    with pytest.raises(services.NotOpened, match="not the passphrase"):
        services.key_from_passphrase(box, "another one altogether")


def test_key_split_among_three_needs_two(stage, office):
    made = services.make_box(stage, by=office)

    a, b, c = (str(share) for share in made.shares)
    keys = {services.key_from_shares(made.box, pair) for pair in ([a, b], [c, a], [b, c])}
    assert len(keys) == 1
    assert not box_keys.key_file_of(made.box).exists()
    changed = a[:-1] + ("0" if a[-1] != "0" else "1")
    for wrong in ([a, a], [a], [changed, b], ["", ""], [a, b, c]):
        with pytest.raises(services.NotOpened, match="Two different shares"):
            services.key_from_shares(made.box, wrong)


def test_shares_of_another_box_are_told(stage, office):
    one, other = (services.make_box(stage, by=office) for _ in range(2))

    with pytest.raises(services.NotOpened, match="do not belong"):
        services.key_from_shares(one.box, [str(share) for share in other.shares[:2]])


def test_passphrase_must_be_long_enough(stage, office):
    with pytest.raises(TransitionRefused, match="at least 12"):
        services.make_box(stage, by=office, passphrase="short")


def test_code_of_the_newest_box_opens_also_where_older_boxes_gave_its_selector(stage, office):
    """However many stages lie before it, whatever their years."""
    dates = {"questionnaire_opens": stage.questionnaire_opens}
    stages = [
        StageFactory(programme=stage.programme, year=stage.year + n, **dates) for n in (1, 2, 3)
    ]
    for later in stages:
        basis = {"standard": stage.basis.standard, "questionnaire": stage.basis.questionnaire}
        StageBasis.objects.create(stage=later, by=office, **basis)
    surveys = [open_survey(received_declaration(None, one), slips=1) for one in [stage, *stages]]
    newest, drawn = surveys[-1]
    Code.objects.update(selector=codes.selector_of(drawn[0]))

    assert services.look_up(drawn[0]).survey == newest


@pytest.mark.parametrize("role", [Role.STREET_OFFICIAL, Role.LEADER, Role.APPRAISER])
def test_only_the_office_keeps_boxes(stage, person, role):
    with pytest.raises(PermissionDenied):
        services.make_box(stage, by=person(role), passphrase=PASSPHRASE)


def test_record_tells_what_was_done(office):
    survey, codes = open_survey(slips=12)
    answer(codes[0])
    services.void(survey, [codes[1]], by=office)
    box = survey.box
    services.checkpoint(box, by=office)
    assert services.checkpoint(box, by=office) is None
    counted(survey)
    services.destroy_key(box, by=office)

    assert kinds(box) == [
        *("made", "proved", "printed", "voided", "checkpoint"),
        *("closed", "opened", "destroyed"),
    ]
    assert box_record.problems_of(box) == []
    opened = box.events.get(kind=BoxEvent.Kind.OPENED).facts
    assert (opened["issued"], opened["used"], opened["void"]) == (12, 1, 1)
    assert services.check_opened(box).problems == []


@pytest.mark.parametrize(
    "change",
    [
        lambda events: events.filter(number=3).update(facts={"slips": 13}),
        lambda events: events.filter(number=3).delete(),
        lambda events: events.filter(number=4).update(by=office_of()),
        lambda events: events.filter(number=4).update(seal="0" * 64),
    ],
)
def test_changed_record_is_noticed(office, change):
    survey, codes = open_survey(slips=5)
    services.void(survey, [codes[1]], by=office)

    change(survey.box.events)

    assert "changed at line" in box_record.problems_of(survey.box)[0]


def test_record_rewritten_with_right_hashes_lacks_the_seal(office):
    survey, _codes = open_survey(slips=5)
    event = survey.box.events.get(number=3)
    event.facts["slips"] = 6
    event.hash = box_record.hash_of(event, survey.box.events.get(number=2).hash)
    event.save()

    assert box_record.problems_of(survey.box) == ["The record was changed at line 3."]


def test_key_is_destroyed_by_somebody_else_and_once(office, person):
    survey, codes = open_survey(slips=3)
    answer(codes[0])
    box = survey.box
    with pytest.raises(TransitionRefused, match="no key"):
        services.destroy_key(box, by=office)
    counted(survey, by=office)
    box.refresh_from_db()
    with pytest.raises(TransitionRefused, match="Somebody else"):
        services.destroy_key(box, by=office)

    services.destroy_key(box, by=office_of())

    assert not box_keys.key_file_of(box).exists()
    with pytest.raises(services.NotOpened, match="not on this machine"):
        services.key_from_passphrase(box, PASSPHRASE)
    with pytest.raises(TransitionRefused, match="no key"):
        services.destroy_key(box, by=office_of())


def test_sealed_box_has_no_answers_by_the_database_itself(stage, office):
    box = services.make_box(stage, by=office, passphrase=PASSPHRASE).box

    with pytest.raises(IntegrityError), transaction.atomic():
        BallotBox.objects.filter(pk=box.pk).update(answers_root=b"1")
    assert not Ballot.objects.exists()


def test_boxes_are_seen_by_the_district_only(stage, office, person):
    box = services.make_box(stage, by=office, passphrase=PASSPHRASE).box

    seen = {role for role in Role if BallotBox.objects.visible_to(person(role)).exists()}

    assert box.stage == stage
    assert seen == {Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR}
