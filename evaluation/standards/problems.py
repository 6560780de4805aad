"""What is wrong with something somebody wrote, said without words.

Pure modules report a code with parameters and a place; the sentence for each code stands in
``evaluation.standards.messages``.

    Problem(code, params, where)
    at(where, key) -> str          "dimensions[2].points", "table[3]"
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

MISSING = "missing"
"""The code for “not filled in yet”: a draft may be saved with it, a hand-up may not."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where.

    ``params`` holds only what JSON can hold: strings, whole numbers, pairs of texts.
    ``where`` is the path from the top of what was read, empty for the whole of it.
    """

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    where: str = ""

    def under(self, place: str) -> "Problem":
        """The same problem, seen from further up."""
        return replace(self, where=join(place, self.where))


def at(where: str, key: str | int) -> str:
    """The place of a key or of a position inside a place."""
    if isinstance(key, int):
        return f"{where}[{key}]"
    return f"{where}.{key}" if where else key


def join(place: str, inner: str) -> str:
    """One path behind the other: ``"rule"`` and ``"table[3]"`` give ``"rule.table[3]"``."""
    if not place or not inner:
        return place or inner
    return f"{place}{inner}" if inner.startswith("[") else f"{place}.{inner}"


def only_gaps(problems: Iterable[Problem]) -> bool:
    """Whether nothing is wrong except that something is not filled in yet."""
    return all(problem.code == MISSING for problem in problems)
