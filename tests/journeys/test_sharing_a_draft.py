"""Several people at one draft, one indicator a page, over a connection that comes and goes."""

import pytest

from evaluation.declarations.services import attach
from evaluation.models import Declaration
from evaluation.steps import take_step
from tests.factories import DistrictFactory
from tests.factories.declarations import begun_declaration, filled_declaration, proof_of
from tests.factories.small_standard import small_standard
from tests.journeys.conftest import PHONE, WIDE

pytestmark = pytest.mark.django_db(transaction=True)


def begun(**given):
    return begun_declaration(standard=small_standard(DistrictFactory()), **given)


def page_of(declaration, code):
    return f"/declarations/{declaration.pk}/indicators/{code}/"


def entry_of(declaration, code):
    return declaration.entries.get(criterion__code=code)


def field(screen, declaration, code, name):
    return screen.page.locator(f"[name=e{entry_of(declaration, code).pk}-{name}]")


def part(screen, code):
    return screen.page.locator(f"section[id='c-{code}']")


def saved_at(screen, code, words):
    """The line of the criterion says this, now or in a moment."""
    from playwright.sync_api import expect

    expect(part(screen, code).locator("[data-saved]")).to_contain_text(words, timeout=15_000)


def press(screen, value):
    screen.page.locator(f"#indicator-form button.btn[name=go][value={value}]").click()
    return screen.look()


# ------------------------------------------------------------------ one indicator a page
@pytest.mark.parametrize(
    ("language", "size", "scripts"),
    [("en", WIDE, True), ("zh-hans", PHONE, True), ("en", PHONE, False)],
    ids=["wide", "phone", "without-scripts"],
)
def test_an_indicator_is_filled_in_on_one_page(visit, language, size, scripts):
    declaration = begun()
    attach(entry_of(declaration, "B1.1"), proof_of(declaration), by=declaration.people.official)
    screen = visit(declaration.people.official, language=language, screen=size, scripts=scripts)
    screen.page.goto(f"{screen.address}{declaration.get_absolute_url()}")
    screen.page.locator(f"a[href='{page_of(declaration, 'B1')}']").first.click()
    if scripts:
        screen.look()
    field(screen, declaration, "B1.1", "finding-points").fill("7")
    field(screen, declaration, "B1.2", "finding-value").fill("92.5")
    field(screen, declaration, "B1.2", "statement").fill("全部路灯已点亮。")
    field(screen, declaration, "B1.3", "finding-passed").first.check()
    field(screen, declaration, "B1.4", "finding-part_0").fill("0.4")
    button = screen.page.locator("#indicator-form button.btn[name=go][value=stay]")
    with screen.page.expect_navigation():  # a press waits for the save that is on its way
        button.click()
    if scripts:
        screen.look()
    assert field(screen, declaration, "B1.1", "finding-points").input_value() == "7"
    assert "7" not in entry_of(declaration, "B1.1").finding.values()
    assert entry_of(declaration, "B1.2").statement == "全部路灯已点亮。"
    field(screen, declaration, "B1.1", "finding-points").fill("1.5")
    field(screen, declaration, "B1.1", "finding-reason").fill("居民知晓。")
    with screen.page.expect_navigation():  # a press waits for the save that is on its way
        button.click()
    assert entry_of(declaration, "B1.1").finding == {"points": "1.5", "reason": "居民知晓。"}


def test_points_and_sum_follow_and_each_criterion_saves_itself(visit):
    declaration = begun()
    screen = visit(declaration.people.official)
    screen.go(page_of(declaration, "B1"))
    field(screen, declaration, "B1.2", "finding-value").fill("92.5")
    field(screen, declaration, "B1.2", "finding-value").blur()
    screen.reads("Sum of this indicator: 2.00 of 6", "2.00 of 2")
    field(screen, declaration, "B1.1", "finding-points").fill("9")
    field(screen, declaration, "B1.1", "finding-points").blur()

    saved_at(screen, "B1.2", "Saved")
    saved_at(screen, "B1.1", "Not saved: Enter at most 2.")
    assert entry_of(declaration, "B1.2").finding == {"value": "92.5"}
    assert entry_of(declaration, "B1.1").version == 0

    press(screen, "stay").reads("There is 1 thing to correct", "Enter at most 2.")
    assert entry_of(declaration, "B1.2").version == 1


def test_a_file_goes_to_its_own_criterion_and_what_is_typed_in_others_stays(visit):
    declaration = begun()
    screen = visit(declaration.people.official)
    screen.go(page_of(declaration, "A1"))
    field(screen, declaration, "A1.2", "statement").fill("Swept every week.")
    proof = {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"Minutes."}
    stem = f"e{entry_of(declaration, 'A1.1').pk}"

    screen.page.locator(f"#{stem}-files").set_input_files(proof)
    screen.page.locator(f"#{stem}-attached .nm", has_text="minutes").wait_for()

    assert [use.evidence.original_name for use in entry_of(declaration, "A1.1").uses.all()] == [
        "minutes.txt"
    ]
    assert not entry_of(declaration, "A1.2").uses.exists()
    assert field(screen, declaration, "A1.2", "statement").input_value() == "Swept every week."
    part(screen, "A1.1").locator("[name=detach]").wait_for()
    screen.look()


# ------------------------------------------------------------------ a poor connection
def test_what_is_typed_without_a_connection_survives_a_reload_and_is_saved_later(visit):
    declaration = begun()
    screen = visit(declaration.people.official)
    screen.go(page_of(declaration, "B1"))
    screen.page.context.set_offline(True)
    field(screen, declaration, "B1.2", "statement").fill("Every lamp is lit.")
    field(screen, declaration, "B1.2", "finding-value").fill("95")
    saved_at(screen, "B1.2", "Not saved: no connection. Trying again")

    screen.page.context.set_offline(False)
    saved_at(screen, "B1.2", "Saved")
    assert entry_of(declaration, "B1.2").statement == "Every lamp is lit."
    assert screen.page.evaluate("Object.keys(localStorage).length") == 0
    screen.complaints.clear()  # that there was no connection is noted by the browser


def test_what_a_crash_took_is_offered_back(visit):
    from playwright.sync_api import Error

    declaration = begun()
    screen = visit(declaration.people.official)
    screen.go(page_of(declaration, "B1"))
    screen.page.context.set_offline(True)
    field(screen, declaration, "B1.2", "statement").fill("Every lamp is lit.")
    crashed = screen.page
    screen.page = crashed.context.new_page()
    with pytest.raises(Error, match="crash"):  # closed, it would still try to send what is left
        crashed.goto("chrome://crash")
    crashed.close()
    screen.page.context.set_offline(False)
    assert entry_of(declaration, "B1.2").version == 0

    screen.go(page_of(declaration, "B1")).reads(
        "You typed this and it was not saved", "Every lamp is lit."
    )
    part(screen, "B1.2").get_by_role("button", name="Put it back").click()
    saved_at(screen, "B1.2", "Saved")
    assert entry_of(declaration, "B1.2").statement == "Every lamp is lit."
    screen.go(page_of(declaration, "B1")).does_not_read("You typed this and it was not saved")


def test_what_was_not_saved_is_gone_when_one_signs_out(visit):
    declaration = begun()
    screen = visit(declaration.people.official)
    screen.page.on("dialog", lambda dialog: dialog.accept())
    screen.go(page_of(declaration, "B1"))
    screen.page.route("**/indicators/**", lambda route: route.abort())
    field(screen, declaration, "B1.2", "statement").fill("Every lamp is lit.")
    assert screen.page.evaluate("Object.keys(localStorage).length") == 1
    screen.page.locator("details.menu summary").last.click()
    screen.page.locator("form[action='/logout/'] button").click()
    screen.page.wait_for_url(f"{screen.address}/")
    assert screen.page.evaluate("Object.keys(localStorage).length") == 0


def test_what_arrived_with_the_button_is_not_offered_again(visit):
    declaration = begun()
    screen = visit(declaration.people.official)
    screen.go(page_of(declaration, "B1"))
    field(screen, declaration, "B1.2", "finding-value").fill("９５")
    press(screen, "next")
    screen.go(page_of(declaration, "B1")).does_not_read("You typed this and it was not saved")
    assert entry_of(declaration, "B1.2").finding == {"value": "95"}


# ------------------------------------------------------------------ two at once
def test_two_people_at_one_indicator_see_each_other(visit):
    declaration = begun()
    people = declaration.people
    first, second = visit(people.official), visit(people.worker)
    first.go(page_of(declaration, "B1"))
    second.go(f"/declarations/{declaration.pk}/criteria/B1.2/")
    second.reads(f"{people.official.name} is on the page of B1, active now.")
    told = f"{people.worker.name} is on the page of B1.2, active now."
    first.page.get_by_text(told).wait_for(timeout=20_000)  # the page asks every 15 seconds
    first.look()

    field(first, declaration, "B1.2", "statement").fill("Mine.")
    saved_at(first, "B1.2", "Saved")
    second.page.locator("[name=statement]").fill("Theirs.")
    second.page.locator("#entry-form button.btn[name=go][value=stay]").click()
    second.look().reads("saved this criterion meanwhile", "Mine.")
    assert entry_of(declaration, "B1.2").statement == "Mine."


# ------------------------------------------------------------------ who fills in what
@pytest.mark.parametrize(
    ("language", "size"), [("en", WIDE), ("zh-hans", PHONE)], ids=["wide", "phone"]
)
def test_a_draft_is_shared_out(visit, language, size):
    declaration = begun()
    people = declaration.people
    street = visit(people.official, language=language, screen=size)
    street.go(declaration.get_absolute_url())
    street.page.locator("a[href$='/people/']").click()
    street.look()
    street.page.locator("[name=indicators][value=A1]").check()
    street.page.locator("[name=criteria][value='B1.2']").check()
    street.page.locator("main form button[type=submit]").click()
    street.look()
    assert street.page.locator("[name=criteria][value='B1.2']").is_checked()
    street.page.locator("[name=person]").select_option(str(people.worker.pk))
    street.page.locator("main form button[type=submit]").click()
    street.look().reads(people.worker.name)

    worker = visit(people.worker, language=language, screen=size)
    worker.go("/home/")
    worker.page.locator("a[href$='?mine=1']").click()
    worker.look()
    listed = worker.page.locator(".tasklist .k").all_inner_texts()
    assert [code for code in listed if code] == ["A1.1", "A1.2", "B1.2"]


# ------------------------------------------------------------------ a street's start page
@pytest.mark.parametrize(
    ("language", "size"), [("en", WIDE), ("zh-hans", PHONE)], ids=["wide", "phone"]
)
def test_a_street_sees_what_each_of_its_communities_lacks(visit, language, size):
    declaration = filled_declaration(standard=small_standard(DistrictFactory()))
    people = declaration.people
    take_step(declaration, "submit", by=people.official)
    reasons = {entry_of(declaration, "A1.2").criterion_id: "Which corners?"}
    take_step(declaration, "return", by=people.examiner, reasons=reasons)
    screen = visit(people.official, language=language, screen=size)
    screen.go("/home/").reads({"en": "1 to correct", "zh-hans": "1项待补正"}[language])
    screen.page.locator("main tbody th a").first.click()
    screen.look()
    assert screen.page.url.endswith(Declaration.objects.get().get_absolute_url())
