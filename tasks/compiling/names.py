"""Names of files in a ZIP: whatever somebody called a file, no system objects to it."""

import re

from evaluation.declarations.file_checks import clean_name

FOLDER = "files"
FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
MOST_BYTES = 180
"""File systems take 255 bytes; a Chinese character has three, and whoever unpacks adds folders."""


def paths_of(names: dict[str, str]) -> dict[str, str]:
    """Where each file stands in the ZIP, by its SHA-256: ``files/1f2e3d4c minutes.pdf``.

    ``names`` are the original ones. No two are the same, on systems that know no capitals too.
    """
    paths: dict[str, str] = {}
    taken: set[str] = set()
    for digest, original in names.items():
        name = harmless(original)
        path = f"{FOLDER}/{digest[:8]} {name}"
        if path.casefold() in taken:
            path = f"{FOLDER}/{digest} {name}"
        taken.add(path.casefold())
        paths[digest] = path
    return paths


def harmless(original: str) -> str:
    """The name without folders and signs that mean something to a system, cut to fit."""
    name = clean_name(FORBIDDEN.sub("", clean_name(original)))
    stem, dot, ending = name.rpartition(".")
    room = MOST_BYTES - len(f"{dot}{ending}".encode())
    return f"{_cut(stem, room)}{dot}{ending}" if dot else _cut(name, MOST_BYTES)


def _cut(text: str, most: int) -> str:
    """As many whole characters as fit into so many bytes."""
    return text.encode()[:most].decode(errors="ignore").rstrip(" .")
