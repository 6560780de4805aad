"""What a visitor without an account reads: the programme, notices, acceptances, certificates."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.models import Role, Title
from communities.programme.issuers import office_of
from evaluation.acceptance.services import publish_notice, revoke
from evaluation.models import Certificate, Notice, State
from harmony.shared import clock
from harmony.shared.wording import day
from tests.factories import CommunityFactory, ProgrammeFactory, StageFactory, StreetFactory
from tests.factories.evaluations import (
    accepted_declaration,
    appraised_declaration,
    noticed_declaration,
)
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory
from tests.factories.standings import DecisionFactory, ResultFactory, StandingFactory

ACCEPTED = reverse("evaluation:accepted")
NOTICES = reverse("evaluation:public-notices")


def granted(stage, street, number, *, level="good", year=None, **community):
    """An accepted community with its certificate, without the way there."""
    declared = StandingFactory(
        community=CommunityFactory(parent=street, **community), stage=stage, state="accepted"
    )
    ResultFactory(declaration=declared)
    return Certificate.objects.create(
        decision=DecisionFactory(declaration=declared, level=level),
        year=year or stage.year,
        number=number,
        printed_number=f"HX-{number}",
        granted_on=clock.today(),
    )


def an_office():
    return PostFactory(role=Role.OFFICE_REVIEWER, place=DistrictFactory()).user


# ------------------------------------------------------------------ home
def test_empty_portal_says_that_nothing_has_begun(client, db):
    assert "The programme has not begun" in client.get("/").text


def test_home_counts_the_communities(client, street, stage):
    CommunityFactory.create_batch(3, parent=street, title=Title.NONE)

    text = client.get("/").text

    assert "0 of 3 communities have reached the standard so far" in text
    assert f"all 3 communities of {street.parent.name}" in text


def test_home_shows_the_latest_notice_and_acceptance(client, db):
    declaration = accepted_declaration()
    noticed_declaration(ended=False)

    text = client.get("/").text

    assert "1 of 2 communities have reached the standard so far" in text
    assert f"{declaration.community.name}: Excellent" in text
    assert declaration.decision.certificate.get_absolute_url() in text
    assert "Open until" in text


def test_withdrawn_title_no_longer_counts(client, db):
    declaration = accepted_declaration()
    revoke(declaration.decision.certificate, by=declaration.people.office, reason="Forged.")

    text = client.get("/").text

    assert "0 of 1 community has reached the standard so far" in text
    assert f"{declaration.community.name}: Not yet" in text
    assert "No community is accepted yet" in text


def test_only_the_programme_in_force_counts(client, street, programme, stage):
    community = CommunityFactory(parent=street)
    earlier = ProgrammeFactory(
        district=programme.district,
        starts_on=programme.starts_on - timedelta(days=3 * 365),
        ends_on=programme.starts_on - timedelta(days=1),
    )
    old = StandingFactory(
        community=community, stage=StageFactory(programme=earlier, ordinal=9), state="accepted"
    )
    DecisionFactory(declaration=old)

    assert f"{community.name}: Not started" in client.get("/").text


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (State.PLANNED, "Not started"),
        (State.DRAFT, "Under way"),
        (State.RETURNED, "Under way"),
        (State.SUBMITTED, "In evaluation"),
        (State.RETURNED_TO_STREET, "Under way"),
        (State.PASSED, "In evaluation"),
        (State.RECEIVED, "In evaluation"),
        (State.APPRAISED, "In evaluation"),
        (State.NOTICED, "In evaluation"),
    ],
)
def test_public_never_learns_who_is_late_or_had_something_returned(
    client, street, programme, state, shown
):
    stage = StageFactory(
        programme=programme, ordinal=1, hand_up_street=clock.now() - timedelta(days=9)
    )
    community = CommunityFactory(parent=street)
    StandingFactory(community=community, stage=stage, state=state)

    text = client.get("/").text

    assert f"{community.name}: {shown}" in text
    assert "Late" not in text
    assert "Returned" not in text


@pytest.mark.parametrize("rows", [3, 30])
def test_home_costs_the_same_for_three_rows_and_thirty(
    client, stage, street, rows, django_assert_num_queries
):
    by = an_office()
    for number in range(rows):
        granted(stage, street, number + 1)
        Notice.objects.create(
            stage=stage,
            number=number + 1,
            title_zh="公示",
            opens_at=clock.now(),
            closes_at=clock.now() + timedelta(days=9),
            by=by,
        )

    with django_assert_num_queries(5):
        client.get("/")


def test_above_three_hundred_communities_there_is_a_bar_for_each_street(client, street, stage):
    CommunityFactory.create_batch(301, parent=street)

    text = client.get("/").text

    assert "0 of 301 communities have reached the standard so far" in text
    assert text.count("<rect") < 50


# ------------------------------------------------------------------ notices
def test_notice_names_each_community_with_level_and_score(client, db):
    declaration = noticed_declaration(ended=False)
    notice = Notice.objects.get()

    assert notice.title in client.get(NOTICES).text
    text = client.get(notice.get_absolute_url()).text

    assert declaration.community.name in text
    assert "94.00" in text
    assert "Excellent" in text
    assert "This notice is open from" in text
    assert "How to object" in text
    assert f"<p>{office_of(notice.stage.programme)}</p><p>{day(notice.opens_at)}</p>" in text


def test_ended_notice_stays_readable(client, db):
    noticed_declaration()

    assert "This notice was open from" in client.get(Notice.objects.get().get_absolute_url()).text


def test_notice_that_has_not_begun_is_not_found(client, db):
    declaration = appraised_declaration()
    opens = clock.now() + timedelta(days=1)
    notice = publish_notice(
        declaration.stage,
        [declaration],
        by=declaration.people.office,
        opens_at=opens,
        closes_at=opens + timedelta(days=9),
        title_zh="将来的公示",
    )

    assert "将来的公示" not in client.get(NOTICES).text
    assert "将来的公示" not in client.get("/").text
    assert client.get(notice.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [3, 30])
def test_notices_cost_the_same_for_three_rows_and_thirty(
    client, stage, street, rows, django_assert_num_queries
):
    by = an_office()
    for number in range(rows):
        notice = Notice.objects.create(
            stage=stage,
            number=number + 1,
            title_zh="公示",
            opens_at=clock.now(),
            closes_at=clock.now() + timedelta(days=9),
            by=by,
        )
    for _number in range(rows):
        declared = StandingFactory(
            community=CommunityFactory(parent=street), stage=stage, state="noticed"
        )
        notice.entries.create(declaration=declared, level="good")

    with django_assert_num_queries(3):
        client.get(NOTICES)
    with django_assert_num_queries(4):
        client.get(notice.get_absolute_url())


def test_empty_list_of_notices_says_so(client, db):
    assert "No notice yet" in client.get(NOTICES).text


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_unknown_notice_is_not_found(client, db, pk):
    assert client.get(f"/notices/{pk}/").status_code == 404


# ------------------------------------------------------------------ accepted communities
def shown(response):
    return [certificate.number for certificate in response.context["page"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [3, 2, 1]),
        ({"q": "haitang"}, [1]),
        ({"q": "海棠"}, [1]),
        ({"level": "excellent"}, [2]),
        ({"year": "2024"}, [1]),
        ({"q": "nowhere"}, []),
    ],
)
def test_accepted_communities_are_found(client, stage, street, query, found):
    granted(stage, street, 1, name_en="Haitang", name_zh="海棠社区", year=2024)
    granted(stage, street, 2, level="excellent", year=2025)
    granted(stage, street, 3, year=2026)

    assert shown(client.get(ACCEPTED, query)) == found


def test_accepted_communities_are_found_by_street(client, stage, street):
    other = StreetFactory(parent=street.parent, name_en="Beihu Street")
    granted(stage, street, 1)
    granted(stage, other, 2)

    assert shown(client.get(ACCEPTED, {"street": other.code})) == [2]
    assert shown(client.get(ACCEPTED, {"q": "beihu"})) == [2]


def test_withdrawn_ones_are_not_among_them(client, stage, street):
    certificate = granted(stage, street, 1)
    revoke(certificate, by=an_office(), reason="Forged.")

    assert "No community is accepted yet" in client.get(ACCEPTED).text


@pytest.mark.parametrize("rows", [3, 30])
def test_accepted_cost_the_same_for_three_rows_and_thirty(
    client, stage, street, rows, django_assert_num_queries
):
    for number in range(rows):
        granted(stage, street, number + 1)

    with django_assert_num_queries(3):
        client.get(ACCEPTED, {"q": "o"})


@pytest.mark.parametrize(
    "query",
    [{"q": "\x00"}, {"street": "x"}, {"year": "x"}, {"level": "'"}, {"page": "x"}, {"q": "%"}],
    ids=str,
)
def test_nonsense_in_the_address_is_passed_over(client, stage, street, query):
    granted(stage, street, 1)

    assert client.get(ACCEPTED, query).status_code == 200


# ------------------------------------------------------------------ verify
def test_certificate_is_told_to_anyone(client, db):
    declaration = accepted_declaration()
    certificate = declaration.decision.certificate

    text = client.get(certificate.get_absolute_url()).text

    assert "This certificate is genuine and in force" in text
    assert certificate.printed_number in text
    assert declaration.community.name in text
    assert declaration.community.parent.name in text
    assert "Excellent" in text
    assert declaration.stage.programme.decided_by in text


def test_withdrawn_certificate_is_told_with_the_reason(client, db):
    declaration = accepted_declaration()
    certificate = declaration.decision.certificate
    revoke(certificate, by=declaration.people.office, reason="Forged material.")

    text = client.get(certificate.get_absolute_url()).text

    assert "This certificate was withdrawn and is no longer in force" in text
    assert "Forged material." in text
    assert "genuine and in force" not in text


def test_address_finds_it_with_and_without_zeros(client, stage, street):
    granted(stage, street, 7, year=2025)

    assert client.get("/verify/2025-7/").status_code == 200
    assert client.get("/verify/2025-0007/").status_code == 200
    assert client.get("/verify/HX-2025-0007/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("2025-0001", "/verify/2025-0001/"),
        ("2025-1", "/verify/2025-0001/"),
        (" HX-2025-0012 ", "/verify/2025-0012/"),
        ("临和证字〔2025〕第7号", "/verify/2025-0007/"),
        ("２０２５-７", "/verify/2025-0007/"),
    ],
)
def test_number_is_understood_as_it_is_printed(client, db, typed, address):
    response = client.get(reverse("evaluation:verify-form"), {"number": typed})

    assert response.url == address


@pytest.mark.parametrize("typed", ["", " ", "hello", "2025", "20-25", "2025-0", "x" * 50, "\x00"])
def test_what_is_no_number_is_explained_beside_the_field(client, db, typed):
    response = client.get(reverse("evaluation:verify-form"), {"number": typed})

    assert response.status_code == 200
    assert "error-summary" in response.text


def test_form_alone_says_nothing_about_errors(client, db):
    assert "error-summary" not in client.get(reverse("evaluation:verify-form")).text


@pytest.mark.parametrize(
    "reference",
    ["2025-0001", "nonsense", "<script>", "2025-99999999999999", "2025-999999999", "９９９９-1"],
)
def test_unknown_certificate_is_told_plainly(client, db, reference):
    response = client.get(reverse("evaluation:verify", args=[reference]))

    assert response.status_code == 404
    assert "No certificate has this number" in response.text
    assert "<script>" not in response.text.replace("<script src", "")


def test_check_costs_little(client, stage, street, django_assert_num_queries):
    certificate = granted(stage, street, 1)

    with django_assert_num_queries(2):
        client.get(certificate.get_absolute_url())


@pytest.mark.parametrize("path", ["/", NOTICES, ACCEPTED, "/verify/", "/verify/2025-1/"])
def test_public_pages_are_only_read(client, db, path):
    assert client.post(path).status_code == 405
