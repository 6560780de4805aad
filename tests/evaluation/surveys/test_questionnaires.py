import copy

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from communities.models import Role
from communities.people.services import system_account
from evaluation.models import Questionnaire
from evaluation.surveys import services
from evaluation.surveys.models import QuestionnaireIsFrozen
from evaluation.surveys.questionnaires import content_of
from harmony.shared.workflow import TransitionRefused
from tests.factories.surveys import published_questionnaire, written_questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


@pytest.fixture
def written():
    return copy.deepcopy(written_questionnaire())


def test_questionnaire_is_taken_in_as_a_draft(district, office, written):
    made = services.import_questionnaire(written, district=district, by=office)

    assert (made.state, made.version, made.key) == ("draft", 1, "residents-2005")
    assert made.title_zh == "居民满意度问卷"
    assert made.content["items"] == written["items"]
    assert len(content_of(made).items) == 15


def test_same_content_again_changes_nothing(district, office, written):
    first = services.import_questionnaire(written, district=district, by=office)
    services.publish_questionnaire(first, by=office)

    again = services.import_questionnaire(written, district=district, by=office)

    assert again == first
    assert Questionnaire.objects.count() == 1


def test_changed_content_is_the_next_version(district, office, written):
    first = published_questionnaire(district)
    written["title"]["en"] = "Another title"

    second = services.import_questionnaire(written, district=district, by=office)

    assert (second.version, second.state) == (2, "draft")
    assert second.content_hash != first.content_hash


def test_what_is_wrong_is_told_with_its_place(district, office, written):
    written["items"][0]["weight"] = "0.60"
    del written["overall"]["text"]["zh"]

    with pytest.raises(services.QuestionnaireRefused) as refusal:
        services.import_questionnaire(written, district=district, by=office)

    assert {(p.code, p.where) for p in refusal.value.problems} == {
        ("weights_not_one", "items"),
        ("missing", "overall.text.zh"),
    }
    assert not Questionnaire.objects.exists()


def test_dimensions_are_those_of_the_standard(district, office, written, standard):
    written["items"][0]["dimension"] = "Z"

    with pytest.raises(services.QuestionnaireRefused) as refusal:
        services.import_questionnaire(written, district=district, by=office)

    assert [p.code for p in refusal.value.problems] == ["dimension_unknown"]


def test_published_questionnaire_never_changes(district, office):
    made = published_questionnaire(district)
    made.content["title"]["en"] = "Another"

    with pytest.raises(QuestionnaireIsFrozen):
        made.save()
    with pytest.raises(TransitionRefused, match="already"):
        services.publish_questionnaire(made, by=office)


@pytest.mark.parametrize("role", [Role.STREET_OFFICIAL, Role.LEADER, Role.ADMINISTRATOR])
def test_only_the_office_takes_in_and_publishes(district, person, office, written, role):
    made = services.import_questionnaire(written, district=district, by=office)

    with pytest.raises(PermissionDenied):
        services.publish_questionnaire(made, by=person(role))
    with pytest.raises(PermissionDenied):
        services.import_questionnaire(written, district=district, by=person(role))


# ------------------------------------------------------------------ the command
@pytest.fixture
def sample_file(settings):
    return settings.BASE_DIR / "data/questionnaire-2005.yaml"


def test_command_takes_in_and_publishes(district, sample_file, capsys):
    system_account()

    call_command("import_questionnaire", sample_file, "--publish")

    made = Questionnaire.objects.get()
    assert (made.state, made.published_by.username) == ("published", "system")
    assert "15 questions, published" in capsys.readouterr().out


def test_command_says_what_is_wrong_and_changes_nothing(district, tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text("key: residents\ntitle: [1\n")

    with pytest.raises(CommandError, match="Line 3, column 1"):
        call_command("import_questionnaire", file)

    assert not Questionnaire.objects.exists()


def test_command_names_a_file_that_is_not_there(district, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_questionnaire", tmp_path / "nothing.yaml")


def test_command_asks_for_a_district_first(db, sample_file):
    with pytest.raises(CommandError, match="no district"):
        call_command("import_questionnaire", sample_file)


def test_command_refuses_an_unknown_person(district, sample_file):
    with pytest.raises(CommandError, match="nobody-here"):
        call_command("import_questionnaire", sample_file, "--by", "nobody-here")
