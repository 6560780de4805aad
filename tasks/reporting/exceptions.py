"""Vetoes, penalties and bonuses, and who has to do it over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from communities.models import Stage
from evaluation.acceptance.calculation import Extra
from evaluation.acceptance.messages import condition_in_words, gap_in_words
from evaluation.models import Criterion, Level, Penalty, Veto
from tasks.reporting.cases import Case, Frozen, with_results


@dataclass(frozen=True)
class VetoLine:
    community: str
    street: str
    item: str
    ground: str
    date: date


@dataclass(frozen=True)
class PenaltyLine:
    """``cases`` of one ground, recorded on a day."""

    community: str
    street: str
    item: str
    ground: str
    date: date
    cases: int


@dataclass(frozen=True)
class BonusLine:
    """Points beyond the base that a community was given for one thing."""

    community: str
    street: str
    item: str
    points: Decimal


@dataclass(frozen=True)
class NotYetLine:
    """A community that was not accepted, and which conditions of the lowest level failed."""

    community: str
    street: str
    composite: Decimal | None
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Exceptions:
    vetoes: tuple[VetoLine, ...]
    penalties: tuple[PenaltyLine, ...]
    bonuses: tuple[BonusLine, ...]
    not_yet: tuple[NotYetLine, ...]


def exceptions_of(stage: Stage, cases: Sequence[Case]) -> Exceptions:
    by_declaration = {case.declaration_id: case for case, _ in with_results(cases)}
    return Exceptions(
        vetoes=tuple(_vetoes(stage, by_declaration)),
        penalties=tuple(_penalties(stage, by_declaration)),
        bonuses=tuple(_bonuses(cases, bonus_titles(stage))),
        not_yet=tuple(
            NotYetLine(case.name, case.street, frozen.composite, tuple(_reasons(frozen)))
            for case, frozen in with_results(cases)
            if not case.is_accepted
        ),
    )


def bonus_titles(stage: Stage) -> dict[str, str]:
    """The bonus items of the standards in use, by code, in one query."""
    in_use = stage.declarations.order_by().values("standard")
    items = Criterion.objects.filter(kind=Criterion.Kind.BONUS, standard__in=in_use)
    return {item.code: item.title for item in items}


def _vetoes(stage: Stage, cases: Mapping[int, Case]) -> Iterable[VetoLine]:
    found = Veto.objects.filter(declaration__stage=stage, struck_at=None).select_related("item")
    for veto in found.order_by("declaration__community__code", "date", "pk"):
        if case := cases.get(veto.declaration_id):
            yield VetoLine(case.name, case.street, veto.item.title, veto.ground, veto.date)


def _penalties(stage: Stage, cases: Mapping[int, Case]) -> Iterable[PenaltyLine]:
    found = Penalty.objects.filter(declaration__stage=stage, struck_at=None)
    ordered = found.select_related("item").order_by("declaration__community__code", "date", "pk")
    for penalty in ordered:
        if case := cases.get(penalty.declaration_id):
            yield PenaltyLine(
                community=case.name,
                street=case.street,
                item=penalty.item.title,
                ground=penalty.ground,
                date=penalty.date,
                cases=penalty.count,
            )


def _bonuses(cases: Sequence[Case], titles: Mapping[str, str]) -> Iterable[BonusLine]:
    for case, frozen in with_results(cases):
        for bonus in _counted(frozen):
            title = titles.get(bonus.code, bonus.code)
            yield BonusLine(case.name, case.street, title, bonus.counted)


def _reasons(frozen: Frozen) -> Iterable[str]:
    """What was short of the lowest level, and by how much; empty where another reason decided."""
    if frozen.computation.level != Level.NOT_YET or not frozen.computation.verdicts:
        return
    for condition in frozen.computation.verdicts[-1].unmet:
        yield _("%(condition)s: %(gap)s") % {
            "condition": condition_in_words(condition),
            "gap": gap_in_words(condition),
        }


def _counted(frozen: Frozen) -> list[Extra]:
    return [bonus for bonus in frozen.computation.professional.bonuses if bonus.counted]
