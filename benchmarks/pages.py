"""Server time and queries of lists and the dashboard, at 96 and at 1,000 communities."""

from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from benchmarks.larger import grow_to
from benchmarks.timing import milliseconds
from communities.models import User
from harmony.wsgi import look_for_garbage_less_often

RUNS = 15
PAGES = [
    ("leader", "/overview/", "overview (dashboard)"),
    ("office", "/communities/", "communities"),
    ("office", "/declarations/", "self-examinations"),
    ("office", "/review/?show=evaluate", "review queue"),
    ("office", "/surveys/", "questionnaires"),
    ("office", "/certificates/", "certificates"),
    ("wenfeng", "/home/", "my work (street)"),
    ("admin", "/people/", "accounts"),
    (None, "/", "public home"),
    (None, "/accepted/", "accepted communities"),
]


def measure(folder: Path) -> None:
    _settle()
    before = _measured()
    count = grow_to(1000)
    _settle()
    after = _measured()
    print(f"{'page':<28}{'96: ms':>9}{'queries':>9}   {f'{count}: ms':>10}{'queries':>9}")
    for (_who, _path, name), small, large in zip(PAGES, before, after, strict=True):
        print(f"{name:<28}{small[0]:>9.1f}{small[1]:>9}   {large[0]:>10.1f}{large[1]:>9}")


def _settle() -> None:
    """Bring process and database to the state that a portal is in on the next day.

    The process is set up as a web process, PostgreSQL's autovacuum has counted the new rows,
    SQLite has taken them in.
    """
    look_for_garbage_less_often()
    with connection.cursor() as cursor:
        is_postgresql = connection.vendor == "postgresql"
        cursor.execute("ANALYZE" if is_postgresql else "PRAGMA wal_checkpoint(TRUNCATE)")


@override_settings(ALLOWED_HOSTS=["*"])
def _measured() -> list[tuple[float, int]]:
    return [_one(who, path) for who, path, _name in PAGES]


def _one(who: str | None, path: str) -> tuple[float, int]:
    client = Client()
    if who:
        client.force_login(User.objects.get(username=who))
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    asked = len(queries)  # counted now, because the next request empties the log
    return milliseconds(lambda: client.get(path), RUNS), asked
