"""The rounds of a declaration: what was handed up in each, and what the next one changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluation.declarations.history import rounds_of
from evaluation.declarations.rounds import Change, changes_between
from evaluation.models import Criterion, Declaration, Entry, Evidence, HandUp
from evaluation.standards.finding_words import Said, finding_in_words
from evaluation.views.community_story import moves_told
from evaluation.views.dossier_offer import offer_of
from evaluation.views.self_examination import crumbs_below, visible_declaration


@dataclass(frozen=True)
class FileTold:
    """A file by its title; ``url`` is empty for those who may not open it."""

    title: str
    url: str = ""


@dataclass(frozen=True)
class Told:
    """What one round said of one criterion, in words."""

    criterion: Criterion
    claimed: str
    finding: list[Said]
    statement: str
    points: str | None
    files: list[FileTold]


@dataclass(frozen=True)
class ChangeTold:
    """One criterion before and after, and what of it is new."""

    change: Change
    before: Told | None
    after: Told
    added: list[FileTold]
    removed: list[FileTold]

    @property
    def answer_differs(self) -> bool:
        return self.change.differs("finding") or self.change.differs("modifier")

    @property
    def statement_differs(self) -> bool:
        return self.change.differs("statement")

    @property
    def points_differ(self) -> bool:
        return self.change.differs("points")


class RoundWords:
    """Tells contents of one declaration to one person; three queries, however much there is."""

    def __init__(self, declaration: Declaration, user: Any) -> None:
        self.declaration, self.user = declaration, user

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        return {one.code: one for one in self.declaration.standard.criteria.all()}

    @cached_property
    def _files(self) -> dict[str, FileTold]:
        files = Evidence.objects.filter(community=self.declaration.community_id)
        readable = set(files.visible_to(self.user).values_list("pk", flat=True))
        return {
            one.sha256: FileTold(one.title, one.get_absolute_url() if one.pk in readable else "")
            for one in files
        }

    def files(self, hashes: Iterable[str]) -> list[FileTold]:
        """A file that the library no longer has keeps the head of its hash."""
        return [self._files.get(one, FileTold(one[:12])) for one in hashes]

    def told(self, said: Mapping[str, Any]) -> Told:
        criterion, modifier = self.criteria[said["criterion"]], said["modifier"]
        return Told(
            criterion,
            str(Entry.Modifier(modifier).label) if modifier else "",
            finding_in_words(criterion, said["finding"], self.declaration.community),
            said["statement"],
            said["points"],
            self.files(said["files"]),
        )

    def change(self, one: Change) -> ChangeTold:
        before = self.told(one.before) if one.before else None
        added, removed = self.files(one.files_added), self.files(one.files_removed)
        return ChangeTold(one, before, self.told(one.after), added, removed)


def changes_since(declaration: Declaration, at: datetime, user) -> dict[str, ChangeTold]:
    """What was changed by the round handed up since then, by the criterion's code."""
    last_two = list(declaration.hand_ups.order_by("-round")[:2])
    if len(last_two) < 2 or last_two[0].at <= at:
        return {}
    words = RoundWords(declaration, user)
    after, before = last_two
    return {one.code: words.change(one) for one in changes_between(before.content, after.content)}


# ------------------------------------------------------------------ pages
@require_safe
@login_required
def content(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Everything that was handed up in one round, as it was then."""
    shown = visible_declaration(request, pk)
    handed = _round(shown, number)
    words = RoundWords(shown, request.user)
    context = {
        "declaration": shown,
        "hand_up": handed,
        "answers": [words.told(one) for one in handed.content["entries"]],
        "said": _said_of(shown, number),
        "dossier": offer_of(handed, request.user),
        "crumbs": crumbs_below(shown, _("Round %(n)s") % {"n": number}),
    }
    return render(request, "evaluation/declarations/round.html", context)


@require_safe
@login_required
def changes(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What this round changed of the one before it; 404 for the first."""
    shown = visible_declaration(request, pk)
    before, after = _round(shown, number - 1), _round(shown, number)
    words = RoundWords(shown, request.user)
    found = changes_between(before.content, after.content)
    context = {
        "declaration": shown,
        "before": before,
        "after": after,
        "changes": [words.change(one) for one in found],
        "crumbs": crumbs_below(shown, _("What round %(n)s changed") % {"n": number}),
    }
    return render(request, "evaluation/declarations/changes.html", context)


def _said_of(declaration: Declaration, number: int) -> list[dict[str, Any]]:
    """What street and office answered to this round, newest first, with who signed it."""
    answers = [one.answers for one in rounds_of(declaration) if one.number == number]
    return moves_told(sum(answers, []), {declaration.pk: declaration}, {})


def _round(declaration: Declaration, number: int) -> HandUp:
    rounds = HandUp.objects.select_related("by")
    return get_object_or_404(rounds, declaration=declaration, round=number)
