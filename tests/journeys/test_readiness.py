"""A street looks over a self-examination before it sends it."""

import pytest

from tests.factories import CommunityFactory, StageFactory
from tests.factories.declarations import begun_declaration, fill_in
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
    earlier = StageFactory(programme=stage.programme, year=stage.year - 1, ordinal=9)
    decided_declaration(community, earlier, level="not_yet")
    declaration = begun_declaration(
        community=community, stage=stage, standard=small_standard(district)
    )
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
