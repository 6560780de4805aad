"""Taking in one household's answer: once for each code, whatever the network does.

The code decides everything: which survey, whether it may still be used, and whether this is the
same form sent again. Its key signs the sealed answer; neither code, key nor answer is kept.
Nothing here writes a time, an address or a choice anywhere that can be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from evaluation.surveys import code_rows, codes
from evaluation.surveys.answers import AnswerProblem, problems_of, rated, shape_of, tidy
from evaluation.surveys.box_models import Ballot, BallotBox, BallotLeaf
from evaluation.surveys.marks import Marks, device_tag, quarter_now
from evaluation.surveys.models import Code, Survey
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.sealing import envelopes, leaves, receipts
from evaluation.surveys.sealing.payload import Payload, pack
from harmony.shared import clock


class OutcomeKind(StrEnum):
    """What became of an answer that was sent."""

    RECORDED = "recorded"
    INVALID = "invalid"  # nothing is used up; correct it and send again
    SENT = "sent"  # this page went with another code; it needs a receipt of its own
    TYPED_ONCE = "typed_once"  # a paper form; somebody else has to type it again
    FEW = "few"  # too little is rated for it to count; nothing is used up either
    WRONG = "wrong"  # no such code
    USED = "used"
    VOID = "void"
    NOT_YET = "not_yet"
    LATE = "late"


@dataclass(frozen=True)
class Outcome:
    """``survey`` is the one the code belongs to; none for a wrong code. ``is_new`` when a ballot
    was added just now, not when the same form had arrived before."""

    kind: OutcomeKind
    survey: Survey | None = None
    problems: list[AnswerProblem] = field(default_factory=list)
    is_new: bool = field(default=False, compare=False)

    @property
    def is_recorded(self) -> bool:
        return self.kind == OutcomeKind.RECORDED


def look_up(code: str, *, receipt: str = "") -> Outcome:
    """Where a code stands, without using it: RECORDED means that it can be used now, or that the
    form with this receipt used it."""
    found = _found(code)
    if found is None:
        return Outcome(OutcomeKind.WRONG)
    row, _key = found
    standing = _standing(row, receipts.hash_of(receipt) if receipt else b"")
    return Outcome(standing or OutcomeKind.RECORDED, row.batch.survey)


def record(
    code: str,
    *,
    receipt: str,
    choices: Mapping[str, str],
    background: Mapping[str, str] | None = None,
    comment: str = "",
    asks_if_few: bool = False,
    marks: Marks | None = None,
) -> Outcome:
    """Take in the answer, or say why not. Nobody signs it but the code.

    With ``asks_if_few`` an answer that would not count because too little is rated is not taken
    yet, so that the resident can be asked once more before the code is used up.

    ``receipt`` is the one of the form. The same form sent again gets the same outcome and adds
    nothing, also after the survey has closed.
    """
    background = background or {}
    found = _found(code)
    if found is None:
        return Outcome(OutcomeKind.WRONG)
    row, key = found
    survey = row.batch.survey
    receipt_hash = receipts.hash_of(receipt)
    if standing := _standing(row, receipt_hash):
        return Outcome(standing, survey)
    content = content_of(survey.questionnaire)
    if problems := problems_of(content, choices, background, comment):
        return Outcome(OutcomeKind.INVALID, survey, problems)
    if asks_if_few and rated(content, choices) < content.rated_items_at_least:
        return Outcome(OutcomeKind.FEW, survey)
    payload = _payload(_box_of(row), choices, background, comment, marks or Marks())
    ballot = _ballot(row, key, receipt_hash, pack(payload, shape_of(content)))
    return _put_in(ballot, row)


def _payload(
    box: BallotBox,
    choices: Mapping[str, str],
    background: Mapping[str, str],
    comment: str,
    marks: Marks,
) -> Payload:
    return Payload(
        choices=choices,
        background=background,
        comment=tidy(comment),
        channel=marks.channel,
        staff=marks.staff,
        seconds=marks.seconds,
        quarter=quarter_now(),
        device=device_tag(box, marks),
    )


def _ballot(row: Code, key: Ed25519PrivateKey, receipt_hash: bytes, content: bytes) -> Ballot:
    """The sealed and signed answer, not stored yet: everything slow happens before any lock."""
    box, survey = _box_of(row), row.batch.survey
    community = survey.declaration.community.code
    info = envelopes.info_of(box.uid, community)
    envelope = envelopes.seal(content, public_key=bytes(box.public_key), info=info)
    hashed = leaves.envelope_hash(envelope)
    leaf = leaves.ballot_leaf(box.uid, community, receipt_hash, hashed)
    return Ballot(
        box=box,
        code=row,
        survey=survey,
        receipt_hash=receipt_hash,
        envelope=envelope,
        signature=key.sign(leaf),
        leaf=leaf,
    )


def _put_in(ballot: Ballot, row: Code) -> Outcome:
    """Mark the code used and keep the ballot: both, or neither."""
    survey = row.batch.survey
    try:
        with transaction.atomic():
            if _is_first(ballot) and _has_room(ballot):
                return Outcome(OutcomeKind.RECORDED, survey, is_new=True)
            transaction.set_rollback(True)
    except IntegrityError:  # the receipt is in the box already, with another code
        again = _("This page was sent with another code. Please send it once more for this one.")
        return Outcome(OutcomeKind.SENT, survey, [AnswerProblem("", again)])
    row = Code.objects.select_related("batch__survey").get(pk=row.pk)
    return Outcome(_standing(row, bytes(ballot.receipt_hash)) or OutcomeKind.LATE, survey)


def _box_of(row: Code) -> BallotBox:
    if row.box is None:
        raise ValueError("A code that opened nothing cannot be used.")
    return row.box


def _is_first(ballot: Ballot) -> bool:
    """One UPDATE decides who uses a code."""
    unused = Code.objects.filter(pk=ballot.code_id, state=Code.State.ISSUED)
    return unused.update(state=Code.State.USED) == 1


def _has_room(ballot: Ballot) -> bool:
    """Number the ballot and keep it, while its survey is open.

    The box's row is locked last and for the insert only. Whoever closes a survey locks it too,
    so a survey that is open here stays open until the ballot is in.
    """
    index = _next_number(ballot.box_id)
    if index is None:
        return False
    survey = Survey.objects.only("state", "opens_at", "closes_at").get(pk=ballot.survey_id)
    if not survey.is_answerable():
        return False
    ballot.index = index
    ballot.save(force_insert=True)
    return True


NEXT_NUMBER = (
    f"UPDATE {BallotBox._meta.db_table} SET ballots = ballots + 1"  # noqa: S608 -- our own table
    " WHERE id = %s AND state = %s RETURNING ballots"
)
"""One statement instead of three, because everybody else waits for this row meanwhile."""


def _next_number(box: int) -> int | None:
    """The number of the next ballot; none for a box that has been opened."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [box, BallotBox.State.SEALED.value])
        row = cursor.fetchone()
    return row[0] if row else None


OF_THE_CODE = ["state", "salt", "public_key", "batch__survey"]
OF_THE_BOX = [f"box__{name}" for name in ("uid", "cost", "public_key", "state")]
OF_THE_SURVEY = [
    *("state", "opens_at", "closes_at", "closed_at", "questionnaire__content_hash"),
    *("declaration__stage", "declaration__community__code"),
    *("declaration__community__name_zh", "declaration__community__name_en"),
]
"""What an answer and its confirmation need to know, read in two steps: PostgreSQL takes longer
to plan one query over eight tables than for everything else together."""


def _found(code: str) -> tuple[Code, Ed25519PrivateKey] | None:
    rows = Code.objects.select_related("batch").only(*OF_THE_CODE, *OF_THE_BOX)
    found = code_rows.find(codes.read(code), rows)
    if found:
        surveys = Survey.objects.select_related("questionnaire", "declaration__community")
        batch = found[0].batch
        batch.survey = surveys.only(*OF_THE_SURVEY).get(pk=batch.survey_id)
    return found


def _standing(row: Code, receipt_hash: bytes = b"") -> OutcomeKind | None:
    """Why this code cannot be used now, or that this very form has arrived before."""
    survey = row.batch.survey
    if row.state == Code.State.USED:
        is_ours = receipt_hash and _has_arrived(row, receipt_hash)
        return OutcomeKind.RECORDED if is_ours else OutcomeKind.USED
    if row.state == Code.State.VOID:
        return OutcomeKind.VOID
    if survey.is_over or clock.now() > survey.closes_at:
        return OutcomeKind.LATE
    return None if survey.is_answerable() else OutcomeKind.NOT_YET


def _has_arrived(row: Code, receipt_hash: bytes) -> bool:
    """Whether the ballot with this receipt is in the box, or was until the box was opened.

    Ballots know their code until then; afterwards the receipt alone says it, 80 bits of it.
    """
    if Ballot.objects.filter(code=row, receipt_hash=receipt_hash).exists():
        return True
    counted = BallotLeaf.objects.filter(box=row.box_id, receipt_hash=receipt_hash)
    return counted.filter(survey=row.batch.survey_id).exists()
