"""Communities with their frozen results: what every figure of a paper is made from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import QuerySet

from communities.models import Place
from evaluation.acceptance.calculation import Computation, from_plain, still_holds
from evaluation.declarations.states import DECIDED
from evaluation.models import Declaration, Level, State, Survey, SurveyFigures
from evaluation.surveys.tally import Tally
from evaluation.surveys.tally import from_plain as tally_from_plain
from harmony.shared import wording


@dataclass(frozen=True)
class Frozen:
    """A decided result: shown points of 100, the claimed and awarded ones, and its sources.

    ``is_told``: whether what residents said may be published. ``holds``: computing it again from
    its inputs gives the same, bit for bit.
    """

    level: str
    professional: Decimal
    residents: Decimal | None
    composite: Decimal | None
    satisfaction_rate: Decimal | None
    claimed: Decimal
    computation: Computation
    tally: Tally | None
    is_told: bool
    questionnaire_id: int | None
    certificate: str
    is_revoked: bool
    standard_hash: str
    scores_hash: str
    tally_hash: str
    holds: bool


@dataclass(frozen=True)
class Case:
    """One community in a stage; ``frozen`` is there once the leading group has decided."""

    declaration_id: int
    stage_id: int
    code: str
    name: str
    street_code: str
    street: str
    community_class: str
    class_label: str
    state: str
    state_label: str
    frozen: Frozen | None

    @property
    def is_accepted(self) -> bool:
        return self.state == State.ACCEPTED


@dataclass(frozen=True)
class Street:
    """A street with its communities of the stage, in the order of their codes."""

    code: str
    name: str
    cases: tuple[Case, ...]

    @property
    def decided(self) -> tuple[Frozen, ...]:
        return decided(self.cases)

    @property
    def accepted(self) -> int:
        return sum(case.is_accepted for case in self.cases)


def cases_of(declarations: QuerySet[Declaration]) -> tuple[Case, ...]:
    """These declarations, each with its community and result, in one query, by code."""
    declarations = (
        declarations.select_related(
            "community__parent", "result", "decision__certificate", "survey__figures"
        )
        .only(
            *("stage", "state", "community", "community__code", "community__community_class"),
            *(f"community__{name}" for name in ("name_zh", "name_en")),
            *(f"community__parent__{name}" for name in ("code", "name_zh", "name_en")),
            *(f"result__{name}" for name in ("professional", "residents", "composite")),
            *(f"result__{name}" for name in ("satisfaction_rate", "self_score", "computation")),
            *(f"result__{name}" for name in ("standard_hash", "scores_hash", "tally_hash")),
            *("decision__level", "decision__certificate__printed_number"),
            "decision__certificate__revoked_at",
            *("survey__tally", "survey__questionnaire_id", "survey__figures__withheld"),
        )
        .order_by("community__code", "pk")
    )
    return tuple(_case(declaration) for declaration in declarations)


def _case(declaration: Declaration) -> Case:
    community = declaration.community
    street = community.parent
    return Case(
        declaration_id=declaration.pk,
        stage_id=declaration.stage_id,
        code=community.code,
        name=community.name,
        street_code=street.code,
        street=street.name,
        community_class=community.community_class,
        class_label=class_label(community),
        state=declaration.state,
        state_label=str(declaration.get_state_display()),
        frozen=_frozen(declaration),
    )


def class_label(community: Place) -> str:
    return (
        str(community.get_community_class_display())
        if community.community_class
        else wording.MISSING
    )


def _frozen(declaration: Declaration) -> Frozen | None:
    """What was decided, or nothing while it is not: an open result is nobody's to report."""
    result = getattr(declaration, "result", None)
    decision = getattr(declaration, "decision", None)
    if declaration.state not in DECIDED or result is None or decision is None:
        return None
    survey: Survey | None = getattr(declaration, "survey", None)
    tally = tally_from_plain(survey.tally) if survey is not None and survey.tally else None
    certificate = getattr(decision, "certificate", None)
    return Frozen(
        level=decision.level,
        professional=result.professional,
        residents=result.residents,
        composite=result.composite,
        satisfaction_rate=result.satisfaction_rate,
        claimed=result.self_score,
        computation=from_plain(result.computation),
        tally=tally,
        is_told=_is_told(survey, tally),
        questionnaire_id=survey.questionnaire_id if survey is not None else None,
        certificate=certificate.printed_number if certificate else "",
        is_revoked=certificate is not None and certificate.revoked_at is not None,
        standard_hash=result.standard_hash,
        scores_hash=result.scores_hash,
        tally_hash=result.tally_hash,
        holds=still_holds(result.computation),
    )


def _is_told(survey: Survey | None, tally: Tally | None) -> bool:
    """By the rule of the pages of results: enough valid answers, and enough slips come back."""
    if survey is None or tally is None:
        return False
    figures: SurveyFigures | None = getattr(survey, "figures", None)
    return tally.is_publishable and (figures is None or not figures.withheld)


def streets_of(cases: Iterable[Case]) -> tuple[Street, ...]:
    """The streets that have communities in the stage, in the order of their codes."""
    ordered = sorted(cases, key=lambda case: case.code)
    return tuple(
        Street(code, members[0].street, members)
        for code, members in (
            (code, tuple(group)) for code, group in groupby(ordered, key=lambda c: c.street_code)
        )
    )


def last_of_each(cases: Iterable[Case]) -> list[Case]:
    """Of a community that had to declare again, only the last time."""
    return list({case.code: case for case in cases}.values())


def decided(cases: Iterable[Case]) -> tuple[Frozen, ...]:
    return tuple(case.frozen for case in cases if case.frozen is not None)


def with_results(cases: Iterable[Case]) -> list[tuple[Case, Frozen]]:
    """The decided communities, each beside its result."""
    return [(case, case.frozen) for case in cases if case.frozen is not None]


def level_label(level: str) -> str:
    return str(Level(level).label) if level in Level.values else level


def count_levels(results: Sequence[Frozen]) -> dict[str, int]:
    """How many reached which level, best first, none left out."""
    return {level: sum(one.level == level for one in results) for level in Level.values}
