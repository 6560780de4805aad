import re

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.models import Comment, CommentDecision
from evaluation.surveys import services
from evaluation.surveys.sealing import receipts
from harmony.shared.workflow import TransitionRefused
from tests.factories import PostFactory
from tests.factories.surveys import all_chosen, counted, office_of, open_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    """Counted, with 31 valid answers and four comments."""
    survey, codes = open_survey(slips=31)
    for number, code in enumerate(codes):
        text = f"Comment {number}" if number < 4 else ""
        services.record(
            code, receipt=receipts.new(), choices=all_chosen(), background={}, comment=text
        )
    return counted(survey)


def texts(response):
    return {f"Comment {number}" for number in range(4) if f"Comment {number}" in response.text}


def someone(survey, role):
    community = survey.declaration.community
    places = {Role.COMMUNITY_WORKER: community, Role.STREET_OFFICIAL: community.parent}
    return PostFactory(role=role, place=places.get(role, community.parent.parent)).user


def test_only_published_comments_are_shown_to_who_may_read_the_result(survey, client):
    first, second, *_left = survey.comments.all()
    services.decide_comments(survey, [first.pk], "shown", by=office_of())
    services.decide_comments(survey, [second.pk], "withheld", by=office_of(), reason="a name")

    for role in (Role.COMMUNITY_WORKER, Role.STREET_OFFICIAL, Role.LEADER, Role.OFFICE_REVIEWER):
        client.force_login(someone(survey, role))
        assert texts(client.get(f"/surveys/{survey.pk}/")) == {first.text}


def test_only_the_office_reads_the_others(survey, client):
    page = f"/surveys/{survey.pk}/comments/"
    for role in (Role.COMMUNITY_WORKER, Role.STREET_OFFICIAL, Role.LEADER):
        user = someone(survey, role)
        client.force_login(user)
        assert client.get(page).status_code == 403
        assert client.post(page, {"act": "shown"}).status_code == 403
        with pytest.raises(PermissionDenied):
            services.decide_comments(survey, [], "shown", by=user)
    client.force_login(someone(survey, Role.OFFICE_REVIEWER))
    assert len(texts(client.get(page))) == 4


def test_each_decision_is_signed_and_kept_and_can_be_changed(survey):
    first, *_left = survey.comments.all()
    one, other = office_of(), office_of()

    assert services.decide_comments(survey, [first.pk], "shown", by=one) == 1
    assert services.decide_comments(survey, [first.pk], "shown", by=other) == 0
    with pytest.raises(TransitionRefused, match="Say why"):
        services.decide_comments(survey, [first.pk], "withheld", by=other, reason=" ")
    with pytest.raises(TransitionRefused):
        services.decide_comments(survey, [first.pk], "burnt", by=other)
    services.decide_comments(survey, [first.pk], "withheld", by=other, reason="a name")

    first.refresh_from_db()
    assert (first.review, first.reviewed_by, first.reason) == ("withheld", other, "a name")
    kept = CommentDecision.objects.values_list("review", "by")
    assert list(kept) == [("shown", one.pk), ("withheld", other.pk)]


def test_one_by_one_and_several_at_once_on_the_page(survey, client):
    page = f"/surveys/{survey.pk}/comments/"
    keys = [comment.pk for comment in survey.comments.all()]
    client.force_login(someone(survey, Role.OFFICE_REVIEWER))

    client.post(page, {"one": f"shown.{keys[0]}"})
    client.post(page, {"act": "shown", "chosen": keys[1:3]})
    assert Comment.objects.filter(review="shown").count() == 3
    missing = client.post(page, {"act": "withheld", "chosen": keys[3:]})
    assert "Say why" in missing.text and "checked" in missing.text
    assert "Choose at least one" in client.post(page, {"act": "shown"}).text
    client.post(page, {"one": f"withheld.{keys[3]}", "reason": "a name"})
    assert Comment.objects.get(pk=keys[3]).reason == "a name"
    assert "a name" in client.get(page, {"state": "withheld"}).text


def test_comments_of_another_survey_cannot_be_decided_here(survey):
    other, codes = open_survey(slips=1)
    services.record(
        codes[0], receipt=receipts.new(), choices=all_chosen(), background={}, comment="x"
    )
    theirs = counted(other).comments.get()

    assert services.decide_comments(survey, [theirs.pk], "shown", by=office_of()) == 0


def test_many_comments_cost_no_more_queries(survey, client, django_assert_max_num_queries):
    Comment.objects.bulk_create(Comment(survey=survey, text=f"More {n}") for n in range(300))
    client.force_login(someone(survey, Role.OFFICE_REVIEWER))
    with django_assert_max_num_queries(20):
        assert client.get(f"/surveys/{survey.pk}/comments/", {"page": "3"}).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "shown", "chosen": ["\x00", "x" * 5000]},
        {"one": "shown.\x00"},
        {"one": "."},
        {"act": "withheld", "chosen": ["1"], "reason": "a" * 100_000},
        {"act": "burnt", "chosen": ["1"]},
    ],
)
def test_nothing_typed_breaks_the_page(survey, client, sent):
    client.force_login(someone(survey, Role.OFFICE_REVIEWER))
    assert client.post(f"/surveys/{survey.pk}/comments/", sent).status_code in {200, 302}
    assert client.get(f"/surveys/{survey.pk}/comments/?state=x&page=y").status_code == 200


def test_enter_in_the_reason_never_publishes(survey, client):
    """A browser presses the first button of a form then."""
    client.force_login(someone(survey, Role.OFFICE_REVIEWER))
    key = survey.comments.all()[0].pk

    for state, does in (("waiting", "withheld"), ("shown", "withheld"), ("withheld", "")):
        services.decide_comments(survey, [key], "shown", by=office_of())
        if state == "withheld":
            services.decide_comments(survey, [key], "withheld", by=office_of(), reason="a name")
        page = client.get(f"/surveys/{survey.pk}/comments/", {"state": state}).text
        form = page[page.index('<form method="post" novalidate>') :]
        assert re.search(r"<button[^>]*>", form)[0].find(f'name="act" value="{does}"') > 0
