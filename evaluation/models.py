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
from evaluation.declarations.evidence_models import Evidence
from evaluation.declarations.library_models import LookPart, RoomGrant, Upload
from evaluation.declarations.models import (
    Declaration,
    DeclarationStep,
    Entry,
    EvidenceUse,
    HandUp,
    Presence,
    Remark,
    ReturnReason,
)
from evaluation.declarations.states import State
from evaluation.documents.models import Document, DocumentSource, DocumentState
from evaluation.standards.models import (
    Criterion,
    Dimension,
    Indicator,
    PenaltyItem,
    StageBasis,
    Standard,
    StandardChange,
    StandardState,
    VetoItem,
)
from evaluation.surveys.figures import QuestionFigure, SurveyFigures
from evaluation.surveys.models import (
    Answer,
    Code,
    Questionnaire,
    SlipBatch,
    Survey,
    VoidedSlips,
)

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
    "DocumentSource",
    "DocumentState",
    "Entry",
    "Evidence",
    "EvidenceUse",
    "HandUp",
    "Indicator",
    "Level",
    "LookPart",
    "Moderation",
    "Notice",
    "NoticeEntry",
    "Penalty",
    "PenaltyItem",
    "Presence",
    "QuestionFigure",
    "Questionnaire",
    "Remark",
    "Result",
    "ReturnReason",
    "RoomGrant",
    "Score",
    "SlipBatch",
    "Standard",
    "StandardChange",
    "StandardState",
    "StageBasis",
    "State",
    "Survey",
    "SurveyFigures",
    "Upload",
    "Veto",
    "VetoItem",
    "Visit",
    "VisitPhoto",
    "VoidedSlips",
]
