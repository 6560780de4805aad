import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from communities.models import Role
from evaluation.models import Questionnaire, StageBasis, StandardState
from evaluation.standards.basis import set_basis
from tests.factories.places import DistrictFactory
from tests.factories.standings import PublishedStandardFactory


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


@pytest.fixture
def questionnaire(district, office):
    return Questionnaire.objects.create(
        district=district,
        key="residents",
        edition="2005",
        title_zh="居民问卷",
        content={},
        content_hash="0" * 64,
    )


def test_stage_is_given_standard_and_questionnaire(stage, office, questionnaire):
    standard = PublishedStandardFactory()

    set_basis(stage, by=office, standard=standard, questionnaire=questionnaire)

    basis = StageBasis.objects.get(stage=stage)
    assert (basis.standard, basis.questionnaire, basis.by) == (standard, questionnaire, office)
    assert {(c.field, c.before, c.after) for c in stage.changes.all()} == {
        ("standard", "", str(standard.pk)),
        ("questionnaire", "", str(questionnaire.pk)),
    }


def test_only_what_differs_is_noted(stage, office, questionnaire):
    first = PublishedStandardFactory()
    set_basis(stage, by=office, standard=first, questionnaire=questionnaire)
    second = PublishedStandardFactory(key="other")
    stage.changes.all().delete()

    set_basis(stage, by=office, standard=second, questionnaire=questionnaire)
    set_basis(stage, by=office, standard=second, questionnaire=questionnaire)

    (change,) = stage.changes.all()
    assert (change.field, change.before, change.after) == (
        "standard",
        str(first.pk),
        str(second.pk),
    )


@pytest.mark.parametrize(
    "role", [role for role in Role if role != Role.OFFICE_REVIEWER], ids=lambda role: role.value
)
def test_only_the_office_decides_what_is_judged_by(role, person, stage):
    with pytest.raises(PermissionDenied):
        set_basis(stage, by=person(role), standard=None, questionnaire=None)


def test_retired_standard_is_refused_unless_the_stage_has_it(stage, office):
    retired = PublishedStandardFactory(key="old", state=StandardState.RETIRED)

    with pytest.raises(ValidationError) as refused:
        set_basis(stage, by=office, standard=retired, questionnaire=None)
    assert list(refused.value.message_dict) == ["standard"]

    StageBasis.objects.create(stage=stage, standard=retired, by=office)
    set_basis(stage, by=office, standard=retired, questionnaire=None)
    assert stage.changes.count() == 0


def test_standard_of_another_district_is_refused(stage, office):
    foreign = PublishedStandardFactory(
        key="foreign",
        district=DistrictFactory(code="990202", official_name="别区", name_zh="别区"),
        published_by=office,
    )

    with pytest.raises(ValidationError):
        set_basis(stage, by=office, standard=foreign, questionnaire=None)
    assert not StageBasis.objects.exists()
