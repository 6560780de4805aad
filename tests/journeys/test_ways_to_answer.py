"""Other ways to answer than one's own phone: a kiosk, a desk, paper."""

import pytest
from django.core.cache import cache

from communities.models import Role
from evaluation.models import Ballot
from evaluation.surveys import services
from evaluation.surveys.sealing import receipts
from tests.factories import PostFactory
from tests.factories.people import PASSWORD
from tests.factories.surveys import all_chosen, counted, office_of, open_survey
from tests.journeys.conftest import needs_pdf
from tests.journeys.test_residents import choose_all
from tests.printed import page_sizes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_guessed_before():
    cache.clear()


@pytest.fixture
def opened():
    return open_survey(slips=4)


def test_kiosk_takes_one_person_after_the_other(opened, visit, settings, live_server):
    settings.PORTAL_URL = live_server.url
    survey, codes = opened
    desk = visit(office_of())
    desk.go(f"/surveys/{survey.pk}/").follow("Kiosks").press("Open a kiosk")
    desk.is_told("place", "required")
    desk.fill("Where the screen stands", "Counter 2").press("Open a kiosk")
    desk.reads("The kiosk is open for a day")
    address = desk.page.locator(".notice a.code").inner_text().removeprefix(live_server.url)

    screen = visit(screen={"width": 1080, "height": 1600})
    screen.go(address)
    choose_all(screen, "Satisfied")
    screen.page.get_by_label("16 digits").fill(codes[0])
    screen.press("Send my answers").reads("Your answers have arrived", "60 seconds")
    receipt = screen.page.locator(".ref").inner_text()
    screen.follow("Next person").reads("16 digits").does_not_read(receipt)
    assert screen.page.locator("input:checked").count() == 0

    choose_all(screen, "Dissatisfied")
    screen.page.get_by_label("16 digits").fill(codes[1])
    screen.press("Send my answers").reads("Your answers have arrived")
    screen.follow("Next person").reads("16 digits")
    screen.page.go_back()
    screen.does_not_read("Your answers have arrived")
    assert screen.page.locator("input:checked").count() == 0
    assert Ballot.objects.count() == 2

    desk.go(f"/surveys/{survey.pk}/kiosks/").follow("End Counter 2").press("End the kiosk")
    desk.reads("The kiosk is ended.")
    screen.page.goto(live_server.url + address)
    screen.reads("This kiosk is closed").look()


def stands_still(page):
    """Until it no longer scrolls by itself to what was filled in: that counts as a touch."""
    page.wait_for_timeout(500)


def test_kiosk_is_emptied_when_somebody_walks_away(opened, visit):
    survey, codes = opened
    _kiosk, token = services.open_kiosk(survey, by=office_of(), place="1")
    screen = visit(screen={"width": 1080, "height": 1600})
    screen.page.clock.install()
    screen.go(f"/q/kiosk/{token}/")
    choose_all(screen, "Satisfied")
    screen.page.get_by_label("16 digits").fill(codes[0])

    stands_still(screen.page)
    screen.page.clock.fast_forward(46_000)
    screen.reads("This page is emptied in 20 seconds. Touch it to go on.")
    assert screen.page.get_by_role("alert").bounding_box()["y"] < 200
    screen.look()
    stands_still(screen.page)
    screen.page.clock.fast_forward(46_000)
    screen.page.clock.fast_forward(21_000)
    screen.page.wait_for_function("!document.querySelector('input:checked')")

    screen.reads("16 digits").does_not_read("This page is emptied")
    assert screen.page.input_value("#code") == ""
    screen.page.go_back()
    screen.does_not_read("This page is emptied")
    assert screen.page.locator("input:checked").count() == 0
    assert not Ballot.objects.exists()


def test_kiosk_needs_no_scripts(opened, visit):
    survey, codes = opened
    _kiosk, token = services.open_kiosk(survey, by=office_of(), place="1")
    screen = visit(language="zh-hans", scripts=False)
    screen.page.goto(f"{screen.address}/q/kiosk/{token}/")
    choose_all(screen)
    screen.page.get_by_label("16位数字").fill(codes[0])
    screen.page.get_by_role("button", name="提交答卷").click()
    screen.reads("谢谢您！答卷已经收到")
    screen.page.get_by_role("link", name="下一位").click()
    screen.reads("16位数字")
    assert Ballot.objects.count() == 1


def test_two_of_the_staff_enter_an_answer_at_a_desk(opened, visit):
    survey, codes = opened
    community = survey.declaration.community
    worker = PostFactory(role=Role.COMMUNITY_WORKER, place=community).user
    second = PostFactory(role=Role.STREET_OFFICIAL, place=community.parent).user
    desk = visit(worker, language="zh-hans")
    desk.go(f"/surveys/{survey.pk}/").follow("在服务台代录答卷")
    choose_all(desk)
    desk.page.get_by_label("16位数字").fill(codes[0])
    desk.press("提交答卷").reads("请第二位工作人员输入用户名和密码确认")
    desk.fill("第二位工作人员的用户名", second.username)
    desk.fill("第二位工作人员的密码", PASSWORD).press("提交答卷").reads("答卷已经收到", "抄给居民")
    desk.does_not_read("谢谢您")
    desk.follow("返回问卷").reads("已有1份答卷由两名工作人员代录")
    assert Ballot.objects.count() == 1


def test_an_answer_at_a_desk_outlives_the_session(opened, visit):
    survey, codes = opened
    community = survey.declaration.community
    worker = PostFactory(role=Role.COMMUNITY_WORKER, place=community).user
    second = PostFactory(role=Role.STREET_OFFICIAL, place=community.parent).user
    desk = visit(worker)
    desk.go(f"/surveys/{survey.pk}/desk/")
    choose_all(desk, "Satisfied")
    desk.page.get_by_label("16 digits").fill(codes[0])
    desk.fill("User name of the second person", second.username)
    desk.fill("Password of the second person", PASSWORD)
    desk.page.context.clear_cookies(name="sessionid")
    desk.press("Send my answers").reads("You are signed out, and nothing was sent")

    with desk.page.context.expect_page() as opening:
        desk.page.get_by_role("link", name="Sign in", exact=True).click()
    window = opening.value
    window.fill("[name=username]", worker.username)
    window.fill("[name=password]", PASSWORD)
    window.get_by_role("button", name="Sign in", exact=True).click()
    window.wait_for_url("**/home/**")
    window.close()

    desk.press("Send my answers").reads("Only passwords and other secrets have to be typed again")
    desk.press("Send it once more").reads("A second person confirms")
    desk.fill("Password of the second person", PASSWORD)
    desk.press("Send my answers").reads("The answers have arrived")
    assert Ballot.objects.count() == 1


def test_paper_form_is_typed_in_by_two_people(opened, visit):
    survey, codes = opened
    community = survey.declaration.community
    people = [
        PostFactory(role=Role.COMMUNITY_WORKER, place=community).user,
        PostFactory(role=Role.STREET_OFFICIAL, place=community.parent).user,
    ]
    for number, person in enumerate(people):
        desk = visit(person)
        desk.go(f"/surveys/{survey.pk}/").follow("Type in a paper form")
        choose_all(desk, "Satisfied")
        if number:
            first = desk.page.locator("fieldset.q").first
            first.get_by_text("Dissatisfied", exact=True).click()
        desk.page.get_by_label("16 digits").fill(codes[0])
        desk.press("Send what is on the paper")
        if number:
            desk.reads("This differs from the first entry", "keep mine as the first")
            desk.page.locator("fieldset.q.has-error").get_by_text("Satisfied", exact=True).click()
            desk.press("Send what is on the paper").reads("Both entries agree")
        else:
            desk.reads("Nothing counts yet")
            assert Ballot.objects.count() == 0
    assert Ballot.objects.count() == 1


@needs_pdf
def test_office_prints_forms_posters_and_a_slip_in_place_of_a_spoilt_one(opened, visit):
    survey, codes = opened
    second = PostFactory(role=Role.COMMUNITY_WORKER, place=survey.declaration.community).user
    desk = visit(office_of())
    desk.go(f"/surveys/{survey.pk}/").follow("Print forms")
    name, paper = desk.download("Make the forms", role="button")
    assert name == "forms-blank.pdf" and len(page_sizes(paper)) >= 2

    desk.go(f"/surveys/{survey.pk}/").follow("Replacement slip").press("Make the slip")
    desk.is_told("second", "required")
    desk.fill("Code of the slip that was brought back", codes[0])
    desk.fill("User name of the second person", second.username)
    desk.fill("Password of the second person", PASSWORD)
    name, paper = desk.download("Make the slip", role="button")
    assert name == "slip.pdf" and len(page_sizes(paper)) == 1
    desk.go(f"/surveys/{survey.pk}/").reads("1 brought back and void, 0 lost")

    desk.follow("Reminder posters").go("/surveys/").follow("Reminder posters")
    desk.select("Size of the paper", "A3")
    name, paper = desk.download("Make the posters", role="button")
    assert name == "posters-A3.pdf" and page_sizes(paper) == [(297, 420)]


def test_office_reviews_comments_and_publishes_one(visit):
    survey, codes = open_survey(slips=31)
    for number, code in enumerate(codes):
        comment = f"Comment {number}" if number < 3 else ""
        services.record(
            code, receipt=receipts.new(), choices=all_chosen(), background={}, comment=comment
        )
    counted(survey)
    office = visit(office_of())
    office.go(f"/surveys/{survey.pk}/").follow("Review the comments")
    office.page.locator("[name=chosen]").first.check()
    office.press("Withhold the chosen").is_told("reason", "Say why")
    office.fill("Reason for withholding", "names a person").press("Withhold the chosen")
    office.reads("Decided for 1 comment.")
    kept = office.page.locator("tbody td:nth-child(2)").first.inner_text().split("\n")[0]
    office.press("Publish 1", exact=True).reads("Decided for 1 comment.")

    street = survey.declaration.community.parent
    reader = visit(PostFactory(role=Role.STREET_OFFICIAL, place=street).user)
    reader.go(f"/surveys/{survey.pk}/").reads("3, of which 1 published", kept)
    others = {f"Comment {number}" for number in range(3)} - {kept}
    reader.does_not_read(*others)
