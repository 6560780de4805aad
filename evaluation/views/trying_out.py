"""A version of a standard tried out: on results that stand, and on a filled-in sample."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from evaluation.acceptance.calculation import CannotCompute
from evaluation.acceptance.calculation.filled_in import FilledIn, fill_in
from evaluation.acceptance.messages import refusal_in_words
from evaluation.acceptance.trials import RANK, Trial, Trials, may_read_trials, trials_of
from evaluation.forms.comparing import SampleForm, TrialFilter
from evaluation.standards.figures import ZERO
from evaluation.views.comparing import (
    chosen_version,
    content_of,
    head_of,
    other_versions,
    visible_standard,
)
from harmony.shared.languages import in_language
from harmony.shared.templatetags.harmony_ui import errors_of

ROWS = 25
USUAL_SORT = "community"
SORTS: dict[str, Callable[[Trial], Any]] = {
    "community": lambda one: one.result.declaration.community.code,
    "level": lambda one: RANK[one.result.level],
    "composite": lambda one: one.result.composite or ZERO,
    "range": lambda one: one.middle,
    "levels": lambda one: one.lowest_rank,
}


@require_safe
@login_required
def tried(request: HttpRequest, pk: int) -> HttpResponse:
    """What this version would have made of the results that another one led to."""
    shown = visible_standard(request, pk)
    if not may_read_trials(request.user):
        raise PermissionDenied
    versions = other_versions(request, shown)
    other = chosen_version(request, shown, versions)
    filters = TrialFilter(request.GET, versions, other)
    trials = trials_of(request.user, other, shown) if other else Trials((), 0)
    asked = request.GET.get("sort", "")
    sort = asked if asked.removeprefix("-") in SORTS else USUAL_SORT
    found = sorted(
        filters.narrow(trials.trials),
        key=SORTS[sort.removeprefix("-")],
        reverse=sort.startswith("-"),
    )
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    count = len(found)
    context = {
        **head_of(request, shown, other, "tried"),
        "filters": filters,
        "other": other,
        "sort": sort,
        "page": page,
        "rows": [_Row(one) for one in page],
        "stats": _stats(trials),
        "trials": trials,
        "summary": ngettext("%(n)s result", "%(n)s results", count) % {"n": count},
    }
    return render(request, "evaluation/standards/tried.html", context)


@dataclass(frozen=True)
class _Row:
    """A trial, and why nothing can be told where nothing can."""

    trial: Trial

    @property
    def problem(self) -> str:
        return refusal_in_words(self.trial.problem) if self.trial.problem else ""


def _stats(trials: Trials) -> list[dict[str, Any]]:
    """How many would change their level, surely or possibly."""
    surely = sum(one.changes_surely for one in trials.trials)
    possibly = sum(one.changes_possibly for one in trials.trials)
    tried = sum(one.tried is not None for one in trials.trials)
    return [
        {"label": _("Results tried"), "value": tried},
        {"label": _("Another level surely"), "value": surely},
        {"label": _("Another level possibly"), "value": possibly},
        {"label": _("The same level"), "value": tried - surely - possibly},
    ]


@require_safe
@login_required
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """This version filled in from its own rules: best, half-way, worst."""
    shown = visible_standard(request, pk)
    content = content_of(shown)
    context = head_of(request, shown, None, "sample")
    if content is not None:
        form = SampleForm(request.GET, content)
        context["form"] = form
        figures = {name: form.number(name) for name in ("score", "rate")}
        context["slips"] = errors_of(form)
        if form.errors:
            return render(request, "evaluation/standards/sample.html", context)
        try:
            made = fill_in(content, form.class_key, **figures)
        except CannotCompute as reason:
            context["problem"] = refusal_in_words(reason.problem)
        else:
            titles = {
                one.code: in_language(one.title.zh, one.title.en) for one in content.dimensions
            }
            context["made"] = made
            context["columns"] = list(zip(_samples(), made.computations, strict=True))
            context["chapters"] = list(_chapters(made, titles))
            context["unsound"] = [row.criterion.code for row in made.rows if not row.is_sound]
            context["full"] = sum((row.full for row in made.rows), ZERO)
    return render(request, "evaluation/standards/sample.html", context)


def _samples() -> list[str]:
    return [_("Best finding"), _("Half-way"), _("Worst finding")]


@dataclass(frozen=True)
class Chapter:
    """A dimension filled in: its criteria, and the sums of the three samples."""

    code: str
    title: str
    full: Decimal
    sums: list[Decimal]
    rows: list[dict[str, Any]]


def _chapters(made: FilledIn, titles: dict[str, str]) -> Iterator[Chapter]:
    for code, found in groupby(made.rows, key=lambda row: row.dimension):
        rows = list(found)
        yield Chapter(
            code=code,
            title=titles[code],
            full=sum((row.full for row in rows), ZERO),
            sums=[sum((row.earned[n] or ZERO for row in rows), ZERO) for n in range(3)],
            rows=[
                {
                    "code": row.criterion.code,
                    "title": in_language(row.criterion.title.zh, row.criterion.title.en),
                    "full": row.full,
                    "earned": list(zip(_samples(), row.earned, strict=True)),
                    "is_sound": row.is_sound,
                }
                for row in rows
            ],
        )
