"""Pages on which an administrator gives posts and lets them end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.forms.people import EndPostForm, PostForm, RoleForm
from communities.forms.verbs import result_of
from communities.models import Post, User
from communities.people.services import end_post, give_post, take_back_post
from communities.views.people import about_person, find_person, may_manage, trail_to
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused


@login_required
@may_manage
def post_new(request: HttpRequest, pk: int) -> HttpResponse:
    """First the role, then what this role asks for."""
    shown = find_person(request, pk)
    roles = RoleForm(request.GET if "role" in request.GET else None)
    if not roles.is_valid():
        context = {"person": shown, "form": roles, "crumbs": trail_to(shown, _("Give a post"))}
        return render(request, "communities/people/post_role.html", context)

    role = roles.cleaned_data["role"]
    form = PostForm(request.POST or None, role=role)
    if form.is_valid() and result_of(form, give_post, user=shown, role=role, by=request.user):
        messages.success(request, _("The post is given."))
        return redirect("communities:person", pk)
    label = dict(roles.fields["role"].choices)[role]
    crumbs = trail_to(shown, _("Give a post"))
    context = {"person": shown, "form": form, "role": label, "crumbs": crumbs}
    return render(request, "communities/people/post_new.html", context)


@login_required
@may_manage
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    form = EndPostForm(request.POST or None, initial={"on": clock.today()})
    if form.is_valid() and result_of(form, end_post, post, by=request.user):
        messages.success(request, _("The end of the post is written down."))
        return redirect("communities:person", post.user_id)
    words = {"title": _("End: %(post)s") % {"post": post.in_words}, "button": _("End the post")}
    return about_person(request, post.user, form, **words)


@login_required
@may_manage
def post_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    page = reverse("communities:person", args=[post.user_id])
    if request.method != "POST":
        context = {
            "title": _("Take back: %(post)s?") % {"post": post.in_words},
            "subject": str(post.user),
            "consequences": [
                _("The post is gone at once, as if it had not been given."),
                _("The history of the account keeps that it was given and taken back."),
            ],
            "button": _("Take the post back"),
            "danger": True,
            "back": page,
        }
        return render(request, "confirm.html", context)
    try:
        take_back_post(post, by=request.user)
    except TransitionRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, _("The post is taken back."))
    return redirect(page)


def _post(request: HttpRequest, pk: int) -> Post:
    people = User.objects.visible_to(request.user)
    posts = Post.objects.filter(user__in=people)
    return get_object_or_404(posts.select_related("user", "place", "department"), pk=pk)
