"""Two standards typed into spreadsheets: read, taken in, published, and out again."""

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.models import Standard, StandardState
from evaluation.standards.content import publishing_problems, sums, to_plain
from evaluation.standards.scoring_rules import MODIFIER_ORDER, RULES
from evaluation.standards.sheets import read_sheets, read_workbook
from tests.evaluation.standards.sheets.two_standards import clean_community, safe_community
from tests.factories.files import upload

BOOKS = [safe_community, clean_community]


@pytest.mark.parametrize("book", BOOKS)
def test_they_can_be_read_and_add_up(book):
    content, problems = book().read()

    assert problems == []
    assert publishing_problems(content) == []
    assert all(one.meets for one in sums(content))


def test_together_they_use_every_rule_type_and_every_modifier():
    contents = [book().read()[0] for book in BOOKS]
    criteria = [one for content in contents for one in content.criteria]
    rules = {one.rule["type"] for one in criteria}
    rules |= {one.rule["type"] for content in contents for one in content.bonuses}

    assert rules == set(RULES)
    used = {modifier["type"] for one in criteria for modifier in one.modifiers}
    assert used == set(MODIFIER_ORDER)
    assert {"0.1", "0.5"} <= {str(one.points) for one in criteria}
    assert {str(content.bonus_cap) for content in contents} == {"15", "10"}


@pytest.mark.django_db
@pytest.mark.parametrize("book", BOOKS)
def test_they_are_taken_in_published_and_come_back(client, person, district, book):
    client.force_login(person(Role.OFFICE_REVIEWER))

    sent = {"file": upload("standard.xlsx", book().content())}
    preview = client.post(reverse("evaluation:standard-import"), sent)
    taken = {"written": preview.context["written"]}
    client.post(reverse("evaluation:standard-take-in"), taken)
    standard = Standard.objects.get()
    client.post(reverse("evaluation:standard-publish", args=[standard.pk]))

    standard.refresh_from_db()
    assert standard.state == StandardState.PUBLISHED
    file = client.get(reverse("evaluation:standard-export", args=[standard.pk, "xlsx"])).content
    content, problems = read_sheets(read_workbook(file)).read()
    assert problems == []
    assert to_plain(content) == standard.content
