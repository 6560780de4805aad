"""Residents of the invented district: slips printed, questionnaires answered, surveys closed."""

from datetime import date, timedelta
from random import Random

from communities.models import Stage, User
from evaluation.appraisal.agreement import agreements
from evaluation.appraisal.services import moderate
from evaluation.models import BallotBox, Declaration, Survey
from evaluation.surveys import services, slips
from evaluation.surveys.boxes import SAMPLE_COST
from evaluation.surveys.marks import Marks
from evaluation.surveys.sealing import receipts
from harmony.shared import clock
from tasks.sample.script import moment

RESPONSE = 0.62
"""How many of the households with a slip answer."""
REACHES_PLAN = 0.15
"""In how many communities as many answer as were planned."""
SETTLED = "两位评估员意见不一，经核对原始材料，按从严原则认定。"


PASSPHRASE = "harmony sample box"  # noqa: S105 -- meant to be read
"""Of every ballot box of the sample; told on its page."""


def make_box(stage: Stage, *, by: User, day: date) -> BallotBox:
    """The box for those that hand up to the street on that day or later."""
    with clock.at(moment(day + timedelta(days=5), 9)):
        made = services.make_box(stage, by=by, passphrase=PASSPHRASE, cost=SAMPLE_COST)
    with clock.at(moment(day + timedelta(days=5), 10)):
        services.prove_passphrase(made.box, PASSPHRASE, by=by)
    return made.box


def open_box(box: BallotBox, *, by: User, second: User, day: date) -> None:
    """Open it after the last of them closed, and have its key destroyed by somebody else."""
    with clock.at(moment(day + timedelta(days=17), 16)):
        key = services.key_from_passphrase(box, PASSPHRASE)
        services.open_box(box, by=by, private_key=key)
    with clock.at(moment(day + timedelta(days=17), 17)):
        services.destroy_key(box, by=second)


def prepare(declaration: Declaration, *, by, at, rng: Random) -> Survey:
    """Prepare and open the survey; print its slips."""
    with at(6, 10):
        opens_at = clock.now()
    with at(16, 20):
        closes_at = clock.now()
    with at(6, 11):
        survey = services.prepare(declaration, by=by, opens_at=opens_at, closes_at=closes_at)
        services.open(survey, by=by)
    return survey


def answer_some(
    survey: Survey,
    quality: float,
    *,
    at,
    rng: Random,
    share: float = 1.0,
    one_phone_every: int = 0,
) -> None:
    """As many answers as the plan asks for, a little more or less, on the days it is open.

    ``share`` is how much of that has come in so far. Every so many answers one comes from a phone
    that is handed round.
    """
    wanted = min(round(survey.planned_answers * _turnout(rng) * share), survey.households)
    printed = min(max(round(wanted / RESPONSE), 1), survey.households)
    with at(7, 9):
        issued = []
        for number, count in enumerate(_batches(printed), start=1):
            _batch, drawn = slips.print_batch(
                survey, by=survey.opened_by, label=f"{number}号网格", count=count
            )
            issued += drawn
    for position, code in enumerate(issued[:wanted]):
        is_handed_round = bool(one_phone_every) and position % one_phone_every == 0
        marks = _marks(position, is_handed_round=is_handed_round)
        with at(8 + position % 7, 9 + position % 12):
            services.record(
                code, receipt=receipts.new(), marks=marks, **answer(survey, quality, rng)
            )


def _marks(position: int, *, is_handed_round: bool) -> Marks:
    """A phone for each household, and some four minutes to answer."""
    if is_handed_round:
        return Marks("192.0.2.7", "handed round", seconds=45)
    return Marks("192.0.2.7", f"phone {position}", seconds=180 + position * 37 % 120)


def complain(survey: Survey, *, at) -> None:
    """Two residents of the community in which a phone was handed round."""
    with at(11, 19):
        services.complain(survey, kind="told", text="楼长把手机递过来，让我照着选“满意”。")
    with at(13, 10):
        services.complain(survey, kind="used", text="凭条还没用，页面却说已经用过。")


def _turnout(rng: Random) -> float:
    """Answers as a share of the plan: rarely all that were planned, mostly half or two thirds."""
    return rng.uniform(1.0, 1.2) if rng.random() < REACHES_PLAN else rng.uniform(0.5, 0.75)


def _batches(printed: int) -> list[int]:
    """Slips for each grid of at most 120 households."""
    full, rest = divmod(printed, 120)
    return [120] * full + ([rest] if rest else [])


def answer(survey: Survey, quality: float, rng: Random) -> dict:
    """One household's answer, in the shape that ``record`` takes."""
    content = survey.questionnaire.content
    mood = min(max(rng.gauss(quality, 0.12), 0.05), 0.99)
    items = [*content["items"], content["overall"]]
    choices = {item["key"]: _option(mood, rng) for item in items if rng.random() > 0.03}
    background = {
        question["key"]: rng.choice(question["options"])["key"]
        for question in content["background"]
    }
    return {"choices": choices, "background": background, "comment": ""}


def _option(mood: float, rng: Random) -> str:
    if rng.random() < 0.04:
        return "dont_know"
    felt = mood + rng.gauss(0, 0.12)
    steps = (
        (0.88, "very_satisfied"),
        (0.70, "satisfied"),
        (0.50, "basically_satisfied"),
        (0.30, "dissatisfied"),
    )
    return next((key for edge, key in steps if felt >= edge), "very_dissatisfied")


def close(survey: Survey, *, by) -> None:
    services.close(survey, by=by)


def settle_differences(declaration: Declaration, *, by) -> None:
    """The office settles what the appraisers differ on, nearer to the stricter one."""
    for one in agreements(declaration):
        if one.scores and not one.is_settled:
            lowest = min(score.points for score in one.scores if score.points is not None)
            moderate(declaration, one.criterion, by=by, points=lowest, reason=SETTLED)
