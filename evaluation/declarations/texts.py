"""What a paper says, as a mark by which the same paper is known when it was saved again.

    text_mark(ending, content) -> str      64 hexadecimal digits, or nothing

Layout, spaces, capitals and the encoding are left out of it. A scan has no text, and a text too
short to be told from others gives no mark either. Never raises: the file is good without it.
"""

import hashlib
import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator

SHORTEST = 20  # letters
MOST_PAGES = 20
MOST_DRAWN = 300_000  # bytes that draw the pages of a PDF; reading so many takes up to a second
MOST_UNPACKED = 30_000_000  # bytes of an office file that are read

# None of these can look further than to the next tag, however the file is written.
WORD_TEXT = re.compile(r"<w:t(?:\s[^<>]*)?>([^<]*)</w:t>")
SLIDE_TEXT = re.compile(r"<a:t(?:\s[^<>]*)?>([^<]*)</a:t>")
END_OF_SHARED_TEXT = re.compile(r"</(?:\w{1,8}:)?si>")
END_OF_CELL = re.compile(r"</(?:\w{1,8}:)?c>")
CELL = re.compile(r"<(?:\w{1,8}:)?c((?:\s[^<>]*)?)>")
VALUE = re.compile(r"<(?:\w{1,8}:)?v>([^<]*)<")
START_OF_TABLE = re.compile(rb"startxref\s+(\d{1,12})\s")
TABLE = re.compile(rb"\s*(xref|\d+\s+\d+\s+obj)")
TAG = re.compile(r"<[^<>]*>")
NUMBER_IN_NAME = re.compile(r"\d+")


def text_mark(ending: str, content: bytes) -> str:
    """The mark of what this file says; empty where it says nothing that can be read."""
    read = READERS.get(ending)
    if read is None:
        return ""
    try:
        said = _essence("".join(read(content)))
    except Exception:  # noqa: BLE001 -- anything can stand there; the file is good without it
        return ""
    return hashlib.sha256(said.encode()).hexdigest() if len(said) >= SHORTEST else ""


def _essence(text: str) -> str:
    """Letters, digits and signs alone, as they are compared."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] not in "ZC")


def _plain(content: bytes) -> Iterator[str]:
    try:
        yield content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield content.decode("gb18030")


def _word(content: bytes) -> Iterator[str]:
    for part in _parts(content, r"word/document\d*\.xml"):
        yield from map(html.unescape, WORD_TEXT.findall(part))


def _slides(content: bytes) -> Iterator[str]:
    for part in _parts(content, r"ppt/slides/slide\d+\.xml"):
        yield from map(html.unescape, SLIDE_TEXT.findall(part))


def _sheets(content: bytes) -> Iterator[str]:
    """Texts and numbers of all cells in an order of their own: each program that saves a table
    numbers its texts differently."""
    found: list[str] = []
    for part in _parts(content, r"xl/sharedStrings\.xml"):
        found += map(_said, END_OF_SHARED_TEXT.split(part)[:-1])
    for part in _parts(content, r"xl/worksheets/sheet\d+\.xml"):
        found += map(_cell, END_OF_CELL.split(part)[:-1])
    return (f"{cell}|" for cell in sorted(found) if cell)


def _cell(before_its_end: str) -> str:
    """What a cell holds by itself: a number or its own text, not one of the shared texts."""
    opened = list(CELL.finditer(before_its_end))[-1:]
    attributes = opened[0][1] if opened else ""
    inside = before_its_end[opened[0].end() :] if opened else ""
    if 't="s"' in attributes:
        return ""
    if 't="inlineStr"' in attributes:
        return _said(inside)
    value = VALUE.search(inside)
    if value is None:
        return ""
    try:
        return f"{float(value[1]):.10g}"
    except ValueError:
        return html.unescape(value[1])


def _said(marked_up: str) -> str:
    return html.unescape(TAG.sub("", marked_up))


def _parts(content: bytes, pattern: str) -> Iterator[str]:
    """The parts of an office file with such a name, in the order of their numbers."""
    left = MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = [name for name in package.namelist() if re.fullmatch(pattern, name)]
        for name in sorted(names, key=_number):
            with package.open(name) as part:
                read = part.read(left)
            left -= len(read)
            yield read.decode("utf-8", "replace")


def _number(name: str) -> int:
    found = NUMBER_IN_NAME.search(name.rpartition("/")[2])
    return int(found[0]) if found else 0


def _pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415 -- heavy: most requests read no PDF

    place = START_OF_TABLE.search(content, max(len(content) - 2048, 0))
    if place is None or not TABLE.match(content, int(place[1])):
        return  # without its table the whole file would be searched for its parts
    pages, left = PdfReader(io.BytesIO(content)).pages, MOST_DRAWN
    for number, page in enumerate(pages):
        drawn = page.get_contents()
        left -= len(drawn.get_data()) if drawn is not None else 0
        if left < 0 or number == MOST_PAGES:
            yield f"{len(pages)}"  # what follows is not read; another length is another paper
            return
        yield page.extract_text()


READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "txt": _plain,
    "csv": _plain,
    "docx": _word,
    "pptx": _slides,
    "xlsx": _sheets,
    "pdf": _pdf,
}
