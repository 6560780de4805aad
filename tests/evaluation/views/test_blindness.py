"""Whoever scores a declaration learns nothing of others' scores or of the outcome too early.

Not by their own pages, and not by those of another post they may hold besides: every address
of the portal is opened, and everything it answers is searched.
"""

import re
from itertools import product

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from communities.models import Role, User
from evaluation.appraisal.services import moderate
from evaluation.models import State
from evaluation.standards.figures import read_decimal
from tests.factories.evaluations import (
    appraise,
    ask_residents,
    assignment_of,
    disputed_declaration,
    penalised,
    put_on_notice,
    record_visits,
)
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory

# Every address is opened fourteen times: on one database is enough, as what a person may read is
# asked by the same queries that other tests put to both.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

OTHERS_REASON = "Three corners were dirty."  # of the first appraiser; the second looks
SETTLED = "Settled between the two of them."
LEAVES_THE_PORTAL = {"logout/", "i18n/setlang/"}
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def routes(resolver=None, prefix=""):
    """Every route of the portal, as it is written."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


def numbers_of(declaration):
    """By the first word of an address, the keys of this declaration that it could be about."""
    survey, stage = declaration.survey, declaration.stage
    assignments = list(declaration.assignments.values_list("pk", flat=True))
    people = [assignment.appraiser_id for assignment in declaration.assignments.all()]
    return {
        "scoring": assignments,
        "assignments": assignments,
        "surveys": [survey.pk, declaration.pk],
        "questionnaires": [survey.questionnaire_id],
        "standards": [declaration.standard_id],
        "publish": [stage.pk],
        "programme": [stage.pk, stage.programme_id],
        "notices": list(declaration.notice_entries.values_list("notice", flat=True)) or [1],
        "evidence": list(declaration.community.evidence.values_list("pk", flat=True)),
        "people": people,
    }


def addresses(declaration):
    """Every address, with everything that could stand in it for this declaration."""
    numbers = numbers_of(declaration)
    words = {
        "code": ["A1.1", "A1.2", declaration.community.code],
        "community": [declaration.community.code],
        "kind": ["penalty", "veto"],
        "record_pk": list(declaration.penalties.values_list("pk", flat=True)),
        "batch": list(declaration.survey.batches.values_list("pk", flat=True)),
        "number": ["1"],
        "reference": [f"{declaration.stage.year}-0001"],
        "name": ["receive"],
        "format": ["json"],
    }
    for route in sorted(set(routes()) - LEAVES_THE_PORTAL):
        about = numbers.get(route.partition("/")[0], [declaration.pk])
        names = [(match[1], match[2] or match[3]) for match in PARAMETER.finditer(route)]
        choices = [
            words.get(name, about if kind or name == "pk" else ["1"]) for kind, name in names
        ]
        for values in product(*choices):
            given = iter(values)
            path = PARAMETER.sub(lambda _match, given=given: str(next(given)), route)
            yield "/" + re.sub(r"[\^$]|\\Z", "", path)


def answers(client, declaration):
    """(address, everything it says) of all that opens."""
    for address in addresses(declaration):
        response = client.get(address, follow=False)
        if response.status_code != 200:
            continue
        content = b"".join(response.streaming_content) if response.streaming else response.content
        yield address, content.decode("utf-8", "replace")


def found(client, declaration, secrets):
    """Where anything of what is secret can be read."""
    return {
        (address, secret)
        for address, text in answers(client, declaration)
        for secret in secrets
        if secret in text
    }


@pytest.fixture
def declaration():
    """Scored by both, one criterion settled, the residents asked; figures that occur nowhere else:
    66.67 by residents, 91.00 by the appraisers, 83.70 together."""
    declaration = disputed_declaration()
    moderate(
        declaration,
        declaration.standard.criteria.get(code="A1.2"),
        by=declaration.people.office,
        points=read_decimal("1.2"),
        reason=SETTLED,
    )
    penalised(declaration, "N2")
    record_visits(declaration)
    ask_residents(declaration, option="satisfied basically_satisfied basically_satisfied")
    return declaration


def appraiser(declaration, *roles) -> User:
    """The second appraiser, with further posts in the district."""
    person = declaration.people.appraisers[1]
    for role in roles:
        PostFactory(user=person, role=role, place=DistrictFactory())
    return User.objects.get(pk=person.pk)


OTHER_POSTS = [(), (Role.OFFICE_REVIEWER,), (Role.LEADER,), (Role.AUDITOR,)]
MOST_TELLING = [(), (Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR)]
"""Whoever holds all of these posts reads whatever any of them does."""
OUTCOME = ["66.67", "91.00", "83.70", "is proposed as"]


@pytest.mark.parametrize("roles", OTHER_POSTS, ids=str)
def test_nothing_is_learnt_while_the_evaluation_goes_on(client, declaration, roles):
    client.force_login(appraiser(declaration, *roles))

    assert found(client, declaration, [OTHERS_REASON, SETTLED, *OUTCOME]) == set()


@pytest.mark.parametrize("roles", MOST_TELLING, ids=str)
def test_nothing_is_learnt_when_the_result_is_computed(client, declaration, roles):
    appraise(declaration)
    result = declaration.result
    assert [str(v) for v in (result.residents, result.professional, result.composite)] == (
        OUTCOME[:3]
    )
    client.force_login(appraiser(declaration, *roles))

    assert found(client, declaration, [OTHERS_REASON, SETTLED, *OUTCOME]) == set()


@pytest.mark.parametrize("roles", MOST_TELLING, ids=str)
def test_notice_says_what_it_says_to_everybody_and_nothing_more(client, declaration, roles):
    put_on_notice(appraise(declaration), ended=False)
    client.force_login(appraiser(declaration, *roles))

    places = found(client, declaration, [OTHERS_REASON, SETTLED, *OUTCOME])

    # A notice is public: level and composite stand on it for anybody, appraisers included.
    assert {secret for _address, secret in places} <= {"83.70"}
    assert {address.split("/")[1] for address, _secret in places} <= {"notices", "overview"}


def test_whoever_was_taken_off_learns_nothing_either(client, declaration):
    assignment = assignment_of(declaration, 1)
    declaration.assignments.filter(pk=assignment.pk).update(
        ended_at=assignment.assigned_at, ended_by=declaration.people.office, end_reason="Ill."
    )
    client.force_login(appraiser(declaration, Role.OFFICE_REVIEWER))

    assert found(client, declaration, [OTHERS_REASON, SETTLED]) == set()


def test_search_would_find_it_where_it_may_be_read(client, declaration):
    """Somebody of the office who does not score reads all of it, so the search above is one."""
    appraise(declaration)
    client.force_login(declaration.people.office)

    places = found(client, declaration, [OTHERS_REASON, SETTLED, *OUTCOME])

    assert {secret for _address, secret in places} == {OTHERS_REASON, SETTLED, *OUTCOME}
    where = {address.split("/")[1] for address, _secret in places}
    assert {"review", "declarations", "surveys", "publish"} <= where
    assert declaration.state == State.APPRAISED
