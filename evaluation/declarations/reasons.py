"""Why a declaration came back, the last time it did."""

from dataclasses import dataclass

from evaluation.declarations.models import Declaration, DeclarationStep

RETURNS = ("return", "return_to_street")


@dataclass(frozen=True)
class Return:
    """A return: the step, its reasons by criterion (primary key), and that of the whole."""

    step: DeclarationStep
    reasons: dict[int, str]
    whole: str = ""


def latest_return(declaration: Declaration) -> Return | None:
    """The last return of this declaration, if its last hand-up was answered by one."""
    step = next((s for s in reversed(declaration.history) if s.name in RETURNS), None)
    if step is None:
        return None
    rows = list(step.reasons.all())
    reasons = {row.criterion_id: row.reason for row in rows if row.criterion_id}
    whole = next((row.reason for row in rows if not row.criterion_id), "") or step.note
    return Return(step, reasons, whole)
