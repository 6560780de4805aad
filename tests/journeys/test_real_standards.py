"""Two standards as real offices write them: taken in from spreadsheets, published, declared
against by a community of each class, with a partial return and a carry-forward.

What each finding is worth was worked out by hand from the typed standards, criterion by criterion.
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
from tests.journeys.conftest import PHONE, WIDE, Visitor

pytestmark = pytest.mark.django_db(transaction=True)

PROOF = {"name": "record.txt", "mimeType": "text/plain", "buffer": b"Kept all year."}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLD, NEW, VILLAGE = "old_town", "new_residential", "village_in_city"


# ------------------------------------------------------------------ what is typed
def ticks(*numbers: int):
    def fill(page):
        for number in numbers:
            page.locator("[name=finding-met]").nth(number).check()

    return fill


def types(**values: str):
    def fill(page):
        for name, value in values.items():
            page.locator(f"[name=finding-{name}]").fill(value)

    return fill


def failings(*counts: str, once: tuple[int, ...] = ()):
    """How often each was found; ``once`` are those that are only ticked; none at all is ticked."""

    def fill(page):
        for number, count in enumerate(counts):
            if count:
                page.locator(f"[name=finding-failing_{number}]").fill(count)
        for number in once:
            page.locator(f"[name=finding-failing_{number}]").check()
        if not counts and not once:
            page.locator("[name=finding-none_of_these]").check()

    return fill


def says(verdict: str):
    return lambda page: page.locator(f"[name=finding-passed][value={verdict}]").check()


def claims(modifier: str):
    return lambda page: page.locator(f"[name=modifier][value={modifier}]").check()


def samples(*passed: bool):
    def fill(page):
        for number, is_good in enumerate(passed):
            page.locator(f"[name=finding-name_{number}]").fill(f"{number + 1}号楼")
            field = page.locator(f"[name=finding-passed_{number}]")
            field.select_option("yes" if is_good else "no")

    return fill


def nothing(page):
    """The modifier decides; there is nothing to fill in."""


WITH_FILE = True
Answers = dict[str, tuple]
SAFE: dict[str, Answers] = {
    OLD: {
        "S1.1": (ticks(0, 1), "3.00", WITH_FILE),
        "S1.2": (types(part_0="0.5", part_1="0.5", part_2="2.5"), "3.50"),
        "S1.3": (types(misses="2"), "9.00"),
        "S2.1": (failings("3", "", "1", once=(1,)), "7.20", WITH_FILE),
        "S2.2": (types(points="4.5", reason="Patrols are regular."), "4.50"),
        "S2.3": (says("yes"), "5.00"),
        "T1.1": (types(value="76.5"), "29.50"),
        "T1.2": (types(value="30"), "22.50"),
        "P1": (types(count="2"), "2.00"),
        "P2": (types(count="3"), "1.50"),
    },
    NEW: {
        "S1.1": (ticks(0, 1, 2), "6.00", WITH_FILE),
        "S1.2": (types(part_0="0.5", part_1="0.5", part_2="3"), "4.00"),
        "S1.3": (types(misses="9"), "6.00"),
        "S2.1": (claims("not_occurred"), "10.00"),
        "S2.2": (types(points="5", reason="Known to everybody."), "5.00"),
        "S2.3": (nothing, "5.00"),
        "T2.1": (types(value="1.5"), "20.50"),
        "T2.2": (samples(True, True, True, True, False), "12.50"),
    },
    VILLAGE: {
        "S1.1": (ticks(0, 1, 2), "0.00"),
        "S1.2": (types(part_0="0.5", part_1="0.5", part_2="3"), "4.00"),
        "S1.3": (types(misses="0"), "10.00"),
        "S2.1": (failings(), "10.00", WITH_FILE),
        "S2.2": (types(points="3.5", reason="A beginning."), "3.50"),
        "S2.3": (says("no"), "0.00"),
        "T3.1": (claims("excluded"), "0.00"),
        "T3.2": (types(misses="7"), "29.30"),
        "P2": (types(count="30"), "10.00"),
    },
}
CLEAN: dict[str, Answers] = {
    OLD: {
        "C1.1": (says("yes"), "0.10", WITH_FILE),
        "C1.2": (types(part_0="0.5"), "0.50"),
        "C1.3": (ticks(0), "4.50"),
        "C1.4": (failings("12"), "28.80"),
        "G1.1": (types(value="14"), "9.80"),
        "G1.2": (types(value="45"), "27.00"),
        "G1.3": (types(misses="3"), "18.50", WITH_FILE),
        "P1": (types(count="5"), "10.00"),
    },
    NEW: {
        "C1.1": (says("no"), "0.00"),
        "C1.2": (types(part_0="0.2", part_1="0.25"), "0.45"),
        "C1.3": (ticks(0, 1), "9.40"),
        "C1.4": (failings("40"), "17.50"),
        "G1.1": (types(value="28.2"), "19.70"),
        "G1.2": (nothing, "20.00"),
        "G1.3": (claims("not_occurred"), "20.00"),
    },
    VILLAGE: {
        "C1.1": (says("yes"), "0.10", WITH_FILE),
        "C1.2": (types(part_0="0.2", part_1="0.3"), "0.50"),
        "C1.3": (ticks(1), "7.50"),
        "C1.4": (failings(), "30.00"),
        "G1.1": (claims("excluded"), "0.00"),
        "G1.2": (types(value="60.25"), "10.00"),
        "G1.3": (types(misses="15"), "18.50", WITH_FILE),
    },
}
TOTALS = {
    "safe": {OLD: ("84.20", "100"), NEW: ("69.00", "100"), VILLAGE: ("56.80", "70")},
    "clean": {OLD: ("89.20", "100"), NEW: ("87.05", "100"), VILLAGE: ("66.60", "80")},
}
"""The self-score and what it is out of, by hand."""
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
    for code, (fill, _points, *proof) in answers.items():
        official.go(f"{declaration.get_absolute_url()}criteria/{code}/")
        fill(official.page)
        if proof:
            official.page.locator("#files").set_input_files(PROOF)
        save(official)


def save(official: Visitor) -> None:
    official.page.locator("#entry-form button.btn[name=go][value=stay]").click()
    official.page.wait_for_load_state("load")


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
    failings("2")(official.page)
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
    failings()(official.page)
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
