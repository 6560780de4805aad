"""Pages on which an administrator looks after accounts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from communities.forms.people import NameForm, PasswordForm, PeopleFilter, PersonForm
from communities.forms.verbs import result_of
from communities.models import Post, User
from communities.people.history import history_of
from communities.people.services import (
    create_person,
    deactivate,
    reactivate,
    rename,
    reset_password,
)
from communities.views.crumbs import trail
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused

SORTS = {"name", "-name", "username", "-username"}
ROWS = 25

may_manage = permission_required("communities.manage_people", raise_exception=True)


@login_required
@may_manage
def people(request: HttpRequest) -> HttpResponse:
    filters = PeopleFilter(request.GET)
    asked = request.GET.get("sort", "")
    sort = asked if asked in SORTS else "name"
    posts = Post.objects.not_over(clock.today()).select_related("place", "department")
    found = (
        filters.narrow(User.objects.visible_to(request.user))
        .order_by(sort, "pk")
        .prefetch_related(Prefetch("posts", queryset=posts, to_attr="present_posts"))
    )
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "filters": filters,
        "page": page,
        "sort": sort,
        "summary": ngettext("%(count)s account", "%(count)s accounts", count) % {"count": count},
        "crumbs": trail(_("Accounts and posts")),
    }
    return render(request, "communities/people/list.html", context)


@login_required
@may_manage
def person_new(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if form.is_valid() and (made := result_of(form, create_person, by=request.user)):
        messages.success(request, _("The account is made. Now give it a post."))
        return redirect("communities:person", made.pk)
    title = _("New account")
    context = {"form": form, "title": title, "crumbs": trail(_to_list(), title)}
    return render(request, "communities/people/new.html", context)


@login_required
@may_manage
def person(request: HttpRequest, pk: int) -> HttpResponse:
    shown = find_person(request, pk)
    today = clock.today()
    posts = shown.posts.select_related("place", "department").order_by("-starts_on", "-pk")
    context = {
        "person": shown,
        "posts": [{"post": post, **_standing(post, today)} for post in posts],
        "history": history_of(shown),
        "crumbs": trail(_to_list(), str(shown)),
    }
    return render(request, "communities/people/person.html", context)


@login_required
@may_manage
def person_name(request: HttpRequest, pk: int) -> HttpResponse:
    shown = find_person(request, pk)
    form = NameForm(request.POST or None, initial={"name": shown.name})
    if form.is_valid() and result_of(form, rename, shown, by=request.user):
        messages.success(request, _("The name is saved."))
        return redirect("communities:person", pk)
    words = {"title": _("Change the name"), "button": _("Save the name")}
    return about_person(request, shown, form, **words)


@login_required
@may_manage
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    shown = find_person(request, pk)
    form = PasswordForm(request.POST or None)
    if form.is_valid() and result_of(form, reset_password, shown, by=request.user):
        messages.success(request, _("The new password is set. The old one is no longer good."))
        return redirect("communities:person", pk)
    words = {"title": _("Set a new password"), "button": _("Set the password")}
    return about_person(request, shown, form, **words)


@login_required
@may_manage
def person_close(request: HttpRequest, pk: int) -> HttpResponse:
    shown = find_person(request, pk)
    if request.method == "POST":
        return _switched(request, shown, deactivate, done=_("The account is closed."))
    context = {
        "title": _("Close the account of %(name)s?") % {"name": shown},
        "consequences": [
            _("This person can no longer sign in, and is signed out wherever they are signed in."),
            _("What they did stays, under their name."),
            _("The account can be opened again later, with the posts still in force then."),
        ],
        "button": _("Close the account"),
        "danger": True,
        "back": reverse("communities:person", args=[pk]),
    }
    return render(request, "confirm.html", context)


@login_required
@may_manage
def person_open(request: HttpRequest, pk: int) -> HttpResponse:
    shown = find_person(request, pk)
    if request.method == "POST":
        return _switched(request, shown, reactivate, done=_("The account is open again."))
    context = {
        "title": _("Open the account of %(name)s again?") % {"name": shown},
        "consequences": [
            _("This person can sign in again with their password."),
            _("Posts that have not ended are in force again at once."),
        ],
        "button": _("Open the account"),
        "back": reverse("communities:person", args=[pk]),
    }
    return render(request, "confirm.html", context)


def find_person(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


def about_person(request: HttpRequest, shown: User, form, *, title: str, button: str):
    """A page with one small form about a person."""
    context = {
        "person": shown,
        "form": form,
        "title": title,
        "button": button,
        "crumbs": trail_to(shown, title),
    }
    return render(request, "communities/people/small_form.html", context)


def trail_to(shown: User, title: str) -> list[dict[str, str]]:
    """Breadcrumbs of a page about a person."""
    here = (str(shown), reverse("communities:person", args=[shown.pk]))
    return trail(_to_list(), here, title)


def _switched(request: HttpRequest, shown: User, verb, *, done: str) -> HttpResponse:
    try:
        verb(shown, by=request.user)
    except TransitionRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, done)
    return redirect("communities:person", shown.pk)


def _standing(post: Post, today) -> dict[str, object]:
    """How a post stands today, and what can be done with it."""
    if post.is_over(today):
        return {"state": pgettext("post", "Ended"), "kind": "plain"}
    may_go = {"can_end": True, "can_take_back": post.starts_on >= today}
    if not post.has_begun(today):
        return {"state": pgettext("post", "Not begun yet"), "kind": "info", **may_go}
    return {"state": pgettext("post", "In force"), "kind": "ok", **may_go}


def _to_list() -> tuple[str, str]:
    return _("Accounts and posts"), reverse("communities:people")
