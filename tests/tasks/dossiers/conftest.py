"""A declaration that was handed up, whose dossier is made."""

import pytest

from evaluation.declarations.services import attach
from evaluation.steps import take_step
from tests.factories.declarations import begun_declaration, fill_in
from tests.factories.evaluations import with_small_standard
from tests.factories.files import pdf_file, picture_file, text_file
from tests.factories.papers import named_community
from tests.tasks.dossiers.made_dossiers import filed


@pytest.fixture
def declaration():
    """A small one of a named community: four files, of which a text proves two criteria and a
    photo was drawn anew; one criterion excluded, one not occurred, and a bonus."""
    community = named_community("桂花园社区", "Guihuayuan")
    declaration = begun_declaration(community=community, **with_small_standard({}))
    official = declaration.people.official
    entries = {e.criterion.code: e for e in declaration.entries.select_related("criterion")}
    for code, statement in (("A1.1", "Two <b>meetings</b> & a vote."), ("A1.2", "")):
        attach(entries[code], filed(declaration, text_file("minutes.txt")), by=official)
        fill_in(declaration, entries[code], statement=statement)
    attach(entries["B1.1"], filed(declaration, picture_file("board.jpg", "JPEG")), by=official)
    for code in ("B1.1", "B1.4"):
        fill_in(declaration, entries[code])
    fill_in(declaration, entries["B1.2"], finding={}, modifier="excluded")
    fill_in(declaration, entries["B1.3"], finding={}, modifier="not_occurred")
    attach(entries["P1"], filed(declaration, pdf_file("award.pdf")), by=official)
    fill_in(declaration, entries["P1"], finding={"count": "1"})
    take_step(declaration, "submit", by=official, note="The lane works go on.")
    return declaration
