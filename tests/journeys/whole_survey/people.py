"""Those who play the whole of a questionnaire: what they know and read, and how they answer."""

import re
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from evaluation.models import BallotBox, Survey
from tests.factories.surveys import ITEMS, OPTIONS

SLIPS, POSTED, UNDELIVERED = 100, 33, 5
"""Of each community: printed, answered without a browser, brought back by the post."""
ABOUT_A_PERSON, ABOUT_THE_COMMUNITY = "3号楼的老王天天吵闹", "希望小公园多几盏灯"

CHOICES = ("Very satisfied", "Satisfied", "Mostly satisfied", "Dissatisfied")
CHINESE_CHOICES = ("非常满意", "满意", "基本满意", "不满意")
FROM_ONE_PHONE = 36
HIDDEN = re.compile(r'name="(receipt|questionnaire)" value="([^"]+)"')


class Words:
    """What stands on the pages in one language. Every sentence asked for must be translated."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, text: str, context: str = "", /, **values) -> str:
        with translation.override(self.language):
            said = pgettext(context, text) if context else gettext(text)
        assert self.language == "en" or said != text, f"“{text}” is not translated"
        return said % values if values else said

    def many(self, one: str, several: str, n: int, **values) -> str:
        with translation.override(self.language):
            return ngettext(one, several, n) % ({"n": n} | values)

    def option(self, number: int) -> str:
        return (CHOICES if self.language == "en" else CHINESE_CHOICES)[number]


@dataclass
class Walk:
    """What the people of one journey know: their language, and the slips they have in hand."""

    visit: object
    say: Words
    people: dict[str, object]
    slips: dict[int, list[str]] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)
    shares: list[str] = field(default_factory=list)

    def at_a_desk(self, who: str, **how):
        return self.visit(self.people[who], **{"language": self.say.language} | how)

    def at_home(self, **how):
        return self.visit(**{"language": self.say.language} | how)

    @property
    def box(self) -> BallotBox:
        return BallotBox.objects.get()

    @property
    def surveys(self) -> list[Survey]:
        return list(Survey.objects.order_by("declaration__community__code"))

    def slip_of(self, survey: Survey) -> str:
        """The next slip that somebody of this community takes out of the letter box."""
        return self.slips[survey.pk].pop()


def choose(screen, option: str) -> None:
    """Answer every question that has this option."""
    for question in screen.page.locator("fieldset.q", has_text=option).all():
        question.get_by_text(option, exact=True).click()


def fill_in(screen, say: Words, code: str, *, option: int, comment: str = "") -> None:
    """A resident fills in the page in front of them; a code that was scanned stands there."""
    choose(screen, say.option(option))
    if comment:
        screen.page.fill("#comment", comment)
    field = screen.page.get_by_label(say("16 digits"), exact=True)
    if not field.input_value():
        field.fill(code)


def send(screen, say: Words) -> str:
    """Press *Send*; the receipt."""
    screen.page.get_by_role("button", name=say("Send my answers"), exact=True).click()
    screen.reads(say("Thank you. Your answers have arrived"), say("Your receipt")).look()
    return screen.page.locator(".ref").inner_text()


def post_answer(address: str, code: str, number: int, choices: dict | None = None) -> str:
    """A resident of this number, without a browser: fetch the page, send the form. The receipt.

    Every third of the first ones sends from the same phone, which is a signal. What is not told
    to be chosen, each chooses in an own way.
    """
    phone = 0 if number % 3 == 0 and number < FROM_ONE_PHONE else number
    agent = {"User-Agent": f"Phone {phone}", "Accept-Language": "en"}
    with urlopen(Request(f"{address}/q", headers=agent)) as page:  # noqa: S310 -- the test's own
        fields = dict(HIDDEN.findall(page.read().decode()))
    rng = Random(number)  # noqa: S311 -- invented
    own = {item: rng.choice(OPTIONS) for item in ITEMS} | {"overall": rng.choice(OPTIONS[:3])}
    fields |= {f"a-{item}": option for item, option in (choices or own).items()}
    fields |= {"code": code, "in": "en"}
    fields["seconds"] = str(60 + number % 90)
    sent = Request(f"{address}/q", data=urlencode(fields).encode(), headers=agent)  # noqa: S310
    with urlopen(sent) as answer:  # noqa: S310
        page = answer.read().decode()
    assert fields["receipt"].replace(" ", "") in re.sub(r"\s", "", page), page[:2000]
    return fields["receipt"]
