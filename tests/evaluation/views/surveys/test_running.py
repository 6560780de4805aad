"""A questionnaire from its preparation to its result, on the pages of the office."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.models import Place, Role
from evaluation.models import Assignment, Code, Questionnaire, Survey
from evaluation.surveys import services
from evaluation.surveys.sealing import receipts
from harmony.shared import clock
from tests.factories import CommunityFactory
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


def closed_survey(declaration, answers=40, option="satisfied"):
    survey, codes = open_survey(declaration, slips=answers)
    for number, code in enumerate(codes):
        answer(code, option if number % 4 else "dissatisfied")
    return counted(survey)


def test_whoever_scores_sees_nothing_of_the_survey_in_any_post(client, office, declaration):
    survey = closed_survey(declaration)
    Assignment.objects.create(declaration=declaration, appraiser=office, assigned_by=office_of())

    assert client.get(survey.get_absolute_url()).status_code == 404
    assert survey.get_absolute_url() not in client.get(reverse("evaluation:surveys")).text


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


def test_no_comment_decided_is_no_success(client, office, stage):
    page = reverse("evaluation:comments", args=[counted_survey(stage).pk])

    told = client.post(page, {"one": "shown.gone"}, follow=True)

    (message,) = told.context["messages"]
    assert "No comment was found" in str(message) and message.level_tag == "warning"


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
