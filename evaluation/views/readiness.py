"""The readiness check and the rehearsal as the read-back page shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evaluation.acceptance.calculation import CannotCompute
from evaluation.acceptance.messages import refusal_in_words
from evaluation.acceptance.rehearsal import DISTRICT, OWN, Rehearsal, Residents, rehearse
from evaluation.declarations.answers import Chapter
from evaluation.declarations.readiness import Finding, Kind, check, lost_in_all
from evaluation.declarations.readiness_facts import facts_of
from evaluation.declarations.sheet import Sheet
from evaluation.models import Entry, Level
from evaluation.standards.wording import points_word
from evaluation.views.explanation import Explanation
from harmony.shared import clock
from harmony.shared.wording import day, listed, plain_points, points, whole

TITLES = {
    Kind.MISSING: _("Not filled in yet"),
    Kind.NOT_CORRECTED: _("Came back and is as it was"),
    Kind.NO_EVIDENCE_LOSS: _("No file, so no points"),
    Kind.CONTRADICTION: _("More than the base data allow"),
    Kind.NO_EVIDENCE: _("A file is asked for and none is attached"),
    Kind.OUTSIDE_WINDOW: _("The event lies outside the time that counts"),
    Kind.NO_DATE: _("When the event was is not said"),
    Kind.MANY_USES: _("One file for many criteria"),
    Kind.NO_STATEMENT: _("Full points without a statement"),
    Kind.BONUS_OVER_CAP: _("More bonus than counts"),
}
MOST_OPEN = 6
"""A longer list is folded up at first, unless it must be mended."""


@dataclass(frozen=True)
class Line:
    """One thing to look at: where it is mended, and what is wrong in a few words."""

    url: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """All findings of one kind."""

    kind: str
    title: str
    is_must: bool
    lines: list[Line]

    @property
    def is_open(self) -> bool:
        return self.is_must or len(self.lines) <= MOST_OPEN


@dataclass(frozen=True)
class Readiness:
    """The panel: its groups, what must be mended first, and the points lost without a file."""

    groups: list[Group]
    lost: Decimal

    @property
    def must(self) -> int:
        return sum(len(one.lines) for one in self.groups if one.is_must)

    @property
    def should(self) -> int:
        return sum(len(one.lines) for one in self.groups if not one.is_must)


def readiness_of(sheet: Sheet, chapters: list[Chapter]) -> Readiness:
    """Check what was read back already; no further query."""
    files = {one.entry.pk: one.files for chapter in chapters for one in chapter.answers}
    findings = check(facts_of(sheet, files, clock.today()))
    titles = {one.criterion.code: one.criterion.title for one in sheet.entries}
    groups = [
        Group(kind, str(TITLES[kind]), is_must, [_line(sheet, titles, one) for one in found])
        for (kind, is_must), found in groupby(findings, key=lambda one: (one.kind, one.is_must))
    ]
    return Readiness(groups, lost_in_all(findings))


def _line(sheet: Sheet, titles: dict[str, str], one: Finding) -> Line:
    declaration = sheet.declaration
    note = NOTES[one.kind](one) if one.kind in NOTES else ""
    if one.kind == Kind.MANY_USES and one.file:
        url = reverse("evaluation:evidence-library", args=[declaration.community.code])
        return Line(url, one.file.title, note)
    url = reverse("evaluation:criterion-entry", args=[declaration.pk, one.code])
    return Line(url, f"{one.code} {titles[one.code]}", note)


def _loss(one: Finding) -> str:
    return _t("%(points)s lost until a file is attached") % {"points": points_word(one.lost)}


def _outside(one: Finding) -> str:
    if one.file is None or one.window is None:
        return ""
    return _t("“%(file)s”, %(day)s; counts from %(first)s to %(last)s") % {
        "file": one.file.title,
        "day": day(one.file.event_date),
        "first": day(one.window.first),
        "last": day(one.window.last),
    }


def _undated(one: Finding) -> str:
    return _t("“%(file)s”") % {"file": one.file.title} if one.file else ""


def _many(one: Finding) -> str:
    words = {"n": len(one.codes), "codes": listed(one.codes)}
    return _t("attached to %(n)s criteria: %(codes)s") % words


def _more_than_there_are(one: Finding) -> str:
    if one.count is None:
        return ""
    words = {"given": plain_points(one.count.given), "n": whole(one.count.at_most)}
    if one.count.of == "households":
        return _t("%(given)s given, but there are %(n)s households on record") % words
    return _t("%(given)s given, but there are %(n)s residents on record") % words


def _over_cap(one: Finding) -> str:
    words = {"claimed": points(one.claimed), "cap": plain_points(one.cap)}
    return _t("%(claimed)s claimed in all; at most %(cap)s count") % words


NOTES: dict[Kind, Callable[[Finding], str]] = {
    Kind.NO_EVIDENCE_LOSS: _loss,
    Kind.OUTSIDE_WINDOW: _outside,
    Kind.NO_DATE: _undated,
    Kind.MANY_USES: _many,
    Kind.CONTRADICTION: _more_than_there_are,
    Kind.BONUS_OVER_CAP: _over_cap,
}


# ------------------------------------------------------------------ the rehearsal
@dataclass(frozen=True)
class Lifting:
    """A criterion, the points it lacks, and what they would add to the composite."""

    entry: Entry
    lost: Decimal
    adds: Decimal


@dataclass(frozen=True)
class Told:
    """The rehearsal in the reader's language; ``refusal`` says why there is none."""

    rehearsal: Rehearsal | None = None
    sheet: Sheet | None = None
    refusal: str = ""

    @property
    def level(self) -> str:
        """The level's key; empty where there is no residents’ result to compose one with."""
        computation = self.rehearsal.computation
        return "" if computation.composite is None else computation.level

    @property
    def composite(self) -> Decimal | None:
        return self.rehearsal.computation.shown_composite

    @property
    def professional(self) -> Decimal:
        return self.rehearsal.computation.shown_professional

    @property
    def residents(self) -> Decimal | None:
        return self.rehearsal.computation.shown_residents

    @property
    def leans_on(self) -> str:
        """Whose residents’ result this is."""
        return residents_in_words(self.rehearsal.residents)

    @property
    def missing(self) -> str:
        """How many criteria were taken as 0; empty when all are filled in."""
        n = self.rehearsal.missing
        words = ngettext(
            "%(n)s criterion is not filled in and is taken as 0.",
            "%(n)s criteria are not filled in and are taken as 0.",
            n,
        )
        return words % {"n": n} if n else ""

    @property
    def distance(self) -> str:
        """What is lacking to the next level."""
        standard = self.sheet.declaration.standard
        return Explanation(self.rehearsal.computation, standard, None).distance()

    @property
    def lifting(self) -> list[Lifting]:
        """The criteria that would lift it."""
        entries = {one.criterion.code: one for one in self.sheet.base}
        return [
            Lifting(entries[one.code], one.lost, one.composite_points)
            for one in self.rehearsal.lift.costs
        ]

    @property
    def lifted(self) -> str:
        """What the result would be with all of them at full points."""
        after = self.rehearsal.lift.after
        if after.composite is None:
            score = points(after.shown_professional)
            return _t("With these in full the professional appraisal would be %(score)s.") % {
                "score": score
            }
        words = {"score": points(after.shown_composite), "level": Level(after.level).label}
        return _t("With these in full: %(score)s, level “%(level)s”.") % words


def residents_in_words(residents: Residents) -> str:
    """“With the residents’ result of 2025” or the district’s mean, or that there is neither."""
    words = {"year": residents.year, "n": residents.results}
    if residents.source == OWN:
        return _t("with this community’s own residents’ result of %(year)s") % words
    if residents.source == DISTRICT:
        return (
            ngettext(
                "with the district’s mean of %(year)s (%(n)s published result), because the "
                "community has no earlier one; enough answers are taken for granted",
                "with the district’s mean of %(year)s (%(n)s published results), because the "
                "community has no earlier one; enough answers are taken for granted",
                residents.results,
            )
            % words
        )
    return _t("there is no published residents’ result to count with yet")


def rehearsal_of(sheet: Sheet, user) -> Told | None:
    """The rehearsal for those who declare; None for everybody else, appraisers above all."""
    declaration = sheet.declaration
    if not user.has_perm("evaluation.begin_declaration", declaration):
        return None
    if user.pk in declaration.appraiser_ids:
        return None
    try:
        rehearsal = rehearse(sheet)
    except CannotCompute as reason:
        return Told(refusal=refusal_in_words(reason.problem))
    return Told(rehearsal, sheet) if rehearsal else None
