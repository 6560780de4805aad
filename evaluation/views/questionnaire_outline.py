"""The draft of a questionnaire as its editor sees it: sections, questions, and the sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evaluation.forms.questionnaire_fields import Around
from evaluation.models import Questionnaire, Standard, StandardState
from evaluation.standards.figures import ZERO, plain, read_decimal
from evaluation.surveys.questionnaire_content.editing import Section, sections_of
from evaluation.surveys.questionnaire_content.weights import WeightSums, weight_sums
from evaluation.surveys.questionnaires import standard_of

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One question, with the number residents see it under. ``places`` tell the edges."""

    key: str
    number: int
    zh: str
    en: str
    weight: str
    is_first: bool
    is_last: bool

    @property
    def anchor(self) -> str:
        return f"item-{self.key}"


@dataclass(frozen=True)
class Block:
    """The questions about one dimension."""

    dimension: str
    title: str
    is_known: bool
    is_scattered: bool
    weight: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class SumLine:
    """A row of the table of sums."""

    dimension: str
    title: str
    count: int
    weight: str


@dataclass(frozen=True)
class SumTable:
    """``sums`` with the title of each dimension, those that are not asked about at the end."""

    sums: WeightSums
    lines: list[SumLine]

    @property
    def total(self) -> str:
        return exact(self.sums.total)

    @property
    def missing(self) -> str:
        """What is missing to 1; empty where nothing is."""
        return exact(self.sums.missing) if self.sums.missing > 0 else ""

    @property
    def over(self) -> str:
        return exact(self.sums.over) if self.sums.over > 0 else ""


def exact(weight: Decimal | None) -> str:
    """All its digits: a weight is never shown rounded, or it would seem to add up."""
    return "–" if weight is None else plain(weight.normalize())


def around_of(draft: Questionnaire) -> Around:
    """The district's standards, and the dimensions of the one that the draft belongs to."""
    rows = Standard.objects.filter(district=draft.district_id).exclude(state=StandardState.RETIRED)
    standards = {row.key: row.title for row in rows.defer("content", "levels").order_by("version")}
    own = standard_of(draft.content, draft.district)
    dimensions = (
        {row.code: f"{row.code} {row.title}" for row in own.dimensions.all()} if own else {}
    )
    return Around(standards, dimensions)


def blocks_of(written: Plain, around: Around) -> list[Block]:
    sums = {one.dimension: one.weight for one in weight_sums(written["items"]).sections}
    return [
        Block(
            dimension=section.dimension,
            title=around.dimensions.get(section.dimension, section.dimension),
            is_known=not around.dimensions or section.dimension in around.dimensions,
            is_scattered=section.is_scattered,
            weight=exact(sums.get(section.dimension, ZERO)),
            lines=_lines(section),
        )
        for section in sections_of(written, around.dimensions)
    ]


def _lines(section: Section) -> list[Line]:
    pairs = list(zip(section.items, section.places, strict=True))
    return [
        Line(
            key=item["key"],
            number=place + 1,
            zh=item["text"]["zh"],
            en=item["text"]["en"],
            weight=exact(read_decimal(item["weight"])),
            is_first=item is section.items[0],
            is_last=item is section.items[-1],
        )
        for item, place in pairs
    ]


def sum_table(items: Iterable[Plain], around: Around) -> SumTable:
    sums = weight_sums(items)
    found = {one.dimension: one for one in sums.sections}
    names = dict.fromkeys([*around.dimensions, *found])
    lines = [
        SumLine(
            name,
            around.dimensions.get(name, name),
            found[name].count if name in found else 0,
            exact(found[name].weight if name in found else ZERO),
        )
        for name in names
    ]
    return SumTable(sums, lines)
