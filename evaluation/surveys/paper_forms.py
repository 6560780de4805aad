"""Paper forms: typed in by one person, typed in again by another, and only then put in the box.

Of the first entry a keyed hash is kept for each question:

    key  = HMAC-SHA256(private key of the form's code, "paper form" | salt)
    hash = HMAC-SHA256(key, kind | question | what was typed), 16 bytes

So the second entry can be compared question by question, and nobody can read the first one
without the code, which is on the paper only.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.surveys import codes
from evaluation.surveys.answering import Outcome, OutcomeKind, look_up
from evaluation.surveys.answers import COMMENT, AnswerProblem, problems_of, tidy
from evaluation.surveys.assisting import record_for_somebody
from evaluation.surveys.code_rows import find
from evaluation.surveys.marks import PAPER
from evaluation.surveys.models import Code, Survey
from evaluation.surveys.paper_models import FirstEntry, UncompletedForms
from evaluation.surveys.questionnaire_content import QuestionnaireContent
from evaluation.surveys.questionnaires import content_of

SALT_BYTES = 16
HASH_BYTES = 16

Question = tuple[str, str]
"""Its kind (one letter) and its key."""


@dataclass(frozen=True)
class Typed:
    """What somebody typed of a form."""

    choices: Mapping[str, str]
    background: Mapping[str, str]
    comment: str

    def lines(self, content: QuestionnaireContent) -> dict[Question, str]:
        """A line for every question, also for those without an answer: how many there are
        would tell something."""
        asked = [*(item.key for item in content.items), content.overall.key]
        lines = {("a", key): "" for key in asked}
        lines |= {("b", question.key): "" for question in content.background}
        lines |= {("a", key): value for key, value in self.choices.items()}
        lines |= {("b", key): value for key, value in self.background.items()}
        return lines | {("c", COMMENT): tidy(self.comment)}


def record_form(
    survey: Survey,
    code: str,
    *,
    by,
    receipt: str,
    choices: Mapping[str, str],
    background: Mapping[str, str] | None = None,
    comment: str = "",
    asks_if_few: bool = False,
    starts_over: bool = False,
) -> Outcome:
    """Take in one typing of a form.

    TYPED_ONCE when it is the first (or the first one's own, typed again): nothing counts yet.
    INVALID with a problem for each question that differs from the first. RECORDED when both
    agree: the ballot is in, with both people sealed in it. ``starts_over`` lets this one be the
    first instead, because the other was wrong; somebody else then types the form again.
    """
    if not by.has_perm("evaluation.assist_answers", survey.declaration):
        raise PermissionDenied
    found = find(codes.read(code), Code.objects.filter(batch__survey=survey))
    typed = Typed(choices, background or {}, comment)
    first = _first_of(found[0] if found else None, survey)
    if first is not None and first.by_id != by.pk and not starts_over and found:
        if differing := _differences(survey, first, _key_of(found[1], first), typed):
            return Outcome(OutcomeKind.INVALID, look_up(code).survey, differing)
        outcome = record_for_somebody(
            survey,
            code,
            by=first.by,
            second=by,
            receipt=receipt,
            channel=PAPER,
            choices=typed.choices,
            background=typed.background,
            comment=typed.comment,
        )
        if outcome.is_recorded:
            first.delete()
        return outcome
    return _typed_once(survey, code, found, receipt, by, typed)


def _typed_once(
    survey: Survey,
    code: str,
    found: tuple[Code, Ed25519PrivateKey] | None,
    receipt: str,
    by,
    typed: Typed,
) -> Outcome:
    """Keep the hashes of this typing, when its code and its answers could be taken."""
    standing = look_up(code, receipt=receipt)
    if not standing.is_recorded or found is None:
        text = _("This code does not belong to this community.")
        is_elsewhere = standing.survey is not None and standing.survey.pk != survey.pk
        problems = [AnswerProblem("", text)]
        return Outcome(OutcomeKind.INVALID, problems=problems) if is_elsewhere else standing
    row, private_key = found
    if row.state == Code.State.USED:  # this very form, sent again
        return standing
    content = content_of(survey.questionnaire)
    given = typed.choices, typed.background, typed.comment
    if problems := problems_of(content, *given):
        return Outcome(OutcomeKind.INVALID, survey, problems)
    entry = FirstEntry(code=row, survey=survey, salt=secrets.token_bytes(SALT_BYTES), by=by)
    entry.hashes = _hashes(_key_of(private_key, entry), typed.lines(content))
    FirstEntry.objects.update_or_create(
        code=row,
        defaults={"survey": survey, "salt": entry.salt, "hashes": entry.hashes, "by": by},
    )
    return Outcome(OutcomeKind.TYPED_ONCE, survey)


def _first_of(row: Code | None, survey: Survey) -> FirstEntry | None:
    """The first entry of this code; none when its writer may not enter answers here any more."""
    entry = FirstEntry.objects.select_related("by").filter(code=row).first() if row else None
    may = entry and entry.by.has_perm("evaluation.assist_answers", survey.declaration)
    return entry if may else None


def _differences(
    survey: Survey, first: FirstEntry, key: bytes, typed: Typed
) -> list[AnswerProblem]:
    """The questions in which this typing is not the first one."""
    now = _hashes(key, typed.lines(content_of(survey.questionnaire)))
    text = _("This differs from the first entry. Please compare it with the paper.")
    names = now.keys() | first.hashes.keys()
    differing = (name for name in names if now.get(name) != first.hashes.get(name))
    return [AnswerProblem(name.partition("-")[2], text) for name in sorted(differing)]


def _hashes(key: bytes, lines: Mapping[Question, str]) -> dict[str, str]:
    return {_name(question): _hash(key, question, text) for question, text in lines.items()}


def _name(question: Question) -> str:
    return "-".join(question)


def _key_of(private_key: Ed25519PrivateKey, entry: FirstEntry) -> bytes:
    salted = b"paper form|" + bytes(entry.salt)
    return hmac.new(private_key.private_bytes_raw(), salted, sha256).digest()


def _hash(key: bytes, question: Question, text: str) -> str:
    line = "|".join([*question, text]).encode("utf-8", "surrogatepass")
    return hmac.new(key, line, sha256).hexdigest()[: HASH_BYTES * 2]


# ------------------------------------------------------------------ after the close
def forms_waiting(survey: Survey) -> int:
    """How many forms were typed once and wait for the second person."""
    return FirstEntry.objects.filter(survey=survey).count()


def drop_uncompleted(*, by) -> int:
    """Delete first entries of closed surveys that nobody completed, and keep how many there were.

    Safe to run twice; the number of deleted ones.
    """
    closed = FirstEntry.objects.filter(survey__state__in=["closed", "counted"])
    numbers = closed.order_by().values_list("survey", flat=True).distinct()
    return sum(_drop(survey, by) for survey in list(numbers))


@transaction.atomic
def _drop(survey: int, by) -> int:
    gone, _by_model = FirstEntry.objects.filter(survey=survey).delete()
    if gone:
        row, made = UncompletedForms.objects.get_or_create(
            survey_id=survey, defaults={"count": gone, "by": by}
        )
        if not made:
            row.count += gone
            row.save(update_fields=["count"])
    return gone
