"""The dossier as a ZIP with its files: its sums, its manifest, and what the store lost."""

import csv
import hashlib
import io
import subprocess
import tracemalloc
import zipfile

import pytest
from django.core.files.base import File

from evaluation.declarations.library import describe
from evaluation.declarations.services import hash_of
from evaluation.models import Evidence
from evaluation.steps import take_step
from harmony.shared import clock
from tasks.compiling.packing import Archive
from tests.factories import CommunityFactory, StageFactory
from tests.factories.declarations import begun_declaration, fill_in
from tests.factories.papers import content_of
from tests.printed import words_of
from tests.tasks.dossiers.made_dossiers import made, manifest_of, unpacked

pytestmark = pytest.mark.django_db


def test_the_zip_has_the_paper_every_file_once_and_its_lists(declaration):
    files = unpacked(made(declaration))

    evidence = {one.original_name: one for one in Evidence.objects.all()}
    assert sorted(files) == sorted(
        [
            "dossier.pdf",
            "SHA256SUMS",
            "index.csv",
            "manifest.json",
            *(f"files/{one.sha256[:8]} {name}" for name, one in evidence.items()),
        ]
    )
    assert len(evidence) == 4  # one of them proves two criteria
    assert "Guihuayuan" in words_of(files["dossier.pdf"])
    minutes = evidence["minutes.txt"]
    assert files[f"files/{minutes.sha256[:8]} minutes.txt"] == b"Minutes of the meeting."


def test_its_sums_can_be_checked_with_the_usual_tool(declaration, tmp_path):
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(io.BytesIO(content_of(made(declaration)))) as archive:
        archive.extractall(folder)

    checked = subprocess.run(
        ["/usr/bin/sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"LC_ALL": "C.UTF-8"},
    )

    assert (checked.returncode, checked.stderr) == (0, "")
    listed = checked.stdout.splitlines()
    assert len(listed) == len([path for path in folder.rglob("*") if path.is_file()]) - 1
    assert all(line.endswith(": OK") for line in listed)


def test_the_manifest_proves_what_was_handed_up(declaration):
    document = made(declaration)
    manifest, hand_up = manifest_of(document), declaration.hand_ups.get()

    assert hash_of(manifest["content"]) == manifest["content_sha256"] == hand_up.content_hash
    assert manifest["round"] == 1
    assert manifest["handed_up"]["by"] == declaration.people.official.name
    assert manifest["declaration"]["standard"]["sha256"] == declaration.standard.content_hash
    assert manifest["declaration"]["community"]["name_zh"] == "桂花园社区"
    files = unpacked(document)
    named = {digest for entry in manifest["content"]["entries"] for digest in entry["files"]}
    assert {one["uploaded_sha256"] for one in manifest["files"]} == named
    for one in manifest["files"]:
        content = files[one["path"]]
        assert (one["sha256"], one["size"]) == (sha256(content), len(content))


def test_a_photo_drawn_anew_has_both_sums_and_says_so(declaration):
    document = made(declaration)
    files = {one["title"]: one for one in manifest_of(document)["files"]}

    photo, minutes = files["board"], files["minutes"]
    assert (photo["redrawn"], photo["as_uploaded"]) == (True, False)
    assert photo["sha256"] != photo["uploaded_sha256"]
    assert (minutes["redrawn"], minutes["as_uploaded"]) == (False, True)
    assert minutes["sha256"] == minutes["uploaded_sha256"]
    assert minutes["criteria"] == ["A1.1", "A1.2"]
    about = manifest_of(document)["about"]
    assert "drawn anew" in about["en"] and "重新生成" in about["zh"]
    assert document.note == ""


def test_the_index_opens_in_a_spreadsheet_and_works_nothing_out(declaration):
    file = Evidence.objects.get(original_name="minutes.txt")
    describe(
        file,
        by=declaration.people.worker,
        title='=HYPERLINK("http://x.example")',
        kind=file.kind,
        event_date=None,
        issued_by="＠SUM(A1)",
    )

    index = unpacked(made(declaration))["index.csv"]

    assert index.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(index.decode("utf-8-sig")))
    assert head[:3] == ["No.", "Criteria", "Title"]
    assert rows[0][:3] == ["1", "A1.1 A1.2", '\'=HYPERLINK("http://x.example")']
    assert rows[0][5] == "'＠SUM(A1)"
    assert [row[-1] for row in rows] == ["", "", "drawn anew when it was taken in", ""]
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row if cell)


def test_a_file_that_the_store_lost_is_named_and_the_rest_is_there(declaration, media):
    lost = Evidence.objects.get(original_name="award.pdf")
    (media / lost.file.name).unlink()

    document = made(declaration)

    assert "No longer in the store, so not in the ZIP: award" in document.note
    files = unpacked(document)
    assert not any("award.pdf" in name for name in files)
    [told] = [one for one in manifest_of(document)["files"] if not one["in_zip"]]
    assert (told["uploaded_sha256"], told["sha256"]) == (lost.sha256, "")
    assert "award" not in files["SHA256SUMS"].decode()
    assert "no longer in the store" in files["index.csv"].decode()


def test_a_file_that_somebody_changed_in_the_store_is_named(declaration, media):
    changed = Evidence.objects.get(original_name="minutes.txt")
    (media / changed.file.name).write_bytes(b"Other minutes.")

    document = made(declaration)

    assert "not as they were uploaded: minutes" in document.note
    assert "board" not in document.note
    assert "not as it was uploaded" in unpacked(document)["index.csv"].decode()


def test_a_large_file_passes_through_in_pieces(tmp_path):
    size = 32 * 1024 * 1024
    source = tmp_path / "large.bin"
    with source.open("wb") as file:
        file.truncate(size)
    tracemalloc.start()
    with (tmp_path / "large.zip").open("wb") as target, File(source.open("rb")) as file:
        with Archive(target, at=clock.now()) as archive:
            written, digest = archive.add("files/large.bin", file.chunks(), size=size)
        _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (written, digest) == (size, sha256(bytes(size)))
    assert peak < 2 * 1024 * 1024


def test_more_than_a_plain_zip_can_hold_is_written_all_the_same(declaration, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)

    files = unpacked(made(declaration))

    assert len(files) == 8
    assert "Guihuayuan" in words_of(files["dossier.pdf"])


def test_a_declaration_without_any_file_has_a_dossier(declaration):
    declaration = begun_declaration(
        community=CommunityFactory(),
        stage=StageFactory(programme=declaration.stage.programme),
        standard=declaration.standard,
    )
    for entry in declaration.entries.select_related("criterion"):
        entry.declaration = declaration
        if entry.criterion.code != "A1.1":
            fill_in(declaration, entry)
    declaration.entries.filter(criterion__code="A1.1").update(is_complete=True)
    take_step(declaration, "submit", by=declaration.people.official)

    files = unpacked(made(declaration))

    assert sorted(files) == ["SHA256SUMS", "dossier.pdf", "index.csv", "manifest.json"]
    assert "No files." in words_of(files["dossier.pdf"])


def sha256(content):
    return hashlib.sha256(content).hexdigest()
