"""How papers are printed: from our own files only, the same everywhere, nothing left out."""

import logging
import os
import subprocess
import sys
from io import BytesIO

import pytest
from pypdf import PdfReader

from harmony.shared import pdf_libraries
from tasks.printing import ForbiddenAddress, available, html_to_pdf, join_pdfs, unprintable
from tests.printed import fonts_of, words_of

pytestmark = pytest.mark.once

PAGE = '<html lang="zh-Hans"><head><title>{title}</title></head><body>{body}</body></html>'


def page(body: str, title: str = "A paper") -> str:
    return PAGE.format(title=title, body=body)


def test_words_in_both_languages_can_be_read_back():
    paper = html_to_pdf(page("<h1>和谐社区证书</h1><p>Certificate of <b>Willow Lane</b></p>"))

    assert words_of(paper) == "和谐社区证书 Certificate of Willow Lane"


def test_only_our_own_fonts_are_used_and_all_are_embedded():
    paper = html_to_pdf(
        page("<p>社区 <b>粗 bold</b></p><p style='font-family: sans-serif'>无衬线 Sans</p>")
    )

    assert fonts_of(paper) == {
        "Noto-Serif-CJK-SC": True,
        "Noto-Serif-CJK-SC-Bold": True,
        "Noto-Sans-CJK-SC": True,
    }


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('<img src="file:///etc/passwd">', id="a file of the machine"),
        pytest.param('<img src="file://localhost/etc/passwd">', id="the same, with a host"),
        pytest.param('<img src="/etc/passwd">', id="the same, without a scheme"),
        pytest.param('<img src="../../../manage.py">', id="upwards out of the folder"),
        pytest.param(
            '<img src="%2e%2e/%2e%2e/harmony.css">', id="upwards, written in hexadecimal"
        ),
        pytest.param('<img src="//127.0.0.1/x.png">', id="another host"),
        pytest.param('<link rel="attachment" href="file:///etc/passwd">', id="attached"),
        pytest.param('<a rel="attachment" href="/etc/passwd">x</a>', id="attached by a link"),
        pytest.param('<p style="background: url(http://127.0.0.1:9/)">x</p>', id="over http"),
        pytest.param('<style>@import "http://127.0.0.1:9/";</style>', id="imported"),
        pytest.param('<link rel="stylesheet" href="ftp://127.0.0.1/x.css">', id="over ftp"),
        pytest.param(
            "<style>@font-face { font-family: X; src: url(file:///etc/passwd) }</style>", id="font"
        ),
        pytest.param(
            '<svg width="9" height="9"><image href="/etc/passwd" width="9" height="9"/></svg>',
            id="inside a drawing",
        ),
        pytest.param('<object data="file:///etc/passwd"></object>', id="an object"),
        pytest.param('<base href="file:///etc/"><img src="passwd">', id="with another base"),
    ],
)
def test_a_paper_loads_nothing_from_elsewhere(body):
    with pytest.raises(ForbiddenAddress, match="may not load"):
        html_to_pdf(page(body))


def test_pictures_inside_the_page_are_printed():
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="

    paper = html_to_pdf(page(f'<img src="{dot}" alt="A dot">'))

    assert len(PdfReader(BytesIO(paper)).pages[0].images) == 1


def test_same_words_give_the_same_bytes():
    words = page("<h1>桂花园社区</h1><p>Osmanthus Garden</p>")

    assert html_to_pdf(words) == html_to_pdf(words)


def test_another_process_prints_the_same_bytes():
    words = page("<h1>桂花园社区</h1><p>Osmanthus <b>Garden</b></p>")
    program = (
        "import sys, django; django.setup(); from tasks.printing import html_to_pdf;"
        "sys.stdout.buffer.write(html_to_pdf(sys.argv[1]))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "77"}

    other = subprocess.run(  # noqa: S603 -- our own interpreter and our own words
        [sys.executable, "-c", program, words], env=environment, capture_output=True, check=True
    )

    assert other.stdout == html_to_pdf(words)


def test_a_character_without_a_font_is_marked_and_told(caplog):
    words = page("<p>王\U00030edd社区</p>")

    with caplog.at_level(logging.WARNING):
        paper = html_to_pdf(words)

    assert unprintable(words) == ["\U00030edd"]
    assert words_of(paper) == "王〓社区"
    assert "\U00030edd" in caplog.text


def test_accents_written_in_two_parts_are_put_together():
    assert unprintable("Cafe\u0301") == []
    assert words_of(html_to_pdf(page("<p>Cafe\u0301</p>"))) == "Café"


def test_what_is_never_seen_is_not_missed():
    assert unprintable("a\u200bb\u2009c\ufe0f\x07\u00ad\n") == []


def test_papers_are_joined_in_their_order(tmp_path):
    paths = []
    for name in ("First", "Second", "第三"):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(html_to_pdf(page(f"<p>{name}</p>")))
        paths.append(path)

    together, again = BytesIO(), BytesIO()
    join_pdfs(paths, together)
    join_pdfs(paths, again)

    pages = PdfReader(together).pages
    assert [each.extract_text().strip() for each in pages] == ["First", "Second", "第三"]
    assert together.getvalue() == again.getvalue()


# ------------------------------------------------------------------ where it cannot be done
def test_it_can_be_done_here():
    assert available() == (True, "")


@pytest.fixture
def without_pango(monkeypatch):
    monkeypatch.setattr(pdf_libraries, "NEEDED", ("libpango-of-another-world.so.0",))


def test_without_the_library_it_says_what_to_install(without_pango):
    is_possible, reason = available()

    assert not is_possible
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in str(reason)


def test_unpacked_libraries_are_as_good(without_pango, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    lib = tmp_path / "syslibs" / "usr" / "lib"
    lib.mkdir(parents=True)
    (lib / "libpango-of-another-world.so.0").touch()

    assert available().ok


def test_without_fonts_it_says_so(settings, tmp_path):
    settings.BASE_DIR = tmp_path

    is_possible, reason = available()

    assert not is_possible
    assert "fonts" in str(reason)


def test_libraries_unpacked_into_the_data_folder_print_a_paper(tmp_path):
    """In a process of its own, to which the system's libraries are hidden.

    What ``./portal`` unpacks has the names and links of the packages, so the system's own
    files, linked under another folder, are the same thing.
    """
    program = """
import ctypes, pathlib, sys
import django; django.setup()
from django.conf import settings
from harmony.shared import pdf_libraries
folder = settings.DATA_DIR / "syslibs"
folder.mkdir()
(folder / "libpango-1.0.so.0").symlink_to(sys.argv[1])
(folder / "libpangoft2-1.0.so.0").symlink_to(sys.argv[2])
real = ctypes.CDLL
def hidden(name, mode=ctypes.DEFAULT_MODE):
    if not str(name).startswith("/"):
        raise OSError(f"{name}: hidden")
    return real(name, mode=mode)
ctypes.CDLL = hidden
assert pdf_libraries.available().ok
from tasks.printing import html_to_pdf
sys.stdout.buffer.write(html_to_pdf("<p>unpacked</p>")[:8])
"""
    places = [_path_of(name) for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}

    printed = subprocess.run(  # noqa: S603 -- our own interpreter and our own words
        [sys.executable, "-c", program, *places], env=environment, capture_output=True, text=True
    )

    assert (printed.stdout, printed.returncode) == ("%PDF-1.7", 0), printed.stderr


def _path_of(library: str) -> str:
    """Where the system keeps this library."""
    listed = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True)
    return next(
        line.rsplit(" ", 1)[1] for line in listed.stdout.splitlines() if f"\t{library} " in line
    )


def test_the_web_process_carries_nothing_that_prints():
    program = (
        "import sys, django; django.setup(); import harmony.wsgi, harmony.urls, tasks.making;"
        "from harmony.shared.pdf_libraries import available; available();"
        "print([name for name in ('weasyprint', 'fontTools', 'pypdf') if name in sys.modules])"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}

    web = subprocess.run(  # noqa: S603 -- our own interpreter and our own words
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )

    assert web.stdout.strip() == "[]", web.stderr
