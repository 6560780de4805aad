"""The office reads comments and decides which may be read by others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from communities.views.crumbs import trail
from evaluation.forms.commenting import ReviewForm
from evaluation.models import Comment
from evaluation.surveys import services
from evaluation.surveys.commenting import comment_counts
from evaluation.views.surveys import sent_by, to_list, to_survey, visible_survey
from harmony.shared.workflow import TransitionRefused

ROWS = 25


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """The comments of a survey in one state, those to be reviewed first."""
    survey = visible_survey(request, pk)
    if not request.user.has_perm("evaluation.review_comments", survey.declaration):
        raise PermissionDenied
    form = ReviewForm(sent_by(request))
    if form.is_valid():
        try:
            changed = services.decide_comments(
                survey, form.chosen, form.act, by=request.user, reason=form.cleaned_data["reason"]
            )
        except TransitionRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            _tell(request, changed)
            return redirect(request.get_full_path())
    state = request.GET.get("state", "")
    state = state if state in Comment.Review.values else Comment.Review.WAITING
    rows = survey.comments.filter(review=state).select_related("reviewed_by").order_by("key")
    counts = comment_counts(survey)
    context = {
        "survey": survey,
        "form": form,
        "state": state,
        "states": [(value, label, counts[value]) for value, label in Comment.Review.choices],
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "crumbs": trail(to_list(), to_survey(survey), _("Comments")),
    }
    return render(request, "evaluation/surveys/comments.html", context)


def _tell(request: HttpRequest, changed: int) -> None:
    """How many were decided; that none was is no success."""
    if not changed:
        text = _("No comment was found that could be decided so. Nothing was changed.")
        messages.warning(request, text)
        return
    text = ngettext("Decided for %(n)d comment.", "Decided for %(n)d comments.", changed)
    messages.success(request, text % {"n": changed})
