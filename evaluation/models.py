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
from evaluation.surveys.box_models import (
    Answer,
    Ballot,
    BallotBox,
    BallotLeaf,
    BoxEvent,
    Comment,
    Complaint,
)
from evaluation.surveys.comment_models import CommentDecision
from evaluation.surveys.desk_models import AssistedEntry
from evaluation.surveys.figures import QuestionFigure, QuestionTotal, SurveyFigures
from evaluation.surveys.kiosk_models import Kiosk
from evaluation.surveys.models import (
    Code,
    Questionnaire,
    SlipBatch,
    Survey,
    VoidedSlips,
)
from evaluation.surveys.paper_models import FirstEntry, UncompletedForms
from evaluation.surveys.questionnaire_changes import QuestionnaireChange
from evaluation.surveys.replacement_models import Replacement
from evaluation.surveys.signal_models import Signal, SignalReview

__all__ = [
    "ACCEPTING_LEVELS",
    "Answer",
    "Assignment",
    "AssistedEntry",
    "Ballot",
    "BallotBox",
    "BallotLeaf",
    "BoxEvent",
    "Certificate",
    "Code",
    "Comment",
    "CommentDecision",
    "Complaint",
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
    "FirstEntry",
    "HandUp",
    "Indicator",
    "Kiosk",
    "Level",
    "LookPart",
    "Moderation",
    "Notice",
    "NoticeEntry",
    "Penalty",
    "PenaltyItem",
    "Presence",
    "QuestionFigure",
    "QuestionTotal",
    "Questionnaire",
    "QuestionnaireChange",
    "Remark",
    "Replacement",
    "Result",
    "ReturnReason",
    "RoomGrant",
    "Score",
    "Signal",
    "SignalReview",
    "SlipBatch",
    "StageBasis",
    "Standard",
    "StandardChange",
    "StandardState",
    "State",
    "Survey",
    "SurveyFigures",
    "UncompletedForms",
    "Upload",
    "Veto",
    "VetoItem",
    "Visit",
    "VisitPhoto",
    "VoidedSlips",
]
