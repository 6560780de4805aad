"""One indicator of a self-examination with all its criteria, each saved by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied

from evaluation.declarations.room import Room
from evaluation.declarations.saving import EntryConflict, mark_of, says_the_same
from evaluation.declarations.sheet import IndicatorPart, Sheet
from evaluation.declarations.uploads import take_files
from evaluation.models import Entry
from evaluation.views.criterion_page import CriterionPage, Surroundings
from harmony.shared.templatetags.harmony_ui import errors_of


def prefix_of(entry: Entry) -> str:
    """What the names of the fields of this criterion begin with."""
    return f"e{entry.pk}"


@dataclass
class CriterionPart(CriterionPage):
    """One criterion among those of its indicator."""

    @property
    def was_sent(self) -> bool:
        return self.typed is not None and f"{self.stem}version" in self.typed

    @cached_property
    def said(self) -> tuple[Mapping[str, Any], str, str]:
        """Finding, modifier and statement as they were typed; only where they are valid."""
        statement = self.form.cleaned_data["statement"]
        return self.finding_form.finding, self.form.claim, statement

    @property
    def is_new(self) -> bool:
        """Whether something else stands in it than what is stored, and than what was shown."""
        if says_the_same(self.entry, *self.said):
            return False
        return mark_of(*self.said) != self.form.cleaned_data["shown"]

    @property
    def problems(self) -> list[dict[str, str]]:
        """What is to be corrected, each told with the code of the criterion."""
        found = [one | {"target": f"{self.stem}files"} for one in self.arrival.problems]
        if self.was_sent:
            found = errors_of([self.form, self.finding_form]) + found
        return [self._told(problem) for problem in found]

    def _told(self, problem: Mapping[str, str]) -> dict[str, str]:
        code, target = self.entry.criterion.code, problem["target"]
        if not target:
            # What is wrong with the whole has no field; the way leads to the criterion.
            return {"label": code, "text": problem["text"], "target": f"c-{code}"}
        return {"label": f"{code} {problem['label']}", "text": problem["text"], "target": target}


@dataclass
class IndicatorPage:
    """What the page of one indicator shows to one person; ``typed`` is what was sent, if any."""

    sheet: Sheet
    part: IndicatorPart
    user: Any
    typed: Mapping[str, Any] | None = None
    saved: list[Entry] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.part.indicator.code

    @cached_property
    def criteria(self) -> list[CriterionPart]:
        around = Surroundings(self.sheet, self.part.entries, self.user)
        return [
            CriterionPart(
                self.sheet, entry, self.user, self.typed, prefix=prefix_of(entry), shared=around
            )
            for entry in self.part.entries
        ]

    @property
    def room(self) -> Room:
        """What is left in the library, for the files of all these criteria."""
        return self.criteria[0].around.room

    @property
    def sent(self) -> list[CriterionPart]:
        return [one for one in self.criteria if one.was_sent]

    @cached_property
    def may_write(self) -> bool:
        """Whether anything on it can be written by this person."""
        return any(one.may_write for one in self.criteria)

    @property
    def after(self) -> IndicatorPart | None:
        return self.sheet.indicator_after(self.part)

    @property
    def points(self) -> Decimal:
        """The sum of what stands on the page: of what is typed, where it is valid."""
        outcomes = [one.outcome for one in self.criteria]
        return sum((o.points for o in outcomes if o.is_complete and o.counts), Decimal(0))

    @property
    def out_of(self) -> Decimal:
        counted = [one for one in self.criteria if one.outcome.counts]
        return sum((one.words.points for one in counted), Decimal(0))

    # ------------------------------------------------ saving
    def save(self, files: Mapping[str, Any]) -> None:
        """Store each criterion that was sent; what is refused holds up none of the others."""
        for one in self.sent:
            if not one.may_write:
                one.is_lost = self._says_something_new(one)
                continue
            try:
                self._save(one, files)
            except EntryConflict as conflict:
                one.meets(conflict.theirs)
            except PermissionDenied:
                one.entry.refresh_from_db()
                one.is_lost = True

    def _save(self, one: CriterionPart, files) -> None:
        given = files.getlist(f"{one.stem}files")
        if given:
            community = self.sheet.declaration.community
            one.arrival = take_files(community, given, by=self.user, entry=one.entry)
        if one.is_valid() and one.is_new:
            self.saved.append(one.save())

    @staticmethod
    def _says_something_new(one: CriterionPart) -> bool:
        return not one.is_valid() or one.is_new

    @property
    def refused(self) -> list[CriterionPart]:
        """The criteria that could not be stored as they were typed."""
        return [
            one
            for one in self.sent
            if one.conflict or one.is_lost or one.arrival.refused or not one.is_valid()
        ]

    @property
    def has_met(self) -> bool:
        """Whether somebody else came first, or the declaration was handed up meanwhile."""
        return any(one.conflict or one.is_lost for one in self.sent)

    @property
    def why_not(self) -> str:
        """The first reason why something was not saved, in one sentence."""
        return next((reason for one in self.refused if (reason := one.why_not)), "")

    def again(self, sheet: Sheet) -> "IndicatorPage":
        """The page after saving: what was refused as it was typed, the rest as it is stored."""
        part = sheet.indicator(self.code)
        page = IndicatorPage(sheet, part, self.user, saved=self.saved)
        refused = {one.entry.pk: one for one in self.refused}
        for one in page.criteria:
            before = refused.get(one.entry.pk)
            if before is None:
                continue
            one.arrival, one.is_lost = before.arrival, before.is_lost
            # Of what is stored but for a file, the form is the one that is stored now.
            if before.conflict or before.is_lost or not before.is_valid():
                one.typed = before.typed
            one.conflict = one.entry if before.conflict else None
        return page
