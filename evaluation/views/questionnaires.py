"""The questionnaire's text: taken in, looked at as residents see it, published."""

import json

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communities.models import Place, Tier
from communities.views.crumbs import trail
from evaluation.forms.surveys import QuestionnaireFileForm, WrittenQuestionnaireForm
from evaluation.models import Questionnaire, QuestionnaireChange
from evaluation.standards.messages import place, sentence
from evaluation.standards.problems import Problem
from evaluation.surveys import promises, services
from evaluation.surveys.questionnaires import QuestionnaireRefused, content_of, read
from evaluation.views.answer_page import Page, filled_in
from evaluation.views.survey_results import said

ROWS = 25
SORTS = {
    "title": ("title_zh",),
    "edition": ("edition", "version"),
    "state": ("state",),
    "published": ("published_at",),
    "surveys": ("surveys_count",),
}
USUAL_SORT = "-edition"
may_publish = permission_required("evaluation.publish_questionnaire", raise_exception=True)
may_be_sent = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("sort", "")
    sort = asked if asked.removeprefix("-") in SORTS else USUAL_SORT
    sign = "-" if sort.startswith("-") else ""
    columns = [f"{sign}{column}" for column in SORTS[sort.removeprefix("-")]]
    found = Questionnaire.objects.visible_to(request.user).defer("content")
    rows = found.annotate(surveys_count=Count("surveys")).order_by(*columns, "pk")
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "sort": sort,
        "may_publish": request.user.has_perm("evaluation.publish_questionnaire"),
        "crumbs": trail(_("Questionnaire texts")),
    }
    return render(request, "evaluation/questionnaires/list.html", context)


@require_safe
@login_required
def questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _visible(request, pk)
    content = content_of(shown)
    is_draft = shown.state == Questionnaire.State.DRAFT
    left_out = promises.points_left_out(content.privacy)
    context = {
        "questionnaire": shown,
        "content": content,
        "left_out": [said(text) for key, text in content.privacy if key in left_out],
        "may_publish": request.user.has_perm("evaluation.publish_questionnaire", shown),
        "is_ready": is_draft and not services.what_does_not_hold(shown),
        "reads_history": QuestionnaireChange.objects.visible_to(request.user)
        .filter(questionnaire=shown)
        .exists(),
        "crumbs": trail(_to_list(), f"{shown.title} · {shown.edition}"),
    }
    return render(request, "evaluation/questionnaires/questionnaire.html", context)


@require_safe
@login_required
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as residents see it, shown inside the questionnaire's own page at the width of a
    phone, in either language. Nothing can be sent from it."""
    page = Page(receipt="", is_preview=True)
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else get_language()
    with override(language):
        return HttpResponse(filled_in(_visible(request, pk), page))


@may_be_sent
@login_required
@may_publish
def take_in(request: HttpRequest) -> HttpResponse:
    """Choose a file; what it says is shown before anything is stored."""
    is_sent = request.method == "POST"
    form = (
        QuestionnaireFileForm(request.POST, request.FILES)
        if is_sent
        else (QuestionnaireFileForm())
    )
    context = {"form": form, "crumbs": trail(_to_list(), _("Take in a questionnaire"))}
    if form.is_valid():
        try:
            context["content"] = read(form.plain, _district())
        except QuestionnaireRefused as refusal:
            context["problems"] = _told(refusal.problems)
        else:
            context["written"] = json.dumps(form.plain, ensure_ascii=False)
            return render(request, "evaluation/questionnaires/preview.html", context)
    return render(request, "evaluation/questionnaires/take_in.html", context)


@require_POST
@login_required
@may_publish
def take_in_confirmed(request: HttpRequest) -> HttpResponse:
    """Store what was shown, as a draft."""
    form = WrittenQuestionnaireForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The file did not arrive whole. Choose it again."))
        return redirect("evaluation:questionnaire-import")
    try:
        made = services.import_questionnaire(form.plain, district=_district(), by=request.user)
    except QuestionnaireRefused as refusal:
        context = {"form": QuestionnaireFileForm(), "problems": _told(refusal.problems)}
        return render(request, "evaluation/questionnaires/take_in.html", context)
    if made.state == Questionnaire.State.DRAFT:
        messages.success(request, _("The questionnaire is taken in as a draft."))
    else:
        messages.info(request, _("This questionnaire is here already; nothing was changed."))
    return redirect(made)


def _visible(request: HttpRequest, pk: int) -> Questionnaire:
    rows = Questionnaire.objects.visible_to(request.user).select_related("published_by")
    return get_object_or_404(rows, pk=pk)


def _district() -> Place:
    return get_object_or_404(Place, tier=Tier.DISTRICT)


def _told(problems: list[Problem]) -> list[dict[str, str]]:
    return [{"place": place(problem), "text": sentence(problem)} for problem in problems]


def _to_list() -> tuple[str, str]:
    return _("Questionnaire texts"), reverse("evaluation:questionnaires")
