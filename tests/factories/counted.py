"""Surveys that are closed and counted, without a slip ever printed: for comparing many."""

from datetime import timedelta
from random import Random

from communities.models import Place, Stage
from evaluation.models import SlipBatch, Survey
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.storing import store_tallies
from evaluation.surveys.tally import tally_answers
from harmony.shared import clock
from tests.factories.places import CommunityFactory
from tests.factories.surveys import all_chosen, office_of, received_declaration

GOOD, BAD = "satisfied", "dissatisfied"


def counted_survey(
    stage: Stage,
    community: Place | None = None,
    *,
    answers: int = 40,
    satisfied: int = 36,
    slips: int | None = None,
    different: list[dict] | None = None,
    **place,
) -> Survey:
    """So many valid answers, so many of them satisfied with everything, the others with nothing.

    ``different`` are answers beside these; slips are three for each answer unless they are given.
    """
    declaration = received_declaration(community or CommunityFactory(**place), stage)
    given = [all_chosen(GOOD)] * satisfied + [all_chosen(BAD)] * (answers - satisfied)
    given += different or []
    now, office = clock.now(), office_of()
    survey = Survey(
        declaration=declaration,
        questionnaire=stage.basis.questionnaire,
        households=declaration.community.households or 1000,
        planned_answers=100,
        opens_at=now - timedelta(days=9),
        closes_at=now - timedelta(days=1),
        opened_at=now - timedelta(days=9),
        opened_by=office,
    )
    survey.save()
    printed = 3 * len(given) if slips is None else slips
    SlipBatch.objects.create(survey=survey, label="1", printed=printed, by=office)
    content = content_of(survey.questionnaire)
    store_tallies({survey: tally_answers(content, given, households=survey.households)})
    survey.state, survey.closed_at, survey.closed_by = Survey.State.COUNTED, now, office
    survey.save()
    return survey


def scattered(count: int, seed: int = 1) -> list[dict]:
    """So many answers of every kind, the same each time."""
    rng = Random(seed)  # noqa: S311 -- the same each time
    scale = ["very_satisfied", "satisfied", "basically_satisfied", "dissatisfied", "dont_know"]
    answers = []
    for _ in range(count):
        answer = {key: rng.choice(scale) for key in all_chosen()}
        answers.append(answer | {"age_band": rng.choice(["from_18", "from_40", "from_60"])})
    return answers
