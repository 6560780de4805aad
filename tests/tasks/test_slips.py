import os
import re
import subprocess
import sys
from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.models import Code, SlipBatch
from evaluation.surveys import codes, services
from evaluation.surveys.code_rows import row_of
from harmony.shared import clock
from harmony.shared.pdf_libraries import Availability, available
from proofs.files import contents_of
from tasks import slip_process, views
from tasks.slip_process import SlipsNotMade
from tasks.slips import SlipSheet, html_of
from tests.factories.surveys import answer, open_survey, prepared_survey
from tests.printed import page_sizes, qr_codes_of, words_of

A4 = (210, 297)
needs_pdf = pytest.mark.skipif(not available().ok, reason=str(available().reason))


@pytest.fixture
def office(person, client):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


@pytest.fixture
def survey(office, settings):
    settings.PORTAL_URL = "https://harmony.example.org"
    return prepared_survey()


def sheet(drawn, **changes):
    words = {
        "address": "https://harmony.example.org/q",
        "community_zh": "安澜社区",
        "community_en": "Anlan Community",
        "title_zh": "居民满意度问卷",
        "title_en": "Residents' satisfaction questionnaire",
        "office_zh": "区和谐社区建设领导小组办公室",
        "office_en": "Office of the leading group",
        "help_line": "0551-0000000",
        "label": "3号楼",
        "closes_at": clock.now() + timedelta(days=9),
    }
    return SlipSheet(codes=drawn, **(words | changes))


def pdf_of(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(("label", "begins"), [("", "<br>样张"), ("Grid 7", "<br>Grid 7 · 样张")])
def test_foot_without_a_building_begins_with_no_stray_sign(label, begins):
    html = html_of(sheet(codes.draw(1), label=label, is_sample=True))

    foot = re.search(r'<p class="foot">(.*?)</p>', html, re.DOTALL)[1]
    assert begins in foot


def test_sheet_survives_the_pipe():
    one = sheet(codes.draw(3), is_large=True)

    assert SlipSheet.from_json(one.to_json()) == one


@needs_pdf
@pytest.mark.django_db
def test_slips_are_streamed_and_a_phone_reads_them(client, survey):
    address = reverse("tasks:slips", args=[survey.pk])

    response = client.post(address, {"label": "Building 3", "count": "5"})
    paper = pdf_of(response)

    batch = SlipBatch.objects.get()
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    assert page_sizes(paper) == [A4, A4]
    read = [text for page in (0, 1) for text in qr_codes_of(paper, page)]
    assert all(text.startswith("https://harmony.example.org/q#") for text in read)
    found = {row_of(codes.read(text), batch.codes.all()) for text in read}
    assert found == set(batch.codes.all())
    assert len(found) == 5
    words = words_of(paper)
    for text in read:
        assert codes.grouped(codes.read(text)) in words
    community = survey.declaration.community
    assert community.name_zh in words and community.name_en in words
    assert "Building 3" in words and "0551-0000000" in words


@needs_pdf
@pytest.mark.django_db
def test_large_print_has_a_page_for_each(client, survey):
    address = reverse("tasks:slips", args=[survey.pk])

    paper = pdf_of(client.post(address, {"label": "1", "count": "2", "is_large": "on"}))

    assert page_sizes(paper) == [A4, A4]
    assert [len(qr_codes_of(paper, page)) for page in (0, 1)] == [1, 1]


def heights_of(paper, words):
    """Bottom and top of each occurrence of the words, in points from the foot of the page."""
    with pypdfium2.PdfDocument(paper) as document:
        page = document[0].get_textpage()
        found, hit = [], page.search(words)
        while (place := hit.get_next()) is not None:
            _left, bottom, _right, top = page.get_charbox(place[0])
            found.append((bottom, top))
        return found


@needs_pdf
@pytest.mark.parametrize("is_large", [False, True])
def test_longest_names_still_leave_room_for_everything(is_large, settings):
    one = sheet(
        codes.draw(1),
        address="https://hexieshequ.district.example.gov.cn/q",
        community_zh="和平里西街第二社区与望湖城东区联合社区",
        community_en="Hepingli West Street Second and Wanghu City East Joint Community",
        office_zh="清和区和谐社区建设工作领导小组办公室",
        office_en="Office of the Qinghe District Leading Group for Harmonious Communities",
        help_line="0551-60000000, 0551-60000001",
        label="望湖城东区三十二号楼二单元至四单元",
        is_sample=True,
        is_large=is_large,
    )

    paper = b"".join(slip_process.slips_as_pdf(one, issue=lambda: None))

    assert page_sizes(paper) == [A4]
    assert len(qr_codes_of(paper)) == 1
    promise = min(bottom for bottom, _top in heights_of(paper, "nobody"))
    telephone = max(top for _bottom, top in heights_of(paper, "0551-60000000"))
    assert promise > telephone
    edge = 0 if is_large else 297 / 2 / 25.4 * 72
    assert min(bottom for bottom, _top in heights_of(paper, "望湖城东区三十二号楼")) > edge


@needs_pdf
@pytest.mark.django_db
def test_printed_again_the_old_slips_are_void(client, office):
    survey, old = open_survey(slips=3)
    batch = SlipBatch.objects.get()
    address = reverse("tasks:slips-again", args=[survey.pk, batch.pk])

    assert "The old slips become void" in client.get(address).text
    assert Code.objects.filter(state=Code.State.VOID).count() == 0
    paper = pdf_of(client.post(address))

    assert len(qr_codes_of(paper)) == 3
    assert answer(old[0]).kind == services.OutcomeKind.VOID
    assert answer(qr_codes_of(paper)[0]).is_recorded
    assert "replaced already" in client.get(address).text


@pytest.mark.django_db
def test_used_batch_is_not_printed_again(client, office):
    survey, drawn = open_survey(slips=3)
    answer(drawn[0])
    address = reverse("tasks:slips-again", args=[survey.pk, SlipBatch.objects.get().pk])

    assert "has been used" in client.get(address).text
    client.post(address)
    assert SlipBatch.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"label": "", "count": "5"}, "required"),
        ({"label": "1", "count": "0"}, "Enter 1 or more."),
        ({"label": "1", "count": "501"}, "Enter at most 500."),
        ({"label": "1", "count": "1501"}, "Enter at most 500."),
        ({"label": "1", "count": "many"}, "whole number"),
        ({"label": "x" * 61, "count": "5"}, "may have 60 characters"),
    ],
)
def test_batch_that_makes_no_sense_is_told_beside_the_field(client, survey, sent, words):
    response = client.post(reverse("tasks:slips", args=[survey.pk]), sent)

    assert words in response.text
    assert 'class="error-summary"' in response.text
    assert not SlipBatch.objects.exists()


@needs_pdf
@pytest.mark.django_db
def test_a_second_press_on_the_standing_page_is_asked_about_once(client, survey):
    address = reverse("tasks:slips", args=[survey.pk])
    page = client.get(address)
    sent = {"label": "1", "count": "2", "seen_left": page.context["form"]["seen_left"].value()}

    pdf_of(client.post(address, sent))
    again = client.post(address, sent)
    shown = again.context["form"]["seen_left"].value()
    pdf_of(client.post(address, sent | {"seen_left": shown}))

    assert "Slips have been printed since this page was opened." in again.text
    assert [batch.printed for batch in SlipBatch.objects.all()] == [2, 2]


@pytest.mark.django_db
def test_without_the_libraries_the_page_says_why_and_offers_nothing(client, survey, monkeypatch):
    monkeypatch.setattr(views, "available", lambda: Availability(ok=False, reason="No Pango."))
    address = reverse("tasks:slips", args=[survey.pk])

    page = client.get(address)
    sent = client.post(address, {"label": "1", "count": "5"})

    assert "No Pango." in page.text
    assert "Make the slips" not in page.text
    assert sent["Content-Type"].startswith("text/html")
    assert not Code.objects.exists()


@pytest.mark.django_db
def test_process_that_fails_leaves_no_code_behind(client, survey, monkeypatch):
    failing = [sys.executable, "-c", "import sys; sys.stdin.read(); sys.exit(1)"]
    monkeypatch.setattr(slip_process, "COMMAND", failing)
    response = client.post(reverse("tasks:slips", args=[survey.pk]), {"label": "1", "count": "5"})

    with pytest.raises(SlipsNotMade):
        pdf_of(response)

    assert not SlipBatch.objects.exists()


@pytest.mark.django_db
def test_process_that_breaks_off_leaves_no_code_behind(client, survey, monkeypatch):
    program = "import sys; sys.stdin.read(); print('%PDF-1.7', flush=True); sys.exit(3)"
    monkeypatch.setattr(slip_process, "COMMAND", [sys.executable, "-c", program])
    response = client.post(reverse("tasks:slips", args=[survey.pk]), {"label": "1", "count": "5"})

    pieces = iter(response.streaming_content)
    assert next(pieces) == b"%PDF-1.7\n"
    with pytest.raises(SlipsNotMade):
        next(pieces)

    assert not Code.objects.exists()


@pytest.mark.django_db
def test_browser_that_goes_away_ends_the_process(survey, monkeypatch):
    program = "import sys, time; sys.stdin.read(); print('%PDF-1.7', flush=True); time.sleep(60)"
    monkeypatch.setattr(slip_process, "COMMAND", [sys.executable, "-c", program])
    started = []
    begin = slip_process.subprocess.Popen
    monkeypatch.setattr(
        slip_process.subprocess,
        "Popen",
        lambda *given, **more: started.append(begin(*given, **more)) or started[0],
    )
    pieces = slip_process.slips_as_pdf(sheet(codes.draw(1)), issue=lambda: None)

    next(pieces)
    pieces.close()

    assert started[0].wait(5) != 0
    assert not Code.objects.exists()


@needs_pdf
@pytest.mark.django_db
def test_nothing_of_the_codes_is_written_anywhere(client, survey, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    paper = pdf_of(
        client.post(reverse("tasks:slips", args=[survey.pk]), {"label": "1", "count": "2"})
    )

    drawn = [codes.read(text) for text in qr_codes_of(paper)]
    assert len(drawn) == 2
    for path, content in contents_of(settings.DATA_DIR, tmp_path):
        for code in drawn:
            assert code.encode() not in content, path
            assert codes.grouped(code).encode() not in content, path


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.STREET_OFFICIAL, Role.LEADER, Role.AUDITOR])
def test_only_the_office_prints(client, person, role):
    survey, _drawn = open_survey(slips=1)
    community = survey.declaration.community
    place = {Role.STREET_OFFICIAL: community.parent}.get(role, community.parent.parent)
    client.force_login(person(role, place))
    batch = SlipBatch.objects.get()

    for address in (
        reverse("tasks:slips", args=[survey.pk]),
        reverse("tasks:slips-again", args=[survey.pk, batch.pk]),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {"label": "1", "count": "1"}).status_code == 403
    assert SlipBatch.objects.count() == 1


@pytest.mark.django_db
def test_closed_survey_prints_nothing(client, office):
    survey, _drawn = open_survey(slips=1)
    services.close(survey, by=office)

    assert client.get(reverse("tasks:slips", args=[survey.pk])).status_code == 403


@pytest.mark.django_db
def test_batch_of_another_survey_is_not_found(client, survey):
    other, _drawn = open_survey(slips=1)

    address = reverse("tasks:slips-again", args=[survey.pk, other.batches.get().pk])

    assert client.get(address).status_code == 404


def test_web_side_never_loads_the_printer():
    program = (
        "import django, sys; django.setup(); import harmony.urls, tasks.views;"
        "print([name for name in sys.modules if name.startswith(('weasyprint', 'fontTools'))])"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}

    loaded = subprocess.run(  # noqa: S603 -- our own interpreter and our own words
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        text=True,
        env=environment,
    )

    assert re.search(r"\[\]\s*$", loaded.stdout)
