"""The sample questionnaire, and surveys in every state, made by the real services."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache
from random import Random

from django.conf import settings

from communities.models import Place, Role, Stage
from evaluation.models import BallotBox, Declaration, Questionnaire, StageBasis, State, Survey
from evaluation.standards.plain_text import plain_from_text
from evaluation.surveys import services
from evaluation.surveys.marks import Marks
from evaluation.surveys.sealing import receipts
from harmony.shared import clock
from tests.factories.people import PostFactory
from tests.factories.places import CommunityFactory, DistrictFactory
from tests.factories.programme import ProgrammeFactory, StageFactory
from tests.factories.standards import published_standard

ITEMS = [
    *("staff", "volunteers", "being_asked", "open_accounts", "building_management"),
    *("requests", "activity_rooms", "service_window", "cleanliness", "green_space"),
    *("roads", "safety", "disputes", "help_in_need", "activities"),
]
"""Keys of the sample questionnaire's items, in its order."""
OPTIONS = ("very_satisfied", "satisfied", "basically_satisfied", "dissatisfied")


@cache
def written_questionnaire() -> dict:
    """What ``data/questionnaire-2005.yaml`` says. Copy it before changing anything in it."""
    file = settings.BASE_DIR / "data/questionnaire-2005.yaml"
    plain, problems = plain_from_text(file.read_bytes())
    if problems:
        raise AssertionError(problems)
    return plain


def office_of(district: Place | None = None):
    """Somebody of the office who has nothing else to do with any declaration."""
    return PostFactory(role=Role.OFFICE_REVIEWER, place=district or DistrictFactory()).user


def published_questionnaire(district: Place, mapping: Mapping | None = None) -> Questionnaire:
    """The sample questionnaire, published."""
    office = office_of(district)
    made = services.import_questionnaire(
        mapping or written_questionnaire(), district=district, by=office
    )
    if made.state == Questionnaire.State.DRAFT:
        services.publish_questionnaire(made, by=office)
    return made


def stage_with_questionnaire(district: Place, **fields) -> Stage:
    """A stage judged by the sample standard and questionnaire; residents are asked now."""
    dates = {
        "questionnaire_opens": clock.now() - timedelta(days=1),
        "questionnaire_closes": clock.now() + timedelta(days=10),
    }
    programme = ProgrammeFactory(district=district, help_line="0551-0000000")
    stage = StageFactory(programme=programme, **(dates | fields))
    StageBasis.objects.create(
        stage=stage,
        standard=published_standard(district),
        questionnaire=published_questionnaire(district),
        by=office_of(district),
    )
    return stage


def received_declaration(
    community: Place | None = None, stage: Stage | None = None
) -> Declaration:
    """A declaration in evaluation, without the way it came."""
    community = community or CommunityFactory()
    stage = stage or stage_with_questionnaire(DistrictFactory())
    declaration = Declaration(
        community=community, stage=stage, standard=stage.basis.standard, state=State.RECEIVED
    )
    declaration.save()
    return declaration


PASSPHRASE = "nine cranes over the lake"


def ballot_box(stage: Stage) -> BallotBox:
    """The box that the stage's questionnaires use: the last one made, else a new one."""
    made = BallotBox.objects.filter(stage=stage, state=BallotBox.State.SEALED)
    if found := made.first():
        return found
    office = office_of()
    box = services.make_box(stage, by=office, passphrase=PASSPHRASE).box
    services.prove_passphrase(box, PASSPHRASE, by=office)
    return box


def prepared_survey(declaration: Declaration | None = None, **options) -> Survey:
    declaration = declaration or received_declaration()
    ballot_box(declaration.stage)
    return services.prepare(declaration, by=office_of(), **options)


def open_survey(
    declaration: Declaration | None = None, *, slips: int = 20, **options
) -> tuple[Survey, list[str]]:
    """A survey that can be answered, and the codes of its one batch."""
    survey = prepared_survey(declaration, **options)
    office = office_of()
    codes = []
    if slips:
        _batch, codes = services.print_batch(survey, by=office, label="1", count=slips)
    services.open(survey, by=office)
    return survey, codes


def counted(survey: Survey, *, by=None) -> Survey:
    """Close the survey where it is open, and open its box."""
    if survey.state == Survey.State.OPEN:
        services.close(survey, by=by or office_of())
    box = survey.box
    key = services.key_from_passphrase(box, PASSPHRASE)
    services.open_box(box, by=by or office_of(), private_key=key)
    survey.refresh_from_db()
    return survey


def all_chosen(option: str = "satisfied", **different: str) -> dict[str, str]:
    """Every item and the overall question answered the same way."""
    return dict.fromkeys([*ITEMS, "overall"], option) | different


def answer(
    code: str, option: str = "satisfied", *, marks: Marks | None = None, **different: str
) -> services.Outcome:
    """One household answers."""
    return services.record(
        code,
        receipt=receipts.new(),
        choices=all_chosen(option, **different),
        background={},
        marks=marks,
    )


def ways_of(number: int) -> dict[str, str]:
    """What the resident of this number chooses: each in an own way, the same each time."""
    rng = Random(number)  # noqa: S311 -- invented
    return {item: rng.choice(OPTIONS) for item in ITEMS}


def answered_by_many(codes: Sequence[str], *, from_one_device: int = 0) -> None:
    """Everybody answers from a phone of their own in an own way; the first so many from one."""
    for number, code in enumerate(codes):
        phone = "one" if number < from_one_device else f"phone {number}"
        with clock.at(clock.now() + timedelta(minutes=20 * number)):
            answer(code, marks=Marks("192.0.2.1", phone, seconds=90), **ways_of(number))


def stuffed_survey(declaration: Declaration | None = None) -> Survey:
    """Counted: sixty answers, twelve of which came from one device."""
    survey, codes = open_survey(declaration, slips=120, households=200)
    answered_by_many(codes[:60], from_one_device=12)
    return counted(survey)
