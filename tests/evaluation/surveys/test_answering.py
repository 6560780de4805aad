import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from evaluation.models import Answer, Code
from evaluation.surveys import codes, services
from evaluation.surveys.services import OutcomeKind, record
from harmony.shared import clock
from tests.factories.surveys import all_chosen, office_of, open_survey, prepared_survey

TOKEN = "0123456789abcdef" * 2


@pytest.fixture
def survey_and_code(db):
    survey, drawn = open_survey(slips=3)
    return survey, drawn[0]


def send(code, token=TOKEN, **changes):
    return record(code, **({"token": token, "choices": all_chosen()} | changes))


def test_answer_is_kept_without_its_code(survey_and_code):
    survey, code = survey_and_code

    outcome = send(code, background={"age_band": "from_60"}, comment="  Two\r\nlines ")

    answer = Answer.objects.get()
    assert (outcome.kind, outcome.survey) == (OutcomeKind.RECORDED, survey)
    assert answer.choices == all_chosen()
    assert (answer.background, answer.comment) == ({"age_band": "from_60"}, "Two\nlines")
    assert {field.name for field in Answer._meta.get_fields()} == {
        "key",
        "survey",
        "choices",
        "background",
        "comment",
    }


def test_code_is_used_and_its_digits_are_nowhere(survey_and_code):
    _survey, code = survey_and_code

    send(code)

    row = Code.objects.get(pk=codes.digest_of(code))
    assert (row.state, row.receipt) == (Code.State.USED, codes.receipt_of(TOKEN))
    stored = [str(values) for model in (Code, Answer) for values in model.objects.values()]
    assert not any(code in text or TOKEN in text for text in stored)


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

    assert first == again == after_the_close
    assert Answer.objects.get().choices == all_chosen()


def test_another_form_finds_the_code_used(survey_and_code):
    _survey, code = survey_and_code
    send(code)

    assert send(code, token=codes.new_token()).kind == OutcomeKind.USED
    assert Answer.objects.count() == 1


def test_wrong_code_uses_nothing_up(survey_and_code):
    _survey, code = survey_and_code
    unknown = codes.draw(1)[0]

    for wrong in (unknown, "", "4821", code[:-1], "x" * 5000, code[:-1] + "٧"):
        outcome = send(wrong)
        assert (outcome.kind, outcome.survey) == (OutcomeKind.WRONG, None)

    assert not Answer.objects.exists()


def test_void_code_is_told(survey_and_code):
    survey, code = survey_and_code
    services.void(survey, [code], by=office_of())

    assert send(code).kind == OutcomeKind.VOID
    assert not Answer.objects.exists()


def test_survey_prepared_but_not_open_takes_nothing(db):
    survey = prepared_survey()
    _batch, drawn = services.print_batch(survey, by=office_of(), label="1", count=1)

    assert send(drawn[0]).kind == OutcomeKind.NOT_YET
    assert Code.objects.get().state == Code.State.ISSUED


def test_late_answer_is_not_taken(survey_and_code):
    survey, code = survey_and_code

    with clock.at(survey.closes_at + timedelta(seconds=1)):
        assert send(code).kind == OutcomeKind.LATE

    assert not Answer.objects.exists()


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
    assert not Answer.objects.exists()
    assert send(code).is_recorded


def test_comment_of_just_the_length_is_kept(survey_and_code):
    _survey, code = survey_and_code

    assert send(code, comment="好" * 250 + "\r\n" + "好" * 249 + "\x00").is_recorded
    assert len(Answer.objects.get().comment) == 500


def test_every_question_may_be_skipped(survey_and_code):
    _survey, code = survey_and_code

    assert send(code, choices={}, comment="Nothing to add.").is_recorded


def test_few_ratings_are_asked_about_before_the_code_is_used_up(survey_and_code):
    _survey, code = survey_and_code
    few = dict.fromkeys(["staff", "roads", "overall"], "satisfied")

    assert send(code, choices=few, asks_if_few=True).kind == OutcomeKind.FEW
    assert not Answer.objects.exists()
    assert send(code, choices=few).is_recorded


def test_failure_half_way_leaves_the_code_unused(survey_and_code, monkeypatch):
    survey, code = survey_and_code
    monkeypatch.setattr(Answer._meta.get_field("key"), "_get_default", lambda: "same")
    Answer.objects.create(survey=survey, choices={})

    with pytest.raises(IntegrityError), transaction.atomic():
        send(code)

    assert Code.objects.get(pk=codes.digest_of(code)).state == Code.State.ISSUED


def test_look_up_uses_nothing_up(survey_and_code):
    survey, code = survey_and_code

    outcome = services.look_up(code)

    assert (outcome.kind, outcome.survey) == (OutcomeKind.RECORDED, survey)
    assert Code.objects.get(pk=codes.digest_of(code)).state == Code.State.ISSUED


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
    assert Answer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_forms_with_one_code_count_once():
    _survey, drawn = open_survey(slips=1)
    tokens = [codes.new_token() for _ in range(4)]

    outcomes = all_at_once(*[partial(send, drawn[0], token) for token in tokens])

    kinds = sorted(outcome.kind for outcome in outcomes)
    assert kinds == [OutcomeKind.RECORDED] + [OutcomeKind.USED] * 3
    assert Answer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_answer_slips_in_while_it_is_being_counted():
    survey, drawn = open_survey(slips=8)
    office = office_of()

    outcomes = all_at_once(
        *[partial(send, code, codes.new_token()) for code in drawn],
        lambda: services.close(survey, by=office),
    )

    survey.refresh_from_db()
    recorded = [outcome for outcome in outcomes if outcome and outcome.is_recorded]
    assert services.tally_of(survey).received == len(recorded) == Answer.objects.count()
