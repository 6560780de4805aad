"""A programme of three years, with stages whose dates lie ahead."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from communities.models import Department, MainTask, Measure, Programme, Stage
from harmony.shared import clock
from tests.factories.places import DistrictFactory


def in_days(days: int):
    """So many days from now, read when the row is built."""
    return factory.LazyFunction(lambda: clock.now() + timedelta(days=days))


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department

    district = factory.SubFactory(DistrictFactory)
    key = factory.Sequence(lambda n: f"department_{n}")
    name_zh = factory.Sequence(lambda n: f"区第{n}局")
    name_en = factory.Sequence(lambda n: f"District Bureau {n}")


class ProgrammeFactory(DjangoModelFactory):
    """The programme that began this year."""

    class Meta:
        model = Programme
        django_get_or_create = ["district", "starts_on"]

    district = factory.SubFactory(DistrictFactory)
    title_zh = "和谐社区建设三年实施方案"
    title_en = "Harmonious community construction programme"
    decided_by_zh = "区和谐社区建设领导小组"
    decided_by_en = "District leading group for harmonious community construction"
    office_zh = "区和谐社区建设领导小组办公室"
    office_en = "Office of the leading group"
    starts_on = factory.LazyFunction(lambda: clock.today().replace(month=1, day=1))
    ends_on = factory.LazyAttribute(
        lambda programme: programme.starts_on.replace(
            year=programme.starts_on.year + 2, month=12, day=31
        )
    )


class StageFactory(DjangoModelFactory):
    """A stage of twenty communities: hand-up in a month, decision in three."""

    class Meta:
        model = Stage

    programme = factory.SubFactory(ProgrammeFactory)
    ordinal = factory.Sequence(lambda n: n + 1)
    year = factory.LazyFunction(lambda: clock.today().year)
    title_zh = factory.LazyAttribute(lambda stage: f"第{stage.ordinal}阶段")
    title_en = factory.LazyAttribute(lambda stage: f"Stage {stage.ordinal}")
    target = 20
    hand_up_street = in_days(30)
    hand_up_office = in_days(45)
    questionnaire_opens = in_days(50)
    questionnaire_closes = in_days(65)
    scoring = in_days(75)
    notice_opens = in_days(80)
    notice_closes = in_days(90)
    decision = in_days(95)


class MainTaskFactory(DjangoModelFactory):
    class Meta:
        model = MainTask
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    title_zh = factory.LazyAttribute(lambda task: f"第{task.number}项任务")
    title_en = factory.LazyAttribute(lambda task: f"Task {task.number}")

    @factory.post_generation
    def departments(self, create, extracted, **kwargs):
        if extracted:
            self.departments.set(extracted)


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    main_task = factory.SubFactory(MainTaskFactory)
    key = factory.Sequence(lambda n: f"measure_{n}")
    text_zh = factory.Sequence(lambda n: f"第{n}项措施")
    text_en = factory.Sequence(lambda n: f"Measure {n}")
