"""``manage.py import_places``: what it prints, and that bad input changes nothing."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from communities.models import Place, PlaceChange
from tests.communities.places.lists import GOOD, with_line
from tests.factories import AdministratorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, capsys):
    def call(content, **options):
        file = tmp_path / "list.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        call_command("import_places", str(file), **options)
        return capsys.readouterr().out

    return call


def test_it_prints_what_it_did(run):
    assert run(GOOD) == "3 communities in 2 streets: 3 new, 0 changed\n"
    assert run(GOOD) == "3 communities in 2 streets: 0 new, 0 changed\n"
    assert (
        run(GOOD.replace("金澜", "银澜").replace("柏景", "松景"))
        == "3 communities in 2 streets: 0 new, 1 changed; district and streets: 1 changed\n"
    )


def test_a_dry_run_changes_nothing(run):
    assert run(GOOD, dry_run=True) == (
        "3 communities in 2 streets: 3 new, 0 changed (dry run: nothing was changed)\n"
    )
    assert not Place.objects.exists()


def test_it_is_signed(run):
    AdministratorFactory(username="lin")

    run(GOOD, by="lin")

    assert set(PlaceChange.objects.values_list("by__username", flat=True)) == {"lin"}


@pytest.mark.parametrize("dry_run", [True, False])
def test_bad_input_prints_line_column_and_reason(run, dry_run):
    bad = with_line("990101", "清和区", "990101001", "金澜街道", "1", "新社区")

    with pytest.raises(CommandError) as error:
        run(bad, dry_run=dry_run)

    assert error.value.returncode == 1
    first, second = str(error.value).split("\n")
    assert first.endswith("list.csv: nothing was changed.")
    assert second == "line 5, community_code: “1” is not a code of 12 digits."
    assert not Place.objects.exists()


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_places", str(tmp_path / "nothing.csv"))


def test_somebody_unknown_cannot_sign(run):
    with pytest.raises(CommandError, match="no account “nobody”"):
        run(GOOD, by="nobody")

    assert not Place.objects.exists()


def test_before_the_database_is_set_up_it_says_what_to_do(run, monkeypatch):
    def no_table(*args):
        raise OperationalError("no such table: communities_place")

    monkeypatch.setattr("communities.management.commands.import_places.preview", no_table)
    monkeypatch.setattr("communities.people.commands.lacks_migrations", lambda: True)

    with pytest.raises(CommandError, match=r"manage.py migrate"):
        run(GOOD)


def test_another_failure_of_the_database_is_not_hidden(run, monkeypatch):
    def locked(*args):
        raise OperationalError("database is locked")

    monkeypatch.setattr("communities.management.commands.import_places.preview", locked)

    with pytest.raises(OperationalError, match="locked"):
        run(GOOD)
