"""Prove and print the figures: ``python -m proofs [intervals …]``; all of them without a name.

Each proof is a module with ``prove()``, which prints what it found and returns whether it holds.
A proof that needs rows makes them in a temporary folder and leaves nothing behind there.
"""

import os
import sys
import tempfile
from importlib import import_module

import django

PROOFS = ("intervals", "combined", "detection", "linkage", "forgery", "schedules", "canary")


def main() -> int:
    wanted = sys.argv[1:] or PROOFS
    if unknown := set(wanted) - set(PROOFS):
        print(f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join(PROOFS)}.")
        return 2
    with tempfile.TemporaryDirectory(prefix="harmony-proof-") as folder:
        os.environ |= {"HARMONY_DATA": folder, "DJANGO_SETTINGS_MODULE": "harmony.settings"}
        django.setup()  # the settings are read from the environment, so only now
        failed = [name for name in wanted if not _holds(name)]
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nAll of it holds.")
    return 1 if failed else 0


def _holds(name: str) -> bool:
    print(f"\n=== {name}")
    return import_module(f"proofs.{name}").prove()


if __name__ == "__main__":
    sys.exit(main())
