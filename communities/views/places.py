"""Taking in a list of places: upload it, look at what it would do, confirm."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.forms.imports import PlaceFileForm
from communities.imports.services import confirm, hold_file
from communities.models import CommunityClass, HeldFile, Place, Tier, Title
from communities.places import services as places
from communities.places.reading import read_places
from communities.places.services import ImportRefused, PlannedPlace, Preview
from communities.views.crumbs import trail

MOST_PROBLEMS_SHOWN = 100
MOST_CHANGES_SHOWN = 200

may_import = permission_required("communities.import_places", raise_exception=True)


@login_required
@may_import
def import_places(request: HttpRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = PlaceFileForm(request.POST, request.FILES) if is_sent else PlaceFileForm()
    if form.is_valid():
        name = form.cleaned_data["file"].name
        kind = HeldFile.Kind.PLACES
        held = hold_file(kind, by=request.user, file_name=name, content=form.content)
        return redirect("communities:import-places-preview", held.pk)
    earlier = HeldFile.objects.filter(kind=HeldFile.Kind.PLACES, done_at__isnull=False)
    context = {
        "form": form,
        "earlier": earlier.select_related("by")[:10],
        "crumbs": trail(_("Import a district")),
    }
    return render(request, "communities/places/import.html", context)


@login_required
@may_import
def import_places_preview(request: HttpRequest, pk: int) -> HttpResponse:
    held_files = HeldFile.objects.visible_to(request.user).filter(kind=HeldFile.Kind.PLACES)
    held = get_object_or_404(held_files, pk=pk)
    here = (_("Import a district"), reverse("communities:import-places"))
    context = {"held": held, "crumbs": trail(here, held.file_name)}
    if held.done_at:
        context["summary"] = _summary(held.outcome)
        return render(request, "communities/places/done.html", context)
    if request.method == "POST":
        return _confirmed(request, held)
    listing = read_places(bytes(held.content))
    found = places.preview(listing)
    context |= _in_parts(found) | {"ignored": listing.ignored}
    return render(request, "communities/places/preview.html", context)


def _confirmed(request: HttpRequest, held: HeldFile) -> HttpResponse:
    def take_in(content: bytes) -> dict[str, int]:
        return asdict(places.import_places(read_places(content), by=request.user))

    try:
        confirm(held, by=request.user, take_in=take_in)
    except ImportRefused:
        messages.error(request, _("Nothing was changed. See below what stands in the way."))
    return redirect("communities:import-places-preview", held.pk)


def _in_parts(found: Preview) -> dict[str, Any]:
    """What the page shows of a preview; long lists are cut, and their length told."""
    changed = found.changed_places
    return {
        "summary": _summary(asdict(found.report)),
        "problems": found.problems[:MOST_PROBLEMS_SHOWN],
        "problem_count": len(found.problems),
        "changes_nothing": found.changes_nothing,
        "streets": _streets(found),
        "changes": [_in_words(planned) for planned in changed[:MOST_CHANGES_SHOWN]],
        "changed_count": len(changed),
        "not_listed": found.not_listed,
    }


def _summary(report: dict[str, int]) -> str:
    communities, streets = report["communities"], report["streets"]
    return _("%(communities)s in %(streets)s: %(new)s new, %(changed)s changed.") % {
        "communities": ngettext("%(count)s community", "%(count)s communities", communities)
        % {"count": communities},
        "streets": ngettext("%(count)s street", "%(count)s streets", streets) % {"count": streets},
        "new": report["new"],
        "changed": report["changed"],
    }


def _streets(found: Preview) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {
        planned.place.code: {"place": planned.place, "is_new": planned.is_new, "all": 0, "new": 0}
        for planned in found.of(Tier.STREET)
    }
    for planned in found.of(Tier.COMMUNITY):
        row = rows[planned.place.code[:-3]]
        row["all"] += 1
        row["new"] += planned.is_new
    return list(rows.values())


CHOICES = {"community_class": CommunityClass, "title": Title}


def _in_words(planned: PlannedPlace) -> dict[str, Any]:
    """The fields that change, with their names and values as people know them."""
    return {
        "place": planned.place,
        "fields": [
            {
                "label": Place._meta.get_field(name).verbose_name,
                "before": _value(name, before),
                "after": _value(name, after),
            }
            for name, (before, after) in planned.changes.items()
        ],
    }


def _value(name: str, value: Any) -> str:
    if value in ("", None):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(CHOICES[name](value).label) if name in CHOICES else str(value)
