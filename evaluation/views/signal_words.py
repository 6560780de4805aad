"""Signals in words: what was seen, what is usual, and what it can mean."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluation.models import Signal
from evaluation.surveys.signals import Kind, Rules
from harmony.shared import wording

NUMBERS = {Kind.IDENTICAL, Kind.BURST, Kind.COMPLAINTS}
"""Kinds whose figure is a number of answers; all others are shares."""
OF_CHANCE = {Kind.IDENTICAL, Kind.BURST}
"""Kinds whose expected figure is what chance gives; others have the median of the others."""


@dataclass(frozen=True)
class Told:
    """A signal as a page shows it."""

    signal: Signal
    figure: str
    expected: str
    limit: str
    explanation: str


def told(signal: Signal, rules: Rules | None) -> Told:
    return Told(
        signal,
        figure_of(signal, signal.figure),
        expected_of(signal),
        _limit(signal, rules),
        EXPLAINED[signal.kind](),
    )


def figure_of(signal: Signal, figure: Decimal | None) -> str:
    """A share in per cent, or a number."""
    if figure is None:
        return wording.MISSING
    if signal.kind in NUMBERS:
        is_whole = figure == figure.to_integral_value()
        return wording.whole(figure) if is_whole else wording.points(figure, 2)
    return wording.percent(figure * 100, 1)


def expected_of(signal: Signal) -> str:
    figure = figure_of(signal, signal.expected)
    if signal.expected is None:
        return figure
    if signal.kind in OF_CHANCE:
        return _("%(figure)s by chance") % {"figure": figure}
    return _("%(figure)s in the others") % {"figure": figure}


def _limit(signal: Signal, rules: Rules | None) -> str:
    """From where on it is raised, by the rules of its box."""
    rule = rules.of(Kind(signal.kind)) if rules else None
    if rule is None:
        return wording.MISSING
    if rule.kind in OF_CHANCE:
        return _("less likely than 1 in 1,000,000")
    if rule.kind == Kind.COMPLAINTS:
        words = {"n": rule.at_least, "share": wording.percent(rule.share * 100, 0)}
        return _("%(n)s, or %(share)s of the used codes") % words
    limit = rule.limit(signal.expected)
    if limit >= 1:
        return _("out of reach: it is as high in the others")
    return _("above %(share)s") % {"share": wording.percent(limit * 100, 1)}


EXPLAINED = {
    Kind.STRAIGHT: lambda: _(
        "Residents who chose the same option for every question they rated, at least eight. Some "
        "always do; many more than in the other communities can be one person with many slips."
    ),
    Kind.TOP: lambda: _(
        "Residents who chose the best option for every question, at least eight. Compare it with "
        "how content the others in this community are."
    ),
    Kind.FAST: lambda: _(
        "Answers sent sooner than two seconds for each question. Nobody reads that fast."
    ),
    Kind.UNMEASURED: lambda: _(
        "Answers whose page did not measure its time. Very old phones do not; a program that "
        "sends answers does not either."
    ),
    Kind.IDENTICAL: lambda: _(
        "Answers that are the same as another one in every question, those with one option "
        "throughout left out. Expected is what residents of the same mood give by chance."
    ),
    Kind.ALIKE: lambda: _(
        "Answers that differ from several others of this community in no more than three "
        "questions, although residents of the same mood in the other communities do not. It can "
        "be one answer copied with small changes."
    ),
    Kind.DEVICE: lambda: _(
        "Answers from a device mark with more than three answers. Neighbours who share a phone do "
        "that, and now and then phones of the same model in the same network. Kiosk, service desk "
        "and paper are not counted."
    ),
    Kind.BURST: lambda: _(
        "The most answers within a quarter of an hour, against the usual rate and that of the "
        "hours around it. A meeting where everybody answers does that; so does a heap of slips."
    ),
    Kind.HOUR: lambda: _(
        "The share of the busiest hour in all answers from residents’ own phones. A meeting where "
        "everybody answers does that; so does a heap of slips."
    ),
    Kind.TURNOUT: lambda: _(
        "The share of slips that were used. Where nearly every household answers, somebody may "
        "have answered for those who did not."
    ),
    Kind.ASSISTED: lambda: _(
        "Answers that people of the staff put in. Those residents did not answer alone."
    ),
    Kind.COMPLAINTS: lambda: _(
        "Residents who complained before the ballot box was opened: their code had been used, or "
        "somebody told them what to answer."
    ),
}
