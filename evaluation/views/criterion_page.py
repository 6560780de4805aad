"""One criterion of a self-examination: what is asked, what is answered, what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from evaluation.declarations.carrying import Offer, offer_for
from evaluation.declarations.library_models import Upload
from evaluation.declarations.resuming import unfinished
from evaluation.declarations.room import Room, room_of
from evaluation.declarations.saving import save_entry
from evaluation.declarations.sheet import Sheet
from evaluation.declarations.uploads import Arrival
from evaluation.forms.declarations import EntryForm
from evaluation.forms.findings import FindingForm, finding_form
from evaluation.models import Entry, Evidence, EvidenceUse
from evaluation.standards.criterion_words import (
    CriterionWords,
    criterion_in_words,
    departments_of,
)
from evaluation.standards.finding_words import Said, finding_in_words
from evaluation.standards.findings import Outcome, score_finding
from evaluation.standards.working_words import decided_in_words, working_in_words
from evaluation.views.upload_field import UploadField
from harmony.shared import clock
from harmony.shared.templatetags.harmony_ui import errors_of
from harmony.shared.wording import labelled


@dataclass
class Surroundings:
    """What a page reads once for all the criteria on it: departments, files, who may open them."""

    sheet: Sheet
    entries: Sequence[Entry]
    user: Any

    @cached_property
    def departments(self) -> dict[str, str]:
        return departments_of(self.sheet.declaration.standard.district_id)

    @cached_property
    def uses(self) -> dict[int, list[EvidenceUse]]:
        """The files of each criterion, by the entry's primary key."""
        found: dict[int, list[EvidenceUse]] = {}
        for use in EvidenceUse.objects.filter(entry__in=self.entries).select_related("evidence"):
            found.setdefault(use.entry_id, []).append(use)
        return found

    @cached_property
    def room(self) -> Room:
        return room_of(self.sheet.declaration.community)

    @cached_property
    def half_way(self) -> dict[int, list[Upload]]:
        """Files that this person began to send, by the entry's primary key."""
        found: dict[int, list[Upload]] = {}
        community = self.sheet.declaration.community
        for upload in unfinished(community, by=self.user, entries=self.entries):
            found.setdefault(upload.entry_id, []).append(upload)
        return found

    @cached_property
    def readable(self) -> set[int]:
        """The evidence here that this person may open; a department reads names only."""
        if not self.uses:
            return set()
        here = Evidence.objects.visible_to(self.user).filter(uses__entry__in=self.entries)
        return set(here.values_list("pk", flat=True))


@dataclass
class CriterionPage:
    """What the page of one criterion shows to one person; ``typed`` is what was sent, if any."""

    sheet: Sheet
    entry: Entry
    user: Any
    typed: Mapping[str, Any] | None = None
    arrival: Arrival = field(default_factory=Arrival)
    conflict: Entry | None = None
    is_lost: bool = False
    """Whether what was typed could not be stored because it was handed up meanwhile."""
    prefix: str = ""
    """What the names of its fields begin with, where a page has several criteria."""
    shared: Surroundings | None = None
    """What was read once for all criteria of the page; alone, a criterion reads its own."""

    @cached_property
    def around(self) -> Surroundings:
        return self.shared or Surroundings(self.sheet, [self.entry], self.user)

    @property
    def stem(self) -> str:
        """What names and ids on the page begin with: nothing, or “e12-”."""
        return f"{self.prefix}-" if self.prefix else ""

    def meets(self, theirs: Entry) -> None:
        """Somebody else saved first: what was typed stays, to be saved over theirs if wanted."""
        self.conflict = theirs
        typed = self.typed.copy()
        typed[f"{self.stem}version"] = str(theirs.version)
        self.typed = typed
        for remembered in ("form", "finding_form", "outcome"):
            self.__dict__.pop(remembered, None)

    # ------------------------------------------------ what is asked
    @cached_property
    def words(self) -> CriterionWords:
        community = self.sheet.declaration.community
        return criterion_in_words(self.entry.criterion, self.around.departments, community)

    @property
    def place(self) -> str:
        """“Criterion 7 of 44”."""
        words = {"number": self.sheet.number_of(self.entry)}
        if self.entry.criterion.is_bonus:
            words["total"] = len(self.sheet.bonuses)
            return _("bonus item %(number)s of %(total)s") % words
        words["total"] = self.sheet.total
        return _("criterion %(number)s of %(total)s") % words

    @property
    def reason(self) -> str:
        """Why this criterion came back, if it did."""
        returned = self.sheet.returned
        return returned.reasons.get(self.entry.criterion_id, "") if returned else ""

    @cached_property
    def may_write(self) -> bool:
        declaration = self.sheet.declaration
        return self.entry.is_open and self.user.has_perm(
            "evaluation.write_declaration", declaration
        )

    # ------------------------------------------------ what is answered
    @cached_property
    def form(self) -> EntryForm:
        return EntryForm(self.typed, entry=self.entry, prefix=self.prefix or None)

    @cached_property
    def finding_form(self) -> FindingForm:
        return finding_form(
            self.entry.criterion,
            self.sheet.declaration.community,
            self.typed,
            self.entry.finding,
            prefix=f"{self.stem}finding",
        )

    @property
    def all_forms(self) -> list:
        return [self.form, self.finding_form, *self.arrival.problems]

    @property
    def typed_text(self) -> str:
        """Everything that was typed, to be copied."""
        fields = [*self.finding_form, *(f for f in self.form if not f.is_hidden)]
        lines = ((field.label, field.value()) for field in fields)
        return "\n".join(labelled(label, value) for label, value in lines if value)

    def is_valid(self) -> bool:
        # Both are asked, so that every mistake is told at once.
        return all([self.form.is_valid(), self.finding_form.is_valid()])

    @property
    def why_not(self) -> str:
        """The first reason why it was not saved, in one sentence."""
        if self.conflict:
            return _("Somebody else saved this criterion meanwhile. Press Save to see both.")
        if self.is_lost:
            return _("This criterion can no longer be written. Press Save to see why.")
        problem = next(iter(self.problems), None)
        return labelled(_("Not saved"), problem["text"]) if problem else ""

    @property
    def problems(self) -> list[dict[str, str]]:
        """What is to be corrected in what was typed."""
        return errors_of([self.form, self.finding_form])

    def save(self) -> Entry:
        """Store what was typed. Raises EntryConflict and PermissionDenied."""
        return save_entry(
            self.entry,
            by=self.user,
            version=self.form.cleaned_data["version"],
            page=self.form.cleaned_data["page"],
            finding=self.finding_form.finding,
            modifier=self.form.claim,
            statement=self.form.cleaned_data["statement"],
        )

    @cached_property
    def offer(self) -> Offer | None:
        """What an earlier year said of it; nothing for those who only read."""
        return offer_for(self.entry, clock.today()) if self.may_write else None

    def take_statement(self) -> None:
        """Put the earlier statement into the field, beneath what is typed; nothing is saved."""
        if self.offer is None or not self.offer.statement:
            return
        typed = self.typed.copy()
        texts = (typed.get("statement", "").strip(), self.offer.statement)
        typed["statement"] = "\n".join(filter(None, texts))
        self.typed = typed

    @property
    def uses(self) -> list[EvidenceUse]:
        return self.around.uses.get(self.entry.pk, [])

    @property
    def readable(self) -> set[int]:
        return self.around.readable

    @property
    def answer(self) -> list[Said]:
        """The stored finding in words."""
        community = self.sheet.declaration.community
        return finding_in_words(self.entry.criterion, self.entry.finding, community)

    # ------------------------------------------------ what follows
    @cached_property
    def outcome(self) -> Outcome:
        """The points of what was typed, while it is valid; else of what is stored."""
        finding, modifier = self.entry.finding, self.entry.modifier
        if self.typed is not None and self.is_valid():
            finding, modifier = self.finding_form.finding, self.form.claim
        return score_finding(
            self.entry.criterion,
            finding,
            community=self.sheet.declaration.community,
            modifier=modifier,
            has_evidence=bool(self.uses),
        )

    @property
    def working(self):
        return working_in_words(self.outcome)

    @property
    def decided(self) -> str:
        return decided_in_words(self.outcome)

    @property
    def after(self) -> Entry | None:
        """The next criterion that can be written."""
        return self.sheet.after(self.entry)

    @property
    def after_any(self) -> Entry | None:
        """The next criterion, whether it can be written or not."""
        rest = self.sheet.entries[self.sheet.entries.index(self.entry) + 1 :]
        return next(iter(rest), None)

    @cached_property
    def upload(self) -> UploadField:
        half_way = self.around.half_way.get(self.entry.pk, [])
        community = self.sheet.declaration.community
        return UploadField(community, self.around.room, half_way, self.entry, self.stem)
