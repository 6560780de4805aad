"""Evidence: the library of a community, choosing from it, and the files themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from communities.models import Place
from communities.views.crumbs import trail
from evaluation.declarations import library as keeping
from evaluation.declarations.file_checks import PDF, SHOWN_IN_THE_BROWSER
from evaluation.declarations.likeness import Alike, alike
from evaluation.declarations.room import room_of
from evaluation.declarations.services import attach
from evaluation.declarations.sheet import sheet_of
from evaluation.declarations.uploads import Arrival, take_files
from evaluation.declarations.versions import versions_of
from evaluation.forms.evidence import EvidenceFilter, EvidenceForm
from evaluation.models import Entry, Evidence
from evaluation.views.evidence_access import may_open_library
from evaluation.views.self_examination import crumbs_below, visible_declaration
from evaluation.views.upload_field import UploadField
from harmony.shared.typed_keys import keys_in
from harmony.shared.workflow import TransitionRefused

ROWS = 25
SORTS = {
    "title": [F("title")],
    "kind": [F("kind"), F("title")],
    "added": [F("at")],
    "size": [F("size")],
    "uses": [F("uses_count")],
}
USUAL_SORT = "-added"
NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@login_required
def library(request: HttpRequest, code: str) -> HttpResponse:
    """Everything a community has to prove what it says, and the way to add to it."""
    community = visible_community(request, code)
    may_keep = request.user.has_perm("evaluation.keep_evidence", community)
    if not may_open_library(request.user, community):
        raise PermissionDenied
    arrival = Arrival()
    if request.method == "POST":
        if not may_keep:
            raise PermissionDenied
        arrival = take_files(community, request.FILES.getlist("files"), by=request.user)
        _tell(request, arrival)
        if not arrival.refused:
            return redirect("evaluation:evidence-library", community.code)
    context = _shelf(request, community) | {
        "may_keep": may_keep,
        "arrival": arrival,
        "upload": UploadField.of_library(community, request.user) if may_keep else None,
        "room": None if may_keep else room_of(community),
        "may_grant": request.user.has_perm("evaluation.grant_room", community),
        "crumbs": trail((community.name, community.get_absolute_url()), _("Evidence library")),
    }
    return render(request, "evaluation/evidence/library.html", context)


def _shelf(request: HttpRequest, community: Place) -> dict:
    """One page of the library: filtered, sorted, with how much each file proves."""
    filters = EvidenceFilter(request.GET)
    asked = request.GET.get("sort", "")
    sort = asked if asked.removeprefix("-") in SORTS else USUAL_SORT
    columns = SORTS[sort.removeprefix("-")]
    order = [column.desc() if sort.startswith("-") else column.asc() for column in columns]
    rows = Evidence.objects.filter(community=community).with_versions()
    rows = rows.annotate(uses_count=Count("uses"))
    found = filters.narrow(rows).select_related("by").order_by(*order, "pk")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    count = page.paginator.count
    return {
        "community": community,
        "filters": filters,
        "page": page,
        "sort": sort,
        "summary": ngettext("%(n)s file", "%(n)s files", count) % {"n": count},
    }


def _tell(request: HttpRequest, arrival: Arrival) -> None:
    count = len(arrival.new)
    if count:
        text = ngettext("%(n)s file is stored.", "%(n)s files are stored.", count)
        messages.success(request, text % {"n": count})
    for evidence in arrival.known:
        text = _("“%(title)s” is in the library already.")
        messages.info(request, text % {"title": evidence.title})
    for told in arrival.alike_told:
        messages.warning(request, told)
    if not arrival:
        messages.warning(request, _("Choose at least one file."))


@login_required
def choose(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Files of the library that shall prove this criterion as well."""
    declaration = visible_declaration(request, pk)
    entry = sheet_of(declaration).entry(code)
    if entry is None:
        raise Http404
    may_write = request.user.has_perm("evaluation.write_declaration", declaration)
    if not (may_write and entry.is_open):
        raise PermissionDenied
    community = declaration.community
    if request.method == "POST":
        chosen = keys_in(request.POST.getlist("chosen"))
        files = list(Evidence.objects.filter(community=community, pk__in=chosen[:200]))
        for evidence in files:
            attach(entry, evidence, by=request.user)
        if files:
            text = ngettext("%(n)s file is attached.", "%(n)s files are attached.", len(files))
            messages.success(request, text % {"n": len(files)})
            return redirect(_chosen_from(request, entry))
        messages.warning(request, _("Nothing was chosen. Tick the files that prove it."))
        return redirect(request.get_full_path())
    context = _shelf(request, community) | {
        "declaration": declaration,
        "entry": entry,
        "attached": set(entry.uses.values_list("evidence_id", flat=True)),
        "to": "indicator" if request.GET.get("to") == "indicator" else "",
        "back": _chosen_from(request, entry),
        "crumbs": crumbs_below(declaration, _("Choose from the library")),
    }
    return render(request, "evaluation/evidence/choose.html", context)


def _chosen_from(request: HttpRequest, entry: Entry) -> str:
    """The page that led here: of the criterion, or of its indicator."""
    criterion = entry.criterion
    if request.GET.get("to") == "indicator" and criterion.indicator:
        args = [entry.declaration_id, criterion.indicator.code]
        return f"{reverse('evaluation:indicator', args=args)}#c-{criterion.code}"
    return reverse("evaluation:criterion-entry", args=[entry.declaration_id, criterion.code])


@require_safe
@login_required
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself, to those who may read it; nothing in it can run here."""
    evidence = visible_evidence(request, pk)
    try:
        opened = evidence.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("The file is no longer there.")) from None
    is_shown = evidence.content_type in SHOWN_IN_THE_BROWSER
    response = FileResponse(
        opened,
        as_attachment=not is_shown,
        filename=evidence.original_name,
        content_type=evidence.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    # The browser's own reader of PDF does not open inside a sandbox.
    sandbox = "" if evidence.content_type == PDF else "; sandbox"
    response["Content-Security-Policy"] = NOTHING_RUNS + sandbox
    return response


@require_safe
@login_required
def thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """A photo made small, to those who may read it."""
    evidence = visible_evidence(request, pk)
    if not evidence.thumbnail:
        raise Http404
    try:
        opened = evidence.thumbnail.open("rb")
    except FileNotFoundError:
        raise Http404(_("The file is no longer there.")) from None
    response = FileResponse(opened, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    # What a photo shows never changes under its number; a day spares the shelf its pictures.
    response["Cache-Control"] = "private, max-age=86400"
    response["Content-Security-Policy"] = f"{NOTHING_RUNS}; sandbox"
    return response


@login_required
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file is called, and which criteria it proves."""
    evidence = visible_evidence(request, pk)
    may_keep = request.user.has_perm("evaluation.keep_evidence", evidence.community)
    stored = {name: getattr(evidence, name) for name in EvidenceForm.base_fields}
    is_sent = request.method == "POST"
    form = EvidenceForm(request.POST if is_sent else None, initial=stored)
    if is_sent and not may_keep:
        raise PermissionDenied
    if form.is_valid():
        keeping.describe(evidence, by=request.user, **form.cleaned_data)
        messages.success(request, _("What the file is has been saved."))
        return redirect("evaluation:evidence-library", evidence.community.code)
    uses = evidence.uses.select_related(
        "entry__criterion", "entry__declaration__stage", "entry__declaration__community"
    )
    versions = list(_versions(request, evidence))
    context = {
        "evidence": evidence,
        "form": form,
        "may_keep": may_keep,
        "uses": uses,
        "alike": _alike(request, evidence),
        "versions": versions,
        "newest": versions[0] if versions else evidence,
        "crumbs": trail(to_library(evidence.community), evidence.title),
    }
    return render(request, "evaluation/evidence/details.html", context)


@login_required
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    evidence = visible_evidence(request, pk)
    if not request.user.has_perm("evaluation.keep_evidence", evidence.community):
        raise PermissionDenied
    code = evidence.community.code
    if request.method == "POST":
        try:
            keeping.discard(evidence, by=request.user)
        except TransitionRefused as refusal:
            messages.error(request, refusal.reason)
        else:
            messages.success(request, _("The file is deleted."))
        return redirect("evaluation:evidence-library", code)
    if reason := keeping.why_kept(evidence):
        messages.error(request, reason)
        return redirect("evaluation:evidence-details", pk)
    context = {
        "title": _("Delete this file?"),
        "subject": evidence.title,
        "consequences": [_("The file is deleted for good. It proves nothing so far.")],
        "button": _("Delete the file"),
        "danger": True,
        "back": reverse("evaluation:evidence-library", args=[code]),
    }
    return render(request, "confirm.html", context)


def _versions(request: HttpRequest, evidence: Evidence):
    """The versions of this file that the person may see, the newest first."""
    keys = versions_of(evidence).order_by().values("pk")
    seen = Evidence.objects.visible_to(request.user).filter(pk__in=keys)
    return seen.select_related("by").annotate(uses_count=Count("uses")).order_by("-version")


def _alike(request: HttpRequest, evidence: Evidence) -> list[Alike]:
    """What is nearly the same, with the criteria it proves: in the community's own library, and
    for the office in every one."""
    among = Evidence.objects.visible_to(request.user)
    if not request.user.has_perm("communities.see_overview"):
        among = among.filter(community=evidence.community)
    return alike(evidence, among)


def visible_community(request: HttpRequest, code: str) -> Place:
    communities = Place.objects.visible_to(request.user).communities()
    return get_object_or_404(communities.select_related("parent"), code=code)


def visible_evidence(request: HttpRequest, pk: int) -> Evidence:
    evidence = Evidence.objects.visible_to(request.user).select_related("community", "by")
    return get_object_or_404(evidence, pk=pk)


def to_library(community: Place) -> tuple[str, str]:
    """The library as a step of the way to a page beneath it."""
    return _("Evidence library"), reverse("evaluation:evidence-library", args=[community.code])
