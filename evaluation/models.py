"""Every model of this app, so that nobody needs to know the folder it lives in."""

from evaluation.acceptance.models import (
    ACCEPTING_LEVELS,
    Certificate,
    Decision,
    Level,
    Notice,
    NoticeEntry,
    Result,
)
from evaluation.appraisal.models import (
    Assignment,
    Moderation,
    Penalty,
    Score,
    Veto,
    Visit,
    VisitPhoto,
)
from evaluation.declarations.models import (
    Declaration,
    DeclarationStep,
    Entry,
    Evidence,
    EvidenceUse,
    HandUp,
    ReturnReason,
)
from evaluation.declarations.states import State
from evaluation.documents.models import Document, DocumentState
from evaluation.standards.models import (
    Criterion,
    Dimension,
    Indicator,
    PenaltyItem,
    Standard,
    StandardState,
    StageBasis,
    VetoItem,
)
from evaluation.surveys.models import Answer, Code, Questionnaire, SlipBatch, Survey

__all__ = [
    "ACCEPTING_LEVELS",
    "Answer",
    "Assignment",
    "Certificate",
    "Code",
    "Criterion",
    "Decision",
    "Declaration",
    "DeclarationStep",
    "Dimension",
    "Document",
    "DocumentState",
    "Entry",
    "Evidence",
    "EvidenceUse",
    "HandUp",
    "Indicator",
    "Level",
    "Moderation",
    "Notice",
    "NoticeEntry",
    "Penalty",
    "PenaltyItem",
    "Questionnaire",
    "Result",
    "ReturnReason",
    "Score",
    "SlipBatch",
    "Standard",
    "StandardState",
    "StageBasis",
    "State",
    "Survey",
    "Veto",
    "VetoItem",
    "Visit",
    "VisitPhoto",
]
