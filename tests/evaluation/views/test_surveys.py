from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from communities.models import Deadline, DeadlineShift, Place, Role, Stage, StageChange
from evaluation.models import Assignment, Code, Questionnaire, Survey
from evaluation.surveys import services
from evaluation.surveys.sealing import receipts
from harmony.shared import clock
from tests.factories import CommunityFactory, StreetFactory
from tests.factories.counted import counted_survey
from tests.factories.surveys import (
    ITEMS,
    answer,
    ballot_box,
    counted,
    office_of,
    open_survey,
    prepared_survey,
    received_declaration,
    stage_with_questionnaire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def stage(district):
    return stage_with_questionnaire(district)


@pytest.fixture
def declaration(community, stage):
    return received_declaration(community, stage)


@pytest.fixture
def office(person, client):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


def closed_survey(declaration, answers=40, option="satisfied"):
    survey, codes = open_survey(declaration, slips=answers)
    for number, code in enumerate(codes):
        answer(code, option if number % 4 else "dissatisfied")
    return counted(survey)


# ------------------------------------------------------------------ the list
def test_list_shows_participation_against_the_plan(client, office, stage, declaration):
    _survey, codes = open_survey(declaration, slips=20)
    for code in codes[:7]:
        answer(code)
    waiting = received_declaration(CommunityFactory(), stage)

    text = client.get(reverse("evaluation:surveys")).text

    assert declaration.community.name_en in text and waiting.community.name_en in text
    assert '<td data-label="Answers" class="num">7</td>' in text
    assert '<td data-label="Planned answers" class="num">137' in text
    assert reverse("evaluation:survey-prepare", args=[waiting.pk]) in text
    assert "Not prepared" in text


@pytest.mark.parametrize("count", [3, 30])
def test_list_costs_the_same_however_long(
    client, office, stage, count, django_assert_max_num_queries
):
    street = StreetFactory()
    for _ in range(count):
        prepared_survey(received_declaration(CommunityFactory(parent=street), stage))
    address = reverse("evaluation:surveys")
    client.get(address)

    with django_assert_max_num_queries(8):
        text = client.get(address).text

    assert text.count('name="chosen"') == min(count, 25)


def test_list_is_filtered_and_sorted_in_the_address(client, office, stage):
    first = received_declaration(CommunityFactory(name_en="Anlan"), stage)
    second = received_declaration(CommunityFactory(name_en="Haitang"), stage)
    open_survey(first, slips=0)
    received_declaration(CommunityFactory(name_en="Yulan"), stage)
    prepared_survey(second)
    address = reverse("evaluation:surveys")

    def names(query):
        text = client.get(address, query).text
        found = [n for n in ("Anlan", "Haitang", "Yulan") if f">{n}</a>" in text]
        return sorted(found, key=lambda n: text.index(f">{n}</a>"))

    assert names({"state": "open"}) == ["Anlan"]
    assert names({"state": "none"}) == ["Yulan"]
    assert names({"q": "hait"}) == ["Haitang"]
    assert names({"street": second.community.parent.code}) == ["Haitang"]
    assert names({"stage": stage.pk}) == ["Anlan", "Haitang", "Yulan"]
    assert names({"sort": "-community"}) == ["Yulan", "Haitang", "Anlan"]


@pytest.mark.parametrize(
    "query", ["state=x", "street=%27", "stage=abc", "sort=pk;drop", "page=99999", "q=%00", "%FF=1"]
)
def test_no_query_breaks_the_list(client, office, declaration, query):
    assert client.get(f"{reverse('evaluation:surveys')}?{query}").status_code == 200


def test_empty_list_says_what_will_fill_it(client, office):
    assert "No questionnaire yet" in client.get(reverse("evaluation:surveys")).text


def test_street_follows_its_own_communities(client, person, stage, declaration):
    mine, theirs = prepared_survey(declaration), prepared_survey(received_declaration(stage=stage))
    client.force_login(person(Role.STREET_OFFICIAL))

    text = client.get(reverse("evaluation:surveys")).text

    assert mine.get_absolute_url() in text
    assert theirs.get_absolute_url() not in text
    assert 'name="chosen"' not in text
    assert client.get(theirs.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.DEPARTMENT_LIAISON, Role.ADMINISTRATOR])
def test_others_see_no_survey(client, person, declaration, role):
    survey = prepared_survey(declaration)
    client.force_login(person(role))

    assert survey.get_absolute_url() not in client.get(reverse("evaluation:surveys")).text
    assert client.get(survey.get_absolute_url()).status_code == 404


def test_whoever_scores_sees_nothing_of_the_survey_in_any_post(client, office, declaration):
    survey = closed_survey(declaration)
    Assignment.objects.create(declaration=declaration, appraiser=office, assigned_by=office_of())

    assert client.get(survey.get_absolute_url()).status_code == 404
    assert survey.get_absolute_url() not in client.get(reverse("evaluation:surveys")).text


# ------------------------------------------------------------------ prepare, open, close
def forget_households(declaration):
    """As in a list that did not say how many there are."""
    Place.objects.filter(pk=declaration.community_id).update(households=None)


def test_office_prepares_opens_and_closes(client, office, declaration):
    # The number of the record holds, whatever is sent.
    client.post(reverse("evaluation:survey-prepare", args=[declaration.pk]), {"households": 9})
    survey = Survey.objects.get()
    assert (survey.households, survey.state) == (declaration.community.households, "prepared")

    opening = reverse("evaluation:survey-open", args=[survey.pk])
    assert "No slips have been printed yet" in client.get(opening).text
    assert Survey.objects.get().state == "prepared"
    refused = client.post(opening, follow=True)
    assert "Make the ballot box of this stage first" in refused.text
    ballot_box(declaration.stage)
    client.post(opening)
    assert Survey.objects.get().state == "open"

    closing = reverse("evaluation:survey-close", args=[survey.pk])
    assert "Residents were told that they can answer until" in client.get(closing).text
    assert Survey.objects.get().state == "open"
    client.post(closing)
    assert Survey.objects.get().state == "closed"


def test_what_is_missing_is_told_and_nothing_is_lost(client, office, declaration):
    stage = declaration.stage
    stage.questionnaire_opens = stage.questionnaire_closes = None
    stage.save()
    forget_households(declaration)

    response = client.post(
        reverse("evaluation:survey-prepare", args=[declaration.pk]), {"households": "750"}
    )

    assert "Set when the questionnaire opens and closes" in response.text
    assert 'value="750"' in response.text
    assert not Survey.objects.exists()


@pytest.mark.parametrize("households", ["", "0", "-5", "many", "9" * 30])
def test_households_that_make_no_sense_are_refused(client, office, declaration, households):
    forget_households(declaration)
    response = client.post(
        reverse("evaluation:survey-prepare", args=[declaration.pk]), {"households": households}
    )

    assert 'class="error-summary"' in response.text
    assert not Survey.objects.exists()


def test_open_before_the_day_is_refused_with_the_date(client, office, declaration):
    survey = prepared_survey(declaration, opens_at=clock.now() + timedelta(days=2))

    response = client.post(reverse("evaluation:survey-open", args=[survey.pk]), follow=True)

    assert "can be opened from" in response.text
    assert Survey.objects.get().state == "prepared"


def test_dates_moved_afterwards_are_offered(client, office, declaration):
    survey = prepared_survey(declaration)
    later = survey.closes_at + timedelta(days=4)
    DeadlineShift.objects.create(
        stage=declaration.stage,
        community=declaration.community,
        deadline=Deadline.QUESTIONNAIRE_CLOSES,
        moved_to=later,
        reason="Flood.",
        by=office,
    )
    address = reverse("evaluation:survey-dates", args=[survey.pk])

    assert address in client.get(survey.get_absolute_url()).text
    assert "already carry the earlier date" in client.get(address).text
    client.post(address)

    assert Survey.objects.get().closes_at == later
    assert address not in client.get(survey.get_absolute_url()).text


def test_filter_of_the_list_stays_when_several_are_prepared(client, office, declaration):
    found, act = (
        reverse("evaluation:surveys") + "?state=none",
        reverse("evaluation:surveys-chosen"),
    )
    assert f'action="{act}?state=none"' in client.get(found).text

    nothing = client.post(f"{act}?state=none", {"act": "prepare"})
    asked = client.post(f"{act}?state=none", {"act": "prepare", "chosen": declaration.pk})
    sure = {"act": "prepare", "chosen": declaration.pk, "sure": "yes"}
    done = client.post(f"{act}?state=none", sure)

    assert nothing["Location"] == done["Location"] == found
    assert f'action="{act}?state=none"' in asked.text and f'href="{found}"' in asked.text


def test_no_comment_decided_is_no_success(client, office, stage):
    page = reverse("evaluation:comments", args=[counted_survey(stage).pk])

    told = client.post(page, {"one": "shown.gone"}, follow=True)

    (message,) = told.context["messages"]
    assert "No comment was found" in str(message) and message.level_tag == "warning"


MOVED = "The dates of the stage have been moved"


def stage_moved_by(survey, days, *, office):
    stage = Stage.objects.get(pk=survey.declaration.stage_id)
    before = stage.questionnaire_closes
    stage.questionnaire_closes = before + timedelta(days=days)
    stage.save()
    field = Deadline.QUESTIONNAIRE_CLOSES.value
    words = {"before": before.isoformat(), "after": stage.questionnaire_closes.isoformat()}
    StageChange.objects.create(stage=stage, field=field, by=office, **words)


def test_dates_of_its_own_are_no_dates_that_were_moved(client, office, declaration):
    own = {"opens_at": clock.now(), "closes_at": clock.now() + timedelta(days=3)}
    survey, _codes = open_survey(declaration, slips=1, **own)
    assert MOVED not in client.get(survey.get_absolute_url()).text

    stage_moved_by(survey, 4, office=office)

    assert MOVED in client.get(survey.get_absolute_url()).text


def test_dates_of_the_stage_that_were_moved_are_told_before_the_first_slip(
    client, office, declaration
):
    survey = prepared_survey(declaration)
    assert MOVED not in client.get(survey.get_absolute_url()).text

    stage_moved_by(survey, 4, office=office)

    assert MOVED in client.get(survey.get_absolute_url()).text


def test_no_change_to_the_same_moment_is_proposed(client, office, declaration):
    survey = prepared_survey(declaration)
    address = reverse("evaluation:survey-dates", args=[survey.pk])
    told = client.get(address, follow=True).text
    assert "has the dates of the stage already" in told and "Take them over" not in told

    stage_moved_by(survey, 4, office=office)

    told = client.get(address).text
    assert "Closes: " in told and "Opens: " not in told


def test_prepared_survey_says_when_it_can_be_opened(client, office, declaration):
    survey = prepared_survey(declaration)
    page = survey.get_absolute_url()
    with clock.at(survey.opens_at - timedelta(hours=1)):
        assert "It can be opened from " in client.get(page).text

    assert "It can be opened now." in client.get(page).text
    with clock.at(survey.closes_at + timedelta(hours=1)):
        told = client.get(page).text
    assert "The date on which the questionnaire closes has passed." in told


def test_several_are_prepared_and_opened_after_one_question(client, office, stage):
    fine = received_declaration(CommunityFactory(name_en="Anlan"), stage)
    unknown = received_declaration(CommunityFactory(name_en="Haitang", households=None), stage)
    address = reverse("evaluation:surveys-chosen")
    sent = {"act": "prepare", "chosen": [fine.pk, unknown.pk]}

    asked = client.post(address, sent)
    assert "Prepare these questionnaires?" in asked.text
    assert not Survey.objects.exists()

    done = client.post(address, sent | {"sure": "yes"}, follow=True)
    assert Survey.objects.get().declaration == fine
    assert "Done for 1 community." in done.text
    assert "Haitang: Enter the households of Haitang first" in done.text

    ballot_box(stage)
    done = client.post(address, sent | {"act": "open", "sure": "yes"}, follow=True)
    assert Survey.objects.get().state == "open"
    assert "Haitang: It is not prepared yet." in done.text


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "prepare"},
        {"act": "explode", "chosen": "1"},
        {"act": "prepare", "chosen": ["x", "٣", "9" * 40], "sure": "yes"},
    ],
)
def test_nothing_chosen_changes_nothing(client, office, declaration, sent):
    response = client.post(reverse("evaluation:surveys-chosen"), sent, follow=True)

    assert "Choose at least one community first" in response.text
    assert not Survey.objects.exists()


@pytest.mark.parametrize("name", ["survey-open", "survey-close", "survey-dates", "survey-void"])
def test_street_cannot_run_a_survey(client, person, declaration, name):
    survey = prepared_survey(declaration)
    client.force_login(person(Role.STREET_OFFICIAL))
    address = reverse(f"evaluation:{name}", args=[survey.pk])

    assert client.get(address).status_code == 403
    assert client.post(address, {"codes": "1"}).status_code == 403
    assert Survey.objects.get().state == "prepared"


# ------------------------------------------------------------------ slips out of use
def test_undelivered_slips_are_typed_and_what_is_wrong_stays(client, office, declaration):
    survey, codes = open_survey(declaration, slips=12)
    typed = f"{codes[0]}\n\n12345\n<b>x</b>\n"

    page = reverse("evaluation:survey-void", args=[survey.pk])
    response = client.post(page, {"codes": typed, "is_sure": "on"})

    assert "1 slip was taken out of use" in response.text
    assert "2 codes were not taken" in response.text
    assert "12345\n&lt;b&gt;x&lt;/b&gt;</textarea>" in response.text
    assert codes[0] not in response.text


def test_slips_are_taken_out_of_use_only_by_who_confirms_it(client, office, declaration):
    survey, codes = open_survey(declaration, slips=12)

    page = client.post(reverse("evaluation:survey-void", args=[survey.pk]), {"codes": codes[0]})

    assert "a code that is taken out of use stays so for good" in page.text
    assert f"{codes[0]}</textarea>" in page.text
    assert not Code.objects.filter(state=Code.State.VOID).exists()


def test_balance_is_on_the_page(client, office, declaration):
    survey, codes = open_survey(declaration, slips=20)
    for code in codes[:3]:
        answer(code)
    services.void(survey, codes[5:7], by=office)

    text = client.get(survey.get_absolute_url()).text

    told = {"Printed": 20, "Used": 3, "Void": 2, "Still out": 15}
    numbers = "".join(
        f'<td class="num" data-label="{label}">{n}</td>' for label, n in told.items()
    )
    assert text.count(numbers) == 2  # the batch, and all together


# ------------------------------------------------------------------ results
@pytest.mark.parametrize(
    "role", [Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR, Role.STREET_OFFICIAL]
)
def test_no_result_is_readable_before_the_close(client, person, declaration, role):
    survey, codes = open_survey(declaration, slips=40)
    for code in codes:
        answer(code, "very_dissatisfied")
    client.force_login(person(role))

    for address in (survey.get_absolute_url(), reverse("evaluation:surveys")):
        text = client.get(address).text
        assert "Satisfaction rate" not in text and "Mean" not in text
        assert "0.00%" not in text and "satisfied;" not in text


def test_result_after_the_close(client, office, declaration):
    survey = closed_survey(declaration)

    text = client.get(survey.get_absolute_url()).text

    assert "75.00% of 40 residents are satisfied" in text
    assert "67.50" in text  # R: 30 × 80 and 10 × 30
    assert text.count('scope="row">How satisfied are you') == 15
    assert "95% confidence" in text
    assert "40, of which 40 valid" in text
    assert "75.00%" in client.get(reverse("evaluation:surveys")).text


def test_result_of_few_is_for_the_office_only(client, person, declaration):
    survey = closed_survey(declaration, answers=20)

    client.force_login(person(Role.STREET_OFFICIAL))
    text = client.get(survey.get_absolute_url()).text
    assert "Too few answers to be shown" in text
    assert "75.00%" not in text
    assert "75.00%" not in client.get(reverse("evaluation:surveys")).text

    client.force_login(person(Role.OFFICE_REVIEWER))
    text = client.get(survey.get_absolute_url()).text
    assert "Not for publication" in text
    assert "75.00%" in text
    assert "How satisfied are you" not in text


def test_small_groups_are_not_shown(client, office, declaration):
    survey, codes = open_survey(declaration, slips=40)
    for number, code in enumerate(codes):
        band = "from_60" if number < 4 else "from_18"
        services.record(
            code,
            receipt=receipts.new(),
            choices={"overall": "satisfied", **dict.fromkeys(ITEMS, "satisfied")},
            background={"age_band": band},
        )
    counted(survey)

    text = client.get(survey.get_absolute_url()).text

    assert text.count("Too few to be shown") == 2  # the small group, and one to hide it behind


def test_survey_page_costs_the_same_for_any_number_of_batches(
    client, office, declaration, django_assert_max_num_queries
):
    survey = closed_survey(declaration)
    client.get(survey.get_absolute_url())

    with django_assert_max_num_queries(21):
        client.get(survey.get_absolute_url())


def test_overdue_survey_says_that_it_will_be_closed(client, office, declaration):
    survey, _codes = open_survey(declaration, slips=0)

    with clock.at(survey.closes_at + timedelta(minutes=1)):
        text = client.get(survey.get_absolute_url()).text

    assert "The time to answer is over" in text
    assert "To be closed" in text


def test_chinese_office_reads_chinese(client, office, declaration):
    survey = prepared_survey(declaration)
    office.language = "zh-hans"
    office.save()

    text = client.get(survey.get_absolute_url(), headers={"accept-language": "zh-CN"}).text

    assert declaration.community.name_zh in text
    assert Questionnaire.objects.get().title_zh in text


def test_result_that_is_not_published_is_in_no_list(client, office, district):
    stage = stage_with_questionnaire(district)
    counted_survey(stage, answers=29, satisfied=29)
    assert "100.00%" not in client.get("/surveys/").text

    counted_survey(stage, answers=40, satisfied=40)
    assert client.get("/surveys/").text.count("100.00%") == 1
