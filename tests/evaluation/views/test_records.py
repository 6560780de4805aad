"""Forms for visits, penalties and vetoes: photos by content, look-back, nothing typed is lost."""

import errno
from datetime import timedelta
from pathlib import PurePosixPath

import pytest
from django.core.files.storage import FileSystemStorage
from django.urls import reverse

from communities.models import Role
from evaluation.appraisal.records import months_before
from evaluation.models import Penalty, Veto, Visit, VisitPhoto
from harmony.shared import clock
from tests.factories.evaluations import (
    appraised_declaration,
    assigned_declaration,
    penalised,
    vetoed,
    visited,
)
from tests.factories.files import pdf_file, picture_file, text_file, upload
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def declaration():
    return assigned_declaration()


@pytest.fixture
def office(client, declaration):
    client.force_login(declaration.people.office)
    return client


def address(name, declaration, *more):
    return reverse(f"evaluation:{name}", args=[declaration.pk, *more])


def a_visit(**changes):
    return {
        "kind": "site_visit",
        "date": clock.today().isoformat(),
        "people": "Team",
        "findings": "Clean lanes.",
    } | changes


# ------------------------------------------------------------------ visits
def test_visit_with_photos_is_recorded(office, declaration):
    sent = a_visit(photos=[picture_file("a.png"), picture_file("b.jpg", "JPEG")])

    response = office.post(address("new-visit", declaration), sent, follow=True)

    assert "Clean lanes." in response.text
    photos = VisitPhoto.objects.all()
    assert [photo.content_type for photo in photos] == ["image/png", "image/jpeg"]
    assert not {"a", "b"} & {PurePosixPath(photo.file.name).stem for photo in photos}


def test_form_begins_with_today_and_the_kind_asked_for(office, declaration):
    text = office.get(address("new-visit", declaration), {"kind": "report_heard"}).text

    assert f'value="{clock.today():%Y-%m-%d}"' in text
    assert 'value="report_heard" checked' in text or "checked" in text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("board.jpg", SVG, "“board.jpg”: This is not a picture that can be opened."),
        ("board.jpg", HTML, "“board.jpg”: This is not a picture that can be opened."),
        ("board.svg", SVG, "“board.svg”: This kind of file is not taken."),
        ("minutes.pdf", b"", "The file is empty"),
    ],
)
def test_what_is_no_photo_inside_is_refused_and_everything_typed_stays(
    office, declaration, name, content, said
):
    response = office.post(
        address("new-visit", declaration), a_visit(photos=[upload(name, content)])
    )

    assert said in response.text.replace("&quot;", '"')
    assert "Clean lanes." in response.text
    assert not Visit.objects.exists()


def test_document_is_no_photo(office, declaration):
    response = office.post(address("new-visit", declaration), a_visit(photos=[pdf_file()]))

    assert "“minutes.pdf” is not a photo." in response.text
    assert "Choose the files again" in response.text


def test_photo_of_fifty_megabytes_is_refused_with_the_limit(office, declaration):
    large = upload("large.jpg", b"\xff\xd8\xff" + b"0" * (50 * 1024 * 1024))

    response = office.post(address("new-visit", declaration), a_visit(photos=[large]))

    assert "“large.jpg” is larger than 20 MB." in response.text
    assert "Clean lanes." in response.text
    assert not Visit.objects.exists()


def test_every_wrong_photo_is_named(office, declaration):
    sent = a_visit(photos=[upload("a.jpg", SVG), picture_file("b.png"), upload("c.png", HTML)])

    text = office.post(address("new-visit", declaration), sent).text

    assert "“a.jpg”" in text
    assert "“c.png”" in text


def test_more_than_ten_photos_are_refused(office, declaration):
    sent = a_visit(photos=[picture_file(f"{n}.png") for n in range(11)])

    assert (
        "At most 10 photos at once." in office.post(address("new-visit", declaration), sent).text
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": ""}, "Say whether the report was heard or the site visited."),
        ({"kind": "dance"}, "Select a valid choice"),
        ({"date": ""}, "This field is required"),
        ({"date": "yesterday"}, "Enter a valid date"),
        ({"people": " "}, "This field is required"),
        ({"findings": ""}, "This field is required"),
    ],
)
def test_gaps_are_named_beside_the_field(office, declaration, changes, said):
    response = office.post(address("new-visit", declaration), a_visit(**changes))

    assert said in response.text
    assert "error-summary" in response.text
    assert not Visit.objects.exists()


def test_visit_in_the_future_is_refused(office, declaration):
    tomorrow = clock.today() + timedelta(days=1)

    response = office.post(address("new-visit", declaration), a_visit(date=tomorrow.isoformat()))

    assert "The date lies in the future." in response.text


def test_old_form_of_a_closed_evaluation_says_so_and_keeps_what_was_typed(client):
    declaration = appraised_declaration()
    client.force_login(declaration.people.office)
    before = Visit.objects.count()

    response = client.post(address("new-visit", declaration), a_visit())

    assert "Not possible while “Appraised”" in response.text
    assert "Clean lanes." in response.text
    assert Visit.objects.count() == before


def test_form_of_a_closed_evaluation_leads_back_with_the_reason(client):
    declaration = appraised_declaration()
    client.force_login(declaration.people.office)

    for name, more in (("new-visit", ()), ("new-record", ("penalty",)), ("new-record", ("veto",))):
        response = client.get(address(name, declaration, *more), follow=True)
        assert "Not possible while “Appraised”" in response.text


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
@pytest.mark.parametrize("send", ["get", "post"])
def test_readers_record_nothing(client, declaration, role, send):
    client.force_login(PostFactory(role=role, place=DistrictFactory()).user)

    assert getattr(client, send)(address("new-visit", declaration), a_visit()).status_code == 403
    sent = a_penalty(declaration)
    penalty = address("new-record", declaration, "penalty")
    assert getattr(client, send)(penalty, sent).status_code == 403


# ------------------------------------------------------------------ penalties and vetoes
def a_penalty(declaration, code="N2", **changes):
    item = declaration.standard.penalty_items.get(code=code)
    return {
        "item": item.pk,
        "count": "2",
        "date": clock.today().isoformat(),
        "ground": "Criticised in writing.",
        "evidence": text_file(),
    } | changes


def a_veto(declaration, code="V4", **changes):
    item = declaration.standard.veto_items.get(code=code)
    sent = a_penalty(declaration) | {"item": item.pk}
    del sent["count"]
    return sent | changes


def test_penalty_is_recorded(office, declaration):
    response = office.post(
        address("new-record", declaration, "penalty"), a_penalty(declaration), follow=True
    )

    penalty = Penalty.objects.get()
    assert (penalty.item.code, penalty.count) == ("N2", 2)
    assert "Criticised in writing." in response.text
    assert "× 2" in response.text


def test_veto_is_recorded(office, declaration):
    office.post(address("new-record", declaration, "veto"), a_veto(declaration))

    assert Veto.objects.get().item.code == "V4"


def test_form_says_what_each_item_costs_and_how_far_back_it_counts(office, declaration):
    text = office.get(address("new-record", declaration, "penalty")).text

    assert "N2 Written criticism by the district" in text
    assert "1 point off each time; cases of the last 12 months" in text


def test_case_older_than_the_look_back_is_refused_and_kept_on_the_page(office, declaration):
    old = months_before(clock.today(), 12) - timedelta(days=1)
    sent = a_penalty(declaration, date=old.isoformat())

    response = office.post(address("new-record", declaration, "penalty"), sent)

    assert "older than the 12 months that the standard looks back" in response.text
    assert "Criticised in writing." in response.text
    assert not Penalty.objects.exists()


def test_veto_looks_back_twice_as_far(office, declaration):
    old = months_before(clock.today(), 13)

    office.post(
        address("new-record", declaration, "veto"), a_veto(declaration, date=old.isoformat())
    )

    assert Veto.objects.get().date == old


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"item": ""}, "Choose the item of the standard."),
        ({"item": "999999"}, "Select a valid choice"),
        ({"count": "0"}, "Enter 1 or more."),
        ({"count": "many"}, "Enter a whole number"),
        ({"ground": ""}, "This field is required"),
        ({"evidence": ""}, "Add the paper that establishes it."),
    ],
)
def test_gaps_of_a_penalty_are_named(office, declaration, changes, said):
    response = office.post(
        address("new-record", declaration, "penalty"), a_penalty(declaration, **changes)
    )

    assert said in response.text
    assert not Penalty.objects.exists()


def test_evidence_is_looked_into(office, declaration):
    sent = a_penalty(declaration, evidence=upload("proof.pdf", HTML))

    response = office.post(address("new-record", declaration, "penalty"), sent)

    assert "the file is something else inside" in response.text


def test_item_of_the_other_kind_is_refused(office, declaration):
    veto = declaration.standard.veto_items.first()
    penalties = set(declaration.standard.penalty_items.values_list("pk", flat=True))
    sent = a_penalty(declaration, item=veto.pk if veto.pk not in penalties else 999999)

    office.post(address("new-record", declaration, "penalty"), sent)

    assert not Penalty.objects.exists()


@pytest.mark.parametrize("kind", ["bonus", "penalties", "x"])
def test_other_kinds_of_records_do_not_exist(office, declaration, kind):
    assert office.get(address("new-record", declaration, kind)).status_code == 404
    assert office.get(address("strike-record", declaration, kind, 1)).status_code == 404
    assert office.get(address("record-file", declaration, kind, 1)).status_code == 404


def test_a_full_disk_is_told_and_nothing_half_stored(office, declaration, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    response = office.post(address("new-visit", declaration), a_visit(photos=[picture_file()]))

    assert response.status_code == 507
    assert "Nothing was stored" in response.text
    assert not declaration.visits.exists()


# ------------------------------------------------------------------ strike
def test_striking_asks_first_and_keeps_the_record(office, declaration):
    veto = vetoed(declaration)
    here = address("strike-record", declaration, "veto", veto.pk)

    assert "It stays readable with the reason" in office.get(here).text
    response = office.post(here, {"reason": "It was the neighbour."}, follow=True)

    assert "It was the neighbour." in response.text
    assert "Answers were dictated." in response.text
    veto.refresh_from_db()
    assert veto.struck_by == declaration.people.office


def test_striking_twice_says_so(office, declaration):
    veto = vetoed(declaration)
    here = address("strike-record", declaration, "veto", veto.pk)
    office.post(here, {"reason": "Wrong."})

    response = office.post(here, {"reason": "Again."}, follow=True)

    assert "It has been struck already." in response.text
    veto.refresh_from_db()
    assert veto.strike_reason == "Wrong."


def test_visit_is_struck_with_a_reason_and_another_takes_its_place(office, declaration):
    visit = visited(declaration)
    here = address("strike-visit", declaration, visit.pk)

    assert "Strike this record?" in office.get(here).text
    assert "This field is required" in office.post(here, {"reason": " "}).text
    response = office.post(here, {"reason": "It was the neighbour."}, follow=True)

    assert "It was the neighbour." in response.text
    assert "As declared." in response.text
    visit.refresh_from_db()
    assert visit.struck_by == declaration.people.office


def test_visit_of_another_declaration_is_not_struck(office, declaration):
    visit = visited(assigned_declaration())

    here = address("strike-visit", declaration, visit.pk)
    assert office.post(here, {"reason": "x"}).status_code == 404


def test_record_of_another_declaration_is_not_found(office, declaration):
    other = assigned_declaration()
    penalty = penalised(other)

    here = address("strike-record", declaration, "penalty", penalty.pk)
    assert office.post(here, {"reason": "x"}).status_code == 404


# ------------------------------------------------------------------ files
def photo_of(declaration, office):
    office.post(address("new-visit", declaration), a_visit(photos=[picture_file()]))
    return reverse("evaluation:visit-photo", args=[VisitPhoto.objects.get().pk])


def test_photo_is_shown_without_letting_it_run(office, declaration):
    response = office.get(photo_of(declaration, office))

    assert response["Content-Type"] == "image/png"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")


def test_appraiser_of_the_declaration_sees_the_photo_and_another_does_not(office, declaration):
    here = photo_of(declaration, office)
    office.force_login(declaration.people.appraisers[0])
    response = office.get(here)
    assert response.status_code == 200
    b"".join(response.streaming_content)

    office.force_login(PostFactory(role=Role.APPRAISER, place=DistrictFactory()).user)
    assert office.get(here).status_code == 403


def test_photo_whose_file_is_gone_is_not_found(office, declaration, media):
    here = photo_of(declaration, office)
    for file in (media / "visits").iterdir():
        file.unlink()

    assert office.get(here).status_code == 404


def test_evidence_of_a_record_is_downloaded(office, declaration):
    penalty = penalised(declaration)

    response = office.get(address("record-file", declaration, "penalty", penalty.pk))

    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content) == b"Minutes of the meeting."


def test_street_does_not_get_the_evidence_of_a_record(client, declaration):
    penalty = penalised(declaration)
    client.force_login(declaration.people.official)

    here = address("record-file", declaration, "penalty", penalty.pk)
    assert client.get(here).status_code == 403


def test_visits_are_read_by_whoever_scores(client, declaration):
    visited(declaration, findings="Two lamps are broken.")
    client.force_login(declaration.people.appraisers[0])
    assignment = declaration.assignments.get(appraiser=declaration.people.appraisers[0])

    text = client.get(reverse("evaluation:score-sheet", args=[assignment.pk])).text

    assert "Two lamps are broken." in text
