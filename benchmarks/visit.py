"""A resident's visit, page and answer with a code, at 8, 32 and 128 clients, with 2 web workers.

Beside it the same visit without sealing, signing and key derivation, and a bare view that inserts
one row: under the same server with the same database, in the same run, so that the ratios hold
when the machine's speed drifts. Codes cost what real ones do, not what those of the sample do.
"""

import http.client
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, connections

from benchmarks.server import running
from benchmarks.timing import percentile
from communities.models import User
from evaluation.models import Code, State, Survey
from evaluation.surveys import codes as slip_codes
from evaluation.surveys import services

CLIENTS = (8, 32, 128)
VISITS = 400
PASSPHRASE = "of the benchmark"  # noqa: S105 -- of a box that nobody keeps
RECEIPT = re.compile(rb'name="receipt" value="([0-9A-Z]{16})"')
SERVE = ["-m", "gunicorn", "--workers=2", "--threads=8", "--log-level=error"]


def measure(folder: Path) -> None:
    survey, codes = _open_survey(len(CLIENTS) * 2 * VISITS)
    print(f"\nvisits, {connection.vendor}, 2 workers, scrypt with N = 2^{survey.box.cost}")
    print(f"{'':<44}{'clients':>8}{'a second':>10}{'median ms':>11}{'p95 ms':>9}")
    answers, waiting = _answers_of(survey), iter(codes)
    connections.close_all()
    for name, application in (
        ("full visit (page + answer)", "harmony.wsgi:application"),
        ("without sealing and derivation", "benchmarks.unsealed:application"),
    ):
        with _served(application, "/health/"):
            for clients in CLIENTS:
                visits = [_Visit(next(waiting), answers) for _number in range(VISITS)]
                _told(name, clients, _run(visits, clients))
    with _served("benchmarks.bare:application", "/"):
        for clients in CLIENTS:
            _told("bare insert", clients, _run([_insert] * VISITS, clients))


def _served(application: str, path: str):
    address = f"127.0.0.1:{settings.PORT}"
    return running([*SERVE, f"--bind={address}", application], f"http://{address}{path}")


def _told(name: str, clients: int, run: tuple[float, list[float]]) -> None:
    rate, times = run
    shown = f"{rate:>10.1f}{percentile(times, 0.5):>11.0f}{percentile(times, 0.95):>9.0f}"
    print(f"{name:<44}{clients:>8}{shown}")


def _open_survey(slips: int) -> tuple[Survey, Iterator[str]]:
    """An open survey of the sample with that many slips, in a box at the real cost."""
    survey = Survey.objects.filter(
        state=Survey.State.OPEN, declaration__state=State.RECEIVED
    ).first()
    if survey is None:
        raise RuntimeError("The sample has no open survey.")
    office = User.objects.get(username="office")
    box = services.make_box(survey.declaration.stage, by=office, passphrase=PASSPHRASE).box
    services.prove_passphrase(box, PASSPHRASE, by=office)
    used = Code.objects.filter(batch__survey=survey).count()
    Survey.objects.filter(pk=survey.pk).update(box=box, households=used + slips)
    survey = Survey.objects.get(pk=survey.pk)
    codes: list[str] = []
    while len(codes) < slips:
        count = min(500, slips - len(codes))
        codes += services.print_batch(survey, by=office, label="bench", count=count)[1]
    return survey, iter(codes)


def _answers_of(survey: Survey) -> dict[str, str]:
    content = survey.questionnaire.content
    names = [item["key"] for item in content["items"]] + [content["overall"]["key"]]
    return {f"a-{name}": "satisfied" for name in names}


class _Visit:
    """One household: it fetches the page and sends it with its code."""

    def __init__(self, code: str, answers: dict[str, str]) -> None:
        self.code, self.answers = code, answers

    def __call__(self, connection: http.client.HTTPConnection) -> None:
        connection.request("GET", "/q")
        found = RECEIPT.search(connection.getresponse().read())
        fields = self.answers | {
            "code": slip_codes.grouped(self.code),
            "receipt": found[1].decode() if found else "",
            "in": "en",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/q", urlencode(fields), headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200 or b"receipt" not in body:
            raise RuntimeError(f"A visit was answered {response.status}: {body[:300]!r}")


def _insert(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/", "")
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"The bare view answered {response.status}")


def _run(visits, clients: int) -> tuple[float, list[float]]:
    """Visits a second, and how long each took in milliseconds, with so many clients at once."""
    waiting = list(visits)
    times: list[float] = []
    failed: list[Exception] = []
    lock = threading.Lock()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=60)
        while True:
            with lock:
                if not waiting or failed:
                    return
                visit = waiting.pop()
            start = time.perf_counter()
            try:
                visit(connection)
            except Exception as error:  # noqa: BLE001 -- told below, in the thread that reports
                failed.append(error)
                return
            times.append((time.perf_counter() - start) * 1000)

    began = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return len(times) / (time.perf_counter() - began), times
