"""The dossier of a declaration: what was handed up in one round, bound for keeping.

    dossier_of(hand_up, form=…, language=…, moves=…) -> Document     not saved yet
    request_dossier(hand_up, by=…, form=…, language=…) -> Document

``params`` are ``round``, ``form`` – pdf, or zip with every file – and ``moves``: how much of the
history it tells, as a number of moves (``declarations.history``). A round never changes, so the
same three are the same paper; once the street has examined the round there is more to tell, and
whoever asks then is owed another.
"""

from evaluation.declarations.history import moves_until, rounds_of
from evaluation.declarations.models import HandUp
from evaluation.documents.models import Document
from evaluation.documents.services import request_document

FORMS = ("pdf", "zip")


def dossier_of(hand_up: HandUp, *, form: str, language: str = "", moves: int = 0) -> Document:
    """The paper that would be asked for."""
    return Document(
        kind=Document.Kind.DOSSIER,
        declaration_id=hand_up.declaration_id,
        language=language,
        params={"round": hand_up.round, "form": form, "moves": moves},
    )


def request_dossier(hand_up: HandUp, *, by, form: str, language: str) -> Document:
    """Ask for the dossier of a round as far as it has come. Raises PermissionDenied."""
    moves = moves_until(rounds_of(hand_up.declaration), hand_up.round)
    wanted = dossier_of(hand_up, form=form, language=language, moves=moves)
    return request_document(
        Document.Kind.DOSSIER,
        by=by,
        language=language,
        params=wanted.params,
        declaration=hand_up.declaration,
    )
