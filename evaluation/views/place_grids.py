"""Grids in which the office corrects places line by line: size and English names."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communities.models import Place, PlaceChange, Tier
from communities.places.classify import confirm_names, set_class, set_name
from evaluation.acceptance.standings import communities_of
from evaluation.forms.classifying import FiguresForm, NameForm
from evaluation.views.classifying import ClassifyList, crumbs_to, require_office, say_how_many
from evaluation.views.community_list import ROWS


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def figures(request: HttpRequest) -> HttpResponse:
    """Households, population and English name of each community, a page at a time."""
    require_office(request)
    communities = ClassifyList(request)
    is_sent = request.method == "POST"
    forms = _sent_forms(request) if is_sent else _empty_forms(communities)
    if is_sent and all([form.is_valid() for form in forms]):  # each one, so that all errors show
        _save_figures(request, forms)
        return redirect(request.get_full_path())
    context = {
        "list": communities,
        "forms": forms,
        "sort": communities.sort,
        "errors": [form for form in forms if form.errors],
        "form": next((form for form in forms if form.errors), None),  # for the page's title
        "crumbs": crumbs_to(_("Households, population and names")),
    }
    return render(request, "evaluation/communities/figures.html", context)


def _empty_forms(communities: ClassifyList) -> list[FiguresForm]:
    return [FiguresForm(place=row.place) for row in communities.page]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def names(request: HttpRequest) -> HttpResponse:
    """English names of the district and its streets."""
    require_office(request)
    places = _above_communities(request)
    page = Paginator(places, ROWS).get_page(request.GET.get("page"))
    is_sent = request.method == "POST"
    forms = _sent_names(request, places) if is_sent else [NameForm(place=place) for place in page]
    if is_sent and all([form.is_valid() for form in forms]):  # each one, so that all errors show
        _save_names(request, forms)
        return redirect(request.get_full_path())
    context = {
        "page": page,
        "forms": forms,
        "errors": [form for form in forms if form.errors],
        "form": next((form for form in forms if form.errors), None),  # for the page's title
        "crumbs": crumbs_to(_("Names of streets and the district")),
    }
    return render(request, "evaluation/communities/names.html", context)


def _above_communities(request: HttpRequest):
    visible = Place.objects.visible_to(request.user).exclude(tier=Tier.COMMUNITY)
    return visible.order_by("code")


# ------------------------------------------------------------------ what was sent
def _sent_codes(request: HttpRequest) -> list[str]:
    """The codes of the lines that were sent, as far as they can be codes at all."""
    codes = request.POST.getlist("row")[:ROWS]
    return [code for code in codes if code.isascii() and code.isdigit()]


def _sent_forms(request: HttpRequest) -> list[FiguresForm]:
    """A form for each line that was sent, however the list looks now."""
    places = communities_of(request.user).filter(code__in=_sent_codes(request))
    return [FiguresForm(request.POST, place=place) for place in places.select_related("parent")]


def _sent_names(request: HttpRequest, places) -> list[NameForm]:
    sent = places.filter(code__in=_sent_codes(request))
    return [NameForm(request.POST, place=place) for place in sent]


@transaction.atomic
def _save_figures(request: HttpRequest, forms: Sequence[FiguresForm]) -> None:
    changes = []
    for form in forms:
        if form.figures:
            changes += set_class([form.place], by=request.user, **form.figures)
        changes += _save_name(form, by=request.user)
    say_how_many(request, changes)


@transaction.atomic
def _save_names(request: HttpRequest, forms: Sequence[NameForm]) -> None:
    say_how_many(request, [c for form in forms for c in _save_name(form, by=request.user)])


def _save_name(form: NameForm, *, by) -> list[PlaceChange]:
    if form.new_name:
        return set_name(form.place, by=by, name_en=form.new_name)
    return confirm_names([form.place], by=by) if form.confirms else []
