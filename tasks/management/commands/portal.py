"""The whole portal as one process: web, worker and scheduler, on one machine."""

import errno
import fcntl
import json
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from tasks import first_start

REQUEST_MB = 12 * settings.UPLOAD_MB  # several files in one form


class Command(BaseCommand):
    help = "Start the web server, the worker and the scheduler, and keep them running."
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_a_taken_port()
        _claim_folder()
        try:
            call_command("migrate", verbosity=0)
            first_start.prepare(self._say)
        except KeyboardInterrupt:
            raise CommandError("Stopped before it was ready. The next start goes on.") from None
        _refuse_a_taken_port()  # making the sample took its time, and somebody may have come first
        settings.HEARTBEAT_FILE.unlink(missing_ok=True)
        # From here on there is only to watch, which needs neither Django nor its memory.
        watch = [*_module("tasks.supervision"), json.dumps(_plan(), ensure_ascii=False)]
        connections.close_all()
        os.chdir(settings.BASE_DIR)
        os.execv(watch[0], watch)  # noqa: S606 -- our own module

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _plan() -> dict[str, Any]:
    host, port = _address()
    lines = [
        f"\nHarmony is running at {settings.PORTAL_URL}\n",
        *first_start.how_to_enter(),
        "\nCtrl-C stops it.",
    ]
    return {
        "programs": {"web server": _web(), "worker": _worker()},
        "announcement": {"text": "\n".join(lines), "host": host, "port": port},
    }


def _web() -> list[str]:
    command = [
        *_module("waitress"),
        f"--host={settings.LISTEN}",
        f"--port={settings.PORT}",
        "--threads=8",
        f"--max-request-body-size={REQUEST_MB * 1024 * 1024}",
        "--ident=",
    ]
    if settings.BEHIND_PROXY:
        command.append("--no-clear-untrusted-proxy-headers")
    command.append("harmony.wsgi:application")
    return command


def _worker() -> list[str]:
    """Threads, because with a queue of files a pool of processes hangs when it is stopped."""
    return [
        sys.executable,
        # A container has no other account; the advice against it would be all one sees.
        "-Wignore:You're running the worker",
        *("-m", "celery"),
        "--app=harmony",
        "--quiet",
        "worker",
        "--beat",
        f"--schedule={settings.DATA_DIR / 'schedule'}",
        "--pool=threads",
        "--concurrency=2",
        "--loglevel=WARNING",
        "--without-gossip",
        "--without-mingle",
    ]


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", name]


def _address() -> tuple[str, int]:
    """Where to knock from this machine."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- compared, not opened
    return everywhere.get(settings.LISTEN, settings.LISTEN), settings.PORT


def _refuse_a_taken_port() -> None:
    """Say at once that the port cannot be had, before anything is prepared."""
    family = socket.AF_INET6 if ":" in settings.LISTEN else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.LISTEN, settings.PORT))
        except (OSError, OverflowError) as error:
            raise CommandError(_why_no_port(error)) from None


def _why_no_port(error: OSError | OverflowError) -> str:
    reasons = {
        errno.EADDRINUSE: "is used by another program",
        errno.EACCES: "is reserved for the administrator of the machine",
        errno.EADDRNOTAVAIL: f"cannot be opened on {settings.LISTEN} (HARMONY_LISTEN)",
    }
    reason = reasons.get(getattr(error, "errno", None) or 0, f"cannot be used ({error})")
    return f"Port {settings.PORT} {reason}. Choose another one, for instance: PORT=8080 make run"


def _claim_folder() -> None:
    """Two portals on one folder would make every paper twice and share one schedule.

    The lock is held by the open file, which outlives this program and ends with the watch.
    """
    lock = os.open(settings.DATA_DIR / "running", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(
            f"A portal is running already with the data in {settings.DATA_DIR}."
            " Choose another folder with HARMONY_DATA."
        ) from None
    os.set_inheritable(lock, True)
