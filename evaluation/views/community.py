"""Everything about one community, or about one street."""

from collections import defaultdict
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.models import (
    DeadlineShift,
    MainTask,
    MeasureReport,
    Place,
    Post,
    Role,
    Tier,
)
from communities.people.reach import posts_of
from communities.programme.current import current_programme
from communities.programme.task_progress import Progress, progress_of, tasks_with_progress
from communities.views.crumbs import trail
from evaluation.acceptance.calculation import from_plain
from evaluation.declarations.standing import NEXT_DEADLINE, reads_every_state
from evaluation.declarations.states import DECIDED
from evaluation.models import Declaration, DeclarationStep, HandUp, Result, State
from evaluation.views.community_story import (
    certificate_of,
    changes_told,
    deadlines_told,
    moves_told,
    standing_of,
    way_of,
)
from evaluation.views.explanation import extras_told
from evaluation.views.street import street_page
from harmony.shared import clock
from harmony.shared.languages import reads_chinese

CHANGES_SHOWN = 30
HERE = [Role.STREET_OFFICIAL, Role.COMMUNITY_WORKER]


@require_safe
@login_required
def place(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a community or a street; a district is the list of its communities."""
    if not (code.isascii() and code.isdigit()):
        raise Http404
    places = Place.objects.visible_to(request.user).select_related("parent")
    found = get_object_or_404(places, code=code)
    if found.tier == Tier.STREET:
        return street_page(request, found)
    if found.tier != Tier.COMMUNITY:
        return redirect("evaluation:communities")
    context = {"page": CommunityPage(found, request.user), "crumbs": _crumbs(request, found)}
    return render(request, "evaluation/communities/community.html", context)


def _crumbs(request: HttpRequest, community: Place) -> list[dict[str, str]]:
    street = community.parent
    sees_street = any(street.code.startswith(post.reach) for post in posts_of(request.user))
    to_street = (street.name, street.get_absolute_url())
    listing = (_("Communities"), reverse("evaluation:communities"))
    return trail(listing, *([to_street] if sees_street else []), community.name)


class CommunityPage:
    """What this person may know of the community, each thing fetched once."""

    def __init__(self, community: Place, user) -> None:
        self.community = community
        self.user = user

    @property
    def other_name(self) -> str:
        is_shown = not reads_chinese() and self.community.name_en
        return self.community.name_zh if is_shown else ""

    # ------------------------------------------------ declarations
    @cached_property
    def declarations(self) -> list[Declaration]:
        """Those this person may read, the latest first."""
        visible = Declaration.objects.visible_to(self.user).filter(community=self.community)
        return list(
            visible.select_related("stage__programme", "decision__certificate")
            .prefetch_related(
                Prefetch("hand_ups", HandUp.objects.defer("content")),
                "notice_entries__notice",
            )
            .order_by("-stage__programme__starts_on", "-stage__ordinal")
        )

    @cached_property
    def declaration(self) -> Declaration | None:
        """The one that counts."""
        return self.declarations[0] if self.declarations else None

    @property
    def earlier(self) -> list[dict[str, Any]]:
        """The others, each with its level where it was decided."""
        return [{"declaration": one, "level": self._level(one)} for one in self.declarations[1:]]

    @property
    def standing(self) -> str:
        """Where it stands, in words."""
        return standing_of(self.declaration) if self.declaration else ""

    @property
    def is_not_planned(self) -> bool:
        return self.declaration is None and reads_every_state(self.user)

    @property
    def level(self) -> str:
        return self._level(self.declaration) if self.declaration else ""

    def _level(self, declaration: Declaration) -> str:
        """The decided level, or the proposed one where this person sees the result."""
        decided = getattr(declaration, "decision", None) or self._results.get(declaration.pk)
        return decided.level if decided else ""

    @property
    def certificate(self):
        return certificate_of(self.declaration) if self.declaration else None

    # ------------------------------------------------ result
    @cached_property
    def _results(self) -> dict[int, Result]:
        keys = [declaration.pk for declaration in self.declarations]
        visible = Result.objects.visible_to(self.user).filter(declaration__in=keys)
        return {result.declaration_id: result for result in visible} if keys else {}

    @property
    def result(self) -> Result | None:
        return self._results.get(self.declaration.pk) if self.declaration else None

    @property
    def dimensions(self) -> list[tuple[str, Any, Any]]:
        """Points earned of those there are, by dimension, for the chart."""
        if self.result is None or not self.result.computation:
            return []
        titles = {one.code: str(one) for one in self.declaration.standard.dimensions.all()}
        shares = from_plain(self.result.computation).professional.dimensions
        return [(titles.get(s.code, s.code), s.awarded, s.base) for s in shares if s.base]

    @property
    def earned(self) -> dict[str, Any]:
        """The points of all dimensions together, in the standard’s own total (100, 106, 500)."""
        found = from_plain(self.result.computation).professional
        return {"points": found.awarded, "base": found.base}

    @property
    def extras(self) -> str:
        """What stands beside the dimensions in the score; empty where nothing does."""
        return extras_told(from_plain(self.result.computation).professional)

    @property
    def sentence(self) -> str:
        """Says a row of that chart."""
        return _("%(label)s: %(value)s of %(full)s points")

    # ------------------------------------------------ story
    @cached_property
    def _steps(self) -> dict[int, list[DeclarationStep]]:
        """The moves of each declaration, oldest first."""
        steps = DeclarationStep.objects.filter(declaration__in=self.declarations)
        steps = steps.select_related("by").prefetch_related("reasons__criterion")
        found = defaultdict(list)
        for step in steps:
            found[step.declaration_id].append(step)
        return found

    @property
    def way(self) -> list[dict[str, str]]:
        return way_of(self.declaration, self._steps[self.declaration.pk])

    @property
    def history(self) -> list[dict[str, Any]]:
        by_key = {declaration.pk: declaration for declaration in self.declarations}
        steps = [step for steps in self._steps.values() for step in steps]
        return moves_told(steps, by_key, self._results)

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        return changes_told(self.community.changes.select_related("by")[:CHANGES_SHOWN])

    # ------------------------------------------------ deadlines
    @cached_property
    def _shifts(self) -> list[DeadlineShift]:
        shifts = DeadlineShift.objects.filter(
            stage=self.declaration.stage, community=self.community
        )
        return list(shifts.select_related("by"))

    @property
    def deadlines(self) -> list[dict[str, Any]]:
        """The dates that hold here, while something is still to come."""
        if self.declaration is None or self.declaration.state in DECIDED:
            return []
        return deadlines_told(self.declaration, self._shifts)

    @cached_property
    def due(self):
        """When the declaration should have moved on."""
        if self.declaration is None:
            return None
        deadline = NEXT_DEADLINE.get(State(self.declaration.state))
        return self.declaration.stage.due(deadline, self._shifts) if deadline else None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < clock.now()

    # ------------------------------------------------ main tasks and people
    @cached_property
    def tasks(self) -> list[dict[str, Any]]:
        """Each main task with its progress here and the date of the latest report.

        Not for those who only appraise: they judge by what is declared and seen.
        """
        only_appraises = all(post.role == Role.APPRAISER for post in posts_of(self.user))
        declared = self.declaration.stage.programme if self.declaration else None
        programme = None if only_appraises else declared or current_programme()
        if programme is None:
            return []
        here = Place.objects.communities().filter(pk=self.community.pk)
        reports = MeasureReport.objects.filter(
            community=self.community, is_latest=True, measure__main_task=OuterRef("pk")
        )
        tasks = MainTask.objects.visible_to(self.user).filter(programme=programme)
        rows = tasks_with_progress(tasks, here).annotate(
            reported_on=Subquery(reports.order_by("-date").values("date")[:1])
        )
        return [
            {"task": task, "progress": progress_of(task), "reported_on": task.reported_on}
            for task in rows.prefetch_related("departments")
        ]

    @property
    def measures(self) -> Progress:
        """All main tasks together."""
        parts = [task["progress"] for task in self.tasks]
        return Progress(
            done=sum(part.done for part in parts),
            in_progress=sum(part.in_progress for part in parts),
            total=sum(part.total for part in parts),
        )

    @cached_property
    def people(self) -> list[Post]:
        """Who works for it: the street's officials and its own workers."""
        here = Q(place=self.community) | Q(place=self.community.parent_id)
        posts = Post.objects.in_force(clock.today()).filter(here, role__in=HERE)
        return list(posts.filter(user__is_active=True).select_related("user", "place"))

    # ------------------------------------------------ what may be done
    @property
    def may_classify(self) -> bool:
        return self.user.has_perm("communities.classify_places")

    @property
    def may_shift(self) -> bool:
        return bool(self.deadlines) and self.user.has_perm("communities.shift_deadline")

    @property
    def may_plan(self) -> bool:
        return self.user.has_perm("communities.plan_stage", self.community)
