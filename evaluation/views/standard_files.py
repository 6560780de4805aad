"""A version of the standard as a file to take along: a spreadsheet, or YAML."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluation.models import Standard
from evaluation.standards.content import read_standard, to_plain
from evaluation.standards.messages import with_place
from evaluation.standards.plain_text import text_from_plain
from evaluation.standards.spreadsheet import spreadsheet_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: dict[str, tuple[str, Callable[[Any], bytes | str]]] = {
    "xlsx": (XLSX, spreadsheet_of),
    "yaml": ("application/yaml; charset=utf-8", text_from_plain),
}
"""By ending: the type of the content, and what writes it."""


@require_safe
@login_required
@never_cache
def export(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The content as it is kept; taken in again it is the same."""
    if ending not in FORMS:
        raise Http404
    standard = get_object_or_404(Standard.objects.visible_to(request.user), pk=pk)
    content_type, written = FORMS[ending]
    content, problems = read_standard(standard.content)
    if content is None or problems:  # a draft may be half done; a file of it could not come back
        text = _("It cannot be written to a file yet: %(slip)s")
        messages.error(request, text % {"slip": with_place(problems[0])})
        return redirect("evaluation:standards")
    response = HttpResponse(written(to_plain(content)), content_type=content_type)
    name = f"{standard.key}-v{standard.version}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
