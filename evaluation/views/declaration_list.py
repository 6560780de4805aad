"""A list of self-examinations: filtered, sorted and cut into pages as its address says."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Stage, stage_label
from evaluation.acceptance.standings import rank
from evaluation.declarations.listing import with_due, with_gaps, with_progress
from evaluation.declarations.states import OPEN_STATES
from evaluation.forms.declarations import DeclarationFilter
from evaluation.models import Declaration, State
from harmony.shared import clock
from harmony.shared.languages import in_language
from harmony.shared.wording import listed

ROWS = 25
SORTS = {
    "community": [Lower("community__name_en"), F("community__code")],
    "street": [F("community__code")],
    "stage": [F("stage__year"), F("community__code")],
    "state": [rank("state", State.values)],
    "progress": [F("criteria_done")],
    "points": [F("self_points")],
    "due": [F("due_at")],
}
USUAL_SORT = "due"


class DeclarationList:
    """What a page with these declarations shows at this address; three queries.

    ``stages`` are those to choose from, where they are known and all is of one street: one
    query less.
    """

    def __init__(
        self, request: HttpRequest, declarations, *, stages: Sequence[Stage] | None = None
    ) -> None:
        # Named by their keys: as they come they are told apart column by column, and each count
        # would work out every column of every row.
        keys = declarations.order_by().values("pk")
        self.query, self.stages = request.GET, stages
        self.declarations = Declaration.objects.filter(pk__in=keys)

    @cached_property
    def sort(self) -> str:
        asked = self.query.get("sort", "")
        return asked if asked.removeprefix("-") in SORTS else USUAL_SORT

    @cached_property
    def filters(self) -> DeclarationFilter:
        if self.stages is None:
            streets, stages = _choices(self.declarations)
        else:
            streets, stages = [], [(str(stage.pk), stage.label) for stage in self.stages]
        return DeclarationFilter(self.query, streets=streets, stages=stages)

    @cached_property
    def page(self) -> Page:
        found = self.filters.narrow(with_due(with_progress(self.declarations.for_listing())))
        rows = with_gaps(found).order_by(*_order(self.sort), "state_since", "pk")
        return Paginator(rows, ROWS).get_page(self.query.get("page"))

    @property
    def summary(self) -> str:
        count = self.page.paginator.count
        return ngettext("%(n)s declaration", "%(n)s declarations", count) % {"n": count}

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """One line each: where it stands, and what has to be done next."""
        now = clock.now()
        return [
            {
                "declaration": declaration,
                "missing": missing_words(declaration),
                "is_late": bool(declaration.due_at and declaration.due_at < now),
                "url": declaration.get_absolute_url(),
            }
            for declaration in self.page
        ]


def _choices(declarations) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The streets and the stages that occur, for the filters; one query."""
    rows = declarations.order_by("community__parent__code", "stage__ordinal").values_list(
        "community__parent__code",
        "community__parent__name_zh",
        "community__parent__name_en",
        "stage_id",
        "stage__ordinal",
        "stage__year",
    )
    streets, stages = {}, {}
    for code, name_zh, name_en, stage_id, number, year in rows.distinct():
        streets[code] = in_language(name_zh, name_en)
        stages[str(stage_id)] = stage_label(number, year)
    return list(streets.items()), sorted(stages.items(), key=lambda pair: pair[1])


def _order(sort: str) -> list:
    """The columns of a sort; what has no value comes last either way."""
    columns = SORTS[sort.removeprefix("-")]
    if sort.startswith("-"):
        return [column.desc(nulls_last=True) for column in columns]
    return [column.asc(nulls_last=True) for column in columns]


def missing_words(declaration: Declaration) -> str:
    """What is still to be done at it before it can be handed up; empty where nothing is."""
    if declaration.state == State.PLANNED:
        return _("not begun")
    if declaration.state not in OPEN_STATES:
        return ""
    missing = declaration.criteria_total - declaration.criteria_done
    to_correct = declaration.criteria_to_correct if declaration.state != State.DRAFT else 0
    bare = declaration.criteria_without_files
    words = [
        (missing, ngettext("%(n)s criterion missing", "%(n)s criteria missing", missing)),
        (to_correct, ngettext("%(n)s to correct", "%(n)s to correct", to_correct)),
        (bare, ngettext("%(n)s without a file", "%(n)s without a file", bare)),
    ]
    said = [text % {"n": count} for count, text in words if count]
    if not missing and not to_correct:
        is_draft = declaration.state == State.DRAFT
        is_whole = not is_draft and not declaration.criteria_returned
        said.insert(0, _("to be corrected") if is_whole else _("complete, not sent yet"))
    return listed(said)
