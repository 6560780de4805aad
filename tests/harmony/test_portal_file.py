"""The file behind ``make run`` and ``make test``, which knows nothing but Python's own library."""

import ast
import os
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import SimpleNamespace

import pytest
from django.conf import settings

FILE = settings.BASE_DIR / "portal"


@pytest.fixture
def portal(tmp_path):
    """The file as a module, with folders of its own."""
    loader = SourceFileLoader("portal_file", str(FILE))
    module = module_from_spec(spec_from_loader("portal_file", loader))
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    loader.exec_module(module)
    sys.dont_write_bytecode = before
    module.VENV = tmp_path / "venv"
    module.PYTHON = module.VENV / "bin" / "python"
    module.DATA = tmp_path / "data"
    return module


@pytest.mark.parametrize(("command", "package"), [("bench", "benchmarks"), ("proof", "proofs")])
def test_benchmarks_and_proofs_are_run_by_name(portal, monkeypatch, command, package):
    asked = []

    def run(command, **_):
        asked.append(command)
        return SimpleNamespace(returncode=3)

    monkeypatch.setattr(portal, "set_up", asked.append)
    monkeypatch.setattr(portal.subprocess, "run", run)
    monkeypatch.setattr(sys, "argv", ["portal", command, "one", "two"])

    assert portal.main() == 3
    assert asked == ["run", [portal.PYTHON, "-m", package, "one", "two"]]


def test_it_needs_only_the_standard_library():
    tree = ast.parse(FILE.read_text("utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert "argparse" in imported
    assert imported - sys.stdlib_module_names == set()


def test_it_can_be_executed():
    assert os.access(FILE, os.X_OK)


def test_wrong_command_is_explained():
    answer = subprocess.run([sys.executable, FILE, "fly"], capture_output=True, text=True)

    assert answer.returncode == 2
    assert "run" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.fixture
def prepared(portal, monkeypatch):
    """An environment with everything in it, and a list of what is run from now on."""
    commands = []
    portal.PYTHON.parent.mkdir(parents=True)
    monkeypatch.setattr(portal, "_installer", lambda: ["install"])
    monkeypatch.setattr(portal, "run", lambda *command: commands.append(command[0]))
    portal.prepare_packages("run")
    assert commands == ["install"]
    commands.clear()
    return commands


def test_second_set_up_does_nothing(portal, prepared):
    portal.prepare_packages("run")

    assert prepared == []


def test_changed_list_of_packages_is_installed(portal, prepared):
    (portal.VENV / "ready-run").write_text("the hash of another list")

    portal.prepare_packages("run")

    assert prepared == ["install"]


def test_linked_environment_is_refused_and_what_it_points_to_is_kept(portal, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    portal.VENV.symlink_to(elsewhere)

    with pytest.raises(portal.CannotGoOn, match="is a link to another folder"):
        portal.prepare_packages("dev")

    assert (elsewhere / "kept").exists()


def test_environment_of_another_place_is_made_anew(portal, prepared):
    old = portal.VENV / "bin" / "left over"
    old.touch()
    (portal.VENV / "made-as").write_text("/somewhere/else/.venv (3, 11)")

    portal.prepare_packages("run")

    assert prepared == ["install"]
    assert not old.exists()


def test_pip_is_taken_only_with_the_hash_written_down(portal, monkeypatch, tmp_path):
    index = tmp_path / "index" / "pip"
    index.mkdir(parents=True)
    (tmp_path / portal.PIP_WHEEL).write_bytes(b"something else")
    page = f'<a href="{(tmp_path / portal.PIP_WHEEL).as_uri()}#sha256=0">pip</a>'
    (index / "index.html").write_text(page)
    portal.VENV.mkdir()
    real = portal.urllib.request.urlopen
    monkeypatch.setenv("PIP_INDEX_URL", (tmp_path / "index").as_uri())
    monkeypatch.setattr(
        portal.urllib.request,
        "urlopen",
        lambda url, **options: real(f"{url}index.html" if url.endswith("/") else url, **options),
    )

    with pytest.raises(portal.CannotGoOn, match="is not that file"):
        portal._fetch_pip()

    assert not (portal.VENV / portal.PIP_WHEEL).exists()


def test_without_pip_and_network_two_ways_out_are_told(portal, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")

    with pytest.raises(portal.CannotGoOn, match="python3-venv, or uv"):
        portal._fetch_pip()


def test_missing_libraries_do_not_stop_the_portal(portal, monkeypatch, capsys):
    monkeypatch.setattr(portal, "PDF_LIBRARIES", ("libnowhere.so.0",))
    monkeypatch.setenv("PATH", "")

    portal.prepare_pdf_libraries()

    assert "sudo apt-get install libpango-1.0-0" in capsys.readouterr().out


def test_everything_is_asked_for_in_ci(portal, monkeypatch):
    monkeypatch.setattr(portal, "IN_CI", True)
    monkeypatch.setattr(portal, "set_up", lambda kind: None)
    monkeypatch.setattr(portal, "find_browser", lambda: None)
    monkeypatch.setattr(portal, "TEST_DATABASE", "postgres://127.0.0.1:1/x")
    monkeypatch.setattr(portal, "TEST_REDIS", "redis://127.0.0.1:1/0")
    monkeypatch.delenv("HARMONY_TEST_DATABASE_URL", raising=False)
    monkeypatch.delenv("HARMONY_TEST_REDIS_URL", raising=False)

    with pytest.raises(portal.CannotGoOn, match="(?s)Chromium.*PostgreSQL.*Redis"):
        portal.check([])
