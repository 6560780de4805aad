"""Measure the portal and print a table: ``python -m benchmarks [pages start visit …]``.

Each run makes a portal of its own in a temporary folder (``DATABASE_URL`` and ``REDIS_URL`` are
honoured, so the same can be measured on PostgreSQL) and leaves nothing behind there.
"""

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="harmony-bench-") as folder:
        os.environ |= {
            "HARMONY_DATA": folder,
            "HARMONY_SAMPLE": "yes",
            "DJANGO_SETTINGS_MODULE": "harmony.settings",
            "PORT": os.environ.get("PORT", "8210"),
        }
        django.setup()  # the settings are read from the environment, so only now
        return import_module("benchmarks.course").run(sys.argv[1:], Path(folder))


if __name__ == "__main__":
    sys.exit(main())
