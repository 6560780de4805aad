"""Certificates for the staff: found, downloaded, put together to the row, withdrawn."""

import io
import zipfile

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.acceptance.services import revoke
from evaluation.models import Certificate, Document
from harmony.shared import clock
from tests.factories import CommunityFactory, StageFactory, StreetFactory
from tests.factories.evaluations import accepted_declaration
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory
from tests.factories.standings import DecisionFactory, ResultFactory, StandingFactory
from tests.printed import words_of

pytestmark = pytest.mark.django_db
LIST = reverse("evaluation:certificates")
EXPORT = reverse("evaluation:export-certificates")


@pytest.fixture
def office(client, district):
    client.force_login(PostFactory(role=Role.OFFICE_REVIEWER, place=district).user)
    return client


def granted(stage, street, number, *, level="good", year=None, **community):
    """A certificate, without the way there."""
    declared = StandingFactory(
        community=CommunityFactory(parent=street, **community), stage=stage, state="accepted"
    )
    ResultFactory(declaration=declared)
    year = year or stage.year
    return Certificate.objects.create(
        decision=DecisionFactory(declaration=declared, level=level),
        year=year,
        number=number,
        printed_number=f"HX-{year}-{number:04d}",
        granted_on=clock.today(),
    )


def listed(response):
    return [certificate.number for certificate in response.context["page"]]


# ------------------------------------------------------------------ the list
def test_list_shows_each_with_its_community_level_and_paper(office):
    declaration = accepted_declaration()

    text = office.get(LIST).text

    certificate = declaration.decision.certificate
    assert certificate.printed_number in text
    assert declaration.community.name in text
    assert "Excellent" in text
    assert "Being prepared" in text
    assert reverse("evaluation:document", args=[certificate.document.pk]) in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [3, 2, 1]),
        ({"sort": "number"}, [1, 2, 3]),
        ({"sort": "community"}, [2, 1, 3]),
        ({"q": "haitang"}, [1]),
        ({"q": "海棠"}, [1]),
        ({"q": "HX-2025-0002"}, [2]),
        ({"q": "2025-2"}, [2]),
        ({"level": "excellent"}, [3]),
        ({"year": "2025"}, [2]),
        ({"state": "withdrawn"}, [1]),
        ({"state": "in_force"}, [3, 2]),
    ],
)
def test_list_is_filtered_and_sorted_in_the_address(office, stage, street, query, found):
    haitang = granted(stage, street, 1, name_en="Haitang", name_zh="海棠社区", year=2024)
    granted(stage, street, 2, name_en="Boya", year=2025)
    granted(stage, street, 3, name_en="Yulan", level="excellent", year=2026)
    revoke(
        haitang, by=PostFactory(role=Role.OFFICE_REVIEWER, place=street.parent).user, reason="x"
    )

    response = office.get(LIST, query)

    assert listed(response) == found
    assert response.context["list"].count == len(found)


def test_street_filter_offers_the_streets_that_have_one(office, stage, street):
    other = StreetFactory(parent=street.parent)
    StreetFactory(parent=street.parent, name_en="Empty Street")
    granted(stage, street, 1)
    granted(stage, other, 2)

    response = office.get(LIST, {"street": other.code})

    assert listed(response) == [2]
    assert "Empty Street" not in response.text


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "%"},
        {"q": "2025-99999999999999999999"},
        {"year": "x"},
        {"year": "99999999999"},
        {"street": "'"},
        {"level": "x"},
        {"state": "x"},
        {"sort": "x"},
        {"page": "x"},
        {"page": "-2"},
    ],
    ids=str,
)
def test_nonsense_in_the_address_is_passed_over(office, stage, street, query):
    granted(stage, street, 1)

    assert office.get(LIST, query).status_code == 200


@pytest.mark.parametrize("rows", [3, 30])
def test_list_costs_the_same_for_three_rows_and_thirty(
    office, stage, street, rows, django_assert_num_queries
):
    for number in range(rows):
        granted(stage, street, number + 1)

    with django_assert_num_queries(8):
        office.get(LIST, {"street": street.code, "q": "HX", "level": "good"})


def test_empty_list_says_what_will_fill_it(office, stage, street):
    assert "No certificate yet" in office.get(LIST).text
    granted(stage, street, 1)
    assert "No certificate matches" in office.get(LIST, {"q": "nowhere"}).text


@pytest.mark.parametrize(
    "role", [Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR, Role.STREET_OFFICIAL]
)
def test_others_read_the_list(client, person, role, stage, street):
    granted(stage, street, 1)
    client.force_login(person(role))

    assert listed(client.get(LIST)) == [1]


def test_street_sees_its_own(client, person, stage, street):
    granted(stage, street, 1)
    granted(stage, StreetFactory(parent=street.parent), 2)
    client.force_login(person(Role.STREET_OFFICIAL, street))

    response = client.get(LIST)

    assert listed(response) == [1]
    assert "Make the file" not in response.text


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.DEPARTMENT_LIAISON])
def test_others_do_not(client, person, role, district):
    client.force_login(person(role))

    assert client.get(LIST).status_code == 403


# ------------------------------------------------------------------ one paper
@pytest.mark.django_db(transaction=True)
def test_certificate_that_is_made_is_downloaded(client):
    """After the commit the worker is rung, which in tests makes the paper at once."""
    declaration = accepted_declaration()
    document = declaration.decision.certificate.document
    client.force_login(PostFactory(role=Role.OFFICE_REVIEWER, place=DistrictFactory()).user)

    link = reverse("evaluation:document-file", args=[document.pk])
    assert link in client.get(LIST).text
    response = client.get(link)

    assert response["Content-Type"] == "application/pdf"
    paper = b"".join(response.streaming_content)
    assert declaration.community.name_zh in words_of(paper)


# ------------------------------------------------------------------ together
def test_chosen_ones_are_asked_for_in_the_order_of_their_numbers(office, stage, street):
    first, second, third = (granted(stage, street, number) for number in (1, 2, 3))

    response = office.post(EXPORT, {"chosen": [third.pk, first.pk], "form": "zip"})

    document = Document.objects.get(kind=Document.Kind.BUNDLE)
    assert response.url == document.get_absolute_url()
    assert document.params == {"certificates": [first.pk, third.pk], "form": "zip"}
    assert document.programme == stage.programme
    assert second.pk not in document.params["certificates"]


def test_all_that_the_filters_found_are_asked_for(office, stage, street):
    for number in range(1, 31):
        granted(stage, street, number, level="good" if number % 2 else "excellent")
    withdrawn = Certificate.objects.get(number=1)
    revoke(
        withdrawn, by=PostFactory(role=Role.OFFICE_REVIEWER, place=street.parent).user, reason="x"
    )

    office.post(f"{EXPORT}?level=good&page=2", {"which": "all", "form": "pdf"})

    document = Document.objects.get(kind=Document.Kind.BUNDLE)
    rows = Certificate.objects.filter(pk__in=document.params["certificates"])
    assert sorted(rows.values_list("number", flat=True)) == list(range(3, 31, 2))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"form": "pdf"}, "Choose at least one certificate."),
        ({"form": "pdf", "chosen": "999999"}, "cannot be put together any more"),
        ({"form": "pdf", "chosen": "x"}, "cannot be put together any more"),
        ({"form": "doc", "which": "all"}, "Choose the kind of file."),
        ({"which": "all"}, "Choose the kind of file."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_asked_for(office, stage, street, sent, said):
    granted(stage, street, 1)

    response = office.post(f"{EXPORT}?level=good", sent, follow=True)

    assert said in response.text
    assert response.redirect_chain[-1][0] == f"{LIST}?level=good"
    assert not Document.objects.exists()


def test_withdrawn_certificate_is_not_put_together(office, stage, street):
    certificate = granted(stage, street, 1)
    revoke(
        certificate,
        by=PostFactory(role=Role.OFFICE_REVIEWER, place=street.parent).user,
        reason="Forged.",
    )

    response = office.post(EXPORT, {"chosen": certificate.pk, "form": "pdf"}, follow=True)

    assert "cannot be put together any more" in response.text


def test_sent_twice_it_is_one_file(office, stage, street):
    certificate = granted(stage, street, 1)
    sent = {"chosen": certificate.pk, "form": "pdf"}

    assert office.post(EXPORT, sent).url == office.post(EXPORT, sent).url
    assert Document.objects.count() == 1


def test_recent_files_are_listed(office, stage, street):
    certificate = granted(stage, street, 1)
    office.post(EXPORT, {"chosen": certificate.pk, "form": "zip"})

    assert "1 certificate · ZIP" in " ".join(office.get(LIST).text.split())


@pytest.mark.django_db(transaction=True)
def test_file_of_all_holds_every_certificate_as_it_was_issued(client):
    first = accepted_declaration()
    second = accepted_declaration(
        stage=first.stage, community=CommunityFactory(parent=first.community.parent)
    )
    certificates = [declaration.decision.certificate for declaration in (first, second)]
    client.force_login(PostFactory(role=Role.OFFICE_REVIEWER, place=DistrictFactory()).user)

    response = client.post(EXPORT, {"which": "all", "form": "zip"})
    document = Document.objects.get(kind=Document.Kind.BUNDLE)
    assert response.url == document.get_absolute_url()

    response = client.get(reverse("evaluation:document-file", args=[document.pk]))
    packed = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    files = {name[:9]: packed.read(name) for name in packed.namelist()}
    assert sorted(files) == [certificate.reference for certificate in certificates]
    for certificate in certificates:
        with Document.objects.get(pk=certificate.document_id).file.open() as issued:
            assert files[certificate.reference] == issued.read()


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR, Role.STREET_OFFICIAL, Role.APPRAISER])
def test_only_office_and_administrators_put_together(client, person, role, stage, street):
    certificate = granted(stage, street, 1)
    client.force_login(person(role))

    response = client.post(EXPORT, {"chosen": certificate.pk, "form": "pdf"})

    assert response.status_code == 403
    assert not Document.objects.exists()


def test_administrators_put_together(client, person, stage, street):
    certificate = granted(stage, street, 1)
    client.force_login(person(Role.ADMINISTRATOR))

    assert client.post(EXPORT, {"chosen": certificate.pk, "form": "pdf"}).status_code == 302


def test_nothing_is_put_together_by_reading(office):
    assert office.get(EXPORT).status_code == 405


# ------------------------------------------------------------------ withdrawing
def withdraw(certificate):
    return reverse("evaluation:withdraw-certificate", args=[certificate.pk])


def test_withdrawing_asks_first_and_needs_a_reason(office, stage, street):
    certificate = granted(stage, street, 1)

    assert "This cannot be undone." in office.get(withdraw(certificate)).text
    assert "This field is required" in office.post(withdraw(certificate), {"reason": " "}).text
    response = office.post(withdraw(certificate), {"reason": "Forged."}, follow=True)

    assert f"Certificate {certificate.printed_number} has been withdrawn." in response.text
    certificate.refresh_from_db()
    assert certificate.revoke_reason == "Forged."


def test_withdrawing_twice_from_an_old_page_says_so(office, stage, street):
    certificate = granted(stage, street, 1)
    office.post(withdraw(certificate), {"reason": "Forged."})

    response = office.post(withdraw(certificate), {"reason": "Again."}, follow=True)

    assert "has been withdrawn already" in response.text
    certificate.refresh_from_db()
    assert certificate.revoke_reason == "Forged."


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("send", ["get", "post"])
def test_only_the_office_withdraws(client, person, role, send, stage, street):
    certificate = granted(stage, street, 1)
    client.force_login(person(role))

    response = getattr(client, send)(withdraw(certificate), {"reason": "x"})

    assert response.status_code == 403
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_unknown_certificate_is_not_found(office, pk):
    assert office.get(f"/certificates/{pk}/withdraw/").status_code == 404


def test_certificates_of_two_years_have_numbers_of_their_own(office, programme, street):
    first = StageFactory(programme=programme, ordinal=1, year=2025)
    second = StageFactory(programme=programme, ordinal=2, year=2026)
    granted(first, street, 1)
    granted(second, street, 1)

    assert [c.reference for c in office.get(LIST).context["page"]] == ["2026-0001", "2025-0001"]
