from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.models import Ballot, Kiosk
from evaluation.surveys import answering, services
from evaluation.surveys.marks import KIOSK
from evaluation.surveys.sealing import receipts
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused
from tests.factories import PostFactory
from tests.factories.surveys import ITEMS, office_of, open_survey, prepared_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened():
    survey, codes = open_survey(slips=3)
    kiosk, token = services.open_kiosk(survey, by=office_of(), place="Counter 2")
    return kiosk, token, codes


def address(token):
    return f"/q/kiosk/{token}/"


def filled(code, **changes):
    answers = {f"a-{key}": "satisfied" for key in [*ITEMS, "overall"]}
    return {"code": code, "receipt": receipts.new(), "in": "en", **answers} | changes


def test_the_address_has_128_bits_and_only_its_hash_is_kept(opened):
    kiosk, token, _codes = opened

    assert len(token) == 22
    assert token.encode() not in bytes(kiosk.token_hash)
    assert services.kiosk_at(token) == kiosk
    assert services.kiosk_at(token[:-1]) is None


def test_it_is_over_after_a_day_when_ended_and_when_the_survey_closes(opened, client):
    kiosk, token, _codes = opened
    other, its_token = services.open_kiosk(kiosk.survey, by=office_of(), place="Counter 3")

    services.end_kiosk(other, by=office_of())
    assert client.get(address(its_token)).status_code == 404
    assert client.get(address(token)).status_code == 200
    Kiosk.objects.filter(pk=kiosk.pk).update(ends_at=clock.now() - timedelta(seconds=1))
    assert client.get(address(token)).status_code == 404
    Kiosk.objects.filter(pk=kiosk.pk).update(ends_at=clock.now() + timedelta(hours=1))
    services.close(kiosk.survey, by=office_of())
    assert client.post(address(token), filled("1")).status_code == 404


def test_answers_need_a_code_and_carry_the_channel_without_a_mark_of_the_device(
    opened, client, monkeypatch
):
    kiosk, token, codes = opened
    sealed = []
    monkeypatch.setattr(answering, "pack", lambda payload, shape: sealed.append(payload) or b"x")

    assert client.post(address(token), filled("")).status_code == 422
    response = client.post(address(token), filled(codes[0], seconds="80"))

    assert response.status_code == 200
    assert Ballot.objects.count() == 1
    assert (sealed[0].channel, sealed[0].device, sealed[0].seconds) == (KIOSK, "", 80)
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


def test_no_link_leads_anywhere_else(opened, client):
    kiosk, token, codes = opened
    pages = [
        client.get(address(token)).text,
        client.post(address(token), filled("123")).text,
        client.post(address(token), filled(codes[0])).text,
        client.post(address(token), filled(codes[0])).text,  # used: no way to complain from here
        client.post(address(token), {"look": "yes", "code": "1"}).text,
    ]

    for page in pages:
        links = [part.split('"')[0] for part in page.split(' href="')[1:]]
        away = [x for x in links if not x.startswith(("#", "/static/", address(token)))]
        assert away == []
        assert "/q/complaint" not in page and 'action="/q"' not in page


def test_its_pages_are_emptied_unless_they_are_empty_already(opened, client):
    _kiosk, token, codes = opened
    empty = client.get(address(token)).text
    begun = [
        client.post(address(token), filled("123")).text,
        client.post(address(token), filled("", language="zh-hans")).text,
        client.post(address(token), {"look": "yes", "code": "1"}).text,
    ]
    receipt = client.post(address(token), filled(codes[0])).text

    for page in [empty, *begun]:
        assert f'data-empties-after="60" data-address="{address(token)}"' in page
    assert " data-begun" not in empty
    assert all(" data-begun" in page for page in begun)
    assert "data-empties-after" not in receipt  # it makes room in its own way
    assert "data-empties-after" not in client.get("/q").text


def test_only_the_office_opens_one_and_only_while_residents_can_answer(opened):
    kiosk, _token, _codes = opened
    street = PostFactory(
        role=Role.STREET_OFFICIAL, place=kiosk.survey.declaration.community.parent
    ).user

    with pytest.raises(PermissionDenied):
        services.open_kiosk(kiosk.survey, by=street, place="1")
    with pytest.raises(PermissionDenied):
        services.end_kiosk(kiosk, by=street)
    with pytest.raises(TransitionRefused, match="while residents can answer"):
        services.open_kiosk(prepared_survey(), by=office_of(), place="1")


@pytest.mark.parametrize("token", ["x", "%00", "a" * 5000, "../..", "1" * 22])
def test_no_token_breaks_the_page(client, opened, token):
    assert client.get(f"/q/kiosk/{token}/").status_code == 404
