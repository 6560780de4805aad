"""Step 2: the office says what communities are, sets the programme up, and moves a deadline.

Departments then say what they have done.
"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from communities.models import (
    CommunityClass,
    DeadlineShift,
    MainTask,
    MeasureReport,
    Programme,
    Role,
    Stage,
)
from evaluation.declarations.services import plan
from evaluation.models import Questionnaire, Standard, StandardState
from harmony.shared import wording
from tests.factories import (
    CommunityFactory,
    DepartmentFactory,
    MainTaskFactory,
    MeasureFactory,
    StreetFactory,
)
from tests.journeys.conftest import PHONE, at

pytestmark = pytest.mark.django_db(transaction=True)

UNKNOWN = {"community_class": "", "title": "", "households": None, "population": None}


@pytest.fixture
def office(visit, person):
    def open_desk(**how):
        return visit(person(Role.OFFICE_REVIEWER), **how)

    return open_desk


def test_communities_are_classed_many_at_once_and_villages_as_proposed(office, district):
    wenfeng = StreetFactory(parent=district, name_en="Wenfeng Street")
    flats = [CommunityFactory(parent=wenfeng, **UNKNOWN) for _number in range(2)]
    village = CommunityFactory(official_name="双桥村民委员会", name_zh="双桥村", **UNKNOWN)
    desk = office()

    desk.go("/communities/").follow("Set class, title and size")
    desk.select("Street", "Wenfeng Street").press("Apply").reads("2 communities")
    assert f"street={wenfeng.code}" in desk.page.url
    desk.press("Set these values").is_told("scope", "Tick at least one community in the list.")
    desk.choose("Tick all on this page")
    desk.select("Class", "New residential", within="form[method=post]")
    desk.fill("Households", "900", exact=False).press("Set these values")
    desk.reads("2 communities changed.")
    assert f"street={wenfeng.code}" in desk.page.url

    desk.go("/communities/classify/").follow("Proposed: village in the city 1")
    desk.reads(village.name_en, "村民委员会").press("Set these values")
    desk.reads("Set this for 1 community?").press("Set for all").reads("1 community changed.")

    for place in [*flats, village]:
        place.refresh_from_db()
    assert [place.community_class for place in [*flats, village]] == [
        CommunityClass.NEW_RESIDENTIAL,
        CommunityClass.NEW_RESIDENTIAL,
        CommunityClass.VILLAGE_IN_CITY,
    ]
    assert [place.households for place in [*flats, village]] == [900, 900, None]


def test_programme_standard_and_questionnaire_come_from_files(office):
    desk, data = office(language="zh-hans"), settings.BASE_DIR / "data"
    broken = {"name": "standard.yaml", "mimeType": "text/yaml", "buffer": b"title: 1\n"}

    desk.go("/programme/import/").attach("实施方案", data / "programme-2005.yaml")
    desk.press("读取文件").reads("和谐社区建设三年实施方案", "20", "40")
    assert not Programme.objects.exists()
    desk.press("导入实施方案").reads("实施方案已导入。")
    assert list(Stage.objects.values_list("target", flat=True)) == [None, 20, 40, None]
    assert MainTask.objects.count() == 5

    desk.go("/standards/").follow("导入评估标准")
    desk.attach("评估标准文件", broken).press("读取文件").reads("未作任何更改")
    desk.attach("评估标准文件", data / "standard-2005.yaml").press("读取文件")
    assert not Standard.objects.exists()
    desk.press("导入为草案").follow("发布标准").press("发布标准").reads("评估标准已发布。")

    desk.go("/questionnaires/").follow("导入问卷")
    desk.attach("问卷文件", data / "questionnaire-2005.yaml").press("读取文件")
    assert not Questionnaire.objects.exists()
    desk.press("导入为草案").follow("发布问卷").press("发布问卷").reads("问卷已发布。")
    assert Standard.objects.get().state == StandardState.PUBLISHED
    assert Questionnaire.objects.get().state == Questionnaire.State.PUBLISHED


def typed(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_closing_before_opening_is_told_and_nothing_typed_is_lost(office, stage):
    desk = office(screen=PHONE)
    opens, closes = at(50, 8), at(65, 20)

    desk.go(f"/programme/stages/{stage.pk}/").follow("Edit the stage")
    desk.fill("Title in English (optional)", "Second half")
    desk.fill("Questionnaire opens", typed(opens))
    desk.fill("Questionnaire closes", typed(opens - timedelta(days=2))).press("Save the stage")
    desk.is_told("questionnaire_closes", "“Questionnaire closes” must be after")
    assert desk.page.locator("[name=title_en]").input_value() == "Second half"
    assert desk.page.locator("[name=questionnaire_opens]").input_value() == typed(opens)
    assert Stage.objects.get().title_en == stage.title_en

    desk.fill("Questionnaire closes", typed(closes)).press("Save the stage")
    desk.reads("The stage is saved.", wording.moment(closes))
    stage.refresh_from_db()
    assert (stage.questionnaire_opens, stage.questionnaire_closes) == (opens, closes)


def test_one_community_gets_a_later_deadline_with_a_reason(office, visit, person, stage):
    community = CommunityFactory(parent__parent=stage.programme.district)
    desk, later = office(), at(40)
    planned = plan(community, stage, by=person(Role.OFFICE_REVIEWER))

    desk.go(f"/programme/stages/{stage.pk}/").follow("Move a deadline for one community")
    desk.select("Community", community.name_en).select("Deadline", "Hand-up to the street")
    desk.fill("Moved to", typed(later)).press("Move the deadline")
    desk.is_told("reason", "This field is required.")
    assert desk.page.locator("[name=moved_to]").input_value() == typed(later)
    desk.fill("Reason", "The community moves house.").press("Move the deadline")
    desk.reads(f"The deadline of {community.name_en} is moved.", "The community moves house.")

    assert DeadlineShift.objects.get().moved_to == later
    street = visit(person(Role.STREET_OFFICIAL, community.parent))
    street.go(f"/declarations/{planned.pk}/").reads(wording.moment(later))


def test_department_reports_a_measure_for_two_communities(office, visit, person, programme):
    department = DepartmentFactory(name_zh="区民政局")
    task = MainTaskFactory(programme=programme, title_zh="健全组织网络", departments=[department])
    measure = MeasureFactory(main_task=task, text_zh="成立志愿者队伍")
    done, other = [CommunityFactory() for _number in range(2)], CommunityFactory()
    liaison = visit(person(Role.DEPARTMENT_LIAISON, department), language="zh-hans", screen=PHONE)

    liaison.go("/tasks/").follow("健全组织网络", exact=False).follow("成立志愿者队伍")
    for community in done:
        liaison.choose(f"选择{community.name_zh}")
    liaison.press("记录").is_told("state", "必填")
    liaison.select("状态", "已完成", within="form[method=post]")
    liaison.fill("一句话说明", "已在全部楼栋成立。", exact=False)
    liaison.press("记录").reads("已记录2个社区。")

    reports = MeasureReport.objects.filter(state=MeasureReport.State.DONE)
    assert {report.community for report in reports} == set(done)
    desk = office()
    desk.go(f"/tasks/measures/{measure.pk}/{done[0].code}/").reads("已在全部楼栋成立。")
    desk.go(f"/tasks/measures/{measure.pk}/{other.code}/").does_not_read("已在全部楼栋成立。")
