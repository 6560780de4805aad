"""What is taken in as evidence, whatever the file calls itself."""

import io
import zipfile

import pytest
from PIL import Image

from evaluation.declarations.file_checks import FileRefused, accept, clean_name
from tests.factories.files import office_package, ole_file, pdf_file, picture

SCRIPT = b"<script>alert(1)</script>"
PDF = pdf_file().read()


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        pytest.param("minutes.pdf", PDF, "application/pdf", id="pdf"),
        pytest.param("list.TXT", "会议记录".encode(), "text/plain", id="text"),
        pytest.param("list.csv", "名称,数量\n活动,4".encode("gb18030"), "text/csv", id="gb18030"),
        pytest.param("letter.doc", ole_file("WordDocument"), "application/msword", id="doc"),
        pytest.param("sums.xls", ole_file("Workbook"), "application/vnd.ms-excel", id="xls"),
    ],
)
def test_papers_are_kept_as_they_are(name, content, content_type):
    accepted = accept(name, content)

    assert (accepted.content, accepted.content_type) == (content, content_type)


@pytest.mark.parametrize(("ending", "folder"), [("docx", "word"), ("xlsx", "xl"), ("pptx", "ppt")])
def test_office_files_are_kept(ending, folder):
    content = office_package(folder)

    assert accept(f"plan.{ending}", content).content == content


@pytest.mark.parametrize(
    ("name", "form", "content_type"),
    [
        ("board.jpg", "JPEG", "image/jpeg"),
        ("board.jpeg", "JPEG", "image/jpeg"),
        ("board.png", "PNG", "image/png"),
        ("board.webp", "WEBP", "image/webp"),
        ("board.png", "JPEG", "image/jpeg"),
    ],
)
def test_pictures_are_known_by_their_content(name, form, content_type):
    accepted = accept(name, picture(form))

    assert accepted.content_type == content_type
    assert Image.open(io.BytesIO(accepted.content)).format == form


def test_a_picture_loses_what_is_not_picture():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    photo = picture("JPEG", exif=exif, comment=b"a remark")

    kept = accept("photo.jpg", photo + SCRIPT).content

    assert b"taken at home" not in kept
    assert b"a remark" not in kept
    assert b"script" not in kept


def test_a_photo_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    kept = accept("photo.jpg", picture("JPEG", size=(80, 40), exif=exif)).content

    assert Image.open(io.BytesIO(kept)).size == (40, 80)


def test_a_large_photo_is_kept_at_a_usual_size():
    kept = accept("photo.png", picture("PNG", size=(6000, 30))).content

    assert Image.open(io.BytesIO(kept)).size[0] == 4096


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("photo.jpg", SCRIPT, "not a picture", id="a picture that is a script"),
        pytest.param(
            "photo.png", b"\x89PNG\r\n\x1a\n" + SCRIPT, "damaged|not a picture", id="head"
        ),
        pytest.param("photo.jpg", picture("JPEG", size=(200, 200))[:300], "damaged", id="cut off"),
        pytest.param("photo.gif", b"GIF89a", "kind of file", id="gif"),
        pytest.param("drawing.svg", b"<svg/>", "kind of file", id="svg"),
        pytest.param("page.html", SCRIPT, "kind of file", id="html"),
        pytest.param("run.exe", b"MZ\x90\x00", "kind of file", id="exe"),
        pytest.param("nothing", b"hello", "kind of file", id="no ending"),
        pytest.param("empty.pdf", b"", "empty", id="empty"),
        pytest.param("minutes.pdf", b"MZ\x90\x00" + b"\x00" * 500, "something else", id="exe"),
        pytest.param("minutes.pdf", SCRIPT + PDF, "something else", id="pdf behind a script"),
        pytest.param("minutes.pdf", PDF[:20], "cut off", id="half a pdf"),
        pytest.param("plan.docx", office_package("xl"), "something else", id="excel as word"),
        pytest.param("plan.docx", PDF, "something else", id="pdf as word"),
        pytest.param("plan.docx", b"PK\x03\x04" + b"x" * 60, "damaged", id="no package"),
        pytest.param(
            "plan.docx",
            office_package(**{"word/vbaProject.bin": b"x"}),
            "macros",
            id="macros in docx",
        ),
        pytest.param("plan.docm", office_package(), "kind of file", id="docm"),
        pytest.param("letter.doc", ole_file("WordDocument", "Macros"), "macros", id="old macros"),
        pytest.param("letter.doc", ole_file("Workbook"), "something else", id="xls as doc"),
        pytest.param("plan.docx", ole_file("EncryptedPackage"), "password", id="password"),
        pytest.param("list.txt", SCRIPT, "kind of file", id="script as text"),
        pytest.param("list.txt", b"#!/bin/sh\nrm", "kind of file", id="shell script as text"),
        pytest.param("list.csv", b"a\x00b", "not a plain text", id="no text"),
        pytest.param("list.csv", b"\xff\xff\xff", "not a plain text", id="no known letters"),
    ],
)
def test_what_is_refused_and_why(name, content, reason):
    with pytest.raises(FileRefused, match=reason):
        accept(name, content)


def test_a_zip_bomb_is_refused():
    content = office_package(**{"word/huge.xml": b"0" * 20_000_000})

    with pytest.raises(FileRefused, match="too large"):
        accept("plan.docx", content)


def test_an_encrypted_part_is_refused():
    packed = bytearray(office_package())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = packed.find(mark)
        packed[place + (6 if mark == b"PK\x03\x04" else 8)] |= 1

    with pytest.raises(FileRefused, match="password"):
        accept("plan.docx", bytes(packed))


def test_a_picture_with_too_many_pixels_is_refused():
    row = zipfile.zlib.compress(b"\x00" * 100)
    header = b"\x89PNG\r\n\x1a\n"

    def chunk(kind, content):
        check = zipfile.zlib.crc32(kind + content)
        return len(content).to_bytes(4, "big") + kind + content + check.to_bytes(4, "big")

    size = (50_000).to_bytes(4, "big") * 2
    bomb = header + chunk(b"IHDR", size + b"\x08\x02\x00\x00\x00") + chunk(b"IDAT", row)

    with pytest.raises(FileRefused, match="fewer pixels"):
        accept("photo.png", bomb + chunk(b"IEND", b""))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\wang\\会议记录.pdf", "会议记录.pdf"),
        ("bell\x07 and\x00 null.pdf", "bell and null.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("  a   b .pdf", "a b.pdf"),
        (".pdf", "file.pdf"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ('a"b<c>.p;df', 'a"b<c>.pdf'),
    ],
)
def test_names_are_cleaned(given, kept):
    assert clean_name(given) == kept
