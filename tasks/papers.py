"""What a maker hands over: a finished paper, and what is to be known about it."""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO

from django.utils.translation import gettext as _

from evaluation.documents.services import freeze_page, frozen_page
from evaluation.models import Document
from tasks.printing import MISSING_SORT, unprintable

STRAIGHT = str.maketrans({"‘": "&#39;", "’": "&#39;", "“": "&quot;", "”": "&quot;"})
"""In our fonts curly quotes are as wide as a Chinese character, which tears English words."""


@dataclass(frozen=True)
class Paper:
    """``content`` is the whole paper, or a file open for reading, closed on leaving.

    ``note`` is for whoever fetches it, in the language of the paper.
    """

    content: bytes | BinaryIO
    form: str = "pdf"
    note: str = ""

    @classmethod
    def printed(
        cls,
        document: Document,
        write_page: Callable[[], str],
        print_page: Callable[[str], bytes],
    ) -> "Paper":
        """Print the page that was kept for this document; the first time, write and keep it.

        So another attempt, or the same paper after its file was lost, says the same words.
        """
        page = frozen_page(document)
        if page is None:
            page = freeze_page(document, write_page())
        return cls(print_page(page), note=missing_characters(page))

    def __enter__(self) -> "Paper":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not isinstance(self.content, bytes):
            self.content.close()


def fitting_quotes(page: str, language: str) -> str:
    """An English page with straight quotes, written so that its markup stays whole."""
    return page if language.startswith("zh") else page.translate(STRAIGHT)


def missing_characters(page: str) -> str:
    """Tells which characters of the page no font here has; empty when there are none."""
    missing = unprintable(page)
    if not missing:
        return ""
    return _("No font has these characters; they are printed as %(mark)s: %(characters)s") % {
        "mark": MISSING_SORT,
        "characters": " ".join(f"{each} (U+{ord(each):04X})" for each in missing),
    }
