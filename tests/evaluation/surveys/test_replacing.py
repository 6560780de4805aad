import pytest
from django.core.exceptions import PermissionDenied

from communities.models import Role
from evaluation.models import BoxEvent, Code, Replacement
from evaluation.surveys import services
from evaluation.surveys.code_rows import row_of
from evaluation.surveys.participation import participation_of
from evaluation.surveys.replacing import most_lost, originals
from harmony.shared.pdf_libraries import available
from harmony.shared.workflow import TransitionRefused
from tests.factories import PostFactory
from tests.factories.people import PASSWORD, UserFactory
from tests.factories.surveys import answer, counted, office_of, open_survey
from tests.printed import words_of

pytestmark = pytest.mark.django_db
needs_pdf = pytest.mark.skipif(not available().ok, reason=str(available().reason))


@pytest.fixture
def survey_and_codes():
    return open_survey(slips=20)


@pytest.fixture
def survey(survey_and_codes):
    return survey_and_codes[0]


@pytest.fixture
def second(survey):
    return PostFactory(role=Role.COMMUNITY_WORKER, place=survey.declaration.community).user


def new_slip(survey, second, by=None, **how):
    drawn = services.draw(survey, 1)
    services.replace_slip(survey, drawn, by=by or office_of(), second=second, **how)
    return drawn[0]


def test_a_slip_that_is_brought_back_becomes_void_and_the_balance_holds(
    survey, survey_and_codes, second
):
    old, other, *_left = survey_and_codes[1]
    answer(other)

    new = new_slip(survey, second, old_code=old)

    assert row_of(old, Code.objects.all()).state == Code.State.VOID
    assert not answer(old).is_recorded
    assert answer(new).is_recorded
    shown = participation_of(survey)
    total = shown.total
    assert (total.printed, total.used, total.void, total.outstanding) == (21, 2, 1, 18)
    assert [row.balance for row in shown.batches] == [total]
    assert (shown.returned, shown.lost) == (1, 0)


def test_a_lost_slip_stays_out_and_few_of_a_batch_are_replaced(survey, second):
    batch = survey.batches.get()
    assert most_lost(batch) == 1

    new_slip(survey, second, batch=batch)

    assert participation_of(survey).total.outstanding == 21
    assert participation_of(survey).lost == 1
    with pytest.raises(TransitionRefused, match="which is the most"):
        new_slip(survey, second, batch=batch)


def test_it_is_in_the_record_and_the_box_still_opens(survey, survey_and_codes, second):
    codes = survey_and_codes[1]
    new = new_slip(survey, second, old_code=codes[0])
    newer = new_slip(survey, second, old_code=new)  # spoilt again: counts to the same batch
    answer(newer)

    event = BoxEvent.objects.filter(kind=BoxEvent.Kind.REPLACED).last()
    assert event.facts["second"] == second.pk
    assert {each.batch for each in Replacement.objects.all()} == {survey.batches.first()}
    survey.box.refresh_from_db()
    assert services.check(survey.box).problems == []
    assert counted(survey).state == "counted"


def test_two_different_people_sign(survey, survey_and_codes, second):
    office = office_of(survey.declaration.community.parent.parent)
    for by, other in [(office, office), (office, UserFactory()), (second, office)]:
        with pytest.raises(PermissionDenied):
            new_slip(survey, other, by=by, old_code=survey_and_codes[1][0])
    assert Replacement.objects.count() == 0


def test_a_used_or_void_code_gives_no_new_slip(survey, survey_and_codes, second):
    used, void, *_left = survey_and_codes[1]
    answer(used)
    services.void(survey, [void], by=office_of())

    for code in (used, void, "123", "4" * 16):
        with pytest.raises(TransitionRefused):
            new_slip(survey, second, old_code=code)


@needs_pdf
def test_the_page_makes_one_slip_once_two_have_signed(survey, survey_and_codes, second, client):
    client.force_login(office_of())
    page = f"/surveys/{survey.pk}/replacement/"
    sent = {"old_code": survey_and_codes[1][0], "second": second.username}

    assert "not right" in client.post(page, sent | {"second_password": "wrong"}).text
    assert Replacement.objects.count() == 0
    slip = client.post(page, sent | {"second_password": PASSWORD})
    words = words_of(b"".join(slip.streaming_content))

    assert Replacement.objects.get().second == second
    assert survey.declaration.community.name_zh in words
    again = client.post(page, sent | {"second_password": PASSWORD})
    assert "void already" in again.text
    neither = client.post(page, {"second": second.username, "second_password": PASSWORD})
    assert "which batch" in neither.text
    assert client.get(f"/surveys/{survey.pk}/").text.count("brought back and void") == 1


def test_a_batch_that_was_printed_again_has_no_slip_to_lose(survey, second):
    batch = survey.batches.get()
    services.reprint(batch, by=office_of())

    assert list(originals(survey)) == [survey.batches.exclude(pk=batch.pk).get()]
    with pytest.raises(TransitionRefused, match="printed again as a whole"):
        new_slip(survey, second, batch=batch)
