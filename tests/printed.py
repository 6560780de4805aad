"""What a PDF says and shows, for tests of papers."""

import re
from io import BytesIO

import pypdfium2
import zxingcpp
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

SIXTEEN_DIGITS = re.compile(r"(?<!\d)(?:\d{4} ){3}\d{4}(?!\d)")


def words_of(paper: bytes) -> str:
    """Every word of it, in reading order, white space made single."""
    reader = PdfReader(BytesIO(paper))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def page_sizes(paper: bytes) -> list[tuple[int, int]]:
    """Width and height of each page, in millimetres."""
    pages = PdfReader(BytesIO(paper)).pages
    return [
        (
            round(float(page.mediabox.width) / 72 * 25.4),
            round(float(page.mediabox.height) / 72 * 25.4),
        )
        for page in pages
    ]


def fonts_of(paper: bytes) -> dict[str, bool]:
    """The fonts by name, without the prefix of their subset, and whether each is embedded."""
    fonts = {}
    for page in PdfReader(BytesIO(paper)).pages:
        for font in page["/Resources"].get("/Font", DictionaryObject()).values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            name = str(descendant["/BaseFont"]).lstrip("/").partition("+")[2]
            fonts[name] = "/FontFile2" in descendant["/FontDescriptor"].get_object()
    return fonts


def picture_of(paper: bytes, page: int = 0, scale: float = 2):
    """A page as an image; ``scale`` 1 is 72 dots to the inch."""
    with pypdfium2.PdfDocument(paper) as document:
        return document[page].render(scale=scale).to_pil()


def qr_codes_of(paper: bytes, page: int = 0) -> list[str]:
    """What the QR codes of a page say when a phone reads them."""
    return [code.text for code in zxingcpp.read_barcodes(picture_of(paper, page))]


def slip_codes_of(paper: bytes) -> list[str]:
    """The sixteen digits of each slip, page by page."""
    with pypdfium2.PdfDocument(paper) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return [re.sub(r"\D", "", found) for text in pages for found in SIXTEEN_DIGITS.findall(text)]
