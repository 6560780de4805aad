"""A resident's visit, page and answer, at 8 clients; beside a bare view that inserts one row.

Both run under the same server with the same database settings, in the same run, so that the
ratio holds when the machine's speed drifts.
"""

import http.client
import re
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connections

from benchmarks.server import running
from benchmarks.timing import percentile
from communities.models import User
from evaluation.models import State, Survey
from evaluation.surveys import codes as slip_codes
from evaluation.surveys import slips

CLIENTS = 8
VISITS = 400
RECEIPT = re.compile(rb'name="receipt" value="([0-9A-Z]{16})"')


def measure(folder: Path) -> None:
    survey, codes = _open_survey()
    port = settings.PORT
    serve = ["-m", "waitress", f"--listen=127.0.0.1:{port}", "--threads=8"]
    connections.close_all()
    with running([*serve, "harmony.wsgi:application"], f"http://127.0.0.1:{port}/health/"):
        answers = _answers_of(survey)
        full = _run([lambda c, code=code: _visit(c, code, answers) for code in codes], port)
    with running([*serve, "benchmarks.bare:application"], f"http://127.0.0.1:{port}/"):
        bare = _run([_insert] * VISITS, port)
    print(f"\n{'at 8 clients':<34}{'a second':>10}{'median ms':>11}{'p95 ms':>9}")
    for name, (rate, times) in {"full visit (page + answer)": full, "bare insert": bare}.items():
        shown = f"{rate:>10.1f}{percentile(times, 0.5):>11.0f}{percentile(times, 0.95):>9.0f}"
        print(f"{name:<34}{shown}")


def _open_survey() -> tuple[Survey, list[str]]:
    """An open survey of the sample, with enough slips in force."""
    survey = Survey.objects.filter(
        state=Survey.State.OPEN, declaration__state=State.RECEIVED, households__gte=VISITS * 2
    ).first()
    if survey is None:
        raise RuntimeError("The sample has no open survey that is large enough.")
    office = User.objects.get(username="office")
    _batch, codes = slips.print_batch(survey, by=office, label="bench", count=VISITS)
    return survey, codes


def _answers_of(survey: Survey) -> dict[str, str]:
    content = survey.questionnaire.content
    names = [item["key"] for item in content["items"]] + [content["overall"]["key"]]
    return {f"a-{name}": "satisfied" for name in names}


def _visit(connection: http.client.HTTPConnection, code: str, answers: dict[str, str]) -> None:
    connection.request("GET", "/q")
    page = connection.getresponse().read()
    found = RECEIPT.search(page)
    fields = answers | {
        "code": slip_codes.grouped(code),
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


def _run(visits, port: int) -> tuple[float, list[float]]:
    """Visits a second, and how long each took in milliseconds, with 8 clients at once."""
    waiting = list(visits)
    times: list[float] = []
    failed: list[Exception] = []
    lock = threading.Lock()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
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
    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return len(times) / (time.perf_counter() - began), times
