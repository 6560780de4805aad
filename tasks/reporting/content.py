"""The whole report: every word and figure that varies, in the language that is active."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from communities.models import Place, Stage
from communities.programme.issuers import office_of
from evaluation.models import Level
from harmony.shared import clock
from tasks.reporting.ballot_boxes import BoxLine, boxes_of
from tasks.reporting.cases import (
    Case,
    Street,
    cases_of,
    decided,
    level_label,
    streets_of,
)
from tasks.reporting.comparison import (
    Cohort,
    GapLine,
    HeatMap,
    LevelLine,
    StreetLine,
    claimed_against_awarded,
    cohort,
    district_compared,
    heat_map,
    levels_by_street,
    levels_of_all,
    streets_compared,
)
from tasks.reporting.departments import DepartmentLine, departments_of
from tasks.reporting.exceptions import Exceptions, exceptions_of
from tasks.reporting.progress import (
    ClassLine,
    DateLine,
    NoticeLine,
    StageLine,
    WorkLine,
    classes_against_plan,
    dates_of,
    notices_of,
    stages_against_plan,
    work_of,
)
from tasks.reporting.residents import Residents, question_texts, residents_of
from tasks.reporting.sources import (
    SourceLine,
    StandardTerms,
    digest_of,
    dimension_titles,
    sources_of,
    standards_of,
    terms_of,
)


@dataclass(frozen=True)
class CommunityLine:
    """One community in the list of names; without a decision it has a state and no figures."""

    code: str
    name: str
    street: str
    class_label: str
    professional: Decimal | None
    residents: Decimal | None
    composite: Decimal | None
    level: str
    level_label: str
    certificate: str


@dataclass(frozen=True)
class Report:
    """The yearly evaluation report of one stage."""

    district: str
    programme: str
    office: str
    stage_title: str
    ordinal: int
    year: int
    as_of: date
    planned: int
    decided: int
    accepted: int
    levels: LevelLine
    whole: StreetLine
    residents_mean: Decimal | None
    dates: tuple[DateLine, ...]
    work: tuple[WorkLine, ...]
    notices: tuple[NoticeLine, ...]
    stages: tuple[StageLine, ...]
    classes: tuple[ClassLine, ...]
    street_levels: tuple[LevelLine, ...]
    streets: tuple[StreetLine, ...]
    heat: HeatMap
    residents: Residents
    gaps: tuple[GapLine, ...]
    exceptions: Exceptions
    cohorts: tuple[Cohort, ...]
    departments: tuple[DepartmentLine, ...]
    communities: tuple[CommunityLine, ...]
    standards: tuple[StandardTerms, ...]
    boxes: tuple[BoxLine, ...]
    sources: tuple[SourceLine, ...]
    digest: str

    @property
    def is_draft(self) -> bool:
        """Whether some communities of the stage are not decided yet."""
        return self.decided < self.planned

    @property
    def all_hold(self) -> bool:
        return all(source.holds for source in self.sources)


def report_of(stage: Stage) -> Report:
    """The report on a stage as it stands now."""
    programme = stage.programme
    cases = cases_of(stage.declarations.all())
    streets = streets_of(cases)
    results = decided(cases)
    stages = _stages_up_to(stage)
    standards = standards_of(stage)
    texts = question_texts(one.questionnaire_id for one in results)
    sources = tuple(sources_of(cases))
    return Report(
        district=programme.district.name,
        programme=programme.title,
        office=office_of(programme),
        stage_title=stage.title,
        ordinal=stage.ordinal,
        year=stage.year,
        as_of=clock.today(),
        planned=len(cases),
        decided=len(results),
        accepted=sum(one.level != Level.NOT_YET for one in results),
        levels=levels_of_all(streets),
        whole=district_compared(streets),
        residents_mean=cohort(stage.year, results).residents,
        dates=dates_of(stage),
        work=work_of(stage, cases),
        notices=notices_of(stage),
        stages=stages_against_plan(stage, stages),
        classes=classes_against_plan(stage),
        street_levels=levels_by_street(streets),
        streets=streets_compared(streets),
        heat=heat_map(streets, dimension_titles(standards)),
        residents=residents_of(cases, texts),
        gaps=claimed_against_awarded(streets),
        exceptions=exceptions_of(stage, cases),
        cohorts=_cohorts(stage, stages, streets),
        departments=departments_of(programme, _communities_of(stage)),
        communities=tuple(_community(case) for case in cases),
        standards=tuple(terms_of(standard) for standard in standards),
        boxes=boxes_of(stage),
        sources=sources,
        digest=digest_of(sources),
    )


def _stages_up_to(stage: Stage) -> list[Stage]:
    """The evaluation stages of the programme, this one the last."""
    stages = stage.programme.stages.filter(kind=Stage.Kind.EVALUATION, ordinal__lte=stage.ordinal)
    return list(stages.order_by("ordinal"))


def _communities_of(stage: Stage) -> QuerySet[Place]:
    return Place.objects.filter(declarations__stage=stage)


def _cohorts(
    stage: Stage, stages: Sequence[Stage], streets: Sequence[Street]
) -> tuple[Cohort, ...]:
    """This stage beside the one before it, where both have decisions."""
    earlier = [each for each in stages if each.ordinal < stage.ordinal]
    if not earlier:
        return ()
    before = cohort(earlier[-1].year, decided(cases_of(earlier[-1].declarations.all())))
    now = cohort(stage.year, [one for street in streets for one in street.decided])
    return (before, now) if before.decided and now.decided else ()


def _community(case: Case) -> CommunityLine:
    frozen = case.frozen
    if frozen is None:
        return CommunityLine(
            case.code, case.name, case.street, case.class_label,
            professional=None, residents=None, composite=None,
            level="", level_label=case.state_label, certificate="",
        )  # fmt: skip
    return CommunityLine(
        case.code, case.name, case.street, case.class_label,
        professional=frozen.professional,
        residents=frozen.residents if frozen.is_told else None,
        composite=frozen.composite,
        level=frozen.level,
        level_label=level_label(frozen.level),
        certificate=frozen.certificate,
    )  # fmt: skip
