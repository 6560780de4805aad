"""One indicator a page: what stands there, who may write, and what it costs."""

from copy import deepcopy

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.declarations.services import attach
from evaluation.declarations.uploads import take_files
from evaluation.models import Presence
from evaluation.standards.services import import_standard, publish
from evaluation.steps import take_step
from tests.evaluation.views.indicators.shown_pages import address, entry_of
from tests.factories import PostFactory
from tests.factories.declarations import (
    begun_declaration,
    passed_declaration,
    submitted_declaration,
)
from tests.factories.files import text_file
from tests.factories.small_standard import written_small_standard

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ what it shows
def test_all_criteria_of_the_indicator_stand_on_one_page(client, declaration):
    text = client.get(address(declaration, "B1")).text

    for code in ("B1.1", "B1.2", "B1.3", "B1.4"):
        assert f'id="c-{code}"' in text
        assert f"/criteria/{code}/" in text
    assert 'id="c-A1.1"' not in text
    assert "Sum of this indicator: <b>0.00</b> of 6" in text


def test_the_list_and_the_criterion_lead_to_the_indicator(client, declaration):
    link = address(declaration, "A1")

    assert f'href="{link}"' in client.get(declaration.get_absolute_url()).text
    alone = reverse("evaluation:criterion-entry", args=[declaration.pk, "A1.2"])
    assert f'href="{link}#c-A1.2"' in client.get(alone).text


def test_an_unknown_indicator_is_not_found(client, declaration):
    assert client.get(address(declaration, "Z1")).status_code == 404
    assert client.get(address(declaration, "P1")).status_code == 404


# ------------------------------------------------------------------ who may
def test_others_read_and_do_not_write(client):
    passed = passed_declaration()
    client.force_login(passed.people.office)

    text = client.get(address(passed, "A1")).text

    assert "What is claimed" in text
    assert "indicator-form" not in text
    assert client.post(address(passed, "A1"), {"go": "stay"}).status_code == 403
    assert not Presence.objects.exists()


def test_only_returned_criteria_have_fields(client):
    returned = submitted_declaration()
    reasons = {entry_of(returned, "A1.2").criterion_id: "Which corners?"}
    take_step(returned, "return", by=returned.people.examiner, reasons=reasons)
    client.force_login(returned.people.official)

    text = client.get(address(returned, "A1")).text

    open_pk, shut_pk = entry_of(returned, "A1.2").pk, entry_of(returned, "A1.1").pk
    assert "Which corners?" in text
    assert f'name="e{open_pk}-version"' in text
    assert f'name="e{shut_pk}-version"' not in text


# ------------------------------------------------------------------ what it costs
QUERIES = 18


def standard_of_many(district):
    """The small standard with twelve criteria in its second indicator."""
    written = written_small_standard()
    indicator = written["dimensions"][1]["indicators"][0]
    like = indicator["criteria"][2]
    indicator["criteria"] = [
        deepcopy(like) | {"code": f"B1.{number}", "points": "0.5"} for number in range(1, 13)
    ]
    office = PostFactory(role=Role.OFFICE_REVIEWER, place=district).user
    standard = import_standard(written, district=district, by=office)
    publish(standard, by=office)
    return standard


@pytest.mark.parametrize(("code", "criteria", "files"), [("A1", 2, 4), ("B1", 12, 40)])
def test_it_costs_the_same_with_few_and_many_criteria_and_files(
    client, community, django_assert_num_queries, code, criteria, files
):
    standard = standard_of_many(community.parent.parent)
    declaration = begun_declaration(community=community, standard=standard)
    by = declaration.people.official
    client.force_login(by)
    given = [text_file(f"{n}.txt", f"File {n}") for n in range(files)]
    for number, evidence in enumerate(take_files(community, given, by=by).new):
        attach(entry_of(declaration, f"{code}.{number % criteria + 1}"), evidence, by=by)
    client.get(address(declaration, code))

    with django_assert_num_queries(QUERIES):
        text = client.get(address(declaration, code)).text

    assert (text.count("data-autosave="), text.count('class="nm"')) == (criteria, files)
