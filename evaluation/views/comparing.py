"""Two versions of a standard side by side."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.views.crumbs import trail
from evaluation.acceptance.trials import may_read_trials
from evaluation.forms.comparing import OTHER, OtherVersionForm
from evaluation.models import Standard
from evaluation.standards.content import StandardContent, read_standard
from evaluation.standards.content.comparing import compare
from evaluation.views.comparison_words import ComparisonPage


@require_safe
@login_required
def compare_versions(request: HttpRequest, pk: int) -> HttpResponse:
    shown = visible_standard(request, pk)
    versions = other_versions(request, shown)
    other = chosen_version(request, shown, versions)
    context = {
        **head_of(request, shown, other, "compare"),
        "form": OtherVersionForm(request.GET, versions, other),
        "other": other,
    }
    before, after = content_of(other), content_of(shown)
    if other and before and after:
        found = compare(before, after)
        context["page"] = ComparisonPage(found, (other, before), (shown, after))
    return render(request, "evaluation/standards/compare.html", context)


def visible_standard(request: HttpRequest, pk: int) -> Standard:
    return get_object_or_404(Standard.objects.visible_to(request.user), pk=pk)


def other_versions(request: HttpRequest, shown: Standard) -> list[Standard]:
    """What this one can be compared with: every other standard of the district, its own first."""
    found = Standard.objects.visible_to(request.user).filter(district=shown.district_id)
    others = found.exclude(pk=shown.pk).order_by("-edition", "-version")
    return sorted(others, key=lambda one: one.key != shown.key)


def chosen_version(
    request: HttpRequest, shown: Standard, versions: list[Standard]
) -> Standard | None:
    """The one asked for, else the version before, else any other."""
    asked = request.GET.get(OTHER, "")
    for one in versions:
        if str(one.pk) == asked:
            return one
    earlier = [one for one in versions if one.key == shown.key and one.version < shown.version]
    return next(iter([*earlier, *versions]), None)


def content_of(standard: Standard | None) -> StandardContent | None:
    return read_standard(standard.content)[0] if standard else None


def head_of(request: HttpRequest, shown: Standard, other: Standard | None, here: str) -> dict:
    """What the three pages share: who it is about, and the way between them."""
    pages = [("compare", _("What changes")), ("sample", _("Filled-in sample"))]
    if may_read_trials(request.user):
        pages.insert(1, ("tried", _("What results would be")))
    query = f"?{OTHER}={other.pk}" if other else ""
    labels = dict(pages)
    return {
        "standard": shown,
        "tabs": [
            {
                "url": reverse(f"evaluation:standard-{name}", args=[shown.pk])
                + (query if name != "sample" else ""),
                "label": label,
                "is_current": name == here,
            }
            for name, label in pages
        ],
        "crumbs": trail(
            (_("Evaluation standards"), reverse("evaluation:standards")),
            (str(shown), shown.get_absolute_url()),
            labels[here],
        ),
        "heading": labels[here],
    }
