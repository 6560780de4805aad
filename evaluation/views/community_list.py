"""A list of communities: filtered, sorted and counted in the database, in two queries."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Case, Count, F, Q, When
from django.db.models.functions import Lower
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from communities.models import Stage
from communities.programme.current import current_programme, stage_of, stages_for
from evaluation.acceptance.standings import (
    communities_of,
    joined,
    level_rank,
    result_is_seen,
    state_rank,
    with_due,
    with_outcome,
)
from evaluation.declarations.standing import in_stage, reads_every_state, standing_in
from evaluation.forms.community_filters import (
    LATE,
    RETURNED,
    WAITING,
    CommunityFilters,
    status_condition,
    waits_for,
)
from evaluation.models import Declaration, State
from evaluation.views.community_rows import CountedPaginator, Tab, as_rows
from harmony.shared.languages import in_language

ROWS = 25

SORTS: dict[str, Any] = {
    "community": Lower("name_en"),  # pinyin, so that Chinese readers find their way too
    "street": "code",
    "class": "community_class",
    "title": "title",
    "households": "households",
    "population": "population",
    "stage": "standing__stage__ordinal",
    "status": state_rank("standing"),
    "composite": "standing_composite",
    "residents": "standing_residents",
    "level": level_rank("standing"),
    "due": "standing_due",
    "updated": "standing__state_since",
}
USUAL_SORT = "street"
BY_OUTCOME = {"level", "composite", "residents"}
"""Columns that are sorted by what the reader may see; the others need not work it out for every
community, which is what costs."""


class CommunityList:
    """What a page of communities shows to this person at this address."""

    filters = CommunityFilters

    def __init__(self, request: HttpRequest, places=None) -> None:
        self.request = request
        self.user = request.user
        self.query: QueryDict = request.GET
        self.places = communities_of(self.user) if places is None else places
        self.knows_all = reads_every_state(self.user)

    # ------------------------------------------------ what is asked for
    @cached_property
    def stages(self) -> list[Stage]:
        """The evaluation stages of the programme in force, or else of the next one."""
        stages = stages_for(self.request)
        if stages:
            return stages
        programme = current_programme()
        kind = Stage.Kind.EVALUATION
        return list(programme.stages.filter(kind=kind)) if programme else []

    @cached_property
    def _asked(self) -> CommunityFilters:
        """The filters before the streets are known, which are counted with them."""
        return self.filters(self.query, user=self.user, stages=self.stages)

    @cached_property
    def form(self) -> CommunityFilters:
        return self.filters(self.query, user=self.user, stages=self.stages, streets=self.streets)

    @cached_property
    def sort(self) -> str:
        wanted = self.query.get("sort", "")
        return wanted if wanted.removeprefix("-") in SORTS else USUAL_SORT

    # ------------------------------------------------ the communities
    @cached_property
    def _joined(self):
        """The communities, joined with the declaration by which they are filtered and shown
        (``standing``) and with the one that the tabs count (``overall``)."""
        declarations = Declaration.objects.visible_to(self.user)
        programme_id = self.stages[0].programme_id if self.stages else None
        overall = standing_in(declarations, programme_id)
        stage = self._asked.stage
        places = self.places
        if stage is not None:
            places = with_due(joined(places, overall, "overall"), "overall")
        places = joined(places, in_stage(declarations, stage) if stage else overall, "standing")
        return with_due(places, "standing")

    @cached_property
    def _with_outcome(self):
        return with_outcome(self._joined, self.user, "standing")

    @property
    def _asks_for_outcome(self) -> bool:
        return self.sort.removeprefix("-") in BY_OUTCOME or bool(self._asked.value("level"))

    @cached_property
    def _tabs_count(self) -> str:
        return "overall" if self._asked.stage is not None else "standing"

    @cached_property
    def found(self):
        """What the filters leave, as a queryset."""
        places = self._with_outcome if self._asks_for_outcome else self._joined
        found = places.filter(self._asked.condition())
        return found.filter(parent__code=self.form.street) if self.form.street else found

    # ------------------------------------------------ the counts
    @cached_property
    def figures(self) -> list[dict]:
        """For each street how many communities there are, match, and belong under each tab."""
        counts = {
            f"n_{key}": Count("pk", filter=condition)
            for key, (_label, condition, _query) in self._views.items()
        }
        places = self._with_outcome if self._asked.value("level") else self._joined
        rows = places.order_by("parent__code").values(
            "parent__code", "parent__name_zh", "parent__name_en"
        )
        return list(rows.annotate(n_found=Count("pk", filter=self._asked.condition()), **counts))

    @cached_property
    def streets(self) -> list[tuple[str, str]]:
        return [
            (row["parent__code"], in_language(row["parent__name_zh"], row["parent__name_en"]))
            for row in self.figures
        ]

    def _sum(self, key: str, street: str = "") -> int:
        return sum(
            row[f"n_{key}"] for row in self.figures if not street or row["parent__code"] == street
        )

    @cached_property
    def count(self) -> int:
        return self._sum("found", self.form.street)

    @cached_property
    def total(self) -> int:
        """How many communities there are without any filter."""
        return self._sum("all")

    # ------------------------------------------------ saved views
    @cached_property
    def _views(self) -> dict[str, tuple[str, Q, dict[str, str]]]:
        name = self._tabs_count
        views = {"all": (_("All"), Q(), {})}
        stage = stage_of(self.stages)
        if stage is not None:
            here = Q(**{f"{name}__stage": stage})
            views["stage"] = (stage.label, here, {"stage": str(stage.pk)})
        statuses = {
            WAITING: _("Waiting for you"),
            RETURNED: pgettext("communities", "Returned"),
            LATE: _("Late"),
            State.NOTICED.value: _("On public notice"),
            State.ACCEPTED.value: pgettext("communities", "Accepted"),
        }
        if not waits_for(self.user):
            del statuses[WAITING]
        for status, label in statuses.items():
            views[status] = (
                label,
                status_condition(status, name, self.user),
                {"status": status},
            )
        return views

    @cached_property
    def tabs(self) -> list[Tab]:
        on = {chip["key"]: self.form.value(chip["key"]) for chip in self.form.chips()}
        return [
            Tab(label, self._sum(key), f"?{urlencode(query)}", on == query)
            for key, (label, _condition, query) in self._views.items()
        ]

    # ------------------------------------------------ the page
    @cached_property
    def page(self) -> Page:
        way, name = self.sort.startswith("-"), self.sort.removeprefix("-")
        key = SORTS[name]
        expression = F(key) if isinstance(key, str) else key
        order = expression.desc(nulls_last=True) if way else expression.asc(nulls_last=True)
        seen = Case(When(result_is_seen(self.user, "standing"), then=True), default=False)
        rows = (
            self.found.annotate(
                due=F("standing_due"),
                decided_level=F("standing__decision__level"),
                result_level=F("standing__result__level"),
                result_composite=F("standing__result__composite"),
                result_residents=F("standing__result__residents"),
                result_seen=seen,
            )
            .select_related("parent", "standing__stage")
            .order_by(order, "code")
        )
        page = CountedPaginator(rows, ROWS, count=self.count).get_page(self.query.get("page"))
        page.object_list = as_rows(page.object_list)
        return page

    @property
    def summary(self) -> str:
        count = self.count
        text = ngettext("%(n)s community", "%(n)s communities", count) % {"n": count}
        if count <= ROWS:
            return text
        return _("%(communities)s, %(first)s–%(last)s shown") % {
            "communities": text,
            "first": self.page.start_index(),
            "last": self.page.end_index(),
        }
