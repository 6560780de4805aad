"""Whatever the network does, a slip gives one ballot and one receipt.

Hypothesis plays schedules: tabs are opened on the same slips, a request is lost before it
arrives or its answer is lost afterwards, it comes twice, comes late, comes after the close, and
two cross: the other arrives, or the survey is closed, while the first is being sealed. What
arrives at the very same moment is tried out in test_answering.py, with threads.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from communities.models import Stage
from evaluation.models import Ballot, BallotBox, Code
from evaluation.surveys import answering, receipt_check, services
from evaluation.surveys.sealing import receipts
from evaluation.surveys.services import OutcomeKind
from tests.factories import DistrictFactory
from tests.factories.surveys import (
    all_chosen,
    counted,
    office_of,
    open_survey,
    received_declaration,
    stage_with_questionnaire,
)

SLIPS = 2
OPTIONS = ("satisfied", "dissatisfied")
EXAMPLES = 25
"""Here; ``proofs/schedules.py`` plays a thousand."""


class Tab:
    """One page of one household: the code it was scanned with, its receipt, what came back."""

    def __init__(self, code: str, option: str) -> None:
        self.code, self.receipt, self.choices = code, receipts.new(), all_chosen(option)
        self.shown: list[OutcomeKind] = []


@contextmanager
def while_being_sealed(something: Callable[[], None]) -> Iterator[None]:
    """Lets it happen once, after an answer was checked and before it is put in."""
    put_in = answering._put_in

    def later(ballot, row):
        answering._put_in = put_in
        something()
        return put_in(ballot, row)

    answering._put_in = later
    try:
        yield
    finally:
        answering._put_in = put_in


class Network(RuleBasedStateMachine):
    tabs = Bundle("tabs")

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.office = office_of(stage.programme.district)
        declaration = received_declaration(stage=stage)
        self.survey, self.codes = open_survey(declaration, slips=SLIPS)
        self.opened: list[Tab] = []
        self.is_closed = False
        self.arrived_in_time: set[str] = set()

    def teardown(self) -> None:
        try:
            self._end()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule(
        target=tabs,
        slip=st.integers(0, SLIPS - 1),
        option=st.sampled_from(["satisfied", "dissatisfied"]),
    )
    def open_tab(self, slip, option):
        tab = Tab(self.codes[slip], option)
        self.opened.append(tab)
        return tab

    @rule(tab=tabs)
    def request_is_lost(self, tab):
        """It never arrives; the page will try again, or not."""

    @rule(tab=tabs, answer_is_lost=st.booleans(), times=st.integers(1, 3))
    def request_arrives(self, tab, answer_is_lost, times):
        for _time in range(times):
            self.arrive(tab, answer_is_lost=answer_is_lost)

    @rule(first=tabs, other=tabs)
    def two_requests_cross(self, first, other):
        with while_being_sealed(lambda: self.arrive(other)):
            self.arrive(first)

    @rule(tab=tabs)
    def request_crosses_the_close(self, tab):
        with while_being_sealed(self.survey_is_closed):
            self.arrive(tab)

    def arrive(self, tab: Tab, *, answer_is_lost: bool = False) -> None:
        outcome = services.record(tab.code, receipt=tab.receipt, choices=tab.choices)
        if not self.is_closed:
            self.arrived_in_time.add(tab.code)
        if not answer_is_lost:
            tab.shown.append(outcome.kind)

    @rule(first=tabs, code_of=tabs)
    def another_code_is_typed_into_a_tab(self, first, code_of):
        outcome = services.record(code_of.code, receipt=first.receipt, choices=first.choices)
        if not self.is_closed:
            self.arrived_in_time |= {code_of.code} if outcome.is_recorded else set()
        if outcome.is_recorded:
            first.code = code_of.code

    @rule()
    def survey_is_closed(self):
        if not self.is_closed and len(self.opened) > 3:
            services.close(self.survey, by=self.office)
            self.is_closed = True

    @invariant()
    def one_slip_is_at_most_one_ballot(self):
        used = Code.objects.filter(state=Code.State.USED).count()
        assert used == Ballot.objects.count() == BallotBox.objects.get().ballots

    @invariant()
    def what_a_tab_was_shown_stays_true(self):
        for tab in self.opened:
            if OutcomeKind.RECORDED in tab.shown:
                found = receipt_check.find(tab.receipt)
                assert found is not None
                after = tab.shown[tab.shown.index(OutcomeKind.RECORDED) :]
                assert set(after) == {OutcomeKind.RECORDED}

    def _end(self) -> None:
        """Every tab tries once more; then each slip that ever arrived in time has one ballot,
        and exactly one receipt that is found."""
        for tab in self.opened:
            tab.shown.append(
                services.record(tab.code, receipt=tab.receipt, choices=tab.choices).kind
            )
        for code in {tab.code for tab in self.opened}:
            mine = {tab.receipt for tab in self.opened if tab.code == code}
            confirmed = {
                tab.receipt
                for tab in self.opened
                if tab.code == code and tab.shown[-1] == OutcomeKind.RECORDED
            }
            if code in self.arrived_in_time:
                assert len(confirmed) == 1, (mine, confirmed)
        tally = services.tally_of(counted(self.survey))
        assert tally.received == Code.objects.filter(state=Code.State.USED).count()
        assert services.check_opened(BallotBox.objects.get()).problems == []


@pytest.mark.django_db
def test_every_schedule_ends_with_one_ballot_and_one_receipt():
    play(EXAMPLES)


def _mark_used(ballot: Ballot) -> int:
    """Whatever the code's state is."""
    return Code.objects.filter(pk=ballot.code_id).update(state=Code.State.USED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "broken"),
    [
        ("_has_arrived", lambda row, receipt_hash: False),
        ("_is_first", lambda ballot: _mark_used(ballot) == 1),
        ("_has_room", lambda ballot: True),
    ],
    ids=["no form is known again", "a code is marked used twice", "nothing is put in"],
)
def test_schedules_find_what_is_broken(monkeypatch, part, broken):
    """Each of these is noticed by some schedule, in far fewer than are played."""
    monkeypatch.setattr(answering, part, broken)

    with pytest.raises((AssertionError, BaseExceptionGroup)):
        play(EXAMPLES)


def play(examples: int) -> None:
    """Every schedule has a survey of its own; the stage with its questionnaire, which takes
    longest to make, is the same for all, and gone afterwards."""
    with transaction.atomic():
        stage = stage_with_questionnaire(DistrictFactory())
        try:
            _play(stage, examples)
        finally:
            transaction.set_rollback(True)


def _play(stage: Stage, examples: int) -> None:
    run_state_machine_as_test(
        lambda: Network(stage),
        settings=settings(
            max_examples=examples,
            stateful_step_count=12,
            # Not shrunk: every step writes to the database, so that takes minutes, in which a
            # broken build has not failed yet. Twelve steps can be read as they are.
            phases=[Phase.generate],
            report_multiple_bugs=False,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
