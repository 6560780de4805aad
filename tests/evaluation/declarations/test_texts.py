"""The same paper saved again is known by what it says."""

import io
import zipfile

import pytest

from evaluation.declarations.texts import text_mark

SAID = "The committee met four times and decided on the lamps."
WORD = '<w:document xmlns:w="w"><w:body><w:p>{}</w:p></w:body></w:document>'


def packed(method=zipfile.ZIP_DEFLATED, **parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        for name, text in parts.items():
            package.writestr(name, text)
    return file.getvalue()


def word(*runs, method=zipfile.ZIP_DEFLATED):
    text = "".join(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return packed(method, **{"word/document.xml": WORD.format(text)})


def sheet(shared, cells, rows=1):
    texts = "".join(f"<si><t>{text}</t></si>" for text in shared)
    return packed(
        **{
            "xl/sharedStrings.xml": f"<sst>{texts}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet><row>{cells}</row></worksheet>",
        }
    )


def pdf(text, title="x"):
    """A page with one line of text, as small as a PDF may be."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Title({title})>>".encode(),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(written)
    return written + (
        b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R/Info 6 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (table, start)
    )


PAIRS = {
    "text, other line ends and encoding": (
        ("txt", f"{SAID}\r\n会议记录".encode("gb18030")),
        ("txt", b"\xef\xbb\xbf" + f"{SAID}\n会议记录\n".encode()),
    ),
    "table of text": (("csv", f"a,b\r\n{SAID}".encode()), ("csv", f"a, b\n{SAID}".encode())),
    "Word, other runs and packing": (
        ("docx", word(SAID)),
        ("docx", word(SAID[:10], SAID[10:], method=zipfile.ZIP_STORED)),
    ),
    "Excel, texts in another order": (
        ("xlsx", sheet(["Lamps", SAID], '<c t="s"><v>0</v></c><c><v>12.50</v></c><c r="B1"/>')),
        ("xlsx", sheet([SAID, "Lamps"], '<c t="s"><v>1</v></c><c><v>12.5</v></c>')),
    ),
    "PDF, with another title": (("pdf", pdf(SAID)), ("pdf", pdf(SAID, "another"))),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_the_same_paper_saved_again(pair):
    first, second = PAIRS[pair]
    assert first[1] != second[1]

    assert text_mark(*first) == text_mark(*second) != ""


@pytest.mark.parametrize(
    ("ending", "content", "other"),
    [
        ("txt", SAID.encode(), SAID.replace("four", "five").encode()),
        ("docx", word(SAID), word(SAID, "Twice.")),
        ("xlsx", sheet([SAID], "<c><v>1</v></c>"), sheet([SAID], "<c><v>2</v></c>")),
        ("pdf", pdf(SAID), pdf(SAID.upper() + " Not so.")),
    ],
)
def test_another_paper(ending, content, other):
    assert text_mark(ending, content) != text_mark(ending, other)


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("txt", b"Proof."),
        ("docx", b"PK\x03\x04 no package"),
        ("pdf", b"%PDF-1.4 nothing in it %%EOF"),
        ("pdf", pdf("")),
        ("xls", b"not read at all, however long it is"),
        ("png", b"not read at all, however long it is"),
    ],
)
def test_what_says_nothing_has_no_mark(ending, content):
    assert text_mark(ending, content) == ""


@pytest.mark.parametrize("open_only", ["<si>", "<c r='1'>", "<", "<w:t ", "<v>"])
def test_a_file_written_to_be_slow_is_read_at_once(open_only):
    from time import perf_counter

    parts = {
        "xl/sharedStrings.xml": open_only * 200_000,
        "xl/worksheets/sheet1.xml": open_only * 200_000,
        "word/document.xml": open_only * 200_000,
    }
    began = perf_counter()
    for ending in ("xlsx", "docx"):
        text_mark(ending, packed(**parts))
    assert perf_counter() - began < 5
