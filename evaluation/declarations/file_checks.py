"""What may be uploaded as evidence, decided by what is in the file and not by its name.

    accept(name, content) -> Accepted      raises FileRefused with a sentence for the person

Pictures are drawn anew, which leaves behind everything that is not picture: place and time of
the photo (noted beforehand, see ``photos``), hidden texts, a second file appended to the first.
Office files are opened far enough to see what they are and that they carry no macros.
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import puremagic
from django.utils.translation import gettext as _

from evaluation.declarations.photos import PhotoFacts, facts_of

LONGEST_NAME = 120
MOST_PIXELS = 40_000_000
MOST_PIXELS_OF_A_PHOTO = 89_000_000  # read at a fraction of its size, so that it costs little
LONGEST_SIDE = 4096
MOST_UNPACKED = 300 * 1024 * 1024
MOST_TIMES_LARGER = 250
MOST_PARTS = 10_000

PDF = "application/pdf"
OFFICE_XML = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    "pdf": PDF,
    "docx": f"{OFFICE_XML}.wordprocessingml.document",
    "xlsx": f"{OFFICE_XML}.spreadsheetml.sheet",
    "pptx": f"{OFFICE_XML}.presentationml.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "txt": "text/plain",
    "csv": "text/csv",
}
"""Everything that is taken in, by its ending; nothing else is."""

SHOWN_IN_THE_BROWSER = {PDF, "image/jpeg", "image/png", "image/webp"}
PROGRAMS = {"docx": "Word", "doc": "Word", "xlsx": "Excel", "xls": "Excel", "pptx": "PowerPoint"}
"""What opens a file that is downloaded, as people call it."""

PICTURES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
OFFICE_FOLDERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OLE_STREAMS = {"doc": ("WordDocument",), "xls": ("Workbook", "Book")}
OLE_MACROS = ("Macros", "VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR")
OLE_ENCRYPTED = ("EncryptedPackage", "EncryptionInfo")
END_OF_A_ZIP = b"PK\x05\x06"
MARKUP = re.compile(rb"\s*(<[!?/a-zA-Z]|#!|@echo)", re.IGNORECASE)


class FileRefused(Exception):
    """A file that is not taken in, with the reason in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Accepted:
    """What is kept: ``content`` may differ from what was sent, ``ending`` from what it said."""

    ending: str
    content: bytes
    photo: PhotoFacts | None = None

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.ending]


def accept(name: str, content: bytes) -> Accepted:
    """Look into the file and say what is kept of it. Raises FileRefused."""
    ending = ending_of(name)
    if not content:
        raise FileRefused(_("The file is empty."))
    check_kind(name)
    if ending in PICTURES:
        return _picture(content)
    if ending == "pdf":
        _check_pdf(content)
    elif ending in OFFICE_FOLDERS:
        _check_office_xml(ending, content)
    elif ending in OLE_STREAMS:
        _check_ole(ending, content)
    else:
        _check_text(content)
    return Accepted(ending, content)


def check_kind(name: str) -> None:
    """Refuse what is not taken in by its name alone, before it is sent. Raises FileRefused."""
    if ending_of(name) not in CONTENT_TYPES:
        raise FileRefused(_not_taken())


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters, jpeg as jpg."""
    ending = PurePosixPath(name.lower()).suffix.removeprefix(".")
    return "jpg" if ending in {"jpeg", "jfif"} else ending


def clean_name(name: str) -> str:
    """The name alone: no folders, no control or direction marks, not too long."""
    alone = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(c for c in unicodedata.normalize("NFC", alone) if _is_shown(c))
    stem, dot, ending = " ".join(visible.split()).rpartition(".")
    if not dot:
        stem, ending = ending, ""
    stem = stem.strip(" .")[:LONGEST_NAME] or _("file")
    ending = re.sub(r"[^A-Za-z0-9]", "", ending)[:10]
    return f"{stem}.{ending}" if ending else stem


def _is_shown(character: str) -> bool:
    return unicodedata.category(character)[0] != "C" or character in "\t "


def _not_taken() -> str:
    return _(
        "This kind of file is not taken. Save it as PDF, Word, Excel, PowerPoint, JPG, PNG, "
        "WebP, TXT or CSV."
    )


def _known_as(content: bytes, *endings: str) -> bool:
    """Whether the first bytes are those of one of these kinds of file."""
    try:
        matches = puremagic.magic_string(content[:4096])
    except puremagic.PureError:
        return False
    return not {match.extension.removeprefix(".") for match in matches}.isdisjoint(endings)


def _is_not(ending: str) -> FileRefused:
    message = _("The name ends in .%(ending)s, but the file is something else inside.")
    return FileRefused(message % {"ending": ending})


# ------------------------------------------------------------------ pictures
def _picture(content: bytes) -> Accepted:
    """The picture alone, drawn anew in its own format."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 -- heavy: most requests need no pictures

    try:
        with Image.open(io.BytesIO(content), formats=tuple(PICTURES.values())) as opened:
            ending = next(end for end, form in PICTURES.items() if form == opened.format)
            _check_pixels(opened.size, ending)
            if ending == "jpg":
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            facts = facts_of(upright, opened)
            return Accepted(ending, _drawn_anew(upright, ending), facts)
    except UnidentifiedImageError as error:
        raise FileRefused(_("This is not a picture that can be opened.")) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise FileRefused(_("The picture is damaged. Save it again and retry.")) from error


def _check_pixels(size: tuple[int, int], ending: str) -> None:
    most = MOST_PIXELS_OF_A_PHOTO if ending == "jpg" else MOST_PIXELS
    if size[0] * size[1] > most:
        raise _too_many_pixels()


def _too_many_pixels() -> FileRefused:
    return FileRefused(_("The picture is too large. Save it with fewer pixels."))


def _drawn_anew(picture, ending: str) -> bytes:
    from PIL import Image  # noqa: PLC0415 -- heavy: most requests need no pictures

    modes = {"jpg": ("RGB", "L"), "png": ("RGB", "RGBA", "L"), "webp": ("RGB", "RGBA")}[ending]
    if picture.mode not in modes:
        has_alpha = ending != "jpg" and ("A" in picture.mode or "transparency" in picture.info)
        picture = picture.convert("RGBA" if has_alpha else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    drawn = io.BytesIO()
    options: dict[str, dict[str, Any]] = {
        "jpg": {"quality": 88},
        "png": {"optimize": False},
        "webp": {"quality": 88},
    }
    fresh.save(drawn, PICTURES[ending], **options[ending])
    return drawn.getvalue()


# ------------------------------------------------------------------ papers
def _check_pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-") or not _known_as(content, "pdf"):
        raise _is_not("pdf")
    if b"%%EOF" not in content[-4096:]:
        raise FileRefused(_("The PDF is cut off. Save it again and retry."))
    if END_OF_A_ZIP in content[content.rfind(b"%%EOF") :]:
        raise FileRefused(_("Another file is hidden behind the PDF. Save it again and retry."))


def _check_office_xml(ending: str, content: bytes) -> None:
    """Word, Excel and PowerPoint since 2007: a ZIP with certain parts in it."""
    if content.startswith(bytes.fromhex("D0CF11E0")):
        _refuse_encrypted(content)
        raise _is_not(ending)
    if not content.startswith(b"PK\x03\x04") or not _known_as(content, "zip", ending):
        raise _is_not(ending)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            _check_unpacked(parts, len(content))
            kinds = _content_types(package)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, ValueError) as error:
        raise FileRefused(_("The file is damaged. Save it again and retry.")) from error
    names = [part.filename.lower() for part in parts]
    if not any(name.startswith(OFFICE_FOLDERS[ending]) for name in names):
        raise _is_not(ending)
    has_macros = any("vbaproject" in name or "/activex/" in name for name in names)
    if has_macros or b"macroenabled" in kinds:
        raise _carries_macros()


def _check_unpacked(parts: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    is_bomb = unpacked > MOST_UNPACKED or unpacked > packed * MOST_TIMES_LARGER
    if is_bomb or len(parts) > MOST_PARTS:
        raise FileRefused(_("Unpacked, the file would be far too large."))
    if any(part.flag_bits & 1 for part in parts):
        raise _has_a_password()


def _content_types(package: zipfile.ZipFile) -> bytes:
    with package.open("[Content_Types].xml") as listing:
        return listing.read(1024 * 1024).lower()


def _check_ole(ending: str, content: bytes) -> None:
    """Word and Excel before 2007: a small file system of its own."""
    if not content.startswith(bytes.fromhex("D0CF11E0A1B11AE1")) or not _known_as(content, "doc"):
        raise _is_not(ending)
    _refuse_encrypted(content)
    if not any(_has_ole_entry(content, name) for name in OLE_STREAMS[ending]):
        raise _is_not(ending)
    if any(_has_ole_entry(content, name) for name in OLE_MACROS):
        raise _carries_macros()


def _refuse_encrypted(content: bytes) -> None:
    if any(_has_ole_entry(content, name) for name in OLE_ENCRYPTED):
        raise _has_a_password()


def _has_ole_entry(content: bytes, name: str) -> bool:
    """Whether the directory of an OLE file has an entry of this name.

    An entry is 128 bytes: the name in UTF-16, its length in bytes at 64, its kind at 66.
    """
    written = name.encode("utf-16-le") + b"\x00\x00"
    place = content.find(written, 512)
    while place >= 0:
        length = int.from_bytes(content[place + 64 : place + 66], "little")
        is_entry = content[place + 66 : place + 67] in {b"\x01", b"\x02"}
        if place % 128 == 0 and length == len(written) and is_entry:
            return True
        place = content.find(written, place + 2)
    return False


def _carries_macros() -> FileRefused:
    return FileRefused(_("The file contains macros. Save a copy without macros."))


def _has_a_password() -> FileRefused:
    return FileRefused(_("The file is password protected. Save a copy without a password."))


def _check_text(content: bytes) -> None:
    text = None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or any(ord(c) < 32 and c not in "\t\r\n\f" for c in text):
        raise FileRefused(_("This is not a plain text file."))
    if MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise FileRefused(_not_taken())
