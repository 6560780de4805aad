"""Taking in one household's answer: once for each code, whatever the network does.

The code decides everything: which survey, whether it may still be used, and whether this is the
same form sent again. Nothing here writes a time, an address or an order anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction

from evaluation.surveys import codes
from evaluation.surveys.answers import AnswerProblem, problems_of, rated, tidy
from evaluation.surveys.models import Answer, Code, Survey
from evaluation.surveys.questionnaires import content_of
from harmony.shared import clock


class OutcomeKind(StrEnum):
    """What became of an answer that was sent."""

    RECORDED = "recorded"
    INVALID = "invalid"  # nothing is used up; correct it and send again
    FEW = "few"  # too little is rated for it to count; nothing is used up either
    WRONG = "wrong"  # no such code
    USED = "used"
    VOID = "void"
    NOT_YET = "not_yet"
    LATE = "late"


@dataclass(frozen=True)
class Outcome:
    """``survey`` is the one the code belongs to; none for a wrong code."""

    kind: OutcomeKind
    survey: Survey | None = None
    problems: list[AnswerProblem] = field(default_factory=list)

    @property
    def is_recorded(self) -> bool:
        return self.kind == OutcomeKind.RECORDED


def look_up(code: str) -> Outcome:
    """Where a code stands, without using it: RECORDED means that it can be used now."""
    row = _row_of(codes.read(code))
    if row is None:
        return Outcome(OutcomeKind.WRONG)
    return Outcome(_standing(row) or OutcomeKind.RECORDED, row.batch.survey)


def record(
    code: str,
    *,
    token: str,
    choices: Mapping[str, str],
    background: Mapping[str, str] | None = None,
    comment: str = "",
    asks_if_few: bool = False,
) -> Outcome:
    """Take in the answer, or say why not. Nobody signs it: the code is all that is asked for.

    With ``asks_if_few`` an answer that would not count because too little is rated is not taken
    yet, so that the resident can be asked once more before the code is used up.

    ``token`` is the random number of the form. The same form sent again gets the same outcome
    and adds nothing, also after the survey has closed.
    """
    background = background or {}
    row = _row_of(codes.read(code))
    if row is None:
        return Outcome(OutcomeKind.WRONG)
    survey, receipt = row.batch.survey, codes.receipt_of(token)
    if standing := _standing(row, receipt):
        return Outcome(standing, survey)
    content = content_of(survey.questionnaire)
    if problems := problems_of(content, choices, background, comment):
        return Outcome(OutcomeKind.INVALID, survey, problems)
    if asks_if_few and rated(content, choices) < content.rated_items_at_least:
        return Outcome(OutcomeKind.FEW, survey)
    answer = Answer(
        survey=survey, choices=dict(choices), background=dict(background), comment=tidy(comment)
    )
    return Outcome(_use(row, receipt, answer), survey)


@transaction.atomic
def _use(row: Code, receipt: str, answer: Answer) -> OutcomeKind:
    """Mark the code used and keep the answer: both, or neither. One UPDATE decides.

    The survey is locked first, so that no answer can come in while it is being counted.
    """
    survey = Survey.objects.select_for_update().get(pk=row.batch.survey_id)
    if survey.is_answerable():
        unused = Code.objects.filter(pk=row.pk, state=Code.State.ISSUED)
        if unused.update(state=Code.State.USED, receipt=receipt):
            answer.save(force_insert=True)
            return OutcomeKind.RECORDED
    row.refresh_from_db(fields=["state", "receipt"])
    row.batch.survey = survey
    return _standing(row, receipt) or OutcomeKind.LATE


NEEDED = [
    "state",
    "receipt",
    *(f"batch__survey__{name}" for name in ("state", "opens_at", "closes_at", "closed_at")),
    "batch__survey__questionnaire__content_hash",
    "batch__survey__declaration__community__name_zh",
    "batch__survey__declaration__community__name_en",
    "batch__survey__declaration__stage__programme__help_line",
]
"""What an answer and its confirmation need to know; whole rows of seven tables cost more time
than everything else."""


def _row_of(code: str) -> Code | None:
    if not codes.is_well_formed(code):
        return None
    rows = Code.objects.select_related(
        "batch__survey__questionnaire",
        "batch__survey__declaration__community",
        "batch__survey__declaration__stage__programme",
    ).only(*NEEDED)
    return rows.filter(pk=codes.digest_of(code)).first()


def _standing(row: Code, receipt: str = "") -> OutcomeKind | None:
    """Why this code cannot be used now, or that this very form has arrived before."""
    survey = row.batch.survey
    if row.state == Code.State.USED:
        is_ours = receipt and codes.is_same(row.receipt, receipt)
        return OutcomeKind.RECORDED if is_ours else OutcomeKind.USED
    if row.state == Code.State.VOID:
        return OutcomeKind.VOID
    if survey.state == Survey.State.CLOSED or clock.now() > survey.closes_at:
        return OutcomeKind.LATE
    return None if survey.is_answerable() else OutcomeKind.NOT_YET
