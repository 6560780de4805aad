"""Files on a weak line: each with its own progress, going on where it stopped."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from communities.models import Role
from evaluation.declarations.disk import DiskFull
from evaluation.declarations.library import store
from evaluation.models import Evidence, Upload
from tests.factories import DistrictFactory
from tests.factories.declarations import begun_declaration
from tests.factories.files import picture, text_file, upload
from tests.factories.small_standard import small_standard
from tests.journeys.conftest import PHONE, SHOTS, WIDE

pytestmark = pytest.mark.django_db(transaction=True)

PIECES = 5
LARGE = b"".join(b"%07d Minutes of the meeting.\n" % n for n in range(80_000))  # 2.7 MB


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "minutes.txt"
    path.write_bytes(LARGE)
    return path


def begun():
    return begun_declaration(standard=small_standard(DistrictFactory()))


def page_of(declaration, code="A1.2"):
    return f"/declarations/{declaration.pk}/criteria/{code}/"


class Line:
    """The line to the portal; ``let`` says whether the next piece arrives."""

    def __init__(self, page):
        self.is_cut, self.pieces = False, []
        self.after = None
        page.route(re.compile(r"/uploads/[0-9a-f]{32}/$"), self.carry)

    def carry(self, route):
        if self.is_cut:
            return route.abort("internetdisconnected")
        if route.request.method == "POST":
            self.pieces.append(int(route.request.headers["upload-offset"]))
            if self.after is not None and len(self.pieces) > self.after:
                self.is_cut = True
                return route.abort("internetdisconnected")
        return route.continue_()


def row(screen, text):
    screen.page.locator("[data-upload-rows] li", has_text=text).first.wait_for()
    return screen


@pytest.mark.parametrize(
    ("language", "size"), [("en", WIDE), ("zh-hans", PHONE)], ids=["wide", "phone"]
)
def test_a_lost_connection_is_gone_on_with(visit, paper, language, size):
    declaration = begun()
    worker = visit(declaration.people.worker, language=language, screen=size)
    worker.go(page_of(declaration))
    worker.page.locator("[name=statement]").fill("Four meetings were held.")
    line = Line(worker.page)
    line.after = 3

    worker.page.locator("#files").set_input_files(paper)
    lost = {"en": "Connection lost – trying again", "zh-hans": "网络中断"}[language]
    row(worker, lost).look()
    assert Upload.objects.get().received == 3 * 512 * 1024
    line.is_cut, line.after = False, None
    worker.page.locator("#attached li", has_text="minutes").wait_for()

    assert worker.page.locator("[data-upload-rows] li").count() == 0
    assert worker.page.locator("[name=statement]").input_value() == "Four meetings were held."
    evidence = Evidence.objects.get()
    with evidence.file.open("rb") as kept:
        assert kept.read() == LARGE
    assert evidence.uses.get().entry.criterion.code == "A1.2"
    assert sorted(set(line.pieces)) == [n * 512 * 1024 for n in range(PIECES)]
    worker.look()


def test_after_loading_the_page_anew_the_same_file_goes_on(visit, paper):
    declaration = begun()
    worker = visit(declaration.people.worker)
    worker.go(page_of(declaration))
    line = Line(worker.page)
    line.after = 2
    worker.page.locator("#files").set_input_files(paper)
    row(worker, "Connection lost")

    worker.page.on("dialog", lambda dialog: dialog.accept())
    worker.go(page_of(declaration)).reads("“minutes.txt” is half-way here (40%).")
    line.is_cut, line.after, line.pieces = False, None, []
    worker.page.locator("#files").set_input_files(paper)
    worker.page.locator("#attached li", has_text="minutes").wait_for()

    assert line.pieces[0] == 2 * 512 * 1024
    assert Evidence.objects.get().size == len(LARGE)


def test_many_files_each_with_its_own_end(visit, person, district, community, tmp_path, settings):
    """Chosen and dropped: stored, known, refused before and after sending, cancelled."""
    settings.UPLOAD_MB, settings.UPLOAD_BYTES = 1, 1024 * 1024
    user = person(Role.COMMUNITY_WORKER)
    store(community, text_file("old.txt", "Known before."), by=user)
    worker = visit(user)
    worker.go(f"/communities/{community.code}/evidence/")
    assert not worker.page.get_by_role("button", name="Add to the library").is_visible()
    files = {
        "board.png": picture("PNG", (30, 20)),
        "known.txt": b"Known before.",
        "large.pdf": b"%PDF" + b"0" * 1024 * 1024,
        "film.mp4": b"film",
        "script.pdf": b"<script>alert(1)</script>",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    worker.page.locator("#files").set_input_files([tmp_path / name for name in files])

    row(worker, "board.png").reads("Stored.")
    row(worker, "It was in the library already.")
    row(worker, "The file is larger than 1 MB.")
    row(worker, "This kind of file is not taken.")
    row(worker, "the file is something else inside")
    worker.page.locator("#results").get_by_role("link", name="board", exact=True).wait_for()
    worker.look()
    assert Evidence.objects.count() == 2

    _drop(worker.page, "dropped.txt", "Dropped onto the field.")
    worker.page.locator("#results").get_by_role("link", name="dropped", exact=True).wait_for()

    line = Line(worker.page)
    line.is_cut = True
    (tmp_path / "never.txt").write_text("Never sent.")
    worker.page.locator("#files").set_input_files(tmp_path / "never.txt")
    row(worker, "Connection lost")
    worker.page.get_by_role("button", name="Cancel never.txt").click()
    row(worker, "Cancelled").look()
    assert Evidence.objects.count() == 3


def _drop(page, name, text):
    """Drop a file onto the field, as from a folder of the desktop."""
    page.evaluate(
        """([name, text]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([text], name));
            const drop = document.querySelector(".drop");
            for (const kind of ["dragover", "drop"]) {
                drop.dispatchEvent(
                    new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true })
                );
            }
        }""",
        [name, text],
    )


def test_a_form_waits_for_its_files(visit, paper):
    declaration = begun()
    worker = visit(declaration.people.worker)
    worker.go(page_of(declaration))
    line = Line(worker.page)
    line.after = 1
    worker.page.locator("#files").set_input_files(paper)
    row(worker, "Connection lost")

    worker.page.locator("[name$=misses]").fill("0")
    worker.page.locator("#entry-form button.btn[value=stay]").click()
    worker.reads("Files are still on their way.")
    line.is_cut, line.after = False, None

    worker.reads("A1.2 is saved.")
    assert Evidence.objects.get().uses.count() == 1


def test_what_exceeds_the_room_is_told_before_it_is_sent(
    visit, person, district, community, paper, settings
):
    settings.EVIDENCE_BYTES = 2 * 1024 * 1024
    worker = visit(person(Role.COMMUNITY_WORKER))
    worker.go(f"/communities/{community.code}/evidence/")

    worker.page.locator("#files").set_input_files(paper)

    row(worker, "The library has room for 2.0\xa0MB more")
    assert not Upload.objects.exists()


def test_a_file_that_a_full_library_holds_already_is_found(visit, paper, settings):
    declaration = begun()
    by = declaration.people.worker
    held, _ = store(declaration.community, upload("held.txt", Path(paper).read_bytes()), by=by)
    settings.EVIDENCE_BYTES = held.size
    worker = visit(by).go(page_of(declaration))

    worker.page.locator("#files").set_input_files(paper)

    worker.page.locator("#attached", has_text="held").wait_for()
    assert Evidence.objects.get().uses.count() == 1


def test_without_scripts_the_form_takes_files_as_ever(visit, paper):
    declaration = begun()
    worker = visit(declaration.people.worker, scripts=False)
    worker.page.goto(worker.address + page_of(declaration))

    worker.reads("Files are sent with “Save”.")
    worker.page.locator("#files").set_input_files(paper)
    worker.page.locator("#entry-form button.btn[value=stay]").click()

    worker.reads("minutes")
    assert Evidence.objects.get().size == len(LARGE)


def test_whoever_is_signed_out_meanwhile_signs_in_elsewhere_and_it_goes_on(visit, paper):
    declaration = begun()
    user = declaration.people.worker
    worker = visit(user)
    worker.go(page_of(declaration))
    line = Line(worker.page)
    line.after = 1
    worker.page.locator("#files").set_input_files(paper)
    row(worker, "Connection lost")
    context = worker.page.context
    cookies = context.cookies()

    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    line.is_cut, line.after = False, None
    row(worker, "You are signed out. Sign in again in another window")
    context.add_cookies(cookies)

    worker.page.locator("#attached li", has_text="minutes").wait_for()
    assert Evidence.objects.get().by == user


def test_whoever_signed_in_again_has_another_token_and_it_goes_on(visit, paper):
    declaration = begun()
    worker = visit(declaration.people.worker)
    worker.go(page_of(declaration))
    worker.page.evaluate(
        "document.querySelectorAll('[name=csrfmiddlewaretoken]')"
        ".forEach((field) => { field.value = 'o'.repeat(64); })"
    )

    worker.page.locator("#files").set_input_files(paper)

    worker.page.locator("#attached li", has_text="minutes").wait_for()
    assert Evidence.objects.exists()


def test_a_full_disk_is_told_and_tried_again(visit, paper, monkeypatch):
    declaration = begun()
    worker = visit(declaration.people.worker)
    worker.go(page_of(declaration))
    with monkeypatch.context() as full:
        full.setattr("evaluation.declarations.resuming._write", _no_room)
        worker.page.locator("#files").set_input_files(paper)
        row(worker, "The disk of the portal is full.").look()

    worker.page.get_by_role("button", name="Try again minutes.txt").click()

    worker.page.locator("#attached li", has_text="minutes").wait_for()
    assert Evidence.objects.get().size == len(LARGE)


def _no_room(*args):
    raise DiskFull


def test_on_a_phone_the_camera_is_offered(chromium, live_server, tmp_path):
    declaration = begun()
    client = Client()
    client.force_login(declaration.people.worker)
    context = chromium.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(live_server.url + page_of(declaration))
    photo = tmp_path / "board.jpg"
    photo.write_bytes(picture("JPEG", (60, 40)))

    camera = page.get_by_label("Take a photo")
    assert camera.is_visible()
    assert camera.get_attribute("capture") == "environment"
    if SHOTS:
        camera.scroll_into_view_if_needed()
        page.screenshot(path=f"{SHOTS}/camera.png")
    camera.set_input_files(photo)

    page.locator("#attached li", has_text="board").wait_for()
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert width <= 0


def test_what_becomes_of_a_file_is_said_as_the_language_writes_it(visit, tmp_path):
    declaration = begun()
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    worker = visit(declaration.people.worker, language="zh-hans")
    worker.go(page_of(declaration))

    worker.page.locator("#files").set_input_files(empty)

    said = worker.page.locator("[data-upload-said]", has_text="文件是空的")
    said.wait_for(state="attached")
    assert said.inner_text().startswith("empty.pdf：")
