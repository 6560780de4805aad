"""Imports point only where docs/architecture.md lets them."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


@pytest.mark.once
def test_import_contracts_hold():
    command = Path(sys.executable).parent / "lint-imports"

    linter = subprocess.run(
        [command, "--no-cache"], cwd=settings.BASE_DIR, capture_output=True, text=True
    )

    assert linter.returncode == 0, linter.stdout
