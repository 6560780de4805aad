"""Every way to answer, and that nobody reads anything of it before the opening."""

from evaluation.models import Answer, Ballot, Kiosk
from tests.journeys.conftest import PHONE, WIDE
from tests.journeys.whole_survey.people import (
    ABOUT_A_PERSON,
    ABOUT_THE_COMMUNITY,
    POSTED,
    choose,
    fill_in,
    post_answer,
    send,
)


def residents_answer_themselves(walk):
    """With a scanned slip at a desk and on a phone, and without scripts on both."""
    ways = [(WIDE, True), (PHONE, True), (WIDE, False), (PHONE, False)]
    for number, (screen, scripts) in enumerate(ways):
        survey = walk.surveys[number % 3]
        code = walk.slip_of(survey)
        resident = walk.at_home(screen=screen, scripts=scripts)
        resident.go(f"/q#{code}" if scripts else "/q")
        comment = (ABOUT_A_PERSON, ABOUT_THE_COMMUNITY, "", "")[number]
        fill_in(resident, walk.say, code, option=number, comment=comment)
        walk.receipts.append(send(resident, walk.say))
        if number == 0:  # the same slip a second time
            resident.go("/q")
            fill_in(resident, walk.say, code, option=0)
            resident.press(walk.say("Send my answers"))
            resident.reads(walk.say("This code has been used"))


def at_a_kiosk(walk, office):
    say, survey = walk.say, walk.surveys[0]
    office.go(f"/surveys/{survey.pk}/").follow(say("Kiosks"))
    office.fill(say("Where the screen stands"), "1").press(say("Open a kiosk"))
    office.reads(say("The kiosk is open for a day"))
    address = office.page.locator(".notice a.code").inner_text()
    screen = walk.at_home(screen={"width": 1080, "height": 1600})
    screen.go(address.removeprefix(screen.address))
    for option in (0, 3):
        fill_in(screen, say, walk.slip_of(survey), option=option)
        walk.receipts.append(send(screen, say))
        screen.follow(say("Next person"))
        assert screen.page.locator("input:checked").count() == 0
    end = say("End", "a kiosk")
    office.go(f"/surveys/{survey.pk}/kiosks/").follow(f"{end} 1").press(say("End the kiosk"))
    assert Kiosk.objects.get().ended_at


def on_paper(walk):
    """Typed by two people, who see one question differently; the paper decides."""
    say, survey = walk.say, walk.surveys[2]
    code, before = walk.slip_of(survey), Ballot.objects.count()
    first, second = walk.at_a_desk("worker"), walk.at_a_desk("street")
    for desk in (first, second):
        desk.go(f"/surveys/{survey.pk}/").follow(say("Type in a paper form"))
        choose(desk, say.option(1))
        desk.page.get_by_label(say("16 digits"), exact=True).fill(code)
    first.press(say("Send what is on the paper")).reads(say("Typed in once"))
    wrong = second.page.locator("fieldset.q").nth(2)
    wrong.get_by_text(say.option(3), exact=True).click()
    second.press(say("Send what is on the paper")).reads(
        say("This differs from the first entry. Please compare it with the paper.")
    )
    assert second.page.locator("fieldset.q.has-error").count() == 1
    wrong.get_by_text(say.option(1), exact=True).click()
    second.press(say("Send what is on the paper")).reads(
        say("Both entries agree. Write the receipt on the form.")
    )
    walk.receipts.append(second.page.locator(".ref").inner_text())
    assert Ballot.objects.count() == before + 1


def the_many(walk):
    address = walk.at_home().address
    for number in range(3 * POSTED):
        walk.receipts.append(post_answer(address, walk.slip_of(walk.surveys[number % 3]), number))
    assert Ballot.objects.count() == len(walk.receipts)
    assert len({*walk.receipts}) == len(walk.receipts)


def nobody_reads_a_result(walk, office):
    """Not the office, not the leader, not the auditor, and not whoever follows a link."""
    box, survey = walk.box, walk.surveys[0]
    assert not Answer.objects.exists()
    for who in ("office", "leader", "auditor", "street"):
        desk = office if who == "office" else walk.at_a_desk(who)
        desk.go(f"/surveys/{survey.pk}/")
        desk.does_not_read(walk.say("Residents’ evaluation (R)"), walk.say("Comments"))
        assert desk.page.locator("#results").count() == 0
        hidden = [f"/surveys/{survey.pk}/result.{ending}" for ending in ("csv", "xlsx")]
        hidden += [] if who == "auditor" else [f"/boxes/{box.uid}/bundle.json?answers=yes"]
        for address in hidden:
            assert desk.page.request.get(desk.address + address).status == 404, (who, address)
        desk.go("/surveys/results/").does_not_read("%")
    anybody = walk.at_home()
    anybody.go(f"/boxes/{box.uid}/")
    assert anybody.page.request.get(f"{anybody.address}/boxes/{box.uid}/bundle.json").status == 404
    anybody.go("/receipt/").fill(walk.say("Receipt", "of a ballot"), walk.receipts[-1])
    anybody.press(walk.say("Check")).reads(walk.say("Your answers are in the box"))
