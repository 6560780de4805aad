"""Declarations evaluated, on notice and decided, played through the real services.

Judged by the small standard, unless another is given. Adds to ``declaration.people``:
``appraisers`` (two), ``leader``, and ``pollster``, of the office, who asks the residents.
"""

from datetime import timedelta
from itertools import cycle

from communities.models import Role
from evaluation.acceptance.services import publish_notice
from evaluation.appraisal import services as appraisal
from evaluation.appraisal.records import record_penalty, record_veto, record_visit
from evaluation.models import Assignment, Declaration, Notice, Penalty, StageBasis, Veto, Visit
from evaluation.steps import take_step
from evaluation.surveys import services as surveys
from harmony.shared import clock
from tests.factories.declarations import (
    begun_declaration,
    fill_in,
    passed_declaration,
    received_declaration,
)
from tests.factories.files import text_file
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory
from tests.factories.small_standard import small_standard
from tests.factories.surveys import answer, ballot_box, counted, published_questionnaire

SLIPS = 6


def with_small_standard(given: dict) -> dict:
    """The same, judged by the small standard where no other is named."""
    return {"standard": given.get("standard") or small_standard(DistrictFactory())} | given


def passed_to_the_office(**given) -> Declaration:
    """Passed on by the street; the office has not received it."""
    return passed_declaration(**with_small_standard(given))


def claiming_declaration(claims: dict[str, str], bonuses: dict | None = None, **given):
    """In evaluation; the community claims modifiers by code, and bonuses ({"P1": "1"})."""
    declaration = begun_declaration(**with_small_standard(given))
    for entry in declaration.entries.select_related("criterion"):
        code = entry.criterion.code
        if code in claims:
            fill_in(declaration, entry, finding={}, modifier=claims[code])
        elif code in (bonuses or {}):
            fill_in(declaration, entry, finding={"count": bonuses[code]})
        else:
            fill_in(declaration, entry)
    people = declaration.people
    take_step(declaration, "submit", by=people.official)
    take_step(declaration, "pass", by=people.examiner)
    take_step(declaration, "receive", by=people.office)
    return declaration


def with_appraisers(declaration: Declaration, count: int = 2) -> Declaration:
    """The same, with appraisers who have not begun, a leader and a pollster."""
    people, district = declaration.people, declaration.community.parent.parent
    people.appraisers = [
        PostFactory(role=Role.APPRAISER, place=district).user for _number in range(count)
    ]
    people.leader = PostFactory(role=Role.LEADER, place=district).user
    people.pollster = PostFactory(role=Role.OFFICE_REVIEWER, place=district).user
    for appraiser in people.appraisers:
        appraisal.assign(declaration, appraiser, by=people.office)
    return declaration


def assigned_declaration(**given) -> Declaration:
    """In evaluation, with two appraisers who have not begun."""
    return with_appraisers(received_declaration(**with_small_standard(given)))


def assignment_of(declaration: Declaration, number: int = 0) -> Assignment:
    """The assignment of the first appraiser, or of another."""
    return declaration.assignments.get(appraiser=declaration.people.appraisers[number])


def give_score(declaration: Declaration, code: str, finding: dict, *, number: int = 0, **more):
    """One appraiser records something on one criterion."""
    assignment = assignment_of(declaration, number)
    score = assignment.scores.select_related("criterion").get(criterion__code=code)
    return appraisal.save_score(
        assignment,
        score.criterion,
        by=assignment.appraiser,
        version=score.version,
        finding=finding,
        **more,
    )


def score_as_claimed(declaration: Declaration, appraiser, *, hand_in: bool = True) -> None:
    """Every criterion not scored yet as the community claimed it, and the scores handed in."""
    assignment = declaration.assignments.get(appraiser=appraiser, ended_at=None)
    entries = {entry.criterion_id: entry for entry in declaration.entries.all()}
    for score in assignment.scores.select_related("criterion").filter(version=0):
        entry = entries[score.criterion_id]
        appraisal.save_score(
            assignment,
            score.criterion,
            by=appraiser,
            version=score.version,
            finding=entry.finding,
            modifier=entry.modifier,
        )
    if hand_in:
        appraisal.finish(assignment, by=appraiser)


def scored_declaration(**given) -> Declaration:
    """Both appraisers have handed in what the community claimed."""
    declaration = assigned_declaration(**given)
    for appraiser in declaration.people.appraisers:
        score_as_claimed(declaration, appraiser)
    return declaration


def disputed_declaration(**given) -> Declaration:
    """Both have handed in; they differ by 1.5 of 2 points on A1.2 and agree on the rest."""
    declaration = assigned_declaration(**given)
    give_score(declaration, "A1.2", {"misses": "3"}, reason="Three corners were dirty.")
    for appraiser in declaration.people.appraisers:
        score_as_claimed(declaration, appraiser)
    return declaration


def record_visits(declaration: Declaration) -> None:
    """The report heard and the site visited, today."""
    for kind in Visit.Kind.values:
        visited(declaration, kind=kind)


def visited(declaration: Declaration, *, kind: str = Visit.Kind.SITE_VISIT, **more) -> Visit:
    words = {"people": "Office, street and community", "findings": "As declared."}
    return record_visit(
        declaration, by=declaration.people.office, kind=kind, date=clock.today(), **(words | more)
    )


def penalised(declaration: Declaration, code: str = "N2", **more) -> Penalty:
    """One case of a penalty item, written down by the office."""
    item = declaration.standard.penalty_items.get(code=code)
    words = {"count": 1, "ground": "Criticised in writing.", "date": clock.today()}
    words["evidence"] = (text_file(), "text/plain")
    return record_penalty(declaration, item, by=declaration.people.office, **(words | more))


def vetoed(declaration: Declaration, code: str = "V4", **more) -> Veto:
    item = declaration.standard.veto_items.get(code=code)
    words = {"ground": "Answers were dictated.", "date": clock.today()}
    words["evidence"] = (text_file(), "text/plain")
    return record_veto(declaration, item, by=declaration.people.office, **(words | more))


def ask_residents(declaration: Declaration, *, option: str = "satisfied", slips: int = SLIPS):
    """A survey opened, answered by every household that got a slip, and closed.

    Everybody chooses the option; of several (“satisfied dissatisfied”) in turn.
    """
    district = declaration.community.parent.parent
    StageBasis.objects.filter(stage=declaration.stage).update(
        questionnaire=published_questionnaire(district)
    )
    office = declaration.people.pollster
    ballot_box(declaration.stage)
    declaration = Declaration.objects.get(pk=declaration.pk)
    survey = surveys.prepare(
        declaration,
        by=office,
        households=slips,
        opens_at=clock.now() - timedelta(days=1),
        closes_at=clock.now() + timedelta(days=1),
    )
    _batch, codes = surveys.print_batch(survey, by=office, label="1", count=slips)
    surveys.open(survey, by=office)
    for code, chosen in zip(codes, cycle(option.split()), strict=False):
        answer(code, chosen)
    return counted(survey, by=office)


def evaluated_declaration(*, option: str = "satisfied", **given) -> Declaration:
    """Everything is there that the result needs; the evaluation is not closed."""
    return evaluate(assigned_declaration(**given), option=option)


def evaluate(declaration: Declaration, *, option: str = "satisfied") -> Declaration:
    """Visited, scored as claimed where nothing is scored yet, and the residents asked."""
    record_visits(declaration)
    for appraiser in declaration.people.appraisers:
        score_as_claimed(declaration, appraiser)
    ask_residents(declaration, option=option)
    return declaration


def appraised_declaration(**given) -> Declaration:
    return appraise(evaluated_declaration(**given))


def appraise(declaration: Declaration) -> Declaration:
    """Close the evaluation."""
    take_step(declaration, "appraise", by=declaration.people.office)
    return declaration


def noticed_declaration(*, ended: bool = True, **given) -> Declaration:
    """On public notice; the notice has ended, unless asked otherwise."""
    declaration = appraised_declaration(**given)
    put_on_notice(declaration, ended=ended)
    declaration.refresh_from_db()
    return declaration


def put_on_notice(*declarations: Declaration, ended: bool = True) -> Notice:
    """One notice of two weeks that names all of these."""
    first = clock.now() - timedelta(days=20) if ended else clock.now()
    with clock.at(first):
        return publish_notice(
            declarations[0].stage,
            declarations,
            by=declarations[0].people.office,
            opens_at=first,
            closes_at=first + timedelta(days=14),
            title_zh="评估结果公示",
            title_en="Proposed results",
        )


def accepted_declaration(*, level: str = "excellent", **given) -> Declaration:
    """Accepted by the leader, with its certificate."""
    declaration = noticed_declaration(**given)
    take_step(declaration, "accept", by=declaration.people.leader, level=level, note="Agreed.")
    return declaration
