"""The only place that knows how a PDF is made.

WeasyPrint is imported inside functions: it is heavy, and without the system libraries its import
fails. Fonts come from the repository through a configuration of our own, so a paper looks the
same on every machine, and the same words give the same bytes.
"""

import atexit
import logging
import os
import tempfile
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from django.conf import settings

from harmony.shared import pdf_libraries
from harmony.shared.pdf_libraries import Availability, available

__all__ = ["MISSING_SORT", "Availability", "available", "html_to_pdf", "join_pdfs", "unprintable"]

logger = logging.getLogger(__name__)

MISSING_SORT = "〓"
"""Printed for a character that no font has, as printers always did; never an empty box."""

# Control characters that slipped into a text; a page may not contain them.
NEVER_MEANT = {code: None for code in range(32) if chr(code) not in "\t\n\r"}

# For archives: fonts embedded, colours defined, text that can be read back; tagged for readers.
OUTPUT = {"pdf_variant": "pdf/a-3u", "pdf_tags": True}

# One paper at a time in a process: the font map is not made for several threads, and
# WeasyPrint is plain Python, so threads would gain nothing.
_one_at_a_time = threading.Lock()


class ForbiddenAddress(Exception):
    """A paper asked for something outside its own style sheets and fonts."""


def html_to_pdf(html: str, *, stylesheets: Iterable[str] = ()) -> bytes:
    """Print a page. ``stylesheets`` are names in ``static/css/print``.

    Raises ForbiddenAddress when the page asks for anything from elsewhere, and OSError where
    PDFs cannot be made (see ``available``).
    """
    with _one_at_a_time:
        _prepare()
        from weasyprint import HTML  # noqa: PLC0415 -- heavy: only a process that prints loads it
        from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 -- the same

        fetcher = _own_files_only()()
        base = _print_folder().as_uri() + "/"
        try:
            page = HTML(string=_printable(html), base_url=base, url_fetcher=fetcher)
            paper = page.write_pdf(
                stylesheets=[_stylesheet(name) for name in stylesheets],
                font_config=_fonts(),
                **OUTPUT,
            )
        except FatalURLFetchingError as refused:
            raise ForbiddenAddress(str(refused)) from None
        if fetcher.refused:  # inside a drawing, a refusal is only logged
            raise ForbiddenAddress(f"A paper may not load {fetcher.refused[0]}")
        return paper


def join_pdfs(papers: Iterable[Path], into: BinaryIO) -> None:
    """Write the papers one behind the other as one PDF, each as it is."""
    from pypdf import PdfWriter  # noqa: PLC0415 -- heavy: only a process that prints loads it

    with PdfWriter() as writer:
        for paper in papers:
            writer.append(paper, import_outline=False)
        writer.write(into)


def unprintable(text: str) -> list[str]:
    """The characters of the text that no font here has, each once, in their order."""
    return [each for each in dict.fromkeys(_composed(text)) if _lacks(each)]


# ------------------------------------------------------------------ characters
def _printable(html: str) -> str:
    """The page with every character that can be printed, and the mark for those that cannot."""
    html = _composed(html)
    missing = unprintable(html)
    if missing:
        logger.warning("No font has these characters: %s", " ".join(missing))
    return html.translate(NEVER_MEANT | {ord(each): MISSING_SORT for each in missing})


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@cache
def _lacks(character: str) -> bool:
    """Whether printing it would leave an empty box. What is never seen is not missed."""
    is_invisible = unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Zs"}
    is_selector = "\ufe00" <= character <= "\ufe0f"
    return not (is_invisible or is_selector or ord(character) in _characters())


@cache
def _characters() -> frozenset[int]:
    """Everything that every face of ours, or any face the installation added, can print."""
    ours = [_characters_of(path) for path in pdf_libraries.font_files()]
    added = [_characters_of(path) for path in _added_fonts()]
    return frozenset(set.intersection(*ours).union(*added))


def _characters_of(path: Path) -> set[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- heavy: only a process that prints

    with TTFont(path, lazy=True, fontNumber=0) as font:
        return set(font.getBestCmap() or {})


def _added_fonts() -> list[Path]:
    """What an installation put into its data folder for rare names."""
    folder = settings.DATA_DIR / "fonts"
    return sorted(p for p in folder.glob("*") if p.suffix.lower() in {".ttf", ".otf", ".ttc"})


# ------------------------------------------------------------------ once for each process
@cache
def _prepare() -> None:
    """Import WeasyPrint: first which fonts there are, and the libraries it needs.

    Without a configuration and fonts the import ends the whole process. It also has Pillow take
    half a picture for a whole one; what checks pictures in this process must not.
    """
    if not available().ok:
        raise OSError(f"PDFs cannot be made here: {available().reason}")
    os.environ["FONTCONFIG_FILE"] = str(_write_font_configuration())
    pdf_libraries.load()
    import weasyprint  # noqa: F401, PLC0415 -- heavy
    from PIL import ImageFile  # noqa: PLC0415 -- heavy

    ImageFile.LOAD_TRUNCATED_IMAGES = False


def _write_font_configuration() -> Path:
    """The fonts of the portal and those the installation added, and no others."""
    folders = [settings.BASE_DIR / "fonts", settings.DATA_DIR / "fonts"]
    lines = [
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
        "<fontconfig>",
        *(f"<dir>{escape(str(folder))}</dir>" for folder in folders),
        f"<cachedir>{escape(str(settings.DATA_DIR / 'fontcache'))}</cachedir>",
        _alias("serif", "Noto Serif CJK SC"),
        _alias("sans-serif", "Noto Sans CJK SC"),
        "</fontconfig>",
    ]
    path = settings.DATA_DIR / "fonts.conf"
    handle, draft = tempfile.mkstemp(dir=settings.DATA_DIR)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    Path(draft).replace(path)  # in one step: another process may be reading it
    return path


def _alias(generic: str, family: str) -> str:
    return f"<alias><family>{generic}</family><prefer><family>{family}</family></prefer></alias>"


@cache
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- heavy

    atexit.register(_fonts.cache_clear)  # it removes its folder while it still can
    return FontConfiguration()


@cache
def _stylesheet(name: str) -> Any:
    from weasyprint import CSS  # noqa: PLC0415 -- heavy

    path = _print_folder() / name
    return CSS(filename=path, url_fetcher=_own_files_only()(), font_config=_fonts())


@cache
def _own_files_only() -> Any:
    """What fetches our own print style sheets, their pictures and our fonts, and refuses all
    else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415 -- heavy

    class OwnFilesOnly(URLFetcher):
        def __init__(self) -> None:
            super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False)
            self.refused: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not _is_ours(url):
                self.refused.append(url[:200])
                raise FatalURLFetchingError(f"A paper may not load {url[:200]}")
            return super().fetch(url, headers)

    return OwnFilesOnly


def _is_ours(url: str) -> bool:
    """Whether this address is a picture inside the page, or a file that papers are made of."""
    parts = urlsplit(url)
    if parts.scheme == "data":
        return True
    if parts.scheme != "file" or parts.netloc:
        return False
    path = Path(unquote(parts.path)).resolve()
    return any(path.is_relative_to(folder) for folder in (_print_folder(), _font_folder()))


def _print_folder() -> Path:
    return settings.BASE_DIR / "static" / "css" / "print"


def _font_folder() -> Path:
    return settings.BASE_DIR / "fonts"
