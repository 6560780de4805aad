"""Does any file, log, cache, queue or table hold a code or an answer that was typed?

Strings that stand nowhere else are typed as code and as comment through the page itself, together
with wrong codes and answers that are refused. Then everything the portal keeps is searched, byte
by byte: its folder with database, journal, cache and queue, the log, every row of every table on
PostgreSQL, every key of Redis. Before the opening nothing may be found; after it the comment may,
in the table of comments, and the code never.
"""

import io
import logging
import secrets
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.test import Client

from evaluation.surveys import codes as slip_codes
from evaluation.surveys.sealing import receipts
from proofs import database
from proofs.files import contents_of

ANSWERS = 5


def prove() -> bool:
    database.prepare()
    found = search()
    for where in found:
        print(f"FOUND {where}")
    print("nothing was found" if not found else f"{len(found)} places")
    return not found


def search() -> list[str]:
    """Where a typed code or answer was found although it should not be."""
    from tests.factories.surveys import counted, open_survey

    log = _listen()
    survey, drawn = open_survey(slips=ANSWERS + 1)
    words = [f"canary {secrets.token_hex(8)}" for _number in range(ANSWERS)]
    sent = [_send(code, word) for code, word in zip(drawn, words, strict=False)]
    wrong = drawn[-1][:-1] + str((int(drawn[-1][-1]) + 1) % 10)
    _send(wrong, "canary refused")
    _send(drawn[0], "canary again")
    typed = [*drawn[:ANSWERS], wrong]
    secret_codes = [form for code in typed for form in _forms(code)]
    found = _hits([*secret_codes, *words, "canary refused", "canary again"], log, "before")
    counted(survey)
    _sweep()
    found += _hits([*secret_codes, "canary refused", "canary again", *sent], log, "after")
    return found


def _forms(code: str) -> list[str]:
    """A code as it may have been kept: whole, in groups, without selector and check digit."""
    return [code, slip_codes.grouped(code), slip_codes.verifier_of(code)]


def _send(code: str, word: str) -> str:
    """Send the page as a browser does; the receipt it had."""
    from tests.factories.surveys import all_chosen

    receipt = receipts.new()
    answers = {f"a-{key}": option for key, option in all_chosen().items()}
    fields = {"code": code, "receipt": receipt, "comment": word, "in": "en"}
    Client().post("/q", fields | answers, HTTP_USER_AGENT="canary browser")
    return receipt


def _listen() -> io.StringIO:
    """Everything that is logged from now on, down to the last detail."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setLevel(logging.DEBUG)
    for name in ("", "django", "django.request", "evaluation", "tasks"):
        logging.getLogger(name).addHandler(handler)
    return heard


def _sweep() -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        from tasks.box_opening import sweep_up

        sweep_up()


def _hits(wanted: list[str], log: io.StringIO, when: str) -> list[str]:
    needles = [(text, text.encode()) for text in wanted]
    return [
        f"{when} the opening, in {where}: {text}"
        for where, content in [*_places(), ("the log", log.getvalue().encode())]
        for text, needle in needles
        if needle in content
    ]


def _places() -> Iterator[tuple[str, bytes]]:
    for file, content in contents_of(settings.DATA_DIR):
        yield str(file.relative_to(settings.DATA_DIR)), content
    if connection.vendor == "postgresql":
        yield from _tables()
    if settings.REDIS_URL:
        yield from _keys()


def _tables() -> Iterator[tuple[str, bytes]]:
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 -- its own names
            rows = "\n".join(row[0] for row in cursor.fetchall())
        yield f"table {table}", rows.encode()


def _keys() -> Iterator[tuple[str, bytes]]:
    import redis

    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter():
        yield "Redis", key + b" " + (client.dump(key) or b"")
