"""The process that prints a page while somebody waits: ``python -m tasks.page_process``.

It reads the page from its standard input and writes the PDF to its standard output, so that the
web never loads what printing needs, and nothing is kept.
"""

import os
import sys

import django

from tasks.slips import write_at_once

COMMAND = [sys.executable, "-m", "tasks.page_process"]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmony.settings")
    django.setup()
    page = sys.stdin.buffer.read().decode()
    write_at_once(sys.stdout.buffer, lambda: page, "paper.css")


if __name__ == "__main__":
    main()
