"""The office says what communities are: class, title, size, English name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from communities.models import CommunityClass, PlaceChange
from communities.places.classify import confirm_names
from communities.views.crumbs import trail
from evaluation.declarations.classing import classify
from evaluation.forms.classifying import ALL, CHOSEN, ClassifyForm
from evaluation.forms.community_filters import MISSING, ClassifyFilters
from evaluation.views.community_list import CommunityList
from evaluation.views.confirming import hidden_form
from harmony.shared.wording import labelled


class ClassifyList(CommunityList):
    """The list of communities, looked at for what the office has not said yet."""

    filters = ClassifyFilters

    @property
    def _views(self) -> dict[str, tuple[str, Q, dict[str, str]]]:
        labels = {
            "class": _("Not classed yet"),
            "village": _("Proposed: village in the city"),
            "title": _("Title not recorded"),
            "households": _("No households"),
            "name": _("English name not confirmed"),
        }
        views = {key: (label, MISSING[key], {"missing": key}) for key, label in labels.items()}
        return {"all": (_("All"), Q(), {})} | views


def require_office(request: HttpRequest) -> None:
    if not request.user.has_perm("communities.classify_places"):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def classifying(request: HttpRequest) -> HttpResponse:
    """Choose communities with the filters, and set what they have in common in one act."""
    require_office(request)
    communities = ClassifyList(request)
    data = request.POST if request.method == "POST" else None
    form = ClassifyForm(
        data,
        readable=communities.places,
        found=communities.found,
        count=communities.count,
        initial=_proposal(communities),
    )
    if form.is_valid():
        if form.cleaned_data["scope"] == ALL and not _is_confirmed(request, communities):
            return _ask_first(request, form, communities.count)
        _set(request, form)
        return redirect(request.get_full_path())
    context = {
        "list": communities,
        "form": form,
        "sort": communities.sort,
        "crumbs": crumbs_to(_("Class, title and size")),
    }
    return render(request, "evaluation/communities/classify.html", context)


def _is_confirmed(request: HttpRequest, communities: ClassifyList) -> bool:
    """Whether the person said yes to as many as there are now."""
    return request.POST.get("confirmed") == str(communities.count)


def _proposal(communities: ClassifyList) -> dict[str, str]:
    """What the act is set to at first: the proposal, where the list shows what it is for."""
    if communities.form.value("missing") == "village":
        return {"community_class": CommunityClass.VILLAGE_IN_CITY, "scope": ALL}
    return {"scope": CHOSEN}


def _ask_first(request: HttpRequest, form: ClassifyForm, count: int) -> HttpResponse:
    """A page between the act and everything the filters leave."""
    shown = {name: dict(form.fields[name].choices).get for name in ("community_class", "title")}
    lines = [
        labelled(form.fields[name].label, shown[name](value) if name in shown else value)
        for name, value in form.values.items()
    ]
    if form.cleaned_data["confirm_names"]:
        lines.append(_("The English names are confirmed as they stand."))
    kept = {name: request.POST.get(name, "") for name in form.fields if name != "chosen"}
    context = {
        "title": ngettext(
            "Set this for %(n)s community?", "Set this for %(n)s communities?", count
        )
        % {"n": count},
        "consequences": [
            *lines,
            _("A community whose self-examination is under way keeps its class and title."),
        ],
        "form": hidden_form(kept | {"confirmed": str(count)}),
        "button": _("Set for all"),
        "back": request.get_full_path(),
        "action": request.get_full_path(),
    }
    return render(request, "confirm.html", context)


@transaction.atomic
def _set(request: HttpRequest, form: ClassifyForm) -> None:
    places, by = form.places(), request.user
    done = classify(places, by=by, **form.values) if form.values else None
    names = confirm_names(places, by=by) if form.cleaned_data["confirm_names"] else []
    changes = [*(done.changes if done else []), *names]
    say_how_many(request, changes)
    if done and done.held_back:
        comma = pgettext("between names", ", ")
        held = comma.join(place.name for place in done.held_back[:10])
        messages.warning(
            request,
            ngettext(
                "%(n)s community kept its class and title, because its self-examination "
                "is under way: %(names)s.",
                "%(n)s communities kept their class and title, because their "
                "self-examinations are under way: %(names)s.",
                len(done.held_back),
            )
            % {"n": len(done.held_back), "names": held},
        )


def say_how_many(request: HttpRequest, changes: list[PlaceChange]) -> None:
    count = len({change.place_id for change in changes})
    if not count:
        messages.info(request, _("Nothing had to be changed."))
        return
    text = ngettext("%(n)s community changed.", "%(n)s communities changed.", count)
    messages.success(request, text % {"n": count})


def crumbs_to(here: str) -> list[dict[str, str]]:
    return trail((_("Communities"), reverse("evaluation:communities")), here)
