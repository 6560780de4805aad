import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from evaluation.models import Answer, Ballot, BallotBox, Code
from evaluation.surveys import codes, services
from evaluation.surveys.sealing import receipts
from evaluation.surveys.services import OutcomeKind, record
from harmony.shared import clock
from tests.factories.surveys import all_chosen, counted, office_of, open_survey, prepared_survey

RECEIPT = receipts.new()


@pytest.fixture
def survey_and_code(db):
    survey, drawn = open_survey(slips=3)
    return survey, drawn[0]


def send(code, receipt=RECEIPT, **changes):
    return record(code, **({"receipt": receipt, "choices": all_chosen()} | changes))


def test_answer_lies_in_the_box_and_comes_out_without_its_code(survey_and_code):
    survey, code = survey_and_code

    outcome = send(code, background={"age_band": "from_60"}, comment="  Two\r\nlines\x07\u202e ")
    ballot = Ballot.objects.get()
    assert (outcome.kind, outcome.survey) == (OutcomeKind.RECORDED, survey)
    assert (ballot.index, ballot.code.state, ballot.survey) == (1, Code.State.USED, survey)
    counted(survey)

    answer = Answer.objects.get()
    assert answer.choices == all_chosen()
    assert answer.background == {"age_band": "from_60"}
    assert [one.text for one in survey.comments.all()] == ["Two\nlines"]
    assert {field.name for field in Answer._meta.get_fields()} == {
        *("key", "survey", "choices", "background", "is_assisted", "salt"),
    }


def test_nothing_comes_into_a_box_that_is_open(survey_and_code):
    """The box says so by itself, even if its survey did not know yet."""
    survey, code = survey_and_code
    opened = {"opened_at": clock.now(), "opened_by": office_of(), "answers": 0}
    roots = {"ballots_root": b"r" * 32, "answers_root": b"r" * 32}
    BallotBox.objects.update(state=BallotBox.State.OPENED, **opened, **roots)

    assert send(code).kind == OutcomeKind.LATE
    assert not Ballot.objects.exists() and BallotBox.objects.get().ballots == 0
    assert Code.objects.filter(state=Code.State.USED).count() == 0


def test_neither_code_nor_answer_nor_receipt_can_be_read(survey_and_code):
    _survey, code = survey_and_code

    send(code, comment="a sentence of its own")

    stored = b"".join(
        value if isinstance(value, bytes) else str(value).encode()
        for model in (Code, Ballot, BallotBox)
        for row in model.objects.values()
        for value in row.values()
    )
    for secret in (code, code[6:15], RECEIPT, "satisfied", "a sentence of its own"):
        assert secret.encode() not in stored


def test_every_envelope_of_a_questionnaire_has_one_length(db):
    _survey, drawn = open_survey(slips=3)

    send(drawn[0], receipt=receipts.new(), choices={"staff": "satisfied"})
    send(drawn[1], receipt=receipts.new(), comment="好" * 500)
    send(drawn[2], receipt=receipts.new(), comment='"\\\n' * 160 + "😀" * 20)

    assert len({len(ballot.envelope) for ballot in Ballot.objects.all()}) == 1


@pytest.mark.parametrize("typed", ["{0}", " {1} ", "https://portal.test/q#{0}"])
def test_code_is_taken_as_typed(survey_and_code, typed):
    _survey, code = survey_and_code

    outcome = send(typed.format(code, codes.grouped(code)))

    assert outcome.is_recorded


def test_same_form_sent_again_gets_the_same_outcome(survey_and_code):
    survey, code = survey_and_code
    first = send(code)

    again = send(code, choices=all_chosen("very_dissatisfied"))
    with clock.at(survey.closes_at + timedelta(days=1)):
        after_the_close = send(code)

    counted(survey)
    assert first == again == after_the_close
    assert send(code).kind == OutcomeKind.RECORDED
    assert Answer.objects.get().choices == all_chosen()


def test_page_sent_with_another_code_needs_a_receipt_of_its_own(db):
    _survey, drawn = open_survey(slips=2)
    send(drawn[0])

    assert send(drawn[1]).kind == OutcomeKind.SENT
    assert send(drawn[1], receipt=receipts.new()).is_recorded


def test_another_form_finds_the_code_used(survey_and_code):
    _survey, code = survey_and_code
    send(code)

    assert send(code, receipt=receipts.new()).kind == OutcomeKind.USED
    assert Ballot.objects.count() == 1


def test_wrong_code_uses_nothing_up(survey_and_code):
    _survey, code = survey_and_code
    unknown = codes.draw(1)[0]

    for wrong in (unknown, "", "4821", code[:-1], "x" * 5000, code[:-1] + "٧"):
        outcome = send(wrong)
        assert (outcome.kind, outcome.survey) == (OutcomeKind.WRONG, None)

    assert not Ballot.objects.exists()


def test_void_code_is_told(survey_and_code):
    survey, code = survey_and_code
    services.void(survey, [code], by=office_of())

    assert send(code).kind == OutcomeKind.VOID
    assert not Ballot.objects.exists()


def test_survey_prepared_but_not_open_takes_nothing(db):
    survey = prepared_survey()
    _batch, drawn = services.print_batch(survey, by=office_of(), label="1", count=1)

    assert send(drawn[0]).kind == OutcomeKind.NOT_YET
    assert Code.objects.get().state == Code.State.ISSUED


def test_late_answer_is_not_taken(survey_and_code):
    survey, code = survey_and_code

    with clock.at(survey.closes_at + timedelta(seconds=1)):
        assert send(code).kind == OutcomeKind.LATE

    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"choices": {"staff": "delighted"}}, "staff"),
        ({"choices": {"weather": "satisfied"}}, ""),
        ({"choices": {"overall": "from_60"}}, "overall"),
        ({"background": {"age_band": "satisfied"}}, "age_band"),
        ({"background": {"name": "Li"}}, ""),
        ({"comment": "好" * 501}, "comment"),
        ({"comment": "x" * 1_000_000}, "comment"),
        ({"choices": {}, "comment": "  "}, ""),
    ],
)
def test_what_cannot_be_taken_uses_nothing_up(survey_and_code, changes, key):
    _survey, code = survey_and_code

    outcome = send(code, **changes)

    assert outcome.kind == OutcomeKind.INVALID
    assert [problem.key for problem in outcome.problems] == [key]
    assert not Ballot.objects.exists()
    assert send(code).is_recorded


def test_comment_of_just_the_length_is_kept(survey_and_code):
    survey, code = survey_and_code

    assert send(code, comment="好" * 250 + "\r\n" + "好" * 249 + "\x00").is_recorded
    counted(survey)
    assert len(survey.comments.get().text) == 500


def test_every_question_may_be_skipped(survey_and_code):
    _survey, code = survey_and_code

    assert send(code, choices={}, comment="Nothing to add.").is_recorded


def test_few_ratings_are_asked_about_before_the_code_is_used_up(survey_and_code):
    _survey, code = survey_and_code
    few = dict.fromkeys(["staff", "roads", "overall"], "satisfied")

    assert send(code, choices=few, asks_if_few=True).kind == OutcomeKind.FEW
    assert not Ballot.objects.exists()
    assert send(code, choices=few).is_recorded


def test_failure_half_way_leaves_the_code_unused(survey_and_code, monkeypatch):
    _survey, code = survey_and_code

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Ballot, "save", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        send(code)

    assert not Code.objects.filter(state=Code.State.USED).exists()
    assert BallotBox.objects.get().ballots == 0


def test_look_up_uses_nothing_up(survey_and_code):
    survey, code = survey_and_code

    outcome = services.look_up(code)

    assert (outcome.kind, outcome.survey) == (OutcomeKind.RECORDED, survey)
    assert not Code.objects.filter(state=Code.State.USED).exists()


def all_at_once(*calls):
    """Run the calls in threads that begin together, each on a connection of its own."""
    barrier, outcomes = threading.Barrier(len(calls)), []

    def run(call):
        barrier.wait()
        try:
            outcomes.append(call())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_double_tap_counts_once_and_is_confirmed_twice():
    _survey, drawn = open_survey(slips=1)

    outcomes = all_at_once(*[lambda: send(drawn[0])] * 6)

    assert [outcome.kind for outcome in outcomes] == [OutcomeKind.RECORDED] * 6
    assert Ballot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_forms_with_one_code_count_once():
    _survey, drawn = open_survey(slips=1)
    fresh = [receipts.new() for _ in range(4)]

    outcomes = all_at_once(*[partial(send, drawn[0], one) for one in fresh])

    kinds = sorted(outcome.kind for outcome in outcomes)
    assert kinds == [OutcomeKind.RECORDED] + [OutcomeKind.USED] * 3
    assert Ballot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_ballot_slips_in_after_the_close():
    survey, drawn = open_survey(slips=8)
    office = office_of()

    outcomes = all_at_once(
        *[partial(send, code, receipts.new()) for code in drawn],
        lambda: services.close(survey, by=office),
    )

    survey.refresh_from_db()
    recorded = [outcome for outcome in outcomes if outcome and outcome.is_recorded]
    assert len(recorded) == Ballot.objects.count() == BallotBox.objects.get().ballots
    assert services.tally_of(counted(survey)).received == len(recorded)
