"""Taking in a programme from a file: upload it, read it back, confirm."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.forms.imports import ProgrammeFileForm
from communities.imports.services import confirm, hold_file
from communities.models import HeldFile
from communities.programme.importing import import_programme, preview
from communities.programme.listed import ProgrammeRefused
from communities.programme.plain_yaml import mapping_of
from communities.views.crumbs import trail
from communities.views.tasks import names_in_words

MOST_PROBLEMS_SHOWN = 100

may_manage = permission_required("communities.manage_programme", raise_exception=True)


@login_required
@may_manage
def programme_import(request: HttpRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = ProgrammeFileForm(request.POST, request.FILES) if is_sent else ProgrammeFileForm()
    if form.is_valid():
        name = form.cleaned_data["file"].name
        kind = HeldFile.Kind.PROGRAMME
        held = hold_file(kind, by=request.user, file_name=name, content=form.content)
        return redirect("communities:import-programme-preview", held.pk)
    context = {"form": form, "crumbs": trail(_to_programme(), _("Import a programme"))}
    return render(request, "communities/programme/import.html", context)


@login_required
@may_manage
def programme_import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    held_files = HeldFile.objects.visible_to(request.user).filter(kind=HeldFile.Kind.PROGRAMME)
    held = get_object_or_404(held_files, pk=pk)
    if held.done_at:
        return redirect("evaluation:programme")
    if request.method == "POST":
        return _confirmed(request, held)
    here = (_("Import a programme"), reverse("communities:import-programme"))
    context = {"held": held, "crumbs": trail(_to_programme(), here, held.file_name)}
    context |= _found_in(held)
    return render(request, "communities/programme/import_preview.html", context)


def _confirmed(request: HttpRequest, held: HeldFile) -> HttpResponse:
    def take_in(content: bytes) -> dict[str, int]:
        return {"programme": import_programme(mapping_of(content), by=request.user).pk}

    try:
        confirm(held, by=request.user, take_in=take_in)
    except ProgrammeRefused:
        messages.error(request, _("Nothing was changed. See below what stands in the way."))
        return redirect("communities:import-programme-preview", held.pk)
    messages.success(request, _("The programme is taken in."))
    return redirect("evaluation:programme")


def _found_in(held: HeldFile) -> dict[str, Any]:
    try:
        found = preview(mapping_of(bytes(held.content)))
    except ProgrammeRefused as refusal:
        return {
            "problems": refusal.problems[:MOST_PROBLEMS_SHOWN],
            "problem_count": len(refusal.problems),
        }
    names = {department.key: department.name for department in found.programme.departments}
    tasks = [
        {
            "task": task,
            "responsible": names_in_words(
                [str(names[key]) for key in task.departments], streets=task.streets_answer
            ),
        }
        for task in found.programme.main_tasks
    ]
    return {"found": found, "programme": found.programme, "tasks": tasks}


def _to_programme() -> tuple[str, str]:
    return _("Programme and stages"), reverse("evaluation:programme")
