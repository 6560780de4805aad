"""The text of an uploaded file, or what it is instead, in words for whoever uploaded it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmony.shared.wording import together

MEGABYTE = 1024 * 1024

BEGINNINGS = (
    (b"%PDF", gettext_lazy("This is a PDF.")),
    (b"PK\x03\x04", gettext_lazy("This is an Excel workbook or an archive.")),
    (b"\xd0\xcf\x11\xe0", gettext_lazy("This is an old Excel workbook.")),
    (b"\x89PNG", gettext_lazy("This is a picture.")),
    (b"\xff\xd8\xff", gettext_lazy("This is a picture.")),
    (b"GIF8", gettext_lazy("This is a picture.")),
    (b"\xff\xfe", gettext_lazy("This text is in UTF-16.")),
    (b"\xfe\xff", gettext_lazy("This text is in UTF-16.")),
)
ALLOWED_CONTROLS = {"\t", "\n", "\r", "\x0b", "\x0c"}


class NotText(Exception):
    """The file cannot be read as text; ``line`` is where that shows, 1 when everywhere."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def text_of(content: bytes, *, most_bytes: int) -> str:
    """The text in UTF-8 (with or without a byte order mark) or GB18030.

    Raises NotText for anything else, and for a file that is empty or too large.
    """
    if len(content) > most_bytes:
        raise NotText(too_large(len(content), most_bytes))
    for beginning, what in BEGINNINGS:
        if content.startswith(beginning):
            raise NotText(together([what, _how_to_save()]))
    if not content.strip():
        raise NotText(_("The file is empty."))
    text = _decoded(content)
    for place, letter in enumerate(text):
        if letter < " " and letter not in ALLOWED_CONTROLS:
            reason = _("This is not a text file.")
            raise NotText(together([reason, _how_to_save()]), text.count("\n", 0, place) + 1)
    return text


def too_large(size: int, most_bytes: int) -> str:
    return _("The file has %(size)s MB. At most %(most)s MB can be read.") % {
        "size": f"{size / MEGABYTE:.1f}",
        "most": most_bytes // MEGABYTE,
    }


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken_at = error.start
    if not _is_mostly_utf8(content):
        try:
            return content.decode("gb18030").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            broken_at = error.start
    line = content.count(b"\n", 0, broken_at) + 1
    raise NotText(
        _("A letter here is damaged: it is neither UTF-8 nor GB18030. Save the file again."), line
    )


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether it is UTF-8 with a few broken letters, which GB18030 would read as nonsense."""
    letters = [letter for letter in content.decode("utf-8", errors="replace") if letter > "\x7f"]
    return letters.count("\ufffd") * 2 < len(letters)


def _how_to_save() -> str:
    return _("Save the table as CSV (UTF-8) and upload that.")
