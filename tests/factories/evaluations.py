"""Declarations evaluated, on notice and decided, played through the real services.

Adds to ``declaration.people``: ``appraisers`` (two), ``leader``.
"""

from datetime import timedelta

from communities.models import Role
from evaluation.acceptance.services import publish_notice
from evaluation.appraisal import services as appraisal
from evaluation.appraisal.records import record_visit
from evaluation.models import Declaration, StageBasis, Visit
from evaluation.steps import take_step
from evaluation.surveys import services as surveys
from harmony.shared import clock
from tests.factories.declarations import received_declaration
from tests.factories.people import PostFactory
from tests.factories.surveys import answer, published_questionnaire

SLIPS = 60


def assigned_declaration(**given) -> Declaration:
    """In evaluation, with two appraisers who have not begun."""
    declaration = received_declaration(**given)
    people = declaration.people
    district = declaration.community.parent.parent
    people.appraisers = [
        PostFactory(role=Role.APPRAISER, place=district).user for _number in range(2)
    ]
    people.leader = PostFactory(role=Role.LEADER, place=district).user
    for appraiser in people.appraisers:
        appraisal.assign(declaration, appraiser, by=people.office)
    return declaration


def score_as_claimed(declaration: Declaration, appraiser) -> None:
    """Every criterion as the community claimed it, and the scores handed in."""
    assignment = declaration.assignments.get(appraiser=appraiser)
    entries = {entry.criterion_id: entry for entry in declaration.entries.all()}
    for score in assignment.scores.select_related("criterion"):
        entry = entries[score.criterion_id]
        appraisal.save_score(
            assignment,
            score.criterion,
            by=appraiser,
            version=score.version,
            finding=entry.finding,
            modifier=entry.modifier,
        )
    appraisal.finish(assignment, by=appraiser)


def record_visits(declaration: Declaration) -> None:
    """The report heard and the site visited, today."""
    for kind in Visit.Kind.values:
        record_visit(
            declaration,
            by=declaration.people.office,
            kind=kind,
            date=clock.today(),
            people="Office, street and community",
            findings="As declared.",
        )


def ask_residents(declaration: Declaration, *, option: str = "satisfied", slips: int = SLIPS):
    """A survey opened, answered the same way by every household that got a slip, and closed."""
    district = declaration.community.parent.parent
    StageBasis.objects.filter(stage=declaration.stage).update(
        questionnaire=published_questionnaire(district)
    )
    declaration = Declaration.objects.get(pk=declaration.pk)
    survey = surveys.prepare(
        declaration,
        by=_office(declaration),
        households=slips,
        opens_at=clock.now() - timedelta(days=1),
        closes_at=clock.now() + timedelta(days=1),
    )
    _batch, codes = surveys.print_batch(survey, by=_office(declaration), label="1", count=slips)
    surveys.open(survey, by=_office(declaration))
    for code in codes:
        answer(code, option)
    surveys.close(survey, by=_office(declaration))
    return survey


def _office(declaration: Declaration):
    district = declaration.community.parent.parent
    return PostFactory(role=Role.OFFICE_REVIEWER, place=district).user


def evaluated_declaration(*, option: str = "satisfied", **given) -> Declaration:
    """Everything is there that the result needs; the evaluation is not closed."""
    declaration = assigned_declaration(**given)
    record_visits(declaration)
    for appraiser in declaration.people.appraisers:
        score_as_claimed(declaration, appraiser)
    ask_residents(declaration, option=option)
    return declaration


def appraised_declaration(**given) -> Declaration:
    declaration = evaluated_declaration(**given)
    take_step(declaration, "appraise", by=declaration.people.office)
    return declaration


def noticed_declaration(*, ended: bool = True, **given) -> Declaration:
    """On public notice; the notice has ended, unless asked otherwise."""
    declaration = appraised_declaration(**given)
    first = clock.now() - timedelta(days=20) if ended else clock.now()
    with clock.at(first):
        publish_notice(
            declaration.stage,
            [declaration],
            by=declaration.people.office,
            opens_at=first,
            closes_at=first + timedelta(days=14),
            title_zh="评估结果公示",
            title_en="Proposed results",
        )
    declaration.refresh_from_db()
    return declaration


def accepted_declaration(*, level: str = "excellent", **given) -> Declaration:
    """Accepted by the leader, with its certificate."""
    declaration = noticed_declaration(**given)
    take_step(declaration, "accept", by=declaration.people.leader, level=level, note="Agreed.")
    return declaration
