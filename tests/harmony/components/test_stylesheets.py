"""Stylesheets: joined, compressed and trimmed from their sources, and little for residents."""

import re

import pytest
from django.template.loader import get_template

from harmony.shared import stylesheet

pytestmark = pytest.mark.django_db


def test_the_joined_stylesheets_are_those_of_the_sources():
    for path, content in stylesheet.outputs().items():
        assert path.read_text("utf-8") == content, "Run python harmony/shared/stylesheet.py."


def test_what_is_compressed_is_what_is_served():
    for path, content in stylesheet.compressed_outputs().items():
        assert path.read_bytes() == content, "Run python harmony/shared/stylesheet.py."


def test_trimming_keeps_what_can_be_on_a_page_and_nothing_else():
    css = (
        "@layer a, b;\n@layer a {\np {\nmargin: 0;\n}\n"
        ".old, .new > p:not(.other) {\ncolor: red;\n}\n"
        "@media print {\n.old {\ncolor: blue;\n}\n}\n.new :is(.old, h1) {\ntop: 0;\n}\n}\n"
    )
    assert stylesheet.tight(stylesheet.trimmed(css, {"new"})) == (
        "@layer a,b;@layer a{p{margin:0}.new > p:not(.other){color:red}.new :is(.old,h1){top:0}}\n"
    )


@pytest.mark.parametrize("name", stylesheet.every_source())
def test_a_source_is_whole_and_names_its_colours(name):
    source = (stylesheet.CSS / name).read_text("utf-8")
    depth = 0
    for character in source:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    if name != "tokens.css":
        bare = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
        assert not re.search(r":[^;{]*#[0-9a-f]{3,8}\b", bare)


def test_the_residents_get_little_to_load():
    assert len(stylesheet.outputs()[stylesheet.CSS / "survey.css"]) < 20_000
    survey = get_template("base_survey.html").template.source
    assert "htmx" not in survey.lower()
