"""Declarations as far along as a test needs them, played through the real services.

Each builder gives the declaration; who acted on it is in ``declaration.people``: ``worker``,
``official`` (begins, fills in, submits), ``examiner`` (the other official) and ``office``.
"""

from types import SimpleNamespace

from communities.models import Place, Role, Stage
from evaluation.declarations.library import store
from evaluation.declarations.saving import save_entry
from evaluation.declarations.services import attach, plan
from evaluation.models import Criterion, Declaration, Entry, StageBasis, Standard
from evaluation.standards.scoring_rules import NO_EVIDENCE_ZERO
from evaluation.steps import take_step
from tests.factories.files import text_file
from tests.factories.findings import best_finding
from tests.factories.people import PostFactory
from tests.factories.places import CommunityFactory
from tests.factories.programme import StageFactory
from tests.factories.standards import published_standard


def people_of(community: Place) -> SimpleNamespace:
    """Everybody a declaration of this community needs, each with one post."""
    street = community.parent
    return SimpleNamespace(
        worker=PostFactory(role=Role.COMMUNITY_WORKER, place=community).user,
        official=PostFactory(role=Role.STREET_OFFICIAL, place=street).user,
        examiner=PostFactory(role=Role.STREET_OFFICIAL, place=street).user,
        office=PostFactory(role=Role.OFFICE_REVIEWER, place=street.parent).user,
    )


def planned_declaration(
    community: Place | None = None,
    stage: Stage | None = None,
    standard: Standard | None = None,
) -> Declaration:
    """In the stage, which is judged by the sample standard."""
    community = community or CommunityFactory()
    stage = stage or StageFactory(programme__district=community.parent.parent)
    people = people_of(community)
    standard = standard or published_standard(community.parent.parent)
    StageBasis.objects.update_or_create(
        stage=stage, defaults={"standard": standard, "by": people.office}
    )
    declaration = plan(community, stage, by=people.office)
    declaration.people = people
    return declaration


def begun_declaration(**given) -> Declaration:
    """The self-examination is open, and nothing is filled in."""
    declaration = planned_declaration(**given)
    take_step(declaration, "begin", by=declaration.people.official)
    return declaration


def filled_declaration(**given) -> Declaration:
    """Every base criterion has its best finding, and a file where one is needed."""
    declaration = begun_declaration(**given)
    for entry in declaration.entries.select_related("criterion"):
        fill_in(declaration, entry)
    return declaration


def fill_in(declaration: Declaration, entry: Entry, **changes) -> Entry:
    """Save one entry as the official would: the best finding, unless told otherwise."""
    if entry.criterion.kind == Criterion.Kind.BONUS and "finding" not in changes:
        return entry
    entry.declaration = declaration
    by, community = declaration.people.official, declaration.community
    if NO_EVIDENCE_ZERO in entry.criterion.modifier_types:
        attach(entry, proof_of(declaration), by=by)
    changes = {"finding": best_finding(entry.criterion, community)} | changes
    return save_entry(entry, by=by, version=entry.version, **changes)


def proof_of(declaration: Declaration):
    """The one file that proves everything in tests."""
    evidence, _ = store(
        declaration.community, text_file("proof.txt", "Proof."), by=declaration.people.official
    )
    return evidence


def submitted_declaration(**given) -> Declaration:
    """Handed up to the street by the official."""
    declaration = filled_declaration(**given)
    take_step(declaration, "submit", by=declaration.people.official)
    return declaration


def resubmitted_declaration(**given) -> Declaration:
    """A1.2 came back and was handed up again with another text, number and file."""
    declaration = submitted_declaration(**given)
    official = declaration.people.official
    entry = declaration.entries.select_related("criterion").get(criterion__code="A1.2")
    reasons = {entry.criterion_id: "Which corners?"}
    take_step(declaration, "return", by=declaration.people.examiner, reasons=reasons)
    entry.refresh_from_db()
    photo, _ = store(declaration.community, text_file("corner.txt", "Corner."), by=official)
    attach(entry, photo, by=official)
    fill_in(declaration, entry, finding={"misses": "1"}, statement="The corner by the school.")
    take_step(declaration, "submit", by=official)
    return declaration


def passed_declaration(**given) -> Declaration:
    """Passed on to the office by the other official."""
    declaration = submitted_declaration(**given)
    take_step(declaration, "pass", by=declaration.people.examiner, note="Complete and plausible.")
    return declaration


def received_declaration(**given) -> Declaration:
    """Received by the office for evaluation."""
    declaration = passed_declaration(**given)
    take_step(declaration, "receive", by=declaration.people.office)
    return declaration
