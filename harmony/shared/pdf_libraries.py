"""The system libraries that PDFs are made with: whether they are here, and loading them.

They are not Python packages. ``./portal`` has them installed where it may, or unpacked into the
data folder; where neither works the portal runs without PDFs and says so. Looking is cheap and
safe in a web process: nothing of WeasyPrint is imported, which without them prints a banner and
fails, and without fonts ends the process.
"""

import ctypes
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NEEDED = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")
WELCOME = ("libharfbuzz-subset.so.0",)  # quicker and smaller papers
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
FONTS = ("NotoSerifSC-Regular", "NotoSerifSC-Bold", "NotoSansSC-Regular", "NotoSansSC-Bold")


class Availability(NamedTuple):
    """Whether PDFs can be made here, and if not, why and what would help."""

    ok: bool
    reason: str | Promise = ""


NO_LIBRARIES = _(
    "PDFs cannot be made on this machine: the system library Pango is missing. "
    "The administrator of the machine installs it with: apt-get install %(packages)s"
)
NO_FONTS = _(
    "PDFs cannot be made on this machine: the folder “fonts” of the portal is incomplete. "
    "It belongs to the portal’s own files; install the portal again."
)


def available() -> Availability:
    """Whether PDFs can be made here. Never raises, and never asks twice for what was found."""
    if not all(path.is_file() for path in font_files()):
        return Availability(ok=False, reason=NO_FONTS)
    if not (_system_has(*NEEDED) or _unpacked(*NEEDED)):
        return Availability(ok=False, reason=NO_LIBRARIES % {"packages": PACKAGES})
    return Availability(ok=True)


def font_files() -> list[Path]:
    """The fonts that the portal brings along."""
    return [settings.BASE_DIR / "fonts" / f"{name}.ttf" for name in FONTS]


def load() -> None:
    """Load the unpacked libraries where the system has none, so that WeasyPrint finds them.

    A library that is loaded is found by its name from then on, without any search path. They
    need each other, so rounds are made for as long as another one can be loaded.
    """
    if _system_has(*NEEDED):
        return
    left = sorted({path.resolve() for path in unpacked_folder().rglob("*.so.*")})
    while True:
        failed = [path for path in left if not _loads(str(path), ctypes.RTLD_GLOBAL)]
        if not failed or len(failed) == len(left):
            return
        left = failed


def unpacked_folder() -> Path:
    """Where ``./portal`` unpacks the libraries on a machine that it may not change."""
    return settings.DATA_DIR / "syslibs"


def _unpacked(*names: str) -> bool:
    folder = unpacked_folder()
    return folder.is_dir() and all(next(folder.rglob(name), None) for name in names)


def _system_has(*names: str) -> bool:
    return all(_loads(name) for name in names)


def _loads(name: str, mode: int = ctypes.DEFAULT_MODE) -> bool:
    try:
        ctypes.CDLL(name, mode=mode)
    except OSError:
        return False
    return True
