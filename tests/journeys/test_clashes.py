"""What goes wrong between people and pages: told where it is, with nothing lost or half-saved."""

import pytest

from communities.models import Role
from communities.programme.services import shift_deadline
from evaluation.models import Declaration, Entry, Evidence, Score, State
from evaluation.steps import take_step
from tests.factories import CommunityFactory, DistrictFactory, StageFactory
from tests.factories.declarations import (
    begun_declaration,
    filled_declaration,
    submitted_declaration,
)
from tests.factories.evaluations import assigned_declaration
from tests.factories.small_standard import small_standard
from tests.journeys.conftest import PHONE, at

pytestmark = pytest.mark.django_db(transaction=True)


def begun(**given):
    return begun_declaration(standard=small_standard(DistrictFactory()), **given)


def filled(**given):
    return filled_declaration(standard=small_standard(DistrictFactory()), **given)


def page_of(declaration, code):
    return f"/declarations/{declaration.pk}/criteria/{code}/"


def entry_of(declaration, code) -> Entry:
    return declaration.entries.get(criterion__code=code)


def save(screen, label="Save"):
    screen.page.locator("#entry-form").get_by_role("button", name=label, exact=True).last.click()
    return screen.look()


@pytest.mark.both
def test_two_officials_at_one_criterion_see_each_other_and_lose_nothing(visit):
    declaration = begun()
    first = visit(declaration.people.official)
    second = visit(declaration.people.examiner)
    for screen, misses, words in (
        (first, "0", "Cleaned every week."),
        (second, "2", "Two corners were dirty."),
    ):
        screen.go(page_of(declaration, "A1.2"))
        screen.page.locator("[name=finding-misses]").fill(misses)
        screen.page.locator("[name=statement]").fill(words)

    save(first).reads("A1.2 is saved.")
    save(second).reads(
        f"{declaration.people.official.name} saved this criterion meanwhile",
        "Cleaned every week.",
        "Your version, not saved yet:",
    )
    assert second.page.locator("[name=statement]").input_value() == "Two corners were dirty."
    assert entry_of(declaration, "A1.2").statement == "Cleaned every week."

    save(second).reads("A1.2 is saved.")
    first.page.locator("[name=statement]").fill("Cleaned every day.")
    save(first).reads("saved this criterion meanwhile", "Two corners were dirty.")
    entry = entry_of(declaration, "A1.2")
    assert (entry.statement, entry.finding) == ("Two corners were dirty.", {"misses": "2"})


@pytest.mark.both
def test_a_press_while_the_page_saves_itself_does_not_meet_itself(visit):
    declaration = begun()
    screen = visit(declaration.people.official)
    held = []

    def hold(route):
        """The server has taken it, and the answer is still on its way."""
        if "x-autosave" in route.request.headers and not held:
            held.append((route, route.fetch()))
        else:
            route.continue_()

    screen.page.route("**/criteria/A1.2/", hold)
    screen.go(page_of(declaration, "A1.2"))
    screen.page.locator("[name=finding-misses]").fill("1")
    while not held:  # it saves itself two seconds after the last letter
        screen.page.wait_for_timeout(100)
    screen.page.locator("[name=statement]").fill("One corner was dirty.")
    screen.page.locator("#entry-form button.btn[name=go][value=stay]").click()
    screen.page.wait_for_timeout(300)
    route, answer = held[0]
    route.fulfill(response=answer)

    screen.reads("A1.2 is saved.").does_not_read("saved this criterion meanwhile")
    entry = entry_of(declaration, "A1.2")
    assert (entry.finding, entry.statement) == ({"misses": "1"}, "One corner was dirty.")


def test_page_from_before_the_last_hand_up_sends_nothing(visit):
    declaration = filled()
    people = declaration.people
    hand_up = f"/declarations/{declaration.pk}/submit/"
    screens = [visit(people.official) for _number in range(3)]
    for screen in screens:
        screen.go(hand_up)
        screen.page.locator("[name=is_true]").check()
    first, second, third = screens

    first.press("Send to the street").reads("the self-examination has been sent")
    second.press("Send to the street").reads("It has been sent already. Nothing was sent twice.")
    reasons = {entry_of(declaration, "A1.2").criterion_id: "Which corners?"}
    sent = Declaration.objects.get(pk=declaration.pk)
    take_step(sent, "return", by=people.examiner, reasons=reasons)
    third.press("Send to the street").reads("This page was from before the last hand-up.")
    assert declaration.hand_ups.count() == 1


def test_writing_into_what_was_handed_up_meanwhile_is_given_back(visit):
    declaration = filled()
    desk = visit(declaration.people.official)
    desk.go(page_of(declaration, "A1.2"))
    desk.page.locator("[name=statement]").fill("One more word.")

    take_step(declaration, "submit", by=declaration.people.official)
    save(desk).reads("This criterion can no longer be written")
    assert "One more word." in desk.page.get_by_label("What you typed").input_value()
    assert entry_of(declaration, "A1.2").statement == ""


def test_hand_up_after_the_deadline_needs_the_office(visit):
    district = DistrictFactory()
    stage = StageFactory(programme__district=district, hand_up_street=at(5))
    declaration = filled(community=CommunityFactory(parent__parent=district), stage=stage)
    people = declaration.people
    desk = visit(people.official, language="zh-hans")
    desk.go(f"/declarations/{declaration.pk}/submit/")
    desk.page.locator("[name=is_true]").check()
    desk.page.locator("[name=note]").fill("请先看第二项。")

    stage.hand_up_street = at(-1)
    stage.save()
    desk.press("报送街道").reads("截止时间", "领导小组办公室同意")
    assert desk.page.get_by_label("您填写的内容").input_value() == "请先看第二项。"
    declaration.refresh_from_db()
    assert declaration.state == State.DRAFT
    desk.go("/declarations/").reads("逾期1天")

    later = at(3)
    shift_deadline(
        stage, declaration.community, "hand_up_street", later, "停电一周。", by=people.office
    )
    desk.go(f"/declarations/{declaration.pk}/submit/").reads(f"{later.month}月{later.day}日 17:00")
    desk.page.locator("[name=is_true]").check()
    desk.press("报送街道")
    declaration.refresh_from_db()
    assert declaration.state == State.SUBMITTED


def test_script_called_photo_and_file_too_large_are_refused_and_the_text_stays(
    visit, settings, tmp_path
):
    declaration = begun()
    worker = visit(declaration.people.worker, screen=PHONE)
    script, large = tmp_path / "photo.jpg", tmp_path / "film.pdf"
    script.write_bytes(b"<script>alert(1)</script>")
    large.write_bytes(b"%PDF-1.4\n" + b"0" * 21 * 1024 * 1024)

    worker.go(page_of(declaration, "A1.1"))
    worker.page.locator("[name=statement]").fill("Four meetings were held.")
    worker.page.locator("#files").set_input_files([script, large])
    worker.reads(
        "Not taken: This is not a picture that can be opened.",
        "Not taken: The file is larger than 20 MB.",
    )
    save(worker).reads("A1.1 is saved.")
    assert worker.page.locator("[name=statement]").input_value() == "Four meetings were held."
    assert not Evidence.objects.exists()
    assert not any(settings.MEDIA_ROOT.rglob("*.*"))


def test_points_above_the_maximum_are_told_beside_the_field(visit):
    declaration = begun()
    desk = visit(declaration.people.official, language="zh-hans")

    desk.go(page_of(declaration, "B1.1"))
    desk.page.locator("[name=finding-points]").fill("2.5")
    desk.page.locator("[name=finding-reason]").fill("活动经常。")
    save(desk, "保存").is_told("finding-points", "请输入不大于2的数。")
    assert desk.page.locator("[name=finding-points]").input_value() == "2.5"
    assert desk.page.locator("[name=finding-reason]").input_value() == "活动经常。"
    assert entry_of(declaration, "B1.1").points is None


def test_appraiser_is_told_the_same(visit):
    declaration = assigned_declaration()
    assignment = declaration.assignments.first()
    desk = visit(assignment.appraiser)

    desk.go(f"/scoring/{assignment.pk}/B1.1/")
    desk.page.locator("[name=finding-points]").fill("2.5")
    desk.page.locator("[name=finding-reason]").fill("Often, and everybody knows.")
    desk.press("Save").is_told("finding-points", "Enter at most 2.")
    assert desk.page.locator("[name=finding-points]").input_value() == "2.5"
    score = Score.objects.get(assignment=assignment, criterion__code="B1.1")
    assert score.points is None


def test_only_who_may_is_shown_a_form(visit, person):
    declaration = begun()
    leader = visit(person(Role.LEADER, declaration.community.parent.parent))

    leader.go(page_of(declaration, "A1.2"))
    assert leader.page.locator("#entry-form").count() == 0


def test_signing_in_again_in_another_tab_costs_nothing(visit):
    declaration = begun()
    screen = visit(declaration.people.official).go(page_of(declaration, "A1.2"))
    context, statement = screen.page.context, screen.page.locator("[name=statement]")
    # Another token, as signing in again gives one; the page keeps the one it was made with.
    context.clear_cookies(name="csrftoken")

    screen.page.locator("[name=finding-misses]").fill("1")
    statement.fill("Typed on the old page.")
    screen.reads("Saved")
    while entry_of(declaration, "A1.2").statement != "Typed on the old page.":
        screen.page.wait_for_timeout(100)

    context.clear_cookies(name="csrftoken")
    statement.fill("Pressed on the old page.")
    name = declaration.people.official.name
    save(screen).reads("Nothing that was typed is lost", f"in the name of {name}")
    screen.press("Send it once more").reads("A1.2 is saved.")
    assert entry_of(declaration, "A1.2").statement == "Pressed on the old page."


def test_after_signing_in_again_one_is_on_the_page_and_not_at_the_address_of_its_button(visit):
    declaration = submitted_declaration(standard=small_standard(DistrictFactory()))
    official = declaration.people.official
    page = f"/declarations/{declaration.pk}/hand-ups/1/"
    screen = visit(official).go(page)
    screen.page.context.clear_cookies(name="sessionid")

    screen.page.locator("form[action$='/dossier/'] button").first.click()
    screen.page.wait_for_url("**/login/**")

    assert screen.page.url.endswith(f"/login/?next={page}")
    screen.go(f"{page}dossier/").reads("Nothing to see at this address")


def test_enter_in_a_field_of_the_appraisal_saves_what_was_typed(visit):
    assignment = assigned_declaration().assignments.first()
    desk = visit(assignment.appraiser).go(f"/scoring/{assignment.pk}/B1.1/")
    desk.page.locator("[name=finding-reason]").fill("Half of what was claimed.")
    desk.page.locator("[name=finding-points]").fill("0.5")
    desk.page.locator("[name=finding-points]").press("Enter")

    desk.look()
    score = Score.objects.get(assignment=assignment, criterion__code="B1.1")
    assert str(score.points) == "0.50"
