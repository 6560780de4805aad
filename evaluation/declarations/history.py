"""The rounds of a declaration: each hand-up, and what street and office answered to it.

rounds_of(declaration) -> list[Round]       two queries
rounds_in(moves) -> list[Round]
moves_told(declaration) -> list[DeclarationStep]
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from evaluation.declarations.models import Declaration, DeclarationStep

TOLD = ("submit", "return", "pass", "return_to_street", "receive")
"""The moves between the community, its street and the office; what follows is the evaluation."""

EXAMINED = {"return", "pass"}
"""The moves by which the street gives its opinion."""


@dataclass(frozen=True)
class Round:
    """One hand-up, by its move, and the moves that answered it, oldest first."""

    number: int
    sent: DeclarationStep
    answers: list[DeclarationStep] = field(default_factory=list)

    @property
    def examined(self) -> DeclarationStep | None:
        """The street's examination; None while it is still to come."""
        return next((step for step in reversed(self.answers) if step.name in EXAMINED), None)


def rounds_of(declaration: Declaration) -> list[Round]:
    return rounds_in(moves_told(declaration))


def moves_told(declaration: Declaration) -> list[DeclarationStep]:
    """The moves that a dossier tells, oldest first, with who made them and the reasons given."""
    steps = declaration.steps.filter(name__in=TOLD).select_related("by")
    return list(steps.prefetch_related("reasons__criterion"))


def rounds_in(moves: Iterable[DeclarationStep]) -> list[Round]:
    rounds: list[Round] = []
    for step in moves:
        if step.name == "submit":
            rounds.append(Round(len(rounds) + 1, step))
        elif rounds:
            rounds[-1].answers.append(step)
    return rounds


def moves_until(rounds: Sequence[Round], number: int) -> int:
    """How many moves were made by the end of this round, with all that answered it."""
    return sum(1 + len(one.answers) for one in rounds if one.number <= number)
