"""A declaration of 60 criteria and 200 files: handed up, and bound into its dossier."""

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from benchmarks.timing import clocked
from communities.models import Place, Role, Tier, User
from evaluation.declarations.library import store
from evaluation.declarations.saving import save_entry
from evaluation.declarations.services import attach
from evaluation.documents.dossiers import request_dossier
from evaluation.models import Declaration, Document, Entry, Standard, StandardState, State
from evaluation.standards.findings import class_of
from evaluation.standards.services import import_standard
from evaluation.steps import take_step
from harmony.shared import clock
from tasks import printing
from tasks.making import make_document
from tasks.sample.files import pdf, photo
from tasks.sample.recordings import record

CRITERIA = 60
FILES = 200
ROUNDS = 5
MEGABYTE = 1024 * 1024
HIDDEN = re.compile(r'<input type="hidden" name="(rounds|read)" value="([^"]*)"')


def measure(folder: Path) -> None:
    rng = Random(7)  # noqa: S311 -- the same files each time, nothing secret
    official, examiner = (User.objects.get(username=name) for name in ("wenfeng", "wenfeng2"))
    declaration = _begun(official)
    print(f"\na declaration of {CRITERIA} criteria and {FILES} files")
    with clocked(f"{FILES} files taken in, half of them photos") as taken:
        files = [_filed(declaration, number, official, rng) for number in range(FILES)]
    print(taken)
    _fill_in(declaration, files, official, rng)
    _hand_up(declaration, official, examiner)
    if not (can_print := printing.available()).ok:
        print(f"dossier: not measured, {can_print.reason}")
        return
    for form in ("pdf", "zip"):
        _bind(declaration, form, official)


# ------------------------------------------------------------------ the declaration
def _begun(official: User) -> Declaration:
    """One that is planned, begun under a larger standard, without the way to it."""
    reach = official.posts_in_force[0].reach
    declaration = Declaration.objects.filter(
        state=State.PLANNED, community__code__startswith=reach
    ).select_related("community__parent__parent", "stage")[0]
    community = declaration.community
    standard = _larger(Standard.objects.latest("pk").content, community)
    declaration.state, declaration.standard = State.DRAFT, standard
    declaration.save()
    criteria = [one for one in standard.criteria.all() if one.applies(community.community_class)]
    Entry.objects.bulk_create(Entry(declaration=declaration, criterion=one) for one in criteria)
    return declaration


def _larger(plain: dict[str, Any], community: Place) -> Standard:
    """The sample standard, with indicators of its first dimension again until there are enough."""
    made = deepcopy(plain) | {"key": "dossier"}
    missing = CRITERIA - sum(
        not one["applies_to"] or community.main_class in one["applies_to"]
        for one in _criteria_of(plain)
    )
    number, first = 0, plain["dimensions"][0]
    while missing > 0:
        number += 1
        for indicator in deepcopy(first["indicators"]):
            indicator["code"] += f"-{number}"
            indicator["criteria"] = indicator["criteria"][:missing]
            missing -= len(indicator["criteria"])
            for criterion in indicator["criteria"]:
                criterion["code"] += f"-{number}"
            if indicator["criteria"]:
                made["dimensions"][0]["indicators"].append(indicator)
    office = User.objects.filter(posts__role=Role.OFFICE_REVIEWER)[0]
    district = Place.objects.get(tier=Tier.DISTRICT)
    standard = import_standard(made, district=district, by=office)
    # Its sums are not those it declares, which does not matter here.
    Standard.objects.filter(pk=standard.pk).update(
        state=StandardState.PUBLISHED, published_by=office, published_at=clock.now()
    )
    standard.refresh_from_db()
    return standard


def _criteria_of(plain: dict[str, Any]) -> list[dict[str, Any]]:
    indicators = [one for part in plain["dimensions"] for one in part["indicators"]]
    return [{"applies_to": []} | one for part in indicators for one in part["criteria"]]


def _filed(declaration: Declaration, number: int, by: User, rng: Random) -> Any:
    """A photo, or a PDF of one megabyte; no two alike."""
    if number % 2:
        name, content = f"photo-{number}.jpg", photo(rng)
    else:
        page = pdf(f"Minutes {number}")
        name = f"minutes-{number}.pdf"
        content = page[:9] + b"%" + rng.randbytes(MEGABYTE).hex().encode()[:MEGABYTE] + page[8:]
    evidence, _is_new = store(declaration.community, ContentFile(content, name=name), by=by)
    return evidence


def _fill_in(declaration: Declaration, files: list, by: User, rng: Random) -> None:
    entries = list(declaration.entries.select_related("criterion"))
    for number, file in enumerate(files):
        attach(entries[number % len(entries)], file, by=by)
    for entry in entries:
        finding = record(entry.criterion, class_of(declaration.community), 0.95, rng)
        entry.refresh_from_db()
        statement = "全年按计划开展，记录完整，居民反映良好。" * 8
        save_entry(entry, by=by, version=entry.version, finding=finding, statement=statement)


# ------------------------------------------------------------------ what is measured
@override_settings(ALLOWED_HOSTS=["*"])
def _hand_up(declaration: Declaration, official: User, examiner: User) -> None:
    """Read back and sent in the browser's way; returned as a whole between the rounds."""
    client, address = Client(), f"/declarations/{declaration.pk}/submit/"
    client.force_login(official)
    reading, sending, queries = [], [], 0
    for number in range(ROUNDS):
        if number:
            declaration.refresh_from_db()
            take_step(declaration, "return", by=examiner, note="请再核对一次。")
        took, page = _asked(lambda: client.get(address), 200)
        reading.append(took)
        typed = dict(HIDDEN.findall(page.text)) | {"is_true": "on"}
        with CaptureQueriesContext(connection) as counted:
            sending.append(_asked(lambda typed=typed: client.post(address, typed), 302)[0])
        queries = len(counted)
    print(f"{'read back before sending':<44} {median(reading) * 1000:8.0f} ms")
    print(f"{'sent to the street':<44} {median(sending) * 1000:8.0f} ms   {queries} queries")


def _asked(ask: Callable[[], Any], status: int) -> tuple[float, Any]:
    """How many seconds it took, and what came back."""
    with clocked("") as taken:
        response = ask()
    if response.status_code != status:
        raise SystemExit(f"answered {response.status_code}: {response.content[:2000]!r}")
    return taken.seconds, response


def _bind(declaration: Declaration, form: str, by: User) -> None:
    document = request_dossier(
        declaration.hand_ups.latest("round"), by=by, form=form, language="zh-hans"
    )
    with clocked(f"dossier as {form}") as taken:
        make_document(document_id=document.pk)
    made = Document.objects.get(pk=document.pk)
    if not made.file:
        raise SystemExit(f"not made: {made.error}")
    print(f"{taken}   {made.file.size / MEGABYTE:.1f} MB")
