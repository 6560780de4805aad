"""The audit draw: patterns told before the close, and looked for after the opening."""

import json
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.models import Answer, BoxEvent
from evaluation.surveys import box_record, services
from evaluation.surveys.audit_draw import deposit_of, outcome_of
from evaluation.surveys.sealing import receipts
from harmony.shared.workflow import TransitionRefused
from tests.factories.surveys import answer, counted, office_of, open_survey, ways_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn():
    """A survey with forty answers, three of them of the supervision body; its list."""
    survey, codes = open_survey(slips=60)
    patterns = [ways_of(number) | {"overall": "dissatisfied"} for number in (901, 902, 903)]
    for code in codes[:37]:
        answer(code)
    for code, pattern in zip(codes[37:], patterns, strict=False):
        services.record(code, receipt=receipts.new(), choices=pattern, background={})
    return survey, written(survey, patterns)


def written(survey, patterns) -> bytes:
    community = survey.declaration.community.code
    rows = [{"community": community, "choices": one, "nonce": "7" * 32} for one in patterns]
    plain = {"format": "harmony audit draw 1", "box": survey.box.uid, "patterns": rows}
    return json.dumps(plain).encode()


@pytest.fixture
def auditor(drawn, person):
    return person(Role.AUDITOR, drawn[0].declaration.stage.programme.district)


def deposited(drawn, auditor):
    survey, content = drawn
    return services.deposit_draw(survey.box, sha256(content).hexdigest(), slips=3, by=auditor)


def test_hash_is_a_line_of_the_record(drawn, auditor):
    survey, content = drawn

    line = deposited(drawn, auditor)

    assert (line.kind, line.by) == (BoxEvent.Kind.DRAW_DEPOSITED, auditor)
    assert line.facts == {"list": sha256(content).hexdigest(), "slips": 3}
    assert deposit_of(survey.box) == line
    assert box_record.problems_of(survey.box) == []


def test_hash_is_told_once(drawn, auditor):
    deposited(drawn, auditor)
    with pytest.raises(TransitionRefused, match="deposited already"):
        deposited(drawn, auditor)


def test_hash_comes_too_late_once_everything_is_closed(drawn, auditor):
    services.close(drawn[0], by=office_of())

    with pytest.raises(TransitionRefused, match="closed"):
        deposited(drawn, auditor)


@pytest.mark.parametrize("wrong", ["", "xyz", "0" * 63, "G" * 64])
def test_what_is_no_hash_is_refused(drawn, auditor, wrong):
    with pytest.raises(TransitionRefused, match="64"):
        services.deposit_draw(drawn[0].box, wrong, slips=3, by=auditor)


def test_nobody_but_the_supervision_body_of_the_district(drawn, person):
    survey, content = drawn
    district = survey.declaration.stage.programme.district
    for role in (Role.OFFICE_REVIEWER, Role.LEADER):
        with pytest.raises(PermissionDenied):
            services.deposit_draw(survey.box, "0" * 64, slips=3, by=person(role, district))
    with pytest.raises(PermissionDenied):
        services.check_draw(survey.box, content, by=office_of(district))


def test_all_patterns_are_found_and_told_as_what_is_to_be_subtracted(drawn, auditor):
    survey, content = drawn
    deposited(drawn, auditor)
    counted(survey)

    services.check_draw(survey.box, content, by=auditor)

    told = outcome_of(survey.box).facts
    mine = told["communities"][survey.declaration.community.code]
    assert (told["patterns"], told["found"]) == (3, 3)
    assert (mine["patterns"], mine["found"], mine["valid"]) == (3, 3, 3)
    assert (mine["rated"], mine["satisfied"]) == (3, 0)
    before = survey.tally
    rest = [one.choices for one in Answer.objects.exclude(choices__overall="dissatisfied")]
    assert len(rest) == 37
    all_points = float(before["residents"]) * before["valid"]
    without = (all_points - float(mine["points"])) / (before["valid"] - mine["valid"])
    assert without == pytest.approx(80)  # everybody else is satisfied with everything
    assert box_record.problems_of(survey.box) == []
    assert services.check_opened(survey.box).is_whole


def test_pattern_that_was_changed_or_dropped_is_missing(drawn, auditor):
    survey, content = drawn
    plain = json.loads(content)
    plain["patterns"].append(plain["patterns"][0] | {"nonce": "8" * 32})  # answered once only
    plain["patterns"].append(plain["patterns"][0] | {"community": "999999999999"})
    content = json.dumps(plain).encode()
    deposited((survey, content), auditor)
    counted(survey)

    services.check_draw(survey.box, content, by=auditor)

    told = outcome_of(survey.box).facts
    assert (told["patterns"], told["found"]) == (5, 3)
    assert told["communities"]["999999999999"]["found"] == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: content + b" ", "SHA-256"),
        (lambda content: content[:-1], "SHA-256"),
    ],
)
def test_another_list_than_the_one_deposited_is_refused(drawn, auditor, change, words):
    survey, content = drawn
    deposited(drawn, auditor)
    counted(survey)

    with pytest.raises(TransitionRefused, match=words):
        services.check_draw(survey.box, change(content), by=auditor)
    assert outcome_of(survey.box) is None


def test_list_is_looked_at_only_once_the_box_is_open_and_only_once(drawn, auditor):
    survey, content = drawn
    deposited(drawn, auditor)
    with pytest.raises(TransitionRefused, match="not open yet"):
        services.check_draw(survey.box, content, by=auditor)
    counted(survey)
    services.check_draw(survey.box, content, by=auditor)
    with pytest.raises(TransitionRefused, match="checked already"):
        services.check_draw(survey.box, content, by=auditor)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"format": "harmony audit draw 1", "box": "x", "patterns": []}',
        b'{"format": "harmony audit draw 1", "box": "BOX", "patterns": [3]}',
        b'{"format": "harmony audit draw 1", "box": "BOX", "patterns": [{"community": 3}]}',
        b'{"format": "harmony audit draw 1", "box": "BOX", "patterns": ' + b"[" * 5000,
        b'{"format": "harmony audit draw 1", "box": "BOX", "patterns": '
        b'[{"community": "1", "choices": ["staff"]}]}',
        b'{"format": "harmony audit draw 1", "box": "BOX", "patterns": '
        b'[{"community": "1", "choices": {"staff": ["satisfied"]}}]}',
        b'{"format": "harmony audit draw 1", "box": "BOX", "patterns": '
        b'[{"community": "\\u0000", "choices": {"staff": "satisfied"}}]}',
        b'{"format": "harmony audit draw 1", "box": "BOX", "patterns": '
        b'[{"community": "\\ud800", "choices": {"staff": "satisfied"}}]}',
    ],
)
def test_what_is_no_list_is_told_and_can_be_mended_by_nobody(drawn, auditor, content):
    survey = drawn[0]
    content = content.replace(b"BOX", survey.box.uid.encode())
    deposited((survey, content), auditor)
    counted(survey)

    with pytest.raises(TransitionRefused, match="cannot be read as a list"):
        services.check_draw(survey.box, content, by=auditor)


def test_nothing_deposited_nothing_to_check(drawn, auditor):
    survey, content = drawn
    counted(survey)
    with pytest.raises(TransitionRefused, match="No list was deposited"):
        services.check_draw(survey.box, content, by=auditor)
