"""Small real files, as people would upload them."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def text_file(
    name: str = "minutes.txt", text: str = "Minutes of the meeting."
) -> SimpleUploadedFile:
    return upload(name, text.encode())


def pdf_file(name: str = "minutes.pdf", text: str = "minutes") -> SimpleUploadedFile:
    return upload(name, b"%PDF-1.4\n% " + text.encode() + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n")


def picture(form: str = "PNG", size: tuple[int, int] = (8, 6), **options) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, form, **options)
    return drawn.getvalue()


def picture_file(name: str = "board.png", form: str = "PNG", **options) -> SimpleUploadedFile:
    return upload(name, picture(form, **options))


def office_package(folder: str = "word", **parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(f"{folder}/document.xml", "<document/>")
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


def ole_file(*streams: str) -> bytes:
    """The directory of an old Office file with these streams, and nothing in them."""
    entries = b""
    for name in ("Root Entry", *streams):
        written = name.encode("utf-16-le") + b"\x00\x00"
        kind = b"\x05" if name == "Root Entry" else b"\x02"
        head = written.ljust(64, b"\x00") + len(written).to_bytes(2, "little") + kind
        entries += head.ljust(128, b"\x00")
    return bytes.fromhex("D0CF11E0A1B11AE1").ljust(512, b"\x00") + entries.ljust(4096, b"\x00")


def content_of(evidence) -> bytes:
    """What is in the file of this evidence."""
    with evidence.file.open("rb") as kept:
        return kept.read()
