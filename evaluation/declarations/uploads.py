"""Files that arrive together: each is stored and attached, or refused with its own reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.files.base import File
from django.utils.translation import gettext as _

from evaluation.declarations.evidence_models import Evidence
from evaluation.declarations.file_checks import FileRefused, clean_name
from evaluation.declarations.library import store
from evaluation.declarations.likeness import alike_in_words, earlier_alike
from evaluation.declarations.models import Entry
from evaluation.declarations.services import attach


@dataclass
class Arrival:
    """What became of the files: new ones, ones that were in the library, refused ones."""

    new: list[Evidence] = field(default_factory=list)
    known: list[Evidence] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    alike: list[tuple[Evidence, Evidence]] = field(default_factory=list)
    """New files that were nearly there before, each with that one."""

    @property
    def alike_told(self) -> list[str]:
        return [alike_in_words(evidence, earlier) for evidence, earlier in self.alike]

    @property
    def problems(self) -> list[dict[str, str]]:
        """The refused ones, to be told at the head of a page and beside its field “files”."""
        text = _("“%(name)s” was not taken: %(reason)s")
        return [
            {"label": _("File"), "text": text % {"name": name, "reason": why}, "target": "files"}
            for name, why in self.refused
        ]

    def __bool__(self) -> bool:
        return bool(self.new or self.known or self.refused)


def take_files(community, files: Iterable[File], *, by, entry: Entry | None = None) -> Arrival:
    """Store each file in the library of the community, and let it prove the entry if one is given.

    One refused file does not hold up the others.
    """
    arrival = Arrival()
    for file in files:
        try:
            evidence, is_new = store(community, file, by=by)
        except FileRefused as refusal:
            arrival.refused.append((clean_name(file.name or ""), refusal.reason))
            continue
        (arrival.new if is_new else arrival.known).append(evidence)
        if entry is not None:
            attach(entry, evidence, by=by)
    for evidence in arrival.new:
        if earlier := earlier_alike(evidence):
            arrival.alike.append((evidence, earlier))
    return arrival
