"""The slips of one batch on paper: what they say, and the process that turns them into a PDF.

``python -m tasks.slips`` reads a sheet as JSON from its standard input and writes the PDF to its
standard output. Codes come through the pipe and go out in the PDF; they are never in a file, an
argument, the environment or a queue, and the process ends with the last page.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, BinaryIO

import django
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluation.surveys import promises
from evaluation.surveys.codes import grouped
from harmony.shared import wording
from tasks.qr_codes import QrCode, qr_code

PDF_BEGINS = b"%PDF-1.7\n"
A_PAGE_HOLDS = 4
LONGEST_LINE = 13  # characters of a name that fit beside each other on a small slip


@dataclass(frozen=True)
class Slip:
    """One slip: its code as people read it, and the same in a QR code."""

    digits: str
    qr: QrCode


@dataclass(frozen=True)
class SlipWords:
    """The words that every slip of a batch has, in one language."""

    how: str
    deadline: str
    promise: list[str]
    help: str
    sample: str


@dataclass(frozen=True)
class SlipSheet:
    """Every word that varies from one batch to the next. ``address`` is where /q is.

    ``is_large``: one slip on each page, for whoever reads large print.
    """

    codes: list[str]
    address: str
    community_zh: str
    community_en: str
    title_zh: str
    title_en: str
    office_zh: str
    office_en: str
    help_line: str
    label: str
    closes_at: datetime
    is_large: bool = False
    is_sample: bool = False

    def to_json(self) -> bytes:
        return json.dumps(asdict(self) | {"closes_at": self.closes_at.isoformat()}).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "SlipSheet":
        values: dict[str, Any] = json.loads(text)
        return cls(**values | {"closes_at": datetime.fromisoformat(values["closes_at"])})

    @property
    def has_long_name(self) -> bool:
        """Whether the community's name takes two lines, which then are smaller."""
        return len(self.community_zh) > LONGEST_LINE

    @property
    def shown_address(self) -> str:
        """The address as a person types it."""
        return self.address.partition("://")[2]

    def pages(self) -> list[list[Slip]]:
        size = 1 if self.is_large else A_PAGE_HOLDS
        slips = [Slip(grouped(code), qr_code(f"{self.address}#{code}")) for code in self.codes]
        return [slips[start : start + size] for start in range(0, len(slips), size)]


def html_of(sheet: SlipSheet) -> str:
    words = {"zh": words_of(sheet, "zh-hans"), "en": words_of(sheet, "en")}
    return render_to_string(
        "documents/slips.html", {"sheet": sheet, "pages": sheet.pages(), **words}
    )


def words_of(sheet: SlipSheet, language: str) -> SlipWords:
    """What stands on every slip of the batch, in this language."""
    with translation.override(language):
        date = wording.moment(timezone.localtime(sheet.closes_at))
        return SlipWords(
            how=_("Scan this with a phone, or open the address and type the code."),
            deadline=_("Please answer by %(date)s.") % {"date": date},
            promise=promises.slip_sentences(),
            help=pgettext("telephone", "Help"),
            sample=_("Sample, not for use") if sheet.is_sample else "",
        )


def write_pdf(sheet: SlipSheet, out: BinaryIO) -> None:
    """Write the PDF of the batch."""
    write_at_once(out, lambda: html_of(sheet), "slips.css")


def write_at_once(out: BinaryIO, write_page: Callable[[], str], stylesheet: str) -> None:
    """Write a PDF: its first line at once, so that a browser sees the answer begin."""
    from tasks.printing import html_to_pdf  # noqa: PLC0415 -- heavy: only a process that prints

    out.write(PDF_BEGINS)
    out.flush()
    pdf = html_to_pdf(write_page(), stylesheets=[stylesheet])
    if not pdf.startswith(PDF_BEGINS):
        raise ValueError("The PDF begins differently from what was sent already.")
    out.write(pdf[len(PDF_BEGINS) :])


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmony.settings")
    django.setup()
    write_pdf(SlipSheet.from_json(sys.stdin.buffer.read()), sys.stdout.buffer)


if __name__ == "__main__":
    main()
