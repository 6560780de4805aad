"""Opening a box: what comes out, what is refused, and that nothing is left half-way."""

import secrets

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from communities.models import Role
from evaluation.models import Answer, Ballot, BallotBox, BallotLeaf, Code, Signal, Survey
from evaluation.surveys import services
from evaluation.surveys.sealing import envelopes, leaves, receipts
from tests.factories import CommunityFactory, DistrictFactory
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

OPTIONS = ("very_satisfied", "satisfied", "dissatisfied")


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


@pytest.fixture
def surveys():
    """Two communities with one box, six answers each, both closed."""
    stage = stage_with_questionnaire(DistrictFactory())
    made = []
    for _number in range(2):
        declaration = received_declaration(CommunityFactory(), stage)
        survey, codes = open_survey(declaration, slips=12)
        for position, code in enumerate(codes[:6]):
            answer(code, OPTIONS[position % 3])
        services.close(survey, by=office_of())
        made.append(survey)
    services.checkpoint(made[0].box, by=office_of())
    return made


@pytest.fixture
def box(surveys):
    return BallotBox.objects.get()


def key_of(box):
    return services.key_from_passphrase(box, PASSPHRASE)


def open_it(box, **more):
    services.open_box(box, by=office_of(), private_key=key_of(box), **more)


def stored():
    """Everything that an opening changes."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Answer, Ballot, BallotBox, BallotLeaf, Signal, Survey)
    }


def test_every_survey_of_the_box_is_counted(surveys, box):
    open_it(box)

    for survey in surveys:
        survey.refresh_from_db()
        tally = services.tally_of(survey)
        assert survey.state == Survey.State.COUNTED
        assert (tally.received, tally.valid) == (6, 6)
        assert dict(tally.overall.counts)["dissatisfied"] == 2
    assert not Ballot.objects.exists()
    assert BallotLeaf.objects.count() == 12
    assert services.check_opened(box).problems == []


def test_answers_are_in_no_order_of_theirs(box):
    assert not Answer.objects.exists()
    if connection.vendor == "postgresql":  # rows would fill the room that other tests have left
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE evaluation_answer")
    open_it(box)

    by_row = [row.key for row in Answer.objects.raw("SELECT * FROM evaluation_answer")]
    assert len(by_row) == 12 and by_row == sorted(by_row)


def test_only_the_office_opens(box, person):
    for role in (Role.LEADER, Role.STREET_OFFICIAL, Role.AUDITOR):
        with pytest.raises(PermissionDenied):
            services.open_box(box, by=person(role), private_key=key_of(box))


def test_box_opens_only_when_everything_is_closed(office):
    survey, _codes = open_survey(slips=5)

    with pytest.raises(services.NotOpened, match="Not closed yet"):
        counted_box = survey.box
        services.open_box(counted_box, by=office, private_key=key_of(counted_box))


def test_box_opens_once(box):
    key = key_of(box)
    open_it(box)

    with pytest.raises(services.NotOpened, match="already"):
        services.open_box(box, by=office_of(), private_key=key)


def test_another_key_opens_nothing(box):
    with pytest.raises(services.NotOpened, match="do not belong"):
        services.open_box(box, by=office_of(), private_key=envelopes.new_private_key())


def test_what_is_no_answer_is_counted_as_nothing(surveys, box):
    """Sealed and signed with a right code, but not written by this portal."""
    survey, codes = open_survey(received_declaration(CommunityFactory(), box.stage), slips=1)
    answer(codes[0])
    ballot = Ballot.objects.get(survey=survey)
    community = survey.declaration.community.code
    from evaluation.surveys.code_rows import find

    _row, key = find(codes[0], Code.objects.all())
    info = envelopes.info_of(box.uid, community)
    envelope = envelopes.seal(b"[]", public_key=bytes(box.public_key), info=info)
    hashed = leaves.envelope_hash(envelope)
    leaf = leaves.ballot_leaf(box.uid, community, bytes(ballot.receipt_hash), hashed)
    ballot.envelope, ballot.leaf, ballot.signature = envelope, leaf, key.sign(leaf)
    ballot.save()
    services.close(survey, by=office_of())

    open_it(BallotBox.objects.get(pk=box.pk))

    assert Answer.objects.count() == 12
    assert BallotLeaf.objects.get(survey=survey).is_valid is False
    assert services.check_opened(BallotBox.objects.get()).problems == []


# ------------------------------------------------------------------ forgeries
def inserted(box):
    """A ballot of a code that nobody used, signed with a key of the forger's own."""
    survey = box.surveys.first()
    code = Code.objects.filter(batch__survey=survey, state=Code.State.ISSUED).first()
    code.state = Code.State.USED
    code.save()
    like = Ballot.objects.filter(survey=survey).first()
    Ballot.objects.create(
        box=box,
        index=box.ballots + 1,
        code=code,
        survey=survey,
        receipt_hash=receipts.hash_of(receipts.new()),
        envelope=like.envelope,
        signature=secrets.token_bytes(64),
        leaf=like.leaf,
    )
    BallotBox.objects.update(ballots=box.ballots + 1)


def swapped(box):
    one, other = Ballot.objects.order_by("index")[:2]
    one.envelope, other.envelope = other.envelope, one.envelope
    one.save()
    other.save()


def moved(box):
    """A ballot put into another community of the same box."""
    here, there = box.surveys.order_by("pk")
    ballot = Ballot.objects.filter(survey=here).first()
    code = Code.objects.filter(batch__survey=there, state=Code.State.ISSUED).first()
    code.state = Code.State.USED
    code.save()
    Code.objects.filter(pk=ballot.code_id).update(state=Code.State.ISSUED)
    ballot.survey, ballot.code = there, code
    ballot.save()


def deleted(box):
    ballot = Ballot.objects.order_by("index").last()
    Code.objects.filter(pk=ballot.code_id).update(state=Code.State.ISSUED)
    ballot.delete()
    BallotBox.objects.update(ballots=box.ballots - 1)


def key_replaced(box):
    """A code given a key of the forger's own, who can then sign for it."""
    code = Code.objects.filter(state=Code.State.ISSUED).first()
    code.public_key = secrets.token_bytes(32)
    code.save()


@pytest.mark.parametrize("forge", [inserted, swapped, moved, deleted, key_replaced])
def test_forged_box_stays_closed(box, forge):
    forge(box)
    box.refresh_from_db()
    before = stored()

    with pytest.raises(services.NotOpened):
        open_it(box)

    assert stored() == before


# ------------------------------------------------------------------ interrupted
class Interrupted(Exception):
    pass


STEPS = (
    *("read", "tallied", "locked", "leaves stored", "answers stored"),
    *("ballots gone", "signals stored", "before commit", "committed"),
)


def test_every_step_is_one_of_those_interrupted(box):
    seen = []
    open_it(box, reached=seen.append)

    assert tuple(seen) == STEPS


@pytest.mark.parametrize("step", STEPS)
def test_interrupted_opening_leaves_before_or_after(box, step):
    before = stored()

    def stop(reached):
        if reached == step:
            raise Interrupted

    with pytest.raises(Interrupted), transaction.atomic(durable=False):
        open_it(box, reached=stop)
        connection.check_constraints()

    if step != "committed":
        assert stored() == before
        open_it(BallotBox.objects.get())
    assert Answer.objects.count() in {0, 12}


def test_ballot_that_comes_while_it_is_read_keeps_the_box_closed(box):
    def remove_one(step):
        if step == "tallied":
            Ballot.objects.order_by("index").last().delete()

    with pytest.raises(services.NotOpened, match="while it was being read"):
        open_it(box, reached=remove_one)


def test_tally_and_answers_are_checked_after_the_opening(surveys, box):
    open_it(box)
    changed = Answer.objects.first()
    changed.choices = changed.choices | {"staff": "very_dissatisfied"}
    changed.save()

    problems = services.check_opened(BallotBox.objects.get()).problems
    assert "The answers are not those that came out of the box." in problems
    assert any("does not follow" in problem for problem in problems)


def test_helper_counts_what_was_closed(office):
    survey, codes = open_survey(slips=3)
    answer(codes[0])

    assert services.tally_of(counted(survey, by=office)).received == 1
