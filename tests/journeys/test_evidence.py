"""A library kept in order: a newer version, what is nearly the same, and room from the office."""

import pytest

from evaluation.declarations.library import store
from evaluation.declarations.services import attach
from evaluation.models import Evidence
from evaluation.steps import take_step
from tests.factories import CommunityFactory, DistrictFactory
from tests.factories.declarations import (
    begun_declaration,
    resubmitted_declaration,
    submitted_declaration,
)
from tests.factories.files import office_package, picture_file, text_file, upload
from tests.factories.small_standard import small_standard
from tests.journeys.conftest import PHONE, WIDE

pytestmark = pytest.mark.django_db(transaction=True)

SAID = "The committee met four times and decided on the lamps."
WORDS = {
    "en": {
        "replace": "Replace by a new version",
        "stored": "The new version is stored",
        "two": "2 versions",
        "same": "the same text",
        "room": "Change the room",
        "all": "the fullest first",
        "changed": "The room is changed.",
        "download": "Download (Word)",
    },
    "zh-hans": {
        "replace": "上传新版本",
        "stored": "新版本已存入",
        "two": "共2个版本",
        "same": "文字相同",
        "room": "调整空间",
        "all": "按使用比例",
        "changed": "空间已调整。",
        "download": "下载（Word）",
    },
}


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_file_is_replaced_where_it_is_being_written(visit, language, size, tmp_path):
    words = WORDS[language]
    declaration = begun_declaration(standard=small_standard(DistrictFactory()))
    community, by = declaration.community, declaration.people.worker
    plan, _ = store(community, text_file("plan.txt", "The first plan."), by=by)
    store(community, upload("minutes.docx", office_package("word")), by=by)
    board, _ = store(community, picture_file("board.png", size=(60, 40)), by=by)
    entries = [declaration.entries.get(criterion__code=code) for code in ("A1.1", "A1.2")]
    for entry in entries:
        attach(entry, plan, by=by)
    attach(declaration.entries.get(criterion__code="B1.1"), board, by=by)
    newer = tmp_path / "plan-2.txt"
    newer.write_text("The second plan.")
    screen = visit(by, language=language, screen=size)

    screen.go(f"/communities/{community.code}/evidence/").reads(words["download"])
    screen.go(f"/evidence/{plan.pk}/details/")
    screen.follow(words["replace"])
    screen.page.locator("[name=entries]").nth(1).uncheck()
    screen.page.locator("main form button[type=submit]").click()
    screen.look()
    assert screen.page.locator(".error-summary").count() == 1
    assert not screen.page.locator("[name=entries]").nth(1).is_checked()
    screen.page.locator("[name=file]").set_input_files(newer)
    screen.page.locator("main form button[type=submit]").click()
    screen.look().reads(words["stored"])

    screen.go(f"/communities/{community.code}/evidence/").reads(words["two"])
    new = Evidence.objects.get(version=2)
    assert [entry.uses.get().evidence for entry in entries] == [new, plan]
    screen.go(f"/evidence/{plan.pk}/details/")
    screen.go(f"/declarations/{declaration.pk}/criteria/A1.1/").reads("plan")
    screen.go(f"/declarations/{declaration.pk}/criteria/B1.1/")
    thumbnail = screen.page.locator("#attached img.ft")
    assert thumbnail.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 60


@pytest.mark.parametrize(
    ("language", "size"), [("en", WIDE), ("zh-hans", PHONE)], ids=["wide", "phone"]
)
def test_the_office_sees_what_is_alike_and_gives_room(visit, language, size):
    words = WORDS[language]
    declaration = resubmitted_declaration(standard=small_standard(DistrictFactory()))
    community, people = declaration.community, declaration.people
    here, _ = store(community, text_file("here.txt", SAID), by=people.worker)
    neighbour = CommunityFactory(parent=community.parent)
    store(neighbour, text_file("there.txt", f"{SAID}\n"), by=people.official)
    screen = visit(people.office, language=language, screen=size)

    screen.go(f"/evidence/{here.pk}/details/").reads(words["same"])
    screen.go(f"/communities/{community.code}/evidence/")
    screen.follow(words["room"])
    screen.page.locator("[name=megabytes]").fill("1500")
    screen.press(words["room"]).page.locator(".error-summary").wait_for()
    assert screen.page.locator("[name=megabytes]").input_value() == "1500"
    screen.page.locator("[name=reason]").fill("Many photos.")
    screen.press(words["room"]).reads(words["changed"])
    screen.go(f"/communities/{community.code}/evidence/room/").reads("Many photos.", "1500 MB")
    screen.page.locator(".crumbs a[href='/evidence/room/']").click()
    screen.look().reads(words["all"])


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_name_without_a_space_makes_no_page_wider(visit, size):
    declaration = submitted_declaration(standard=small_standard(DistrictFactory()))
    people, community, long = declaration.people, declaration.community, "scan" * 28
    Evidence.objects.update(title=f"{long}.pdf", original_name=f"{long}.pdf")
    declaration.entries.update(statement="x" * 400)
    take_step(declaration, "return", by=people.examiner, note="n" * 300)
    screen = visit(people.official, screen=size)
    evidence = Evidence.objects.first()

    for path in (
        f"/communities/{community.code}/evidence/",
        f"/evidence/{evidence.pk}/details/",
        f"/evidence/{evidence.pk}/new-version/",
        f"/declarations/{declaration.pk}/",
        f"/declarations/{declaration.pk}/criteria/A1.1/",
        f"/declarations/{declaration.pk}/criteria/A1.1/evidence/",
        f"/declarations/{declaration.pk}/submit/",
        f"/declarations/{declaration.pk}/hand-ups/1/content/",
    ):
        screen.go(path)
        table = "[...document.querySelectorAll('.table-scroll')]"
        cut_off = f"{table}.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
        assert screen.page.evaluate(cut_off) == 0, path
    take_step(declaration, "submit", by=people.official)
    visit(people.examiner, screen=size).go(f"/examination/{declaration.pk}/")


def test_what_is_typed_about_a_file_is_offered_after_a_reload(visit):
    declaration = submitted_declaration(standard=small_standard(DistrictFactory()))
    evidence, official = Evidence.objects.first(), declaration.people.official
    screen = visit(official).go(f"/evidence/{evidence.pk}/details/")
    title = screen.page.locator("[name=title]")
    title.fill("Minutes of the hearing in May")

    screen.page.reload()

    screen.reads("You typed this and it was not saved", "Minutes of the hearing in May").look()
    screen.press("Put it back")
    assert title.input_value() == "Minutes of the hearing in May"
    screen.press("Save")
    evidence.refresh_from_db()
    assert evidence.title == "Minutes of the hearing in May"
    screen.go(f"/evidence/{evidence.pk}/details/").does_not_read("You typed this")
