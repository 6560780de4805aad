"""Reading a programme from plain values: what it says, and everything wrong with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from communities.places.models import Title
from communities.programme.listed import (
    ListedDepartment,
    ListedMeasure,
    ListedProgramme,
    ListedStage,
    ListedTask,
    Problem,
    ProgrammeRefused,
    Words,
)
from communities.programme.models import Stage
from harmony.shared.wording import listed

STREETS = "streets"
"""Stands, among departments, for every street office of the district."""
ANY_TITLE = "any"
THE_REST = "rest"
KINDS = {"publicity": Stage.Kind.PREPARATION, **{kind.value: kind for kind in Stage.Kind}}


def read_programme(mapping: Mapping[str, Any]) -> ListedProgramme:
    """What the mapping says. Raises ProgrammeRefused with everything that is wrong with it."""
    reader = _Reader()
    programme = reader.programme(mapping)
    if reader.problems:
        raise ProgrammeRefused(reader.problems)
    return programme


@dataclass
class _Reader:
    """Takes the mapping apart and goes on after a problem, so that all are told at once."""

    problems: list[Problem] = field(default_factory=list)

    def programme(self, said: Mapping[str, Any]) -> ListedProgramme:
        run_by = said.get("run_by") or {}
        if not isinstance(run_by, Mapping):
            self._object("run_by", _("Write “decides: …” and “office: …” here."))
            run_by = {}
        departments = tuple(self._departments(said))
        known = {department.key for department in departments}
        programme = ListedProgramme(
            title=self._words(said.get("title"), "title"),
            goal=self._words(said.get("goal"), "goal", most=2000, needed=False),
            decided_by=self._words(run_by.get("decides"), "run_by.decides", needed=False),
            office=self._words(run_by.get("office"), "run_by.office", needed=False),
            help_line=self._text(said.get("help_line") or "", "help_line", most=40),
            starts_on=self._day(said.get("starts"), "starts"),
            ends_on=self._day(said.get("ends"), "ends"),
            stages=tuple(self._stages(said)),
            departments=departments,
            main_tasks=tuple(self._tasks(said, known)),
        )
        if programme.ends_on <= programme.starts_on and not self.problems:
            self._object("ends", _("The programme ends before it starts."))
        return programme

    def _stages(self, said: Mapping[str, Any]) -> Iterable[ListedStage]:
        seen: set[Any] = set()
        for where, stage in self._items(said, "stages", needed=True):
            ordinal = self._number(stage.get("ordinal"), f"{where}.ordinal", most=99)
            self._once(ordinal, seen, f"{where}.ordinal")
            yield ListedStage(
                ordinal=ordinal,
                year=self._number(stage.get("year"), f"{where}.year", least=1949, most=2200),
                kind=self._one_of(stage.get("kind", "evaluation"), KINDS, f"{where}.kind"),
                title=self._words(stage, where),
                target=self._target(stage.get("target"), f"{where}.target"),
                mainly=self._one_of(
                    stage.get("mainly", ANY_TITLE),
                    {ANY_TITLE: "", **{title.value: title.value for title in Title}},
                    f"{where}.mainly",
                ),
            )

    def _target(self, value: Any, where: str) -> int | None:
        if value is None or value == THE_REST:
            return None
        return self._number(value, where, least=1, most=10_000)

    def _departments(self, said: Mapping[str, Any]) -> Iterable[ListedDepartment]:
        seen: set[Any] = {STREETS}
        for where, department in self._items(said, "departments"):
            key = self._key(department.get("key"), f"{where}.key")
            self._once(key, seen, f"{where}.key")
            yield ListedDepartment(key, self._words(department, where, most=100))

    def _tasks(self, said: Mapping[str, Any], known: set[str]) -> Iterable[ListedTask]:
        seen: set[Any] = set()
        for where, task in self._items(said, "main_tasks"):
            number = self._number(task.get("number"), f"{where}.number", least=1, most=99)
            self._once(number, seen, f"{where}.number")
            responsible = self._responsible(task.get("responsible"), known, f"{where}.responsible")
            yield ListedTask(
                number=number,
                title=self._words(task, where),
                departments=tuple(key for key in responsible if key != STREETS),
                streets_answer=STREETS in responsible,
                measures=tuple(self._measures(task, where)),
            )

    def _measures(self, task: Mapping[str, Any], above: str) -> Iterable[ListedMeasure]:
        seen: set[Any] = set()
        for where, measure in self._items(task, "measures", above=f"{above}."):
            key = self._key(measure.get("key"), f"{where}.key")
            self._once(key, seen, f"{where}.key")
            yield ListedMeasure(key, self._words(measure, where, most=300))

    def _responsible(self, value: Any, known: set[str], where: str) -> list[str]:
        if not isinstance(value, list) or not value:
            self._object(where, _("Name the departments that answer for the task, in a list."))
            return []
        for place, key in enumerate(value):
            if not isinstance(key, str) or key not in known | {STREETS}:
                reason = _("There is no department “%(key)s” in this programme.") % {"key": key}
                self._object(f"{where}[{place}]", reason)
        return [key for key in value if isinstance(key, str)]

    def _items(
        self, said: Mapping[str, Any], name: str, *, above: str = "", needed: bool = False
    ) -> Iterable[tuple[str, Mapping[str, Any]]]:
        items = said.get(name) or []
        if not isinstance(items, list) or (needed and not items):
            self._object(f"{above}{name}", _("A list is needed here."))
            return
        for place, item in enumerate(items):
            where = f"{above}{name}[{place}]"
            if isinstance(item, Mapping):
                yield where, item
            else:
                self._object(where, _("Names with values are needed here, such as “key: …”."))

    def _words(self, value: Any, where: str, *, most: int = 200, needed: bool = True) -> Words:
        """A text in both languages; the Chinese one is needed, the English may follow later."""
        if value is None and not needed:
            return Words()
        if not isinstance(value, Mapping):
            self._object(where, _("A text in both languages is needed: “zh: …” and “en: …”."))
            return Words()
        zh = self._text(value.get("zh") or "", f"{where}.zh", most=most)
        en = self._text(value.get("en") or "", f"{where}.en", most=most)
        if not zh and not self._objected(f"{where}.zh"):
            self._object(f"{where}.zh", _("The Chinese text is missing."))
        return Words(zh, en)

    def _text(self, value: Any, where: str, *, most: int) -> str:
        text = str(value).strip() if isinstance(value, str | int | float) else ""
        if not text and value != "":
            self._object(where, _("A text is needed here."))
        if len(text) > most:
            reason = _("The text has %(count)s letters; %(most)s is the most.")
            self._object(where, reason % {"count": len(text), "most": most})
        return text

    def _key(self, value: Any, where: str) -> str:
        if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,40}", value):
            return value
        self._object(where, _("A key of letters, digits and _ is needed here, 40 at most."))
        return ""

    def _number(self, value: Any, where: str, *, least: int = 0, most: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self._object(
            where,
            _("A whole number from %(least)s to %(most)s is needed here.")
            % {"least": least, "most": most},
        )
        return least

    def _day(self, value: Any, where: str) -> date:
        try:
            day = value if type(value) is date else date.fromisoformat(value)
        except (TypeError, ValueError):
            self._object(where, _("A date such as 2005-07-01 is needed here."))
            return date.min
        return day

    def _one_of(self, value: Any, known: Mapping[str, str], where: str) -> str:
        if isinstance(value, str) and value in known:
            return known[value]
        reason = _("“%(value)s” is not known here. Known are: %(values)s.")
        self._object(where, reason % {"value": value, "values": listed(known)})
        return ""

    def _once(self, value: Any, seen: set[Any], where: str) -> None:
        if value in seen and not self._objected(where):
            self._object(where, _("“%(value)s” is used already.") % {"value": value})
        seen.add(value)

    def _object(self, where: str, reason: str) -> None:
        self.problems.append(Problem(where, reason))

    def _objected(self, where: str) -> bool:
        return any(problem.where == where for problem in self.problems)
