"""The readiness check and the rehearsal on the page that reads back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.models import Role
from evaluation.declarations.services import attach, detach
from evaluation.declarations.sheet import sheet_of
from evaluation.models import EvidenceUse
from evaluation.views.readiness import rehearsal_of
from tests.factories import CommunityFactory, PostFactory, StageFactory
from tests.factories.declarations import begun_declaration, filled_declaration, proof_of
from tests.factories.small_standard import small_standard

pytestmark = pytest.mark.django_db


def address(declaration):
    return reverse("evaluation:hand-up", args=[declaration.pk])


def made(builder, **given):
    community = CommunityFactory()
    stage = StageFactory(programme__district=community.parent.parent)
    standard = small_standard(community.parent.parent)
    return builder(community=community, stage=stage, standard=standard, **given)


def test_each_line_leads_to_where_it_is_mended(client):
    declaration = made(filled_declaration)
    official = declaration.people.official
    for use in EvidenceUse.objects.filter(entry__declaration=declaration):
        detach(use, by=official)
    client.force_login(official)

    text = client.get(address(declaration)).text

    assert "No file, so no points" in text
    assert "2 points lost until a file is attached" in text
    assert "Full points without a statement" in text
    assert reverse("evaluation:criterion-entry", args=[declaration.pk, "A1.1"]) in text
    assert "Send to the street" in text


def test_nothing_blocks_but_what_is_missing(client):
    declaration = made(begun_declaration)
    client.force_login(declaration.people.official)

    text = client.get(address(declaration)).text

    assert "6 criteria are missing" in text
    assert "6 criteria are not filled in and are taken as 0." in text
    assert "there is no published residents’ result" in text


def test_the_declaration_leads_to_the_check_only_while_it_can_be_written(client):
    declaration = made(begun_declaration)
    client.force_login(declaration.people.worker)
    assert address(declaration) + "#ready" in client.get(declaration.get_absolute_url()).text

    client.force_login(declaration.people.office)
    assert address(declaration) not in client.get(declaration.get_absolute_url()).text


def test_nobody_but_those_who_declare_sees_the_rehearsal(client):
    declaration = made(filled_declaration)
    people, district = declaration.people, declaration.community.parent.parent
    appraiser = PostFactory(role=Role.APPRAISER, place=district).user
    declaration.assignments.create(appraiser=appraiser, assigned_by=people.office)
    PostFactory(user=appraiser, role=Role.STREET_OFFICIAL, place=declaration.community.parent)

    sheet = sheet_of(declaration)
    assert rehearsal_of(sheet, people.worker) is not None
    assert rehearsal_of(sheet, people.office) is None
    assert rehearsal_of(sheet, appraiser) is None
    client.force_login(appraiser)
    assert "Rehearsal" not in client.get(address(declaration)).text


def test_more_criteria_and_files_need_no_more_queries(client):
    small, large = made(begun_declaration), filled_declaration()
    for entry in large.entries.all()[:20]:
        attach(entry, proof_of(large), by=large.people.official)
    counts = []
    for declaration in (small, large):
        client.force_login(declaration.people.official)
        client.get(address(declaration))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address(declaration))
        counts.append(len(queries))

    assert counts[1] <= counts[0]
