"""A file replaced by a newer version: the old one is kept, and what was handed up keeps it."""

from collections.abc import Collection, Iterator

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from evaluation.declarations.evidence_models import Evidence, EvidenceQuerySet
from evaluation.declarations.file_checks import FileRefused
from evaluation.declarations.library import store
from evaluation.declarations.library_models import fresh_key
from evaluation.declarations.models import EvidenceUse
from evaluation.declarations.services import attach
from evaluation.declarations.states import OPEN_STATES
from harmony.shared.workflow import hold


def versions_of(evidence: Evidence) -> EvidenceQuerySet:
    """All versions of this file, the newest first; alone where it was never replaced."""
    if not evidence.series:
        return Evidence.objects.filter(pk=evidence.pk)
    return Evidence.objects.filter(series=evidence.series).order_by("-version")


def uses_of(evidence: Evidence) -> QuerySet[EvidenceUse]:
    """Where any version of this file is used, with what a line about it needs."""
    uses = EvidenceUse.objects.filter(evidence__in=versions_of(evidence).order_by())
    return uses.select_related(
        "evidence", "entry__criterion", "entry__declaration__stage"
    ).order_by("-entry__declaration__stage__year", "entry__criterion__position", "pk")


def can_change(use: EvidenceUse) -> bool:
    """Whether its criterion is being written; what was handed up keeps the version it has."""
    return use.entry.is_open and use.entry.declaration.state in OPEN_STATES


def replace(evidence: Evidence, file: File, *, by, entries: Collection[int] = ()) -> Evidence:
    """Store a newer version of this file, called the same, and let it prove these entries (by
    primary key) in the old one's place, where they are being written.

    Raises FileRefused as ``store`` does, and where the file is in the library already.
    """
    if not by.has_perm("evaluation.keep_evidence", evidence.community):
        raise PermissionDenied
    newer, is_new = store(
        evidence.community,
        file,
        by=by,
        title=evidence.title,
        kind=evidence.kind,
        event_date=evidence.event_date,
        issued_by=evidence.issued_by,
    )
    if not is_new:
        raise FileRefused(_already_there(evidence, newer))
    _join(evidence, newer, by, entries)
    return newer


@transaction.atomic
def _join(evidence: Evidence, newer: Evidence, by, entries: Collection[int]) -> None:
    hold(evidence)
    if not evidence.series:
        evidence.series = fresh_key()
        evidence.save(update_fields=["series"])
    newer.series = evidence.series
    latest = Evidence.objects.filter(series=evidence.series).aggregate(n=Max("version"))["n"]
    newer.version = latest + 1
    newer.save(update_fields=["series", "version"])
    for use in _chosen(evidence, entries):
        attach(use.entry, newer, by=by)
        use.delete()


def _chosen(evidence: Evidence, entries: Collection[int]) -> Iterator[EvidenceUse]:
    for use in uses_of(evidence).filter(entry__in=entries):
        if can_change(use):
            yield use


def _already_there(evidence: Evidence, there: Evidence) -> str:
    if there.pk == evidence.pk:
        return _("This is the same file.")
    return _("It is in the library already, as “%(title)s”.") % {"title": there.title}
