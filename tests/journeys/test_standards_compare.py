"""The office changes the standard, and sees beforehand what that would do."""

import pytest

from communities.models import Role
from evaluation.standards.services import import_standard
from tests.evaluation.standards.sample import criteria_of
from tests.factories.evaluations import appraised_declaration
from tests.factories.small_standard import written_small_standard
from tests.journeys.conftest import PHONE, WIDE

pytestmark = pytest.mark.django_db(transaction=True)


def changed_standard() -> dict:
    """The small standard with a stricter rule, a new criterion for an old one, a higher cap."""
    written = written_small_standard()
    first, second, third, *_others = criteria_of(written)
    first["title"]["en"] = "Meetings held and minuted"
    second["rule"]["per"] = "1.0"
    third["code"] = "B1.9"
    written["bonus"]["cap"] = "8"
    return written


WORDS = {
    "en": {
        "compare": "Compare versions",
        "changed": "Added: 1 · removed: 1 · changed: 2",
        "results": "What results would be",
        "open": "Another level possibly",
        "sample": "Filled-in sample",
        "sound": "The best finding gives exactly full points on every criterion.",
        "score": "Residents’ score",
        "apply": "Apply",
        "cannot": "Cannot be reached",
    },
    "zh-hans": {
        "compare": "版本比较",
        "changed": "新增1项 · 删除1项 · 修改2项",
        "results": "结果试算",
        "open": "等次可能变化",
        "sample": "样例试算",
        "sound": "每个评分项在最好情况下恰好得满分。",
        "score": "居民评价得分",
        "apply": "应用",
        "cannot": "达不到",
    },
}


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", WORDS)
def test_the_office_sees_what_a_new_version_would_do(visit, person, language, screen):
    declaration = appraised_declaration()
    district, words = declaration.community.parent.parent, WORDS[language]
    office = person(Role.OFFICE_REVIEWER)
    draft = import_standard(changed_standard(), district=district, by=office)

    desk = visit(office, language=language, screen=screen)
    desk.go(draft.get_absolute_url()).follow(words["compare"]).reads(words["changed"])
    desk.follow(words["results"]).reads(words["open"])
    name = "name_en" if language == "en" else "name_zh"
    desk.reads(getattr(declaration.community, name))
    desk.follow(words["sample"]).reads(words["sound"])
    desk.go(f"/standards/{draft.pk}/sample/?score=40").reads(words["cannot"])


def test_it_works_without_scripts(visit, person):
    declaration = appraised_declaration()
    district = declaration.community.parent.parent
    office = person(Role.OFFICE_REVIEWER)
    draft = import_standard(changed_standard(), district=district, by=office)

    desk = visit(office, scripts=False)
    desk.page.goto(f"{desk.address}/standards/{draft.pk}/sample/")
    desk.fill("Residents’ score", "40")
    desk.page.get_by_role("button", name="Apply", exact=True).click()
    desk.reads("Cannot be reached")
