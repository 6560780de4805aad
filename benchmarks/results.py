"""Residents' results compared: 100 communities with 20,000 answers, then 10,000 communities.

Rows are made past the services, in bulk; tallies and figures by the portal's own arithmetic.
Each community of the second run has the tally of one of the first.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from benchmarks.timing import clocked, milliseconds
from communities.models import Place, Stage, Tier, User
from evaluation.models import (
    Answer,
    Declaration,
    QuestionFigure,
    Questionnaire,
    QuestionTotal,
    StageBasis,
    State,
    Survey,
    SurveyFigures,
)
from evaluation.surveys.questionnaire_content import QuestionnaireContent
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.storing import columns_of, lines_of
from evaluation.surveys.tally import Tally, tally_answers, tally_hash, to_plain
from evaluation.surveys.tally.publishing import Published, published
from harmony.shared import clock
from tasks.sample.district import DISTRICT_CODE

FEW, MANY, ANSWERS, STREET_SIZE, RUNS = 100, 10_000, 200, 12, 11
AT_ONCE = 2000


@dataclass(frozen=True)
class Counted:
    """What one community brings: its size, and what its residents said."""

    households: int
    tally: Tally
    published: Published
    answers: list[dict[str, str]]


@override_settings(ALLOWED_HOSTS=["*"])
def measure(folder: Path) -> None:
    rng = Random(2005)  # noqa: S311 -- the same each time
    questionnaire = Questionnaire.objects.filter(state="published")[0]
    content = content_of(questionnaire)
    with clocked(f"{FEW} communities counted, {FEW * ANSWERS:,} answers") as taken:
        counted = [_counted(content, rng) for _ in range(FEW)]
    print(f"\n{taken}")
    few = _stage(questionnaire, 1)
    _fill(few, counted, FEW, 10, with_answers=True)
    many = _stage(questionnaire, 2)
    with clocked(f"{MANY:,} communities stored") as taken:
        _fill(many, counted, MANY, 100)
    print(taken)
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")
    print(f"{'':<44}{FEW:>8}: ms queries{MANY:>9}: ms queries")
    for name, address in _addresses():
        told = [_measured(address(stage)) for stage in (few, many)]
        print(f"{name:<44}" + "".join(f"{ms:>12.1f}{queries:>8}" for ms, queries in told))


def _addresses():
    def survey(stage: Stage) -> str:
        return f"/surveys/{Survey.objects.filter(declaration__stage=stage)[0].pk}/"

    results, planner = "/surveys/results/?stage={}", "/surveys/planner/?stage={}&price=1.35"
    return [
        ("results", lambda stage: results.format(stage.pk)),
        ("results, highest rate first", lambda stage: results.format(stage.pk) + "&sort=-rate"),
        ("results, below the target", lambda stage: results.format(stage.pk) + "&stands=below"),
        ("one community beside the district", survey),
        ("planner", lambda stage: planner.format(stage.pk)),
    ]


def _measured(address: str) -> tuple[float, int]:
    client = Client()
    client.force_login(User.objects.get(username="office"))
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    asked = len(queries)  # counted now, because the next request empties the log
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    if any("evaluation_answer" in one["sql"] and "comment" not in one["sql"] for one in queries):
        raise SystemExit(f"{address} reads answers")
    return milliseconds(lambda: client.get(address), RUNS), asked


# ------------------------------------------------------------------ what is measured on
def _counted(content: QuestionnaireContent, rng: Random) -> Counted:
    households = rng.randint(300, 4000)
    mood = rng.uniform(0.7, 0.98)
    answers = [answer_in_mood(content, mood, rng) for _ in range(ANSWERS)]
    tally = tally_answers(content, answers, households=households)
    return Counted(households, tally, published(content, tally, 3 * ANSWERS), answers)


def answer_in_mood(content: QuestionnaireContent, mood: float, rng: Random) -> dict[str, str]:
    """Every question rated, well in that share of cases."""
    good = [option.key for option in content.options if option.satisfied]
    bad = [option.key for option in content.options if not option.satisfied]
    keys = [*(item.key for item in content.items), content.overall.key]
    return {key: rng.choice(good if rng.random() < mood else bad) for key in keys}


def _stage(questionnaire: Questionnaire, number: int) -> Stage:
    """One more stage of the programme in force, judged as its last one is."""
    last = Stage.objects.select_related("basis").exclude(basis=None).order_by("ordinal").last()
    if last is None:
        raise SystemExit("The sample has no stage.")
    stage = Stage.objects.create(
        programme=last.programme,
        ordinal=last.ordinal + 10 + number,
        year=last.year + number,
        title_zh=f"第{number}次测量",
    )
    basis = {"standard": last.basis.standard, "by": last.basis.by}
    StageBasis.objects.create(stage=stage, questionnaire=questionnaire, **basis)
    return stage


@transaction.atomic
def _fill(
    stage: Stage, counted: list[Counted], count: int, first: int, *, with_answers: bool = False
) -> None:
    """So many communities in streets of their own, numbered from ``first`` on."""
    places = _places(count, first, counted)
    declarations = Declaration.objects.bulk_create(
        Declaration(
            community=place, stage=stage, standard=stage.basis.standard, state=State.RECEIVED
        )
        for place in places
    )
    surveys = Survey.objects.bulk_create(
        (
            _survey(declaration, stage, counted[number % len(counted)])
            for number, declaration in enumerate(declarations)
        ),
        batch_size=AT_ONCE,
    )
    figures = SurveyFigures.objects.bulk_create(
        SurveyFigures(survey=survey, **columns_of(counted[number % len(counted)].published))
        for number, survey in enumerate(surveys)
    )
    QuestionFigure.objects.bulk_create(
        (
            QuestionFigure(figures=one, **line)
            for number, one in enumerate(figures)
            for line in lines_of(counted[number % len(counted)].published)
        ),
        batch_size=AT_ONCE,
    )
    _add_up(stage, [counted[number % len(counted)] for number in range(count)])
    if with_answers:
        Answer.objects.bulk_create(
            Answer(survey=survey, choices=answer)
            for survey, one in zip(surveys, counted, strict=True)
            for answer in one.answers
        )


def _add_up(stage: Stage, counted: list[Counted]) -> None:
    """What the portal keeps of each question as surveys are counted."""
    of = {"stage": stage, "questionnaire": stage.basis.questionnaire}
    totals: dict[tuple[str, str], QuestionTotal] = {}
    for one in counted:
        for line in lines_of(one.published):
            figure = QuestionFigure(**line)
            name = (figure.kind, figure.key)
            total = totals.setdefault(name, QuestionTotal(kind=name[0], key=name[1], **of))
            total.add(figure, one.households)
    QuestionTotal.objects.bulk_create(totals.values())


def _places(count: int, first: int, counted: list[Counted]) -> list[Place]:
    district = Place.objects.get(code=DISTRICT_CODE)
    streets = Place.objects.bulk_create(
        Place(
            code=f"{DISTRICT_CODE}{first + number:03d}",
            tier=Tier.STREET,
            parent=district,
            official_name=f"第{number}街道",
            name_zh=f"第{number}街道",
            name_en=f"Street {number}",
        )
        for number in range(-(-count // STREET_SIZE))
    )
    return Place.objects.bulk_create(
        Place(
            code=f"{streets[number // STREET_SIZE].code}{number % STREET_SIZE:03d}",
            tier=Tier.COMMUNITY,
            parent=streets[number // STREET_SIZE],
            official_name=f"第{number}社区居委会",
            name_zh=f"第{number}社区",
            name_en=f"Community {number}",
            households=counted[number % len(counted)].households,
        )
        for number in range(count)
    )


def _survey(declaration: Declaration, stage: Stage, one: Counted) -> Survey:
    now, by = clock.now(), stage.basis.by
    return Survey(
        declaration=declaration,
        questionnaire=stage.basis.questionnaire,
        state=Survey.State.COUNTED,
        households=one.households,
        planned_answers=140,
        opens_at=now - timedelta(days=9),
        closes_at=now - timedelta(days=1),
        opened_at=now - timedelta(days=9),
        opened_by=by,
        closed_at=now,
        closed_by=by,
        tally=to_plain(one.tally),
        tally_hash=tally_hash(one.tally),
    )
