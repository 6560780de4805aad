"""What came out: read, looked into, and published."""

from harmony.shared.wording import percent, points
from tests.journeys.whole_survey.people import (
    ABOUT_A_PERSON,
    ABOUT_THE_COMMUNITY,
)


def results_are_read(walk, office, tallies):
    """By the district and, as at least thirty answered, by street and community."""
    for survey in walk.surveys:
        tally = tallies[survey.declaration.community.code]
        assert tally["valid"] >= 30
        for who in ("office", "street"):
            desk = office if who == "office" else walk.at_a_desk(who)
            desk.go(f"/surveys/{survey.pk}/")
            desk.reads(points(tally["residents"]), percent(tally["satisfaction_rate"], 2))
    office.go("/surveys/results/").reads("%")
    office.go(f"/surveys/{walk.surveys[0].pk}/")
    name, _content = office.download(walk.say("Table (CSV)"))
    assert name.endswith(".csv")


def signals_are_reviewed(walk, office):
    """A dozen answers came from one phone; somebody looks into it."""
    say, survey = walk.say, walk.surveys[0]
    raised = survey.signals.get(is_raised=True)
    office.go("/integrity/").reads(say("Many answers from one device"))
    assert raised.kind == "device"
    office.go(f"/integrity/{survey.pk}/")
    office.page.locator("[name=outcome]").select_option("explained")
    office.page.locator("[name=text]").fill("All came within a minute: this was a test.")
    office.press(say("Go on")).press(say("Keep the review")).reads(say("The review is kept."))


def comments_are_reviewed(walk, office):
    """What names a person is withheld, what is about the community is published."""
    say = walk.say
    for survey, comment in zip(
        walk.surveys[:2], (ABOUT_A_PERSON, ABOUT_THE_COMMUNITY), strict=True
    ):
        office.go(f"/surveys/{survey.pk}/").follow(say("Review the comments")).reads(comment)
        office.page.locator("tbody [name=chosen]").first.check()
        if comment == ABOUT_A_PERSON:
            office.fill(say("Reason for withholding"), "names a person")
            office.press(say("Withhold the chosen"))
        else:
            office.press(say("Publish the chosen"))
        office.reads(say.many("Decided for %(n)d comment.", "Decided for %(n)d comments.", 1))
    street = walk.at_a_desk("street")
    street.go(f"/surveys/{walk.surveys[0].pk}/").does_not_read(ABOUT_A_PERSON)
    street.go(f"/surveys/{walk.surveys[1].pk}/").reads(ABOUT_THE_COMMUNITY)
