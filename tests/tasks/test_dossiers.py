"""The dossier of a declaration as a PDF, and as a ZIP with its files."""

import csv
import hashlib
import io
import json
import subprocess
import tracemalloc
import zipfile

import pytest
from django.core.files.base import File
from pypdf import PdfReader

from communities.models import CommunityClass
from evaluation.declarations.library import describe, store
from evaluation.declarations.services import attach, hash_of
from evaluation.documents import services
from evaluation.documents.dossiers import request_dossier
from evaluation.models import Document, DocumentState, Evidence
from evaluation.steps import take_step
from harmony.shared import clock, pdf_libraries
from tasks import dossiers
from tasks.compiling.content import dossier_of
from tasks.compiling.manifest import parts_of
from tasks.compiling.names import MOST_BYTES, harmless, paths_of
from tasks.compiling.packing import Archive
from tasks.dossiers import NOT_HANDED_UP
from tasks.making import make_awaited_documents, make_document
from tests.factories import CommunityFactory, StageFactory
from tests.factories.declarations import begun_declaration, fill_in, resubmitted_declaration
from tests.factories.evaluations import accepted_declaration, with_small_standard
from tests.factories.files import pdf_file, picture_file, text_file, upload
from tests.factories.papers import content_of, named_community
from tests.printed import page_sizes, words_of

pytestmark = pytest.mark.django_db

RARE = "𰻝面社区"  # a character beyond the first plane that no font of ours has


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


def filed(declaration, file, **more):
    evidence, _is_new = store(declaration.community, file, by=declaration.people.official, **more)
    return evidence


def asked(declaration, form="zip", language="en", number=None):
    rounds = declaration.hand_ups
    hand_up = rounds.get(round=number) if number else rounds.last()
    return request_dossier(hand_up, by=declaration.people.official, form=form, language=language)


def made(declaration, *args, **more):
    document = asked(declaration, *args, **more)
    make_document(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.MADE, document.error
    return document


def unpacked(document):
    with zipfile.ZipFile(io.BytesIO(content_of(document))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def manifest_of(document):
    return json.loads(unpacked(document)["manifest.json"])


def words(declaration, **more):
    return words_of(content_of(made(declaration, "pdf", **more)))


# ------------------------------------------------------------------ the PDF
def test_the_pdf_says_what_was_handed_up_and_by_whom(declaration):
    hand_up, standard = declaration.hand_ups.get(), declaration.standard

    said = words(declaration)

    official = declaration.people.official
    for text in (
        "Guihuayuan",
        "Small standard",
        f"{hand_up.points:.2f} of 8",
        official.name,
        "Street official · Wenfeng Street",
        "Two <b>meetings</b> & a vote.",
        "The lane works go on.",
        "Does not apply here",
        "Did not occur this year",
        "Clause one",
        "A1.1 Meetings held",
        "Meetings held as required.",
        "minutes",
        "The street had not examined this round",
    ):
        assert text in said, text
    for digest in (hand_up.content_hash, standard.content_hash):
        assert digest in said.replace(" ", "")


def test_in_chinese_the_words_and_names_are_chinese(declaration):
    said = words(declaration, language="zh-hans").replace(" ", "")

    for text in ("桂花园社区", "文峰街道", "申报卷宗", "自评得分", "佐证材料"):
        assert text in said, text
    for text in ("Guihuayuan", "Files", "Round"):
        assert text not in said, text


def test_the_opinion_of_the_street_is_signed_with_name_post_and_time(declaration):
    examiner = declaration.people.examiner
    take_step(declaration, "pass", by=examiner, note="Complete and plausible.")

    said = words(declaration)

    opinion = said.rpartition("Opinion of the street")[2]
    assert "Complete and plausible." in opinion
    assert f"Name {examiner.name}" in opinion
    assert "Post Street official · Wenfeng Street" in opinion
    assert str(declaration.steps.get(name="pass").at.year) in opinion


def test_returns_are_told_with_their_reasons_and_each_round_as_it_was():
    declaration = resubmitted_declaration(**with_small_standard({}))

    first, second = words(declaration, number=1), words(declaration, number=2)

    assert "Which corners?" in first and "Which corners?" in second
    assert "The corner by the school." in second
    assert "The corner by the school." not in first
    assert "Round 2" not in first


def test_nothing_of_the_evaluation_is_in_it():
    declaration = accepted_declaration()

    said = words(declaration)
    result = declaration.result

    assert "Evaluation closed" not in said and "Accepted" not in said
    assert f"{result.composite:.2f}" not in said
    for appraiser in declaration.people.appraisers:
        assert appraiser.name not in said


def test_what_changes_later_is_not_in_it(declaration):
    document = asked(declaration, "pdf")
    entry = declaration.entries.get(criterion__code="A1.1")
    entry.statement = "Something else by now."
    entry.save()
    declaration.community.community_class = CommunityClass.VILLAGE_IN_CITY
    make_document(document_id=document.pk)
    document.refresh_from_db()

    said = words_of(content_of(document))

    assert "Something else" not in said
    assert "New residential" in said


def test_every_page_but_the_first_has_its_number_and_what_it_belongs_to(declaration):
    paper = content_of(made(declaration, "pdf"))

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages]
    assert set(page_sizes(paper)) == {(210, 297)}
    assert f"2 / {len(pages)}" in pages[1]
    assert all("Guihuayuan" in page and f"/ {len(pages)}" in page for page in pages[1:])
    assert f"/ {len(pages)}" not in pages[0]


def test_long_chinese_texts_and_rare_characters_are_printed(declaration):
    entry = declaration.entries.select_related("criterion").get(criterion__code="A1.2")
    take_step(declaration, "return", by=declaration.people.examiner, note="请补充说明。")
    entry.refresh_from_db()
    fill_in(declaration, entry, statement=f"居民代表会议讨论了{RARE}的整治方案，" * 400)
    take_step(declaration, "submit", by=declaration.people.official)

    document = made(declaration, "pdf", "zh-hans")

    said = words_of(content_of(document)).replace(" ", "")
    assert said.count("的整治方案，") >= 395  # heads and feet of pages stand between some
    assert "〓面社区" in said
    assert "U+30EDD" in document.note


def test_a_title_that_smuggles_markup_is_only_text(declaration):
    file = Evidence.objects.get(original_name="award.pdf")
    smuggled = '<link rel=attachment href="file:///etc/passwd"><img src=http://x.example/a.png>'
    describe(
        file,
        by=declaration.people.worker,
        title=smuggled[:120],
        kind=file.kind,
        event_date=None,
        issued_by="<script>",
    )

    assert smuggled[:30] in words(declaration)


# ------------------------------------------------------------------ the ZIP
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


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_made_again_after_it_was_lost_it_is_the_same_to_the_last_bit(declaration, form, media):
    document = made(declaration, form)
    before = document.content_hash
    (media / document.file.name).unlink()
    file = Evidence.objects.get(original_name="award.pdf")
    describe(
        file,
        by=declaration.people.worker,
        title="Renamed since",
        kind=file.kind,
        event_date=None,
        issued_by="",
    )

    services.try_again(document, by=declaration.people.worker)
    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert (document.state, document.content_hash) == (DocumentState.MADE, before)


def test_the_same_round_gives_the_same_bytes(declaration):
    first = made(declaration)
    services.DocumentSource.objects.all().delete()
    Document.objects.filter(pk=first.pk).delete()

    assert made(declaration).content_hash == first.content_hash


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


def test_progress_is_counted_file_by_file(declaration, monkeypatch):
    counted = []

    def count(attempt, *, done, total):
        counted.append((done, total))
        services.note_progress(attempt, done=done, total=total)

    monkeypatch.setattr(dossiers, "note_progress", count)

    document = made(declaration)

    assert counted == [(done, 5) for done in range(6)]
    assert (document.done, document.total) == (5, 5)


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


def test_more_files_need_no_more_queries(django_assert_max_num_queries):
    declaration = begun_declaration(**with_small_standard({}))
    entries = list(declaration.entries.select_related("criterion"))
    for number in range(20):
        file = filed(declaration, text_file(f"{number}.txt", f"Minutes {number}."))
        attach(entries[number % 6], file, by=declaration.people.official)
    for entry in entries:
        fill_in(declaration, entry)
    take_step(declaration, "submit", by=declaration.people.official)
    hand_up = dossiers._hand_up(asked(declaration))

    with django_assert_max_num_queries(8):
        dossier = dossier_of(hand_up, moves=1)
        parts_of(dossier)

    assert len(dossier.files) == 21


def test_without_the_libraries_it_stays_owed_until_they_are_there(declaration, monkeypatch):
    document = asked(declaration)
    with monkeypatch.context() as machine:
        machine.setattr(pdf_libraries, "NEEDED", ("libpango-of-another-world.so.0",))
        make_document(document_id=document.pk)
        document.refresh_from_db()
        assert (document.state, document.attempts) == (DocumentState.OWED, 0)

    make_awaited_documents()

    document.refresh_from_db()
    assert document.state == DocumentState.MADE


def test_a_round_that_was_never_handed_up_cannot_be_made(declaration):
    document = Document.objects.create(
        kind=Document.Kind.DOSSIER,
        declaration=declaration,
        params={"round": 7, "form": "pdf", "moves": 1},
        requested_by=declaration.people.official,
    )

    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert (document.state, document.error) == (DocumentState.FAILED, NOT_HANDED_UP)


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


# ------------------------------------------------------------------ names
@pytest.mark.parametrize(
    ("original", "expected"),
    [
        ("minutes.txt", "minutes.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.pdf", "evil.pdf"),
        ('a<b>:"c"|?*.pdf', "abc.pdf"),
        ("会议\u202egpj.pdf", "会议gpj.pdf"),
        ("new\nline\x00.txt", "newline.txt"),
        ("…", "…"),
        ("..", "file"),
        ("?.pdf", "file.pdf"),
    ],
)
def test_names_are_harmless(original, expected):
    assert harmless(original) == expected


def test_a_long_chinese_name_fits_and_is_not_cut_within_a_character():
    name = harmless("社区" * 200 + ".docx")

    assert len(name.encode()) <= MOST_BYTES
    assert name.endswith("社区.docx") or name.endswith("社.docx")


def test_names_that_differ_only_in_capitals_stand_apart():
    digests = ["ab12cd34" + "0" * 56, "ab12cd34" + "1" * 56]

    paths = paths_of({digests[0]: "Report.PDF", digests[1]: "report.pdf"})

    assert len({path.casefold() for path in paths.values()}) == 2


def test_hostile_names_do_not_leave_the_folder(declaration):
    names = ["../../../etc/cron.d/x.txt", "..\\..\\x.txt", "/absolute.txt", "a\nb.txt", "𰻝.txt"]
    take_step(declaration, "return", by=declaration.people.examiner, note="More.")
    entry = declaration.entries.select_related("criterion").get(criterion__code="A1.2")
    for number, name in enumerate(names):
        file = filed(declaration, upload("x.txt", f"File {number}.".encode()))
        Evidence.objects.filter(pk=file.pk).update(original_name=name)
        attach(entry, file, by=declaration.people.official)
    take_step(declaration, "submit", by=declaration.people.official)

    packed = [name for name in unpacked(made(declaration)) if "/" in name]

    assert len(packed) == 9
    for name in packed:
        assert name.count("/") == 1 and name.startswith("files/"), name
        assert ".." not in name and "\\" not in name and "\n" not in name, name


def sha256(content):
    return hashlib.sha256(content).hexdigest()
