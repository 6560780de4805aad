"""What a paper was made from: the standards in use, and the frozen results by their hashes."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from communities.models import Stage
from evaluation.models import Dimension, Standard
from tasks.reporting.cases import Case, level_label, with_results
from tasks.reporting.figures import HUNDRED


@dataclass(frozen=True)
class LevelTerms:
    """What a level asks for: composite in points, satisfaction rate in per cent."""

    label: str
    composite: str
    satisfaction_rate: str
    dimension_share: str
    valid_answers: int | None


@dataclass(frozen=True)
class StandardTerms:
    """A standard that communities of the stage were judged by."""

    title: str
    edition: str
    version: int
    content_hash: str
    professional_percent: Decimal
    residents_percent: Decimal
    levels: tuple[LevelTerms, ...]


@dataclass(frozen=True)
class SourceLine:
    """The frozen result of one community that figures were made from, by its hashes."""

    code: str
    name: str
    standard_hash: str
    scores_hash: str
    tally_hash: str
    holds: bool


def terms_of(standard: Standard) -> StandardTerms:
    return StandardTerms(
        title=standard.title,
        edition=standard.edition,
        version=standard.version,
        content_hash=standard.content_hash,
        professional_percent=standard.professional_weight * HUNDRED,
        residents_percent=standard.residents_weight * HUNDRED,
        levels=tuple(_level_terms(level) for level in standard.levels),
    )


def _level_terms(level: dict) -> LevelTerms:
    conditions = level["conditions"]
    shares = sorted(set((conditions.get("dimension_share_at_least") or {}).values()), key=Decimal)
    return LevelTerms(
        label=level_label(level["key"]),
        composite=conditions.get("composite_at_least") or "",
        satisfaction_rate=conditions.get("satisfaction_rate_at_least") or "",
        dimension_share="–".join(dict.fromkeys([*shares[:1], *shares[-1:]])),
        valid_answers=conditions.get("valid_answers_at_least"),
    )


def sources_of(cases: Sequence[Case]) -> Iterator[SourceLine]:
    for case, frozen in with_results(cases):
        yield SourceLine(
            code=case.code,
            name=case.name,
            standard_hash=frozen.standard_hash,
            scores_hash=frozen.scores_hash,
            tally_hash=frozen.tally_hash,
            holds=frozen.holds,
        )


def digest_of(sources: Sequence[SourceLine]) -> str:
    """SHA-256 over the results in the order of their codes: one line each, hashes included."""
    lines = (
        f"{one.code} {one.standard_hash} {one.scores_hash} {one.tally_hash}\n" for one in sources
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def standards_of(stage: Stage) -> list[Standard]:
    """The standards in use; usually one."""
    in_use = stage.declarations.order_by().values("standard")
    return list(Standard.objects.filter(pk__in=in_use).defer("content").order_by("pk"))


def dimension_titles(standards: Sequence[Standard]) -> dict[str, str]:
    dimensions = Dimension.objects.filter(standard__in=[standard.pk for standard in standards])
    return {each.code: each.title for each in dimensions.order_by("standard", "position")}
