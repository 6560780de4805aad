"""The office makes the box, prints slips, and keeps their balance until the close."""

from evaluation.models import Ballot, BallotBox, Code
from evaluation.surveys import codes
from tests.factories.people import PASSWORD
from tests.factories.surveys import PASSPHRASE
from tests.journeys.conftest import PHONE
from tests.journeys.whole_survey.people import (
    SLIPS,
    UNDELIVERED,
    fill_in,
    send,
)
from tests.printed import qr_codes_of, slip_codes_of


def make_the_box(walk, office, custody):
    say = walk.say
    office.go("/surveys/").follow(say("Ballot boxes")).follow(say("New ballot box"))
    if custody == BallotBox.Custody.KEYFILE:
        office.choose(say("Whoever knows the passphrase (reduced protection)"))
        office.fill(say("Passphrase"), PASSPHRASE)
        office.fill(say("The same passphrase again"), PASSPHRASE)
        office.press(say("Make the ballot box"))
        office.reads(say("The ballot box is made. Try its passphrase, then print slips."))
        office.fill(say("Passphrase of the box"), PASSPHRASE).press(say("Compare"))
        office.reads(say("The passphrase is right. It is written down that you tried it."))
        return
    office.choose(say("Any two of three holders")).press(say("Make the ballot box"))
    office.reads(say("This page is shown once"))
    walk.shares = office.page.locator(".key-share").all_inner_texts()
    assert len({*walk.shares}) == 3
    assert office.page.get_by_role("button", name=say("Print this page")).is_visible()
    office.page.emulate_media(media="print")
    assert [
        office.page.locator(part).first.is_visible() for part in (".key-share", ".sidenav")
    ] == [
        True,
        False,
    ]
    office.page.emulate_media(media="screen")
    office.follow(say("The shares are handed over")).reads(say("Two of three holders"))
    office.reads(say("Slips cannot be printed yet"))
    for who, share in zip(("office", "leader", "auditor"), walk.shares, strict=True):
        prove_a_share(walk, walk.at_a_desk(who), share)


def prove_a_share(walk, holder, share):
    """Each holder types the own share back."""
    say = walk.say
    holder.go(walk.box.get_absolute_url()).follow(say("Prove the key"))
    holder.fill(say("Your share of the key"), share).press(say("Compare"))
    said = "The share of holder %(holder)s is right. It is written down that you typed it."
    holder.reads(say(said, holder=share[0]))


def prepare(walk, office):
    say = walk.say
    office.go("/surveys/")
    choose_all_rows(office, say)
    office.press(say("Prepare the chosen")).press(say("Prepare them"))
    office.reads(say.many("Done for %(n)d community.", "Done for %(n)d communities.", 3))
    assert [survey.state for survey in walk.surveys] == ["prepared"] * 3


def choose_all_rows(desk, say):
    desk.page.get_by_label(say("Choose all on this page"), exact=True).check()


def print_slips(walk, office):
    """Of all three communities at once, as somebody does who need not wait for each."""
    say, coming = walk.say, []
    for survey in walk.surveys:
        desk = walk.at_a_desk("office")
        desk.go(f"/surveys/{survey.pk}/").follow(say("Print slips"))
        desk.fill(say("Building or grid"), f"{survey.pk}-1").fill(say("Slips"), str(SLIPS))
        desk.page.on("download", lambda file, pk=survey.pk: coming.append((pk, file)))
        desk.page.get_by_role("button", name=say("Make the slips"), exact=True).click()
        desk.reads(say("The file is being made")).look()
    while len(coming) < 3:
        office.page.wait_for_timeout(100)
    for pk, file in coming:
        paper = file.path().read_bytes()
        walk.slips[pk] = slip_codes_of(paper)
        scanned = {codes.read(text) for text in qr_codes_of(paper)}
        assert scanned == {*walk.slips[pk][:4]}
        assert len({*walk.slips[pk]}) == SLIPS
    assert Code.objects.count() == 3 * SLIPS


def open_for_residents(walk, office):
    say = walk.say
    office.go("/surveys/")
    choose_all_rows(office, say)
    office.press(say("Open the chosen")).press(say("Open them"))
    office.reads(say.many("Done for %(n)d community.", "Done for %(n)d communities.", 3))
    assert [survey.state for survey in walk.surveys] == ["open"] * 3


def undelivered_slips(walk, office):
    say, survey = walk.say, walk.surveys[1]
    back = [walk.slip_of(survey) for _number in range(UNDELIVERED)]
    mistyped = back[0][:-1] + str((int(back[0][-1]) + 1) % 10)
    office.go(f"/surveys/{survey.pk}/").follow(say("Undelivered slips"))
    office.fill(say("Codes of slips that were not delivered"), "\n".join([*back[1:], mistyped]))
    sure = say("I have these slips before me; none of them may be used any more")
    office.choose(sure)
    office.press(say("Take them out of use"))
    office.reads(say("This is not a code: a digit is wrong or missing."))
    office.fill(say("Codes of slips that were not delivered"), back[0])
    office.choose(sure)
    office.press(say("Take them out of use"))
    adds_up(walk, office, survey, printed=SLIPS, void=UNDELIVERED)


def one_slip_anew(walk, office):
    """A spoilt slip is brought back to a desk; two of the staff sign, and the new one counts."""
    say, survey = walk.say, walk.surveys[1]
    spoilt = walk.slip_of(survey)
    office.go(f"/surveys/{survey.pk}/").follow(say("Replacement slip"))
    office.fill(say("Code of the slip that was brought back"), spoilt)
    office.fill(say("User name of the second person"), walk.people["street"].username)
    office.fill(say("Password of the second person"), PASSWORD)
    _name, paper = office.download(say("Make the slip"), role="button")
    (fresh,) = slip_codes_of(paper)
    resident = walk.at_home(screen=PHONE)
    resident.go(f"/q#{spoilt}")
    fill_in(resident, say, spoilt, option=1)
    resident.press(say("Send my answers")).reads(say("This slip is no longer in use"))
    resident.page.get_by_label(say("16 digits"), exact=True).fill(fresh)
    walk.receipts.append(send(resident, say))
    adds_up(walk, office, survey, printed=SLIPS + 1, void=UNDELIVERED + 1)
    office.reads(
        say(
            "Single slips replaced, counted to their batch: %(returned)s brought back and void, "
            "%(lost)s lost and still out.",
            returned=1,
            lost=0,
        )
    )


def adds_up(walk, desk, survey, *, printed, void):
    """The last line of the slips: printed = used + void + still out."""
    desk.go(f"/surveys/{survey.pk}/")
    line = desk.page.locator("section[aria-labelledby=slips] tfoot .num").all_inner_texts()
    used = Ballot.objects.filter(survey=survey).count()
    assert [int(each) for each in line] == [printed, used, void, printed - used - void]


def close(walk, office):
    say = walk.say
    for survey in walk.surveys:
        office.go(f"/surveys/{survey.pk}/").follow(say("Close the questionnaire"))
        office.press(say("Close it"))
        office.reads(say("Closed. The answers stay sealed until the ballot box is opened."))
    late = walk.at_home(screen=PHONE)
    late.go(f"/q#{walk.slip_of(walk.surveys[0])}")
    late.reads(say("This questionnaire is closed"))
