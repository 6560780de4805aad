"""Whoever holds the key shows it before slips are printed, and again before the close."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from communities.models import Role
from evaluation.forms.ballot_boxes import OpenBoxForm
from evaluation.models import BoxEvent, Code
from evaluation.surveys import box_record, key_proofs, services
from evaluation.surveys.attempts import MOST_TRIES_OF_A_KEY
from evaluation.surveys.box_checks import check
from evaluation.surveys.key_proofs import holders_of
from harmony.shared import clock, counters
from harmony.shared.workflow import TransitionRefused
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


@pytest.fixture(autouse=True)
def nothing_counted():
    counters.forget_all()


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


@pytest.fixture
def three(stage, office):
    """A box of three holders, and their shares as they are printed."""
    made = services.make_box(stage, by=office)
    return made.box, [str(share) for share in made.shares]


@pytest.fixture
def survey(stage, office):
    return services.prepare(received_declaration(stage=stage), by=office)


def due(box):
    return [holder.name for holder in holders_of(box) if holder.is_due]


def proofs_of(box):
    return [(one.facts["holder"], one.by) for one in box.events.filter(kind="proved")]


# ------------------------------------------------------------------ three holders
def test_a_check_tells_when_slips_were_issued_before(three, survey, office, monkeypatch):
    """As somebody could do who changes the programs of the portal."""
    box, shares = three
    for share in shares[:2]:
        services.prove_share(box, share, by=office)
    monkeypatch.setattr(key_proofs, "check_proved", lambda box: None)
    services.print_batch(survey, by=office, label="1", count=1)
    services.prove_share(box, shares[2], by=office)

    assert check(box).problems == ["Slips were issued before the key of the box was proved."]


def test_slips_wait_until_all_three_have_typed_their_share_back(three, survey, office, person):
    box, (a, b, c) = three
    with pytest.raises(TransitionRefused, match="A, B, C"):
        services.print_batch(survey, by=office, label="1", count=1)
    with pytest.raises(TransitionRefused, match="A, B, C"):
        services.issue(survey, ["4821093755124073"], by=office, label="1")

    services.prove_share(box, a, by=office)
    services.prove_share(box, c.lower().replace("-", " "), by=person(Role.AUDITOR))
    with pytest.raises(TransitionRefused, match="yet: B."):
        services.print_batch(survey, by=office, label="1", count=1)
    assert not Code.objects.exists()
    services.prove_share(box, b, by=office)

    assert len(services.print_batch(survey, by=office, label="1", count=1)[1]) == 1
    assert [holder for holder, _by in proofs_of(box)] == ["A", "C", "B"]
    assert proofs_of(box)[1][1].posts_in_force[0].role == Role.AUDITOR
    assert box_record.problems_of(box) == []


def test_nothing_of_a_share_is_kept(three, office):
    box, (a, *_others) = three
    services.prove_share(box, a, by=office)

    digits = a.replace("-", "")[1:129]
    held = "".join(str(event.facts) for event in box.events.all())
    assert not any(digits[start : start + 16] in held for start in range(0, 113))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM evaluation_boxevent")
        assert digits[:32] not in str(cursor.fetchall())


def test_share_of_another_box_or_with_a_wrong_character_proves_nothing(three, stage, office):
    box, (a, b, _c) = three
    other = services.make_box(stage, by=office).shares[0]
    changed = a[:-1] + ("0" if a[-1] != "0" else "1")

    for typed, told in ((str(other), "does not belong"), (changed, "missing"), ("", "missing")):
        with pytest.raises(services.NotProved, match=told):
            services.prove_share(box, typed, by=office)
    with pytest.raises(services.NotProved, match="does not belong"):  # B's digits under A's name
        services.prove_share(box, _renamed(b, "A"), by=office)
    assert proofs_of(box) == []


def _renamed(share, holder):
    from evaluation.surveys.sealing import custody

    return str(custody.Share(holder, custody.read_share(share).parts))


def test_two_proofs_do_not_open_the_box(three, office):
    box, (a, b, _c) = three
    services.prove_share(box, a, by=office)
    services.prove_share(box, b, by=office)

    box.refresh_from_db()
    assert box.state == box.State.SEALED
    assert len(services.key_from_shares(box, [a, b])) == 32


# ------------------------------------------------------------------ a passphrase
def test_passphrase_is_tried_before_slips_are_printed(stage, survey, office):
    box = services.make_box(stage, by=office, passphrase=PASSPHRASE).box
    with pytest.raises(TransitionRefused, match="Try the passphrase"):
        services.print_batch(survey, by=office, label="1", count=1)
    with pytest.raises(services.NotProved, match="not the passphrase"):
        services.prove_passphrase(box, "another one altogether", by=office)

    services.prove_passphrase(box, PASSPHRASE, by=office)

    assert services.print_batch(survey, by=office, label="1", count=1)
    assert proofs_of(box) == [("passphrase", office)]


def test_passphrases_cannot_be_tried_without_end(stage, office, person):
    box = services.make_box(stage, by=office, passphrase=PASSPHRASE).box
    for _time in range(MOST_TRIES_OF_A_KEY):
        with pytest.raises(services.NotProved, match="not the passphrase"):
            services.prove_passphrase(box, "another one altogether", by=office)

    with pytest.raises(services.NotProved, match="Too many tries"):
        services.prove_passphrase(box, PASSPHRASE, by=office)
    services.prove_passphrase(box, PASSPHRASE, by=person(Role.OFFICE_REVIEWER))


@pytest.mark.parametrize("role", [Role.STREET_OFFICIAL, Role.APPRAISER, Role.COMMUNITY_WORKER])
def test_others_prove_nothing(stage, office, person, role):
    box = services.make_box(stage, by=office, passphrase=PASSPHRASE).box

    with pytest.raises(PermissionDenied):
        services.prove_passphrase(box, PASSPHRASE, by=person(role))


def test_opened_box_has_nothing_to_prove():
    box = counted(open_survey(slips=1)[0]).box

    with pytest.raises(TransitionRefused):
        services.prove_passphrase(box, PASSPHRASE, by=office_of())
    assert due(box) == []


# ------------------------------------------------------------------ before the close
def test_everybody_is_asked_again_three_days_before_the_close_and_nothing_hangs_on_it():
    survey, codes = open_survey(slips=2)
    box = survey.box
    assert due(box) == []

    with clock.at(survey.closes_at - timedelta(days=3, minutes=1)):
        assert due(box) == []
    with clock.at(survey.closes_at - timedelta(days=2)):
        assert due(box) == ["passphrase"]
        assert answer(codes[0]).is_recorded
        assert services.print_batch(survey, by=office_of(), label="2", count=1)
        services.prove_passphrase(box, PASSPHRASE, by=office_of())
        assert due(box) == []
    assert counted(survey).tally["received"] == 1


def test_box_from_before_there_were_proofs_goes_on(three, survey, office):
    box, shares = three
    made = box.events.get(kind=BoxEvent.Kind.MADE)
    made.facts = {key: value for key, value in made.facts.items() if key != "holders"}
    made.save()
    assert OpenBoxForm({"share": shares[0], "other_share": shares[2]}, box=box).is_valid()
    with pytest.raises(services.NotProved, match="does not belong"):
        services.prove_share(box, shares[0], by=office)

    assert services.print_batch(survey, by=office, label="1", count=1)
    assert holders_of(box) == []
