"""Two standards as real offices write them: taken in from spreadsheets, published, declared
against by a community of each class, with a partial return and a carry-forward.

What each finding is worth was worked out by hand (``answers``).
"""

from decimal import Decimal

import pytest

from communities.models import CommunityClass, Role, Title
from evaluation.models import Declaration, Standard, StandardState, State
from evaluation.standards.basis import set_basis
from evaluation.steps import take_step
from tests.evaluation.standards.sheets.two_standards import clean_community, safe_community
from tests.factories import (
    CommunityFactory,
    DistrictFactory,
    PostFactory,
    ProgrammeFactory,
    StageFactory,
    StreetFactory,
)
from tests.factories.declarations import people_of
from tests.factories.evaluations import appraise, evaluate, put_on_notice, with_appraisers
from tests.journeys.answers import (
    CLEAN,
    NEW,
    OLD,
    SAFE,
    TOTALS,
    VILLAGE,
    Answers,
    Fields,
    failings,
)
from tests.journeys.conftest import PHONE, WIDE, Visitor

pytestmark = pytest.mark.django_db(transaction=True)

PROOF = {"name": "record.txt", "mimeType": "text/plain", "buffer": b"Kept all year."}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


BOOKS = {"safe": (safe_community, SAFE), "clean": (clean_community, CLEAN)}


# ------------------------------------------------------------------ who is there
@pytest.fixture
def place():
    """A street with one community of each class, and a stage for this year and the last."""

    class District:
        district = DistrictFactory()
        street = StreetFactory(parent=district)
        office = PostFactory(role=Role.OFFICE_REVIEWER, place=district).user
        official = PostFactory(role=Role.STREET_OFFICIAL, place=street).user
        examiner = PostFactory(role=Role.STREET_OFFICIAL, place=street).user
        communities = {
            OLD: CommunityFactory(
                parent=street,
                community_class=CommunityClass.OLD_TOWN_IN_PLAN,
                title=Title.NONE,
            ),
            NEW: CommunityFactory(
                parent=street,
                community_class=CommunityClass.NEW_RESIDENTIAL,
                title=Title.MUNICIPAL,
            ),
            VILLAGE: CommunityFactory(
                parent=street,
                community_class=CommunityClass.VILLAGE_IN_CITY,
                title=Title.NONE,
            ),
        }
        programme = ProgrammeFactory(district=district)
        stage = StageFactory(programme=programme, ordinal=1)

    return District()


def take_in(office: Visitor, book) -> Standard:
    """The spreadsheet is read, shown, stored as a draft, and published."""
    file = {"name": "standard.xlsx", "mimeType": XLSX, "buffer": book.content()}
    office.go("/standards/import/")
    office.page.locator("main input[type=file]").set_input_files(file)
    office.page.locator("main form button[type=submit]").first.click()
    office.look()
    office.page.locator("form[action$='/confirm/'] button[type=submit]").click()
    office.look()
    draft = Standard.objects.latest("pk")
    assert draft.state == StandardState.DRAFT
    office.go(f"/standards/{draft.pk}/publish/")
    office.page.locator("main form button[type=submit]").click()
    office.look()
    draft.refresh_from_db()
    assert draft.state == StandardState.PUBLISHED
    return draft


def plan(official: Visitor, community, stage) -> Declaration:
    official.page.goto(f"{official.address}/programme/plan/")
    official.page.locator(f"input[name=chosen][value='{community.code}']").check()
    official.page.locator(f"button[name=stage][value='{stage.pk}']").click()
    declaration = Declaration.objects.get(community=community, stage=stage)
    official.go(declaration.get_absolute_url())
    official.page.locator("form[action*='/steps/begin/'] button").click()
    official.look()
    return declaration


def answer(official: Visitor, declaration: Declaration, answers: Answers) -> None:
    """Fill in an indicator at a time, and the bonus items one by one."""
    entries = {one.criterion.code: one for one in declaration.entries.select_related("criterion")}
    indicators = sorted({code.partition(".")[0] for code in answers if "." in code})
    for indicator in indicators:
        official.go(f"{declaration.get_absolute_url()}indicators/{indicator}/")
        for code, given in answers.items():
            if code.startswith(f"{indicator}."):
                fill_in(Fields(official.page, f"e{entries[code].pk}-"), *given)
        save(official, "#indicator-form")
    for code, given in answers.items():
        if "." not in code:
            official.go(f"{declaration.get_absolute_url()}criteria/{code}/")
            fill_in(Fields(official.page), *given)
            save(official)


def fill_in(fields: Fields, fill, _points: str, *proof: bool) -> None:
    fill(fields)
    if proof:
        fields.page.locator(f"#{fields.stem}files").set_input_files(PROOF)
        fields.page.locator(f"#{fields.stem}attached .nm").first.wait_for()


def save(official: Visitor, form: str = "#entry-form") -> None:
    """Press Save, which waits for what is on its way."""
    with official.page.expect_navigation():
        official.page.locator(f"{form} button.btn[name=go][value=stay]").click()


def submit(official: Visitor, declaration: Declaration) -> None:
    official.go(f"{declaration.get_absolute_url()}submit/")
    official.page.locator("input[name=is_true]").check()
    official.page.locator("main form:has([name=is_true]) button[type=submit]").first.click()
    official.look()
    declaration.refresh_from_db()
    assert declaration.state == State.SUBMITTED


def points_of(declaration: Declaration) -> dict[str, Decimal]:
    return dict(declaration.entries.values_list("criterion__code", "points"))


@pytest.mark.parametrize(
    ("name", "language", "screen"),
    [("safe", "zh-hans", WIDE), ("clean", "en", PHONE)],
    ids=["safe", "clean"],
)
def test_a_community_of_each_class_is_judged_by_it(visit, place, name, language, screen):
    write_book, answers = BOOKS[name]
    office = visit(place.office, language=language)
    standard = take_in(office, write_book())
    set_basis(place.stage, standard=standard, questionnaire=None, by=place.office)

    official = visit(place.official, language=language, screen=screen)
    for which, community in place.communities.items():
        declaration = plan(official, community, place.stage)
        answer(official, declaration, answers[which])
        points, out_of = TOTALS[name][which]
        official.go(declaration.get_absolute_url()).reads(points, out_of)
        by_hand = {code: Decimal(given[1]) for code, given in answers[which].items()}
        stored = points_of(declaration)
        assert {code: stored[code] for code in by_hand} == by_hand
        submit(official, declaration)
        assert declaration.hand_ups.get().points == Decimal(points)


def test_one_criterion_comes_back_and_next_year_begins_with_what_still_counts(visit, place):
    office = visit(place.office)
    standard = take_in(office, safe_community())
    community = place.communities[VILLAGE]
    earlier = StageFactory(programme=place.programme, ordinal=2, year=place.stage.year - 1)
    for stage in (earlier, place.stage):
        set_basis(stage, standard=standard, questionnaire=None, by=place.office)

    official, examiner = visit(place.official), visit(place.examiner)
    declaration = plan(official, community, earlier)
    answer(official, declaration, SAFE[VILLAGE])
    submit(official, declaration)
    return_one(examiner, declaration, "S2.1", "Which lamps were mended?")
    still_open = declaration.entries.filter(is_open=True)
    assert [entry.criterion.code for entry in still_open] == ["S2.1"]

    official.go(declaration.get_absolute_url()).reads("Which lamps were mended?")
    locked = official.go(f"{declaration.get_absolute_url()}criteria/S1.3/")
    assert locked.page.locator("#entry-form").count() == 0
    official.go(f"{declaration.get_absolute_url()}criteria/S2.1/")
    official.page.locator("[name=finding-none_of_these]").uncheck()
    failings("2")(Fields(official.page))
    official.page.locator("[name=statement]").fill("All lamps of the north lane were mended.")
    save(official)
    date_the_proof(official, declaration, place.stage.year)
    submit(official, declaration)
    examiner.go(f"/declarations/{declaration.pk}/hand-ups/2/changes/").reads("10.00 → 9.80")
    pass_on(examiner, declaration)

    refuse(declaration)
    after = plan(official, community, place.stage)
    official.go(f"{after.get_absolute_url()}criteria/S2.1/")
    official.reads(str(earlier.year), "All lamps of the north lane were mended.", "record")
    official.page.locator("button[name=take_statement]").click()
    official.look()
    failings()(Fields(official.page))
    official.page.locator("[name=carry]").check()
    official.page.locator("button[value=carry]").click()
    official.look()
    entry = after.entries.get(criterion__code="S2.1")
    assert entry.statement == "All lamps of the north lane were mended."
    assert entry.points == Decimal("10.00")
    assert [use.evidence.original_name for use in entry.uses.all()] == ["record.txt"]
    other = after.entries.get(criterion__code="S1.3")
    assert (other.finding, other.points) == ({}, None)


def return_one(examiner: Visitor, declaration: Declaration, code: str, reason: str) -> None:
    examiner.go(f"/examination/{declaration.pk}/")
    row = examiner.page.locator("article", has=examiner.page.locator(f"[id='r-{code}']"))
    row.locator("input[type=radio]").nth(1).check()
    row.locator("input[type=text], textarea").last.fill(reason)
    examiner.page.locator("button[name=go][value=return]").click()
    examiner.look()
    examiner.page.locator("main form button[type=submit]").first.click()
    examiner.look()
    declaration.refresh_from_db()
    assert declaration.state == State.RETURNED


def pass_on(examiner: Visitor, declaration: Declaration) -> None:
    examiner.go(f"/examination/{declaration.pk}/")
    examiner.page.locator("button[name=go][value=pass]").click()
    examiner.look()
    examiner.page.locator("textarea[name=note]").fill("Complete and plausible.")
    examiner.page.locator("main form button[type=submit]").first.click()
    examiner.look()
    declaration.refresh_from_db()
    assert declaration.state == State.PASSED


def date_the_proof(official: Visitor, declaration: Declaration, year: int) -> None:
    """The event that the file tells of lies in the year that follows."""
    file = declaration.community.evidence.get()
    official.go(f"/evidence/{file.pk}/details/")
    official.page.locator("[name=event_date]").fill(f"{year}-01-02")
    official.page.locator("main form button[type=submit]").first.click()
    official.look()
    file.refresh_from_db()
    assert file.event_date.year == year


def refuse(declaration: Declaration) -> None:
    """Evaluated by three appraisers and not accepted: it may try again in the next stage."""
    declaration.people = people_of(declaration.community)
    take_step(declaration, "receive", by=declaration.people.office)
    appraise(evaluate(with_appraisers(declaration, 3)))
    put_on_notice(declaration)
    declaration.refresh_from_db()
    take_step(declaration, "not_accept", by=declaration.people.leader, note="Not yet.")
