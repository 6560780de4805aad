"""The line that tells who else has the same criterion or indicator open."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evaluation.declarations.presence import EVERY, is_active, note, others, sweep
from evaluation.declarations.sheet import IndicatorPart
from evaluation.models import Declaration, Entry, Presence
from evaluation.views.declaration_frame import visible_declaration
from harmony.shared.wording import time_of_day

STOP_POLLING = 286
"""What htmx understands as the last answer."""


@dataclass(frozen=True)
class Company:
    """Who else is here; ``mark`` tells whether the sentences are still the same."""

    part: str
    sentences: list[str]
    every: int = EVERY

    @property
    def mark(self) -> str:
        return sha256("\n".join(self.sentences).encode()).hexdigest()[:12]


def parts_of_indicator(part: IndicatorPart) -> set[str]:
    """Where somebody can be who works at the same indicator."""
    return {part.indicator.code, *(entry.criterion.code for entry in part.entries)}


def parts_of_criterion(entry: Entry) -> set[str]:
    """Where somebody can be who works at the same criterion."""
    indicator = entry.criterion.indicator
    return {entry.criterion.code} | ({indicator.code} if indicator else set())


def arrive(declaration: Declaration, part: str, near: Collection[str], *, user) -> Company:
    """A page is opened to write: tell the others, and who they are."""
    sweep()
    note(declaration, part, by=user)
    return _company(declaration, part, near, user)


@require_POST
@login_required
def here(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The page is still open. Answered only when there is something new to tell."""
    declaration = visible_declaration(request, pk)
    entries = declaration.entries.filter(criterion__code=code) | declaration.entries.filter(
        criterion__indicator__code=code
    )
    rows = list(entries.values_list("is_open", "criterion__code", "criterion__indicator__code"))
    if not rows:
        raise Http404
    may_write = request.user.has_perm("evaluation.write_declaration", declaration)
    if not may_write or not any(is_open for is_open, *_codes in rows):
        return HttpResponse(status=STOP_POLLING)
    note(declaration, code, by=request.user)
    near = {code for _open, *codes in rows for code in codes if code}
    company = _company(declaration, code, near, request.user)
    if request.POST.get("told") == company.mark:
        return HttpResponse(status=204)
    context = {"declaration": declaration, "company": company}
    return render(request, "evaluation/declarations/_presence.html", context)


def _company(declaration: Declaration, part: str, near: Collection[str], user: Any) -> Company:
    found = others(declaration, near, than=user)
    return Company(part, [_told(presence, part) for presence in found])


def _told(presence: Presence, part: str) -> str:
    words = {"who": presence.user, "part": presence.part, "at": time_of_day(presence.seen_at)}
    if presence.part == part:
        if is_active(presence):
            return _("%(who)s is on this page too, active now.") % words
        return _("%(who)s is on this page too, last active %(at)s.") % words
    if is_active(presence):
        return _("%(who)s is on the page of %(part)s, active now.") % words
    return _("%(who)s is on the page of %(part)s, last active %(at)s.") % words
