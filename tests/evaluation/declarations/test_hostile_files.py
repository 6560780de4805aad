"""Files made to be taken for something else: refused, or kept as the one harmless thing."""

import io
import zipfile

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.declarations.file_checks import FileRefused
from evaluation.declarations.library import store
from evaluation.models import Evidence
from tests.factories.files import (
    content_of,
    office_package,
    pdf_file,
    picture,
    text_file,
    upload,
)

pytestmark = pytest.mark.django_db

SCRIPT = b"<script>alert(1)</script>"
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
PDF = pdf_file().read()


def archive():
    """A JAR, as far as its reader can tell."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("META-INF/MANIFEST.MF", "Main-Class: Run")
        package.writestr("Run.class", b"\xca\xfe\xba\xbe")
    return packed.getvalue()


JAR = archive()


@pytest.fixture
def worker(client, person):
    user = person(Role.COMMUNITY_WORKER)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.pdf", PDF + JAR, id="a PDF that is an archive too"),
        pytest.param("a.pdf", JAR + PDF, id="an archive that is a PDF too"),
        pytest.param("a.gif", b"GIF89a" + JAR, id="a GIFAR"),
        pytest.param("a.jpg", b"GIF89a" + JAR, id="a GIFAR called JPG"),
        pytest.param("a.png", SVG, id="an SVG with a script called PNG"),
        pytest.param("a.svg", SVG, id="an SVG with a script"),
        pytest.param("a.txt", SVG, id="an SVG with a script called TXT"),
        pytest.param("a.txt", b" \n<!DOCTYPE html>" + SCRIPT, id="a page called TXT"),
        pytest.param("a.csv", "<script>".encode("utf-16"), id="a page in UTF-16"),
        pytest.param("a.docx", JAR, id="an archive called Word"),
        pytest.param("a.docx", office_package("word")[:-30], id="half a Word file"),
        pytest.param("a.pdf", PDF[: len(PDF) // 2], id="half a PDF"),
        pytest.param("a.png", picture(size=(90, 90))[:60], id="half a picture"),
        pytest.param("a.html.pdf", b"<html>" + PDF, id="a page that is a PDF too"),
        pytest.param("a.pdf.exe", PDF, id="a program by its name"),
        pytest.param("a.exe\u202efdp.", PDF, id="a name that reads backwards"),
    ],
)
def test_what_is_two_things_at_once_is_refused(community, worker, media, name, content):
    with pytest.raises(FileRefused):
        store(community, upload(name, content), by=worker)

    assert not Evidence.objects.exists()
    assert not any(path.is_file() for path in media.rglob("*"))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_loses_the_archive_behind_it(community, worker, form):
    evidence, _ = store(community, upload(f"a.{form}", picture(form) + JAR), by=worker)

    kept = content_of(evidence)
    assert not zipfile.is_zipfile(io.BytesIO(kept))
    assert b"Run.class" not in kept


@pytest.mark.parametrize(
    "content",
    [b"Minutes. " + SCRIPT, b"=cmd|' /C calc'!A0"],
    ids=["markup further on", "a formula"],
)
def test_text_is_handed_over_as_text_and_never_shown(client, community, worker, content):
    evidence, _ = store(community, upload("a.txt", content), by=worker)

    response = client.get(reverse("evaluation:evidence-file", args=[evidence.pk]))
    b"".join(response.streaming_content)
    response.close()

    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].endswith("; sandbox")


NAMES = {
    "../../etc/cron.d/run.txt": "run.txt",
    "..\\..\\Windows\\run.txt": "run.txt",
    "a\r\nSet-Cookie: x=1.txt": "aSet-Cookie: x=1.txt",
    "会议\u202etxt.gpj\u202c记录.txt": "会议txt.gpj记录.txt",
    "a\u200b\ufeffb.txt": "ab.txt",
    "长" * 300 + ".txt": "长" * 120 + ".txt",
    '"><img src=x onerror=alert(1)>.txt': '"><img src=x onerror=alert(1)>.txt',
    "{{ 7|add:7 }}{% now %}.txt": "{{ 7|add:7 }}{% now %}.txt",
    "....txt": "file.txt",
}


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_only_a_name(client, community, worker, media, name):
    file = text_file("plain.txt", "Minutes.")
    file._name = name  # what a browser sends may be anything

    evidence, _ = store(community, file, by=worker)

    assert evidence.original_name == NAMES[name]
    [kept] = [path for path in media.rglob("*") if path.is_file()]
    assert (kept.parent.name, len(kept.stem)) == ("evidence", 32)
    shelf = client.get(reverse("evaluation:evidence-library", args=[community.code])).text
    assert "<img src=x" not in shelf
    assert "14.txt" not in shelf
    response = client.get(evidence.get_absolute_url())
    b"".join(response.streaming_content)
    response.close()
    assert "\n" not in response["Content-Disposition"]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_that_is_announced_is_only_a_name(client, community, worker, name):
    announced = {"name": name, "size": 8}
    address = reverse("evaluation:evidence-uploads", args=[community.code])

    url = client.post(address, announced).json()["url"]
    sent = client.post(
        url,
        b"Minutes.",
        content_type="application/octet-stream",
        headers={"Upload-Offset": "0"},
    )

    assert sent.json()["state"] == "stored"
    assert Evidence.objects.get().original_name == NAMES[name]
