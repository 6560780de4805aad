from dataclasses import dataclass, field

import pytest

from harmony.shared.workflow import Transition, Workflow


@dataclass
class Record:
    state: str
    is_signed: bool = True

    def get_state_display(self):
        return {"draft": "Draft", "open": "Open"}[self.state]


@dataclass
class Person:
    permissions: set = field(default_factory=set)

    def has_perm(self, permission, record):
        return permission in self.permissions


def signature_is_missing(record):
    return "" if record.is_signed else "Sign it first."


PUBLISH = Transition(
    "publish", "Publish", frozenset({"draft"}), "open", "papers.publish", (signature_is_missing,)
)
WITHDRAW = Transition("withdraw", "Withdraw", frozenset({"open"}), "draft", "papers.withdraw")
WORKFLOW = Workflow(PUBLISH, WITHDRAW)
ANYBODY = Person()
EDITOR = Person({"papers.publish", "papers.withdraw"})


@pytest.mark.parametrize(
    ("record", "person", "reason"),
    [
        pytest.param(Record("draft"), EDITOR, "", id="may"),
        pytest.param(Record("open"), EDITOR, "Not possible while “Open”.", id="wrong state"),
        pytest.param(Record("draft"), ANYBODY, "You may not do this.", id="wrong person"),
        pytest.param(Record("draft", is_signed=False), EDITOR, "Sign it first.", id="obstacle"),
        pytest.param(
            Record("draft", is_signed=False),
            ANYBODY,
            "You may not do this.",
            id="no secrets",
        ),
    ],
)
def test_refusal_says_why(record, person, reason):
    assert PUBLISH.refusal(record, person) == reason


def test_moves_open_to_somebody_are_those_not_refused():
    assert WORKFLOW.open_to(EDITOR, Record("draft")) == [PUBLISH]
    assert WORKFLOW.open_to(EDITOR, Record("open")) == [WITHDRAW]
    assert WORKFLOW.open_to(ANYBODY, Record("open")) == []


def test_moves_are_found_by_name_and_listed_in_order():
    assert list(WORKFLOW) == [PUBLISH, WITHDRAW]
    assert WORKFLOW["withdraw"] is WITHDRAW
