"""Keeping a library in order: a file replaced by a newer version, more room for a community."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.models import Place
from communities.views.crumbs import trail
from evaluation.declarations.file_checks import FileRefused
from evaluation.declarations.room import MEGABYTE, Room, grant_room, room_of, with_room
from evaluation.declarations.versions import can_change, replace, uses_of, versions_of
from evaluation.forms.evidence import ReplaceForm, RoomForm, use_in_words
from evaluation.views.evidence import ROWS, to_library, visible_community, visible_evidence
from harmony.shared.workflow import TransitionRefused


@login_required
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where a file is used, and put a newer version in its place."""
    evidence = visible_evidence(request, pk)
    if not request.user.has_perm("evaluation.keep_evidence", evidence.community):
        raise PermissionDenied
    newest = versions_of(evidence).first() or evidence
    if newest.pk != evidence.pk:
        messages.info(request, _("This version was replaced already; here is the newest one."))
        return redirect("evaluation:evidence-new-version", newest.pk)
    uses = list(uses_of(evidence))
    form = ReplaceForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        uses=[use for use in uses if can_change(use)],
    )
    if form.is_valid() and (newer := _replaced(request, evidence, form)):
        messages.success(request, _("The new version is stored; the old one is kept."))
        return redirect("evaluation:evidence-details", newer.pk)
    context = {
        "evidence": evidence,
        "form": form,
        "room": room_of(evidence.community),
        "locked": [use_in_words(use) for use in uses if not can_change(use)],
        "crumbs": trail(to_library(evidence.community), _to_details(evidence), _("New version")),
    }
    return render(request, "evaluation/evidence/new_version.html", context)


def _replaced(request: HttpRequest, evidence, form: ReplaceForm):
    """The newer version, or nothing and the reason beside the field."""
    entries = form.cleaned_data.get("entries", [])
    file = form.cleaned_data["file"]
    try:
        return replace(evidence, file, by=request.user, entries=entries)
    except FileRefused as refusal:
        form.add_error("file", refusal.reason)
        return None


@login_required
def room(request: HttpRequest, code: str) -> HttpResponse:
    """The office gives one community more room, or less, and sees what was given before."""
    community = visible_community(request, code)
    if not request.user.has_perm("evaluation.grant_room", community):
        raise PermissionDenied
    now = room_of(community)
    form = RoomForm(request.POST or None, initial={"megabytes": now.most // MEGABYTE})
    if form.is_valid():
        try:
            grant_room(community, by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error("megabytes", refusal.reason)
        else:
            messages.success(request, _("The room is changed."))
            return redirect("evaluation:evidence-library", code)
    context = {
        "community": community,
        "form": form,
        "room": now,
        "grants": community.room_grants.select_related("by"),
        "back": reverse("evaluation:evidence-library", args=[code]),
        "crumbs": trail(_to_rooms(), community.name),
    }
    return render(request, "evaluation/evidence/room.html", context)


@require_safe
@login_required
def rooms(request: HttpRequest) -> HttpResponse:
    """How much room every community has and uses, the fullest first."""
    if not request.user.has_perm("evaluation.see_rooms"):
        raise PermissionDenied
    communities = Place.objects.visible_to(request.user).communities().select_related("parent")
    page = Paginator(with_room(communities), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"community": one, "room": Room(one.taken, one.most)} for one in page],
        "crumbs": trail(_("Room for evidence")),
    }
    return render(request, "evaluation/evidence/rooms.html", context)


def _to_details(evidence) -> tuple[str, str]:
    return evidence.title, reverse("evaluation:evidence-details", args=[evidence.pk])


def _to_rooms() -> tuple[str, str]:
    return _("Room for evidence"), reverse("evaluation:evidence-rooms")
