"""The dossier of a round, as far as it is offered to somebody."""

from dataclasses import dataclass

from evaluation.documents.dossiers import dossier_of
from evaluation.documents.services import may_ask_for
from evaluation.forms.documents import DossierForm
from evaluation.models import HandUp


@dataclass(frozen=True)
class Offer:
    """What one person may ask for of one round."""

    hand_up: HandUp
    form: DossierForm
    with_files: bool


def offer_of(hand_up: HandUp | None, user) -> Offer | None:
    """The dossier of this round; None where nothing was handed up or it is not theirs to read."""
    if hand_up is None or not may_ask_for(dossier_of(hand_up, form="pdf"), user):
        return None
    with_files = may_ask_for(dossier_of(hand_up, form="zip"), user)
    return Offer(hand_up, DossierForm(auto_id="dossier_%s"), with_files)
