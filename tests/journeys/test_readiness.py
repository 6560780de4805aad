"""A street looks over a self-examination before it sends it."""

from datetime import date

import pytest

from evaluation.declarations.library import store
from tests.factories import CommunityFactory, StageFactory
from tests.factories.declarations import (
    begun_declaration,
    fill_in,
    resubmitted_declaration,
)
from tests.factories.files import text_file
from tests.factories.results import decided_declaration
from tests.factories.small_standard import small_standard
from tests.journeys.conftest import PHONE, WIDE

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "en": ("Readiness check", "1 criterion is missing", "Rehearsal", "own residents’ result"),
    "zh-hans": ("报送前检查", "有1个评分项", "等次测算", "本社区"),
}


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_stands_out_is_mended_from_the_check(visit, language, size):
    community = CommunityFactory()
    district = community.parent.parent
    stage = StageFactory(programme__district=district)
    earlier = StageFactory(
        programme=stage.programme, year=stage.year - 1, ordinal=stage.ordinal + 50
    )
    before = decided_declaration(community, earlier, level="not_yet")
    declaration = begun_declaration(
        community=community, stage=stage, standard=small_standard(district)
    )
    _says_something(before, stage.year, declaration.people.official)
    for entry in declaration.entries.select_related("criterion").exclude(criterion__code="A1.2"):
        fill_in(declaration, entry)
    screen = visit(declaration.people.official, language=language, screen=size)

    screen.go(declaration.get_absolute_url())
    screen.page.locator("a[href$='/submit/#ready']").click()
    screen.look().reads(*WORDS[language][:1], *WORDS[language][2:])
    screen.page.locator("#ready").wait_for()
    screen.page.locator("section:has(#ready) a[href$='/A1.2/']").first.click()
    screen.look()
    assert "/A1.2/" in screen.page.url
    screen.reads("The corners were swept.")
    screen.page.locator("button[name=take_statement]").click()
    screen.look()
    assert screen.page.locator("[name=statement]").input_value() == "The corners were swept."
    screen.page.locator("[name$=misses]").fill("0")
    screen.page.locator("[name=carry]").check()
    screen.page.locator("button[value=carry]").click()
    screen.look().reads("minutes")


@pytest.mark.parametrize(
    ("language", "size"), [("en", WIDE), ("zh-hans", PHONE)], ids=["wide", "phone"]
)
def test_the_examiner_sees_what_a_resubmission_changed(visit, language, size):
    community = CommunityFactory()
    district = community.parent.parent
    declaration = resubmitted_declaration(
        community=community,
        stage=StageFactory(programme__district=district),
        standard=small_standard(district),
    )
    screen = visit(declaration.people.examiner, language=language, screen=size)

    screen.go(f"/examination/{declaration.pk}/")
    screen.page.locator("details:has(dl) summary").last.click()
    screen.look()
    screen.page.locator("a[href$='/hand-ups/2/changes/']").first.click()
    screen.look().reads("2.00 → 1.50", "The corner by the school.")
    screen.page.locator("a[href$='/hand-ups/1/content/']").click()
    screen.look().does_not_read("The corner by the school.")


def _says_something(declaration, year, by):
    """A statement and a file whose event still counts, in the year before."""
    criterion = declaration.standard.criteria.get(code="A1.2")
    entry = declaration.entries.create(
        criterion=criterion, statement="The corners were swept.", is_open=False
    )
    file = text_file("minutes.txt", "Minutes.")
    evidence, _ = store(declaration.community, file, by=by, event_date=date(year, 1, 2))
    entry.uses.create(evidence=evidence, by=by)
