"""What somebody sees who holds the database, and how they try to join slips and answers.

An attacker here is given more than any backup or journal holds: they look after every single
transaction, see which row changed and which came, with the row versions and places that the
database keeps by itself. A strategy lines the codes of a community up in one order and its
answers in another, and joins them place by place.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class SeenCode:
    """A used code. ``order`` is when it was used; the rest is what lies beside it."""

    name: str
    order: int
    place: Any
    version: int
    marks: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SeenAnswer:
    """A readable answer. ``order`` is when it came, the same for all that came at once."""

    name: str
    order: int
    place: Any
    version: int
    marks: dict[str, Any] = field(default_factory=dict)


Links = dict[str, str]
"""From the name of a code to the name of an answer."""

Strategy = Callable[[list[SeenCode], list[SeenAnswer]], Links]


def places(table: str, column: str) -> dict[Any, tuple[Any, int]]:
    """Where each row lies and which transaction wrote it, by the value of a column.

    PostgreSQL tells both (ctid, xmin). SQLite has a rowid, and no version in its rows.
    """
    hidden = "rowid, 0" if connection.vendor == "sqlite" else "ctid::text, xmin::text::bigint"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}, {hidden} FROM {table}")  # noqa: S608 -- our own names
        return {row[0]: (_place(row[1]), row[2]) for row in cursor.fetchall()}


def _place(told: Any) -> Any:
    if isinstance(told, str):  # (page, line)
        page, line = told.strip("()").split(",")
        return int(page), int(line)
    return told


# ------------------------------------------------------------------ strategies
def lined_up(
    code_key: Callable[[SeenCode], Any], answer_key: Callable[[SeenAnswer], Any]
) -> Strategy:
    def strategy(codes: list[SeenCode], answers: list[SeenAnswer]) -> Links:
        pairs = zip(sorted(codes, key=code_key), sorted(answers, key=answer_key), strict=False)
        return {code.name: answer.name for code, answer in pairs}

    return strategy


def by_version(codes: list[SeenCode], answers: list[SeenAnswer]) -> Links:
    """Rows that one transaction wrote."""
    wrote: dict[int, list[SeenAnswer]] = {}
    for answer in answers:
        wrote.setdefault(answer.version, []).append(answer)
    return {
        code.name: wrote[code.version][0].name
        for code in codes
        if code.version and len(wrote.get(code.version, [])) == 1
    }


def by_moment(codes: list[SeenCode], answers: list[SeenAnswer]) -> Links:
    """A code that was used at the moment at which exactly one answer came."""
    came: dict[int, list[SeenAnswer]] = {}
    for answer in answers:
        came.setdefault(answer.order, []).append(answer)
    return {
        code.name: came[code.order][0].name for code in codes if len(came.get(code.order, [])) == 1
    }


def mark(name: str) -> Callable[[Any], Any]:
    return lambda row: row.marks[name]


STRATEGIES: dict[str, Strategy] = {
    "the moment both came": by_moment,
    "the transaction that wrote both": by_version,
    "use, against place of the answer": lined_up(lambda c: c.order, lambda a: a.place),
    "use backwards, against place": lined_up(lambda c: -c.order, lambda a: a.place),
    "place of the code, against place": lined_up(lambda c: c.place, lambda a: a.place),
    "version of the code, against place": lined_up(
        lambda c: (c.version, c.place), lambda a: (a.version, a.place)
    ),
    "use, against key of the answer": lined_up(lambda c: c.order, lambda a: a.name),
    "use, against salt": lined_up(lambda c: c.order, mark("salt")),
    "envelope, against key": lined_up(mark("envelope"), lambda a: a.name),
    "length of the envelope, against length": lined_up(mark("length"), mark("length")),
    "receipt, against salt": lined_up(mark("receipt"), mark("salt")),
}


def most_linked(
    groups: Iterable[tuple[list[SeenCode], list[SeenAnswer], Links]],
) -> dict[str, int]:
    """How many codes each strategy links rightly, over all communities."""
    right = dict.fromkeys(STRATEGIES, 0)
    for codes, answers, truth in groups:
        for name, strategy in STRATEGIES.items():
            links = strategy(codes, answers)
            right[name] += sum(truth[code] == answer for code, answer in links.items())
    return right
