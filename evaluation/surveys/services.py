"""The door to surveys: everything that is done with them from outside comes through here.

Residents' answers pass ``record`` into a ballot box; ``open_box`` counts them
(docs/questionnaire-in-detail.md).
"""

from evaluation.surveys.answering import Outcome, OutcomeKind, look_up, record
from evaluation.surveys.assisting import record_for_somebody
from evaluation.surveys.audit_draw import check_draw, deposit_draw
from evaluation.surveys.box_checks import check, check_opened
from evaluation.surveys.boxes import checkpoint, destroy_key, make_box
from evaluation.surveys.commenting import decide_comments
from evaluation.surveys.complaining import close_complaint, complain
from evaluation.surveys.counting import headline_of, tally_of
from evaluation.surveys.key_proofs import NotProved, prove_passphrase, prove_share
from evaluation.surveys.kiosks import end_kiosk, kiosk_at, open_kiosk
from evaluation.surveys.opening import NotOpened, key_from_passphrase, key_from_shares, open_box
from evaluation.surveys.paper_forms import drop_uncompleted, record_form
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
from evaluation.surveys.replacing import replace_slip
from evaluation.surveys.running import close, close_overdue, follow_deadlines, open, prepare
from evaluation.surveys.signalling import review
from evaluation.surveys.slips import draw, issue, print_batch, replace, reprint, void

__all__ = [
    "NotOpened",
    "NotProved",
    "EditConflict",
    "Outcome",
    "OutcomeKind",
    "QuestionnaireRefused",
    "check",
    "check_draw",
    "check_opened",
    "checkpoint",
    "close",
    "close_complaint",
    "close_overdue",
    "complain",
    "deposit_draw",
    "destroy_key",
    "draw",
    "copy_questionnaire",
    "discard_draft",
    "edit_draft",
    "decide_comments",
    "drop_uncompleted",
    "end_kiosk",
    "follow_deadlines",
    "headline_of",
    "import_questionnaire",
    "issue",
    "key_from_passphrase",
    "key_from_shares",
    "kiosk_at",
    "look_up",
    "make_box",
    "open",
    "open_box",
    "open_kiosk",
    "prepare",
    "print_batch",
    "prove_passphrase",
    "prove_share",
    "publish_questionnaire",
    "record",
    "record_for_somebody",
    "record_form",
    "replace",
    "replace_slip",
    "reprint",
    "review",
    "tally_of",
    "void",
    "what_does_not_hold",
]
