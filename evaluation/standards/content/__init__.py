"""What a standard says: read from its file, added up, written down again. No Django here.

    read_standard(plain, *, departments=None) -> (StandardContent | None, list[Problem])
    read_standard_text(text, *, departments=None) -> the same, from YAML or JSON
    to_plain(content) -> dict                    reading it gives the same standard
    content_hash(plain) -> str                   SHA-256 of canonical JSON
    sums(content) -> tuple[Sum, ...]             per class: whole, common, specific, parts
    publishing_problems(content) -> list[Problem]

Reading never raises: it lists every problem with its place, for instance
``dimensions[2].indicators[0].criteria[1].rule.table``.
"""

from evaluation.standards.content.shapes import (
    EVIDENCE_TYPES,
    LEVEL_KEYS,
    METHODS,
    STREET,
    BonusContent,
    CriterionContent,
    DimensionContent,
    EvidenceContent,
    IndicatorContent,
    LevelContent,
    ModerationContent,
    PenaltyContent,
    StandardContent,
    VetoContent,
)
from evaluation.standards.content.standard import read_standard, read_standard_text
from evaluation.standards.content.totals import (
    Sum,
    class_keys_of,
    publishing_problems,
    sums,
)
from evaluation.standards.content.writing import (
    criterion_to_plain,
    level_to_plain,
    to_plain,
)
from evaluation.standards.plain_text import (
    content_hash,
    plain_from_text,
    text_from_plain,
)
from evaluation.standards.problems import Problem
from evaluation.standards.reading import TextPair

__all__ = [
    "EVIDENCE_TYPES",
    "LEVEL_KEYS",
    "METHODS",
    "STREET",
    "BonusContent",
    "CriterionContent",
    "DimensionContent",
    "EvidenceContent",
    "IndicatorContent",
    "LevelContent",
    "ModerationContent",
    "PenaltyContent",
    "Problem",
    "StandardContent",
    "Sum",
    "TextPair",
    "VetoContent",
    "class_keys_of",
    "content_hash",
    "criterion_to_plain",
    "level_to_plain",
    "plain_from_text",
    "publishing_problems",
    "read_standard",
    "read_standard_text",
    "sums",
    "text_from_plain",
    "to_plain",
]
