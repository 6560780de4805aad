"""The pages residents see, made from what is known about their questionnaire.

The blank page is prepared: rendering sixteen groups of choices takes longer than everything else
in a visit together, and a blank page differs from the next in one place only, the receipt of its
form, which is put in when it is asked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from evaluation.models import Questionnaire, Survey
from evaluation.surveys import marks, promises
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.sealing import receipts
from evaluation.surveys.services import Outcome, record
from evaluation.surveys.sheet import Filled, Question, Sheet, sheet_of
from evaluation.views.answer_words import Standing
from harmony.shared.languages import reads_chinese
from harmony.shared.wording import together

FORM = "evaluation/answering/form.html"
CODE_FIRST = "evaluation/answering/code.html"
THANKS = "evaluation/answering/thanks.html"
COMPLAINT = "evaluation/answering/complaint.html"
COMPLAINT_ARRIVED = "evaluation/answering/complaint_arrived.html"
TYPED_ONCE = "evaluation/answering/typed_once.html"
KIOSK_OVER = "evaluation/answering/kiosk_over.html"
PLACE_OF_THE_RECEIPT = "0here0goes0the0random0number0"


@dataclass(frozen=True)
class Helpers:
    """The staff at a desk: who enters, and what was typed of who confirms. Of paper forms nobody
    confirms; somebody else types them again. ``community``: whose answers they enter."""

    by: str
    community: str
    csrf_token: str
    back: str
    is_paper: bool = False
    second: str = ""
    problem: str = ""
    is_signed_out: bool = False


@dataclass(frozen=True)
class Door:
    """The page through which answers come in, and the channel that is sealed with them.

    ``next_after``: seconds after which a page that nobody touches makes room for the next person;
    0 keeps it. ``is_begun``: somebody has sent something from this page, so it is not the empty
    one, even where nothing is filled in. ``is_large``: it is read in large type.
    """

    address: str = "/q"
    channel: str = marks.WEB
    next_after: int = 0
    is_begun: bool = False
    is_large: bool = False
    helpers: Helpers | None = None
    record: Callable[..., Outcome] = record

    def read_as(self, sent: Mapping[str, str]) -> "Door":
        """The same, in large type if that is how the page is read from which this was sent."""
        return replace(self, is_large=bool(sent.get("big")))


OWN_PHONE = Door()


@dataclass(frozen=True)
class OpenQuestionnaire:
    """A questionnaire that residents can answer now, with whom to ask about it."""

    pk: int
    content_hash: str
    help_line: str


@dataclass(frozen=True)
class Page:
    """What stands around the questions.

    ``few``: so few items are rated that the answer would not count, and the resident is asked
    once more; ``needed`` is how many it takes. ``seconds``: how long the page was open before.
    """

    receipt: str
    code: str = ""
    code_problem: str = ""
    community: str = ""
    standing: Standing | None = None
    few: int | None = None
    needed: int = 0
    help_line: str = ""
    problems: list[str] = field(default_factory=list)
    is_preview: bool = False
    seconds: str = ""


@dataclass(frozen=True)
class Step:
    """A question with the ids of what comes before and after it."""

    question: Question
    before: str
    after: str


def two_letters() -> str:
    """“zh” or “en”, as a questionnaire's content names its languages."""
    return "zh" if reads_chinese() else "en"


def blank(questionnaire: OpenQuestionnaire) -> str:
    """The page with nothing filled in and a receipt of its own."""
    before, after = _prepared(questionnaire, get_language() or "en", settings.SAMPLE_MODE)
    return f"{before}{receipts.new()}{after}"


@lru_cache(maxsize=32)
def _prepared(questionnaire: OpenQuestionnaire, language: str, is_sample: bool) -> tuple[str, str]:
    """``language`` and ``is_sample`` are what the page depends on besides the questionnaire."""
    row = Questionnaire.objects.get(pk=questionnaire.pk)
    page = Page(receipt=PLACE_OF_THE_RECEIPT, help_line=questionnaire.help_line)
    before, _place, after = filled_in(row, page).partition(PLACE_OF_THE_RECEIPT)
    return before, after


def filled_in(
    questionnaire: Questionnaire,
    page: Page,
    filled: Filled | None = None,
    door: Door = OWN_PHONE,
) -> str:
    """The page with everything somebody has filled in, and what is wrong with it."""
    content = content_of(questionnaire)
    sheet = sheet_of(content, two_letters(), filled)
    return _render(
        FORM,
        door=door,
        sheet=sheet,
        steps=_steps(sheet),
        page=page,
        questionnaire=questionnaire.pk,
        errors=_errors(sheet, page, door),
        first_open=_first_open(sheet),
        points=promises.points_to_show(content.privacy, two_letters()),
    )


def code_first(**context) -> str:
    """The page that asks for the code before it can show any question."""
    return _render(CODE_FIRST, **context)


def thanks(survey: Survey, receipt: str, help_line: str, door: Door = OWN_PHONE) -> str:
    """The confirmation. It is the same each time the same form is sent.

    ``receipt`` is as ``receipts.read`` gave it.
    """
    thanks = getattr(content_of(survey.questionnaire).thanks, two_letters())
    return _render(
        THANKS,
        door=door,
        community=survey.declaration.community.name,
        receipt=receipts.grouped(receipt),
        thanks=thanks,
        closes_at=survey.closes_at,
        is_over=survey.is_over,
        help_line=help_line,
        survey=survey.pk,
    )


def complaint(**context) -> str:
    """The form of a complaint."""
    return _render(COMPLAINT, **context)


def complaint_arrived(**context) -> str:
    """The word that a complaint is kept."""
    return _render(COMPLAINT_ARRIVED, **context)


def typed_once(door: Door) -> str:
    """What stands after the first entry of a paper form."""
    return _render(TYPED_ONCE, door=door)


def kiosk_over() -> str:
    """What a screen shows whose kiosk is over, or that never was one."""
    return _render(KIOSK_OVER)


def _render(template: str, **context) -> str:
    fixed = {"language": get_language(), "is_sample": settings.SAMPLE_MODE}
    return render_to_string(template, fixed | context)


def _steps(sheet: Sheet) -> list[Step]:
    questions = [*sheet.questions, *sheet.background]
    ids = ["code", *(question.name for question in questions), "send"]
    return [
        Step(question, before, after)
        for before, question, after in zip(ids, questions, ids[2:], strict=False)
    ]


def _first_open(sheet: Sheet) -> str:
    """The id of the first question without an answer; empty when all have one."""
    is_open = (q.name for q in sheet.questions if not any(o.is_chosen for o in q.options))
    return next(is_open, "")


def _errors(sheet: Sheet, page: Page, door: Door) -> list[Mapping[str, str]]:
    """What is to be corrected, each with the id it leads to."""
    # How the code stands is told at length above; once is enough.
    is_told = page.standing or not page.code_problem
    found = [] if is_told else [{"text": page.code_problem, "target": "code"}]
    nothing_is_answered = not any(o.is_chosen for q in sheet.questions for o in q.options)
    target = _first_open(sheet) if nothing_is_answered else ""
    found += [{"text": text, "target": target} for text in page.problems]
    if door.helpers and door.helpers.problem:
        found.append({"text": door.helpers.problem, "target": "second"})
    found += [
        {"text": together([question.text, question.problem]), "target": question.name}
        for question in [*sheet.questions, *sheet.background]
        if question.problem
    ]
    if sheet.comment and sheet.comment.problem:
        text = together([sheet.comment.text, sheet.comment.problem])
        found.append({"text": text, "target": "comment"})
    return found
