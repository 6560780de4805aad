"""A programme as a file names it, before it becomes rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from harmony.shared.languages import in_language


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: the path to it, as in ``stages[2].year``, or a line."""

    where: str
    reason: str


class ProgrammeRefused(Exception):
    """The programme has problems; nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{each.where}: {each.reason}" for each in self.problems))


@dataclass(frozen=True)
class Words:
    """A text in both languages, shown in the reader's."""

    zh: str = ""
    en: str = ""

    def __str__(self) -> str:
        return in_language(self.zh, self.en)

    def fields(self, name: str) -> dict[str, str]:
        return {f"{name}_zh": self.zh, f"{name}_en": self.en}


@dataclass(frozen=True)
class ListedStage:
    ordinal: int
    year: int
    kind: str
    title: Words
    target: int | None
    mainly: str


@dataclass(frozen=True)
class ListedDepartment:
    key: str
    name: Words


@dataclass(frozen=True)
class ListedMeasure:
    key: str
    text: Words


@dataclass(frozen=True)
class ListedTask:
    number: int
    title: Words
    departments: tuple[str, ...]
    streets_answer: bool
    measures: tuple[ListedMeasure, ...]


@dataclass(frozen=True)
class ListedProgramme:
    title: Words
    goal: Words
    decided_by: Words
    office: Words
    help_line: str
    starts_on: date
    ends_on: date
    stages: tuple[ListedStage, ...]
    departments: tuple[ListedDepartment, ...]
    main_tasks: tuple[ListedTask, ...]
