"""One process of a run migrates a database; the others copy it. Migrating takes ten seconds."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases


class OwnDatabase:
    """The database that this process tests on, as the migrations make it.

    ``folder`` is the same for all processes of a run. Whoever comes first leaves a copy for the
    others there (on PostgreSQL, a database beside its own); whoever ends first takes it away.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "migrated.sqlite3"
        self.mark = folder / "migrated"
        self.usual = settings.DATABASES["default"]["NAME"]
        self.copy = f"test_{self.usual}_migrated"
        self.is_file = connection.vendor == "sqlite"

    def begin(self) -> None:
        with self._alone():
            if self.mark.exists():
                self._borrow(connection.creation._get_test_db_name())
            else:
                setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
                self._lend(connection.settings_dict["NAME"])

    def end(self) -> None:
        connection.creation.destroy_test_db(self.usual, verbosity=0)
        with self._alone():
            if self.mark.exists():
                self._take_away()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "migrated.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _lend(self, name: str) -> None:
        connection.close()  # only what nobody is at is whole, or may be copied
        if self.is_file:
            shutil.copyfile(name, self.file)
        else:
            self._make(self.copy, template=name)
        self.mark.touch()

    def _borrow(self, name: str) -> None:
        connection.close()
        if self.is_file:
            shutil.copyfile(self.file, name)
        else:
            self._make(name, template=self.copy)
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name

    def _take_away(self) -> None:
        self.mark.unlink()
        if self.is_file:
            self.file.unlink()
        else:
            self._order("DROP DATABASE IF EXISTS {}", self.copy)

    def _make(self, name: str, *, template: str) -> None:
        self._order("DROP DATABASE IF EXISTS {}", name)  # of a run that was killed
        self._order("CREATE DATABASE {} TEMPLATE {}", name, template)

    def _order(self, order: str, *names: str) -> None:
        """Said from another database: one cannot make or drop the one that one is in."""
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(order.format(*map(connection.ops.quote_name, names)))
