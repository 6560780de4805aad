"""The content policy forbids what is inline, so no template may rely on it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = Path(settings.BASE_DIR) / "templates"
PAPERS = FOLDER / "documents"  # printed, never shown by a browser
PAGES = sorted(t for t in FOLDER.rglob("*.html") if PAPERS not in t.parents)
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script element": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "script address": re.compile(r"(href|src|action)\s*=\s*[\"']?javascript:", re.IGNORECASE),
    "htmx evaluation": re.compile(r"\bhx-(on|vals\s*=\s*[\"']js:)", re.IGNORECASE),
    "address elsewhere": re.compile(r"(src|href)\s*=\s*[\"'](https?:)?//", re.IGNORECASE),
}
TAG_OR_COMMENT = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)


def test_there_are_pages():
    assert len(PAGES) > 10


@pytest.mark.parametrize("kind", INLINE)
def test_nothing_is_inline(kind):
    guilty = {
        page.relative_to(FOLDER).as_posix(): found.group()
        for page in PAGES
        if (found := INLINE[kind].search(TAG_OR_COMMENT.sub("", page.read_text("utf-8"))))
    }

    assert guilty == {}


def test_patterns_are_translated_in_python():
    """A template doubles percent signs where it translates, so “%(name)s” would stay as it is."""
    guilty = [
        page.relative_to(FOLDER).as_posix()
        for page in FOLDER.rglob("*.*")
        if re.search(r"""(_\(|translate )["'][^"']*%\(""", page.read_text("utf-8"))
    ]

    assert guilty == []


def test_every_template_can_be_read():
    for path in sorted(FOLDER.rglob("*.*")):
        get_template(path.relative_to(FOLDER).as_posix())
