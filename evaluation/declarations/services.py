"""What people do with a declaration until the office receives it."""

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from communities.models import Place, Role, Stage
from communities.people.reach import role_over
from evaluation.declarations.evidence_models import Evidence
from evaluation.declarations.models import (
    Declaration,
    DeclarationStep,
    Entry,
    EvidenceUse,
    HandUp,
    ReturnReason,
)
from evaluation.declarations.reading_back import ReadBackIsOld, changed_since, said_of
from evaluation.declarations.saving import rescore
from evaluation.declarations.states import WORKFLOW, State
from evaluation.standards.findings import score_finding
from evaluation.standards.models import Criterion
from evaluation.standards.scoring_rules import EXEMPT_BY_TITLE
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused, hold

STREET_ROLES = (Role.STREET_OFFICIAL, Role.COMMUNITY_WORKER)


# ------------------------------------------------------------------ planning
@transaction.atomic
def plan(community: Place, stage: Stage, *, by) -> Declaration:
    """Put the community into the stage; asked again, nothing changes.

    Raises TransitionRefused when it already stands in another stage of the programme and has
    not failed there.
    """
    if not by.has_perm("communities.plan_stage", community):
        raise PermissionDenied
    if stage.kind != Stage.Kind.EVALUATION:
        raise TransitionRefused(_("Communities are planned into evaluation stages only."))
    hold(community)
    elsewhere = (
        Declaration.objects.filter(community=community, stage__programme=stage.programme)
        .exclude(stage=stage)
        .exclude(state=State.NOT_ACCEPTED)
        .select_related("stage")
        .first()
    )
    if elsewhere is not None:
        raise TransitionRefused(
            _("%(community)s is already planned for %(year)s.")
            % {"community": community.name, "year": elsewhere.stage.year}
        )
    declaration, is_new = Declaration.objects.get_or_create(community=community, stage=stage)
    if is_new:
        role = role_over(by, community, Role.STREET_OFFICIAL, Role.OFFICE_REVIEWER)
        declaration.steps.create(
            name="plan", source="", target=State.PLANNED, by=by, role=role, note=""
        )
    return declaration


@transaction.atomic
def unplan(declaration: Declaration, *, by) -> None:
    """Take the community out of the stage again, while nothing has been begun."""
    hold(declaration)
    if not by.has_perm("communities.plan_stage", declaration.community):
        raise PermissionDenied
    if declaration.state != State.PLANNED:
        raise TransitionRefused(_("The self-examination has begun; the plan cannot be changed."))
    declaration.delete()


# ------------------------------------------------------------------ self-examination
def begin(declaration: Declaration, *, by, note: str = "") -> None:
    """Open the self-examination: an entry for every criterion that this class is judged by."""
    standard = declaration.stage.basis.standard if declaration.basis_is_published() else None
    if standard is not None:
        Declaration.objects.filter(pk=declaration.pk, standard=None).update(standard=standard)
    _move(declaration, "begin", by=by, note=note)
    community_class = declaration.community.community_class
    criteria = [c for c in standard.criteria.all() if c.applies(community_class)]
    Entry.objects.bulk_create(_blank(declaration, criterion) for criterion in criteria)


def _blank(declaration: Declaration, criterion: Criterion) -> Entry:
    """Nothing is filled in; where a title exempts the community, nothing has to be."""
    entry = Entry(declaration=declaration, criterion=criterion)
    outcome = score_finding(criterion, {}, community=declaration.community, has_evidence=False)
    if outcome.applied == EXEMPT_BY_TITLE:
        entry.points, entry.is_complete = outcome.points, True
    return entry


@transaction.atomic
def attach(entry: Entry, evidence: Evidence, *, by) -> EvidenceUse:
    """Let a file of the community prove this criterion; asked again, nothing changes."""
    hold(entry, "criterion", "declaration__community")
    if not entry.is_open or not by.has_perm("evaluation.write_declaration", entry.declaration):
        raise PermissionDenied
    if evidence.community_id != entry.declaration.community_id:
        raise PermissionDenied
    use, _is_new = EvidenceUse.objects.get_or_create(
        entry=entry, evidence=evidence, defaults={"by": by}
    )
    _save_points(entry)
    return use


@transaction.atomic
def detach(use: EvidenceUse, *, by) -> None:
    """Take a file off this criterion; the file stays in the community's library."""
    entry = use.entry
    hold(entry, "criterion", "declaration__community")
    if not entry.is_open or not by.has_perm("evaluation.write_declaration", entry.declaration):
        raise PermissionDenied
    use.delete()
    _save_points(entry)


def _save_points(entry: Entry) -> None:
    rescore(entry)
    entry.save(update_fields=["points", "counts", "is_complete"])


def self_score(declaration: Declaration) -> Decimal:
    """The points claimed so far, bonus left out."""
    claimed = declaration.entries.filter(criterion__kind=Criterion.Kind.BASE, counts=True)
    return claimed.aggregate(total=Sum("points"))["total"] or Decimal(0)


# ------------------------------------------------------------------ hand-up and return
def submit(declaration: Declaration, *, by, note: str = "", read: str | None = None) -> None:
    """Hand the self-examination up to the street; everything handed up is locked.

    ``read`` are the marks of what the person read back (``reading_back.marks_of``): where
    something else would be sent by now, it raises ReadBackIsOld.
    """
    _move(declaration, "submit", by=by, note=note)
    declaration.entries.update(is_open=False)  # from here on nobody saves beside it
    content = snapshot(declaration)
    if read is not None and (codes := changed_since(read, content["entries"])):
        raise ReadBackIsOld(_("The answers have changed since this page was opened."), codes)
    declaration.rounds += 1
    declaration.save(update_fields=["rounds"])
    HandUp.objects.create(
        declaration=declaration,
        round=declaration.rounds,
        content=content,
        content_hash=hash_of(content),
        points=self_score(declaration),
        by=by,
    )


def return_for_correction(
    declaration: Declaration, *, by, note: str = "", reasons: Mapping[int, str] | None = None
) -> None:
    """Give it back to the community, with reasons tied to criteria (by primary key).

    With reasons only those criteria can be written again; without, ``note`` is the reason for
    the whole and everything can.
    """
    _return(declaration, "return", by=by, note=note, reasons=reasons)


def return_to_street(
    declaration: Declaration, *, by, note: str = "", reasons: Mapping[int, str] | None = None
) -> None:
    """The office gives it back to the street; what it names can be written again."""
    _return(declaration, "return_to_street", by=by, note=note, reasons=reasons)


def _return(declaration: Declaration, name: str, *, by, note: str, reasons) -> None:
    reasons = {int(pk): text.strip() for pk, text in (reasons or {}).items() if text.strip()}
    if not reasons and not note.strip():
        raise TransitionRefused(_("Give a reason for the return."))
    step = _move(declaration, name, by=by, note=note)
    entries = declaration.entries.select_related("criterion")
    if reasons:
        entries = entries.filter(criterion_id__in=reasons)
        if len(entries) != len(reasons):
            raise TransitionRefused(_("A reason names a criterion that is not declared."))
        ReturnReason.objects.bulk_create(
            ReturnReason(step=step, criterion_id=pk, reason=text) for pk, text in reasons.items()
        )
    else:
        ReturnReason.objects.create(step=step, reason=note.strip())
    declaration.entries.filter(pk__in=[entry.pk for entry in entries]).update(is_open=True)


def pass_on(declaration: Declaration, *, by, note: str = "") -> None:
    """The street has examined it and passes it on to the office."""
    _move(declaration, "pass", by=by, note=note)


def receive(declaration: Declaration, *, by, note: str = "") -> None:
    """The office receives it for evaluation."""
    _move(declaration, "receive", by=by, note=note, roles=(Role.OFFICE_REVIEWER,))


def _move(
    declaration: Declaration,
    name: str,
    *,
    by,
    note: str,
    roles=(*STREET_ROLES, Role.OFFICE_REVIEWER),
) -> DeclarationStep:
    role = role_over(by, declaration.community, *roles)
    return move(declaration, name, by=by, note=note, role=role)


def move(declaration: Declaration, name: str, *, by, note: str, role: str) -> DeclarationStep:
    """Make one move of the workflow and date it; the step that was added."""
    step = WORKFLOW.move(declaration, name, by=by, note=note, role=role)
    declaration.state_since = clock.now()
    declaration.save(update_fields=["state_since"])
    declaration.__dict__.pop("history", None)
    return step


# ------------------------------------------------------------------ what was handed up
def snapshot(declaration: Declaration) -> dict:
    """Every finding, statement and file of the self-examination, in plain values."""
    entries = declaration.entries.select_related("criterion").prefetch_related("uses__evidence")
    return {
        "community": declaration.community.code,
        "stage": declaration.stage.year,
        "standard": declaration.standard.content_hash if declaration.standard else "",
        "entries": [
            said_of(entry, [use.evidence.sha256 for use in entry.uses.all()]) for entry in entries
        ],
    }


def hash_of(content: dict) -> str:
    """SHA-256 of the canonical JSON of plain content."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()
