"""The door to surveys: everything that is done with them from outside comes through here.

Residents' answers pass ``open``, ``record`` and ``close``; how they are kept in between is this
noun's own business, so that sealing them (docs/questionnaire.md) changes nothing outside.
"""

from evaluation.surveys.answering import Outcome, OutcomeKind, look_up, record
from evaluation.surveys.counting import headline_of, tally_of
from evaluation.surveys.questionnaire_drafts import (
    copy_questionnaire,
    discard_draft,
    edit_draft,
    what_does_not_hold,
)
from evaluation.surveys.questionnaires import (
    EditConflict,
    QuestionnaireRefused,
    import_questionnaire,
    publish_questionnaire,
)
from evaluation.surveys.running import close, close_overdue, follow_deadlines, open, prepare
from evaluation.surveys.slips import issue, print_batch, replace, reprint, void

__all__ = [
    "EditConflict",
    "Outcome",
    "OutcomeKind",
    "QuestionnaireRefused",
    "close",
    "close_overdue",
    "copy_questionnaire",
    "discard_draft",
    "edit_draft",
    "follow_deadlines",
    "headline_of",
    "import_questionnaire",
    "issue",
    "look_up",
    "open",
    "prepare",
    "print_batch",
    "publish_questionnaire",
    "record",
    "replace",
    "reprint",
    "tally_of",
    "void",
    "what_does_not_hold",
]
