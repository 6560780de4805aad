"""One indicator with 12 criteria and 40 files: its page, and the autosave of a criterion."""

from itertools import count
from pathlib import Path

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from benchmarks.timing import milliseconds
from communities.models import Role, User
from evaluation.declarations.states import State
from evaluation.models import Criterion, Declaration, Entry, Evidence, EvidenceUse

CRITERIA, FILES, RUNS = 12, 40, 15


@override_settings(ALLOWED_HOSTS=["*"])
def measure(folder: Path) -> None:
    declaration = Declaration.objects.filter(state=State.DRAFT).order_by("pk")[0]
    entries = _in_one_indicator(declaration)
    official = User.objects.filter(
        posts__role=Role.STREET_OFFICIAL, posts__place=declaration.community.parent
    )[0]
    _attach_files(declaration, entries, official)
    client = Client()
    client.force_login(official)
    address = f"/declarations/{declaration.pk}/indicators/{entries[0].criterion.indicator.code}/"
    alone = f"/declarations/{declaration.pk}/criteria/{entries[0].criterion.code}/"

    print(f"\n{f'indicator, {CRITERIA} criteria, {FILES} files':<44}{'ms':>9}{'queries':>9}")
    _told("the page", lambda: client.get(address), 200)
    _told("the page of one of its criteria", lambda: client.get(alone), 200)
    _told("autosave of one criterion", _autosave(client, address, entries[0]), 204)
    points = {"HX-Request": "true", "HX-Target": f"e{entries[0].pk}-points"}
    _told("points and sum", lambda: client.post(address, {}, headers=points), 200)


def _told(what: str, ask, expected: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = ask()
    asked = len(queries)  # counted now, because the next request empties the log
    if response.status_code != expected:
        raise SystemExit(f"{what}: answered {response.status_code}")
    print(f"{what:<44}{milliseconds(ask, RUNS):9.1f}{asked:9}")


def _autosave(client: Client, address: str, entry: Entry):
    """Each time another statement, as somebody who goes on typing."""
    numbers = count(1)
    stem = f"e{entry.pk}-"

    def save():
        number = next(numbers)
        version = Entry.objects.values_list("version", flat=True).get(pk=entry.pk)
        typed = {"version": version, "page": f"benchmar.{number}", "statement": f"Word {number}."}
        data = {f"{stem}{name}": value for name, value in typed.items()}
        return client.post(address, data, headers={"X-Autosave": "1"})

    return save


def _in_one_indicator(declaration: Declaration) -> list[Entry]:
    """The first criteria of the standard, all put into the first indicator."""
    base = declaration.entries.filter(criterion__kind=Criterion.Kind.BASE)
    entries = list(
        base.select_related("criterion__indicator").order_by("criterion__position")[:CRITERIA]
    )
    # Past the model's own manager, which keeps a published standard as it is.
    QuerySet(Criterion).filter(pk__in=[one.criterion_id for one in entries]).update(
        indicator=entries[0].criterion.indicator
    )
    return entries


def _attach_files(declaration: Declaration, entries: list[Entry], by: User) -> None:
    files = Evidence.objects.bulk_create(
        Evidence(
            community=declaration.community,
            kind=Evidence.Kind.DOCUMENT,
            title=f"Minutes {number}",
            file=f"evidence/{number}.pdf",
            original_name=f"{number}.pdf",
            content_type="application/pdf",
            size=1000,
            sha256=f"{number:064}",
            by=by,
        )
        for number in range(FILES)
    )
    EvidenceUse.objects.filter(entry__in=entries).delete()
    EvidenceUse.objects.bulk_create(
        EvidenceUse(entry=entries[number % CRITERIA], evidence=file, by=by)
        for number, file in enumerate(files)
    )
