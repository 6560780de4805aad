"""Standards leave as files and come in as spreadsheets."""

import io

import pytest
import yaml
from django.urls import reverse
from python_calamine import CalamineWorkbook

from communities.models import Role
from evaluation.models import Standard, StandardState
from evaluation.standards.services import import_standard
from evaluation.standards.sheets.columns import HELP_NAME
from tests.evaluation.standards.sheets.workbooks import Book, repacked
from tests.factories.files import ole_file, upload
from tests.factories.standards import written_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, person):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


def exported(client, standard, ending):
    return client.get(reverse("evaluation:standard-export", args=[standard.pk, ending]))


def sent(client, content: bytes, name="standard.xlsx"):
    return client.post(reverse("evaluation:standard-import"), {"file": upload(name, content)})


def test_out_and_in_again_is_the_same_standard(client, standard, office):
    response = exported(client, standard, "xlsx")
    assert response["Content-Disposition"] == (
        'attachment; filename="harmonious-community-2005-v1.xlsx"'
    )
    assert response["X-Content-Type-Options"] == "nosniff"

    assert "This standard is here already" in sent(client, response.content).text


def test_yaml_out_is_the_content(client, standard, office):
    assert yaml.safe_load(exported(client, standard, "yaml").text) == standard.content


def test_a_changed_spreadsheet_becomes_the_next_draft(client, standard, office):
    book = Book(standard.content).set("Head", "B5", "Standard of the year after")

    response = sent(client, book.content())
    assert "Nothing is stored yet" in response.text
    assert Standard.objects.count() == 1

    client.post(reverse("evaluation:standard-take-in"), {"written": response.context["written"]})
    draft = Standard.objects.get(version=2)
    assert draft.state == StandardState.DRAFT
    assert draft.title_en == "Standard of the year after"


def test_what_does_not_add_up_is_told_with_its_cell_in_the_preview(client, office):
    book = Book(written_standard())
    book.set("Criteria", "G2", "11.0")

    text = sent(client, book.content()).text

    assert "dimension A adds up to 10.0 points, declared are 11.0 (-1.0)" in text
    assert "Sheet Criteria 评估标准, cell G2" in text


def test_problems_are_listed_with_their_cells(client, office):
    book = Book(written_standard())
    row = book.row_of("A1.2")
    book.set("Criteria", f"G{row}", "-1.5").set("Criteria", f"B{row}", "A1.1")

    text = sent(client, book.content()).text

    assert f"Sheet Criteria 评估标准, cell G{row}" in text
    assert "-1.5 is below 0." in text
    assert f"Sheet Criteria 评估标准, cell B{row}" in text
    assert "“A1.1” is used twice." in text
    assert not Standard.objects.exists()


def test_the_same_is_said_in_chinese(client, office):
    book = Book(written_standard())
    row = book.row_of("A1.2")
    book.formula("Criteria", f"G{row}")
    client.cookies["django_language"] = "zh-hans"

    text = sent(client, book.content()).text

    assert f"工作表“Criteria 评估标准”G{row}单元格" in text
    assert "此处是公式" in text


GOOD = Book(written_standard()).content


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("standard.xlsx", b"key: a", "This is not an Excel workbook"),
        ("standard.xls", ole_file("Workbook"), "in the old format"),
        ("standard.xlsm", lambda: repacked(GOOD(), {"xl/vbaProject.bin": b"x"}), "macros"),
        ("standard.yaml", lambda: repacked(GOOD(), {"xl/vbaProject.bin": b"x"}), "macros"),
        ("standard.xlsx", lambda: GOOD()[:-900], "damaged"),
        (
            "standard.xlsx",
            lambda: repacked(GOOD(), {"xl/a.xml": b" " * 32_000_000}),
            "far too large",
        ),
    ],
)
def test_a_file_that_is_refused_is_told_beside_the_field(client, office, name, content, message):
    response = sent(client, content() if callable(content) else content, name)

    assert message in response.text
    assert 'id="id_file_error"' in response.text
    assert not Standard.objects.exists()


def test_a_small_file_with_endless_texts_is_refused(client, office):
    book = Book(written_standard())
    for row in range(4, 40):
        book.set("Criteria", f"E{row}", "长" * 32_000)

    assert "The file is too long." in sent(client, book.content()).text


@pytest.mark.parametrize("ending", ["exe", "xls", "XLSX", "json"])
def test_other_endings_are_not_found(client, standard, office, ending):
    assert exported(client, standard, ending).status_code == 404


@pytest.mark.parametrize("ending", ["xlsx", "yaml"])
def test_who_may_see_a_standard_may_take_it_along(client, standard, person, ending):
    client.force_login(person(Role.STREET_OFFICIAL))

    assert exported(client, standard, ending).status_code == 200
    assert (
        client.post(reverse("evaluation:standard-export", args=[standard.pk, ending])).status_code
        == 405
    )


def test_a_draft_is_not_for_everybody(client, district, person, office):
    draft = import_standard(written_standard(), district=district, by=office)
    assert exported(client, draft, "xlsx").status_code == 200
    client.force_login(person(Role.STREET_OFFICIAL))

    assert exported(client, draft, "xlsx").status_code == 404


def test_a_draft_that_cannot_be_read_says_so(client, district, office):
    draft = import_standard(written_standard(), district=district, by=office)
    draft.content["dimensions"][0]["indicators"][0]["criteria"][0]["rule"] = {}
    draft.save()

    response = client.get(
        reverse("evaluation:standard-export", args=[draft.pk, "xlsx"]), follow=True
    )

    assert "It cannot be written to a file yet" in response.text


def test_the_page_offers_both_files(client, standard, person):
    client.force_login(person(Role.LEADER))

    text = client.get(standard.get_absolute_url()).text

    assert reverse("evaluation:standard-export", args=[standard.pk, "xlsx"]) in text
    assert reverse("evaluation:standard-export", args=[standard.pk, "yaml"]) in text


def test_the_file_explains_itself(client, standard, office):
    file = io.BytesIO(exported(client, standard, "xlsx").content)

    book = CalamineWorkbook.from_filelike(file)

    assert book.sheet_names[-1] == HELP_NAME
    rows = book.get_sheet_by_name("Criteria 评估标准").to_python()
    assert rows[3][9].startswith("按达到的条款数计分")
    assert rows[3][10].startswith("The number of clauses met gives the points")
