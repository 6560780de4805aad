"""Every file of some folders, also those of a database that is in use."""

import subprocess
from collections.abc import Iterator
from pathlib import Path


def contents_of(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    """Each file with what is in it.

    Another process reads a database. SQLite's locks belong to a process, and are gone as soon as
    it closes the file, whoever opened it (sqlite.org/howtocorrupt.html, 2.2): the next process to
    write would not know of this one, and between them the database is damaged.
    """
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            yield file, _of_another(file) if ".sqlite3" in file.name else file.read_bytes()


def _of_another(file: Path) -> bytes:
    return subprocess.run(["/bin/cat", file], capture_output=True, check=True).stdout  # noqa: S603
