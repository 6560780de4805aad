"""What reading a workbook collects: problems with their cells, and which path stands where."""

from typing import Any

from evaluation.standards.problems import Problem
from evaluation.standards.sheets.cells import CellProblem, Spot


class Gathering:
    """Collects problems, and the spot of each path such as ``dimensions[0].title.zh``."""

    def __init__(self) -> None:
        self.problems: list[CellProblem] = []
        self.spots: dict[str, Spot] = {}

    def note(self, code: str, spot: Spot | None, **params: Any) -> None:
        self.problems.append(CellProblem(code, params, spot=spot))

    def located(self, problem: Problem) -> CellProblem:
        """The same problem with the cell that its path leads to."""
        return CellProblem(problem.code, problem.params, problem.where, self.spot(problem.where))

    def spot(self, where: str) -> Spot | None:
        """The cell of this path, or of the nearest path above it."""
        while where and where not in self.spots:
            where = where[: max(where.rfind("."), where.rfind("["), 0)]
        return self.spots.get(where)
