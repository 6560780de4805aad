"""Names of files in a dossier: harmless, short enough, and apart from each other."""

import pytest

from evaluation.declarations.services import attach
from evaluation.models import Evidence
from evaluation.steps import take_step
from tasks.compiling.names import MOST_BYTES, harmless, paths_of
from tests.factories.files import upload
from tests.tasks.dossiers.made_dossiers import filed, made, unpacked

pytestmark = pytest.mark.django_db


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
