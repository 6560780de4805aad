"""Files piece by piece, for the script of the upload field: every answer is a small JSON object.

    state     coming, stored or refused
    offset    where to go on, in bytes
    told      what is to be said to the person, in their language

Statuses: 409 go on at the offset, 422 not taken, 507 no room on the disk (the same may be asked
again), 403 not allowed, 400 a piece that did not arrive whole.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from communities.models import Place
from evaluation.declarations import resuming
from evaluation.declarations.disk import DiskFull, told_when_full
from evaluation.declarations.file_checks import FileRefused
from evaluation.declarations.resuming import PIECE_BYTES, WrongOffset
from evaluation.forms.uploading import UploadForm
from evaluation.models import Entry, Upload

View = Callable[..., JsonResponse]


def _in_json(view: View) -> View:
    """Refusals of the services as answers to the script."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> JsonResponse:
        try:
            with told_when_full():
                return view(request, *args, **kwargs)
        except WrongOffset as wrong:
            return JsonResponse({"state": "coming", "offset": wrong.offset}, status=409)
        except DiskFull as full:
            return JsonResponse({"state": "coming", "told": full.reason}, status=507)
        except FileRefused as refusal:
            return _refused(refusal.reason, 422)
        except PermissionDenied:
            return JsonResponse(
                {"state": "refused", "told": _("You may not do this.")}, status=403
            )
        except Upload.DoesNotExist:
            raise Http404 from None

    return answer


@require_POST
@login_required
@_in_json
def begin(request: HttpRequest, code: str) -> JsonResponse:
    """Announce a file, or find it again."""
    communities = Place.objects.visible_to(request.user).communities()
    community = get_object_or_404(communities, code=code)
    form = UploadForm(request.POST)
    if not form.is_valid():
        return _refused(_("The file has no name."), 400)
    announced = dict(form.cleaned_data)
    entry = _entry(community, announced.pop("entry"))
    upload = resuming.begin(community, by=request.user, entry=entry, **announced)
    return _told(upload)


@require_http_methods(["GET", "POST"])
@login_required
@_in_json
def upload(request: HttpRequest, key: str) -> JsonResponse:
    """How far it is; and with POST, one piece more."""
    found = _upload(request, key)
    if request.method == "GET":
        return _told(found)
    try:
        offset = int(request.headers["Upload-Offset"])
        piece = _piece(request)
    except (KeyError, ValueError, UnreadablePostError):
        return JsonResponse({"state": "coming", "offset": resuming.offset_of(found)}, status=400)
    if piece:
        resuming.take_piece(found, offset, piece, by=request.user)
    if found.received == found.size:
        resuming.finish(found, by=request.user)
    return _told(found)


@require_POST
@login_required
@_in_json
def cancel(request: HttpRequest, key: str) -> JsonResponse:
    found = _upload(request, key)
    resuming.cancel(found, by=request.user)
    return JsonResponse({"state": "cancelled"})


def _piece(request: HttpRequest) -> bytes:
    """The piece, whole. Raises ValueError where it was cut off or is too long."""
    length = int(request.headers.get("Content-Length") or 0)
    if length > PIECE_BYTES:
        raise ValueError("too long")
    piece = request.body
    if len(piece) != length:
        raise ValueError("cut off")
    return piece


def _upload(request: HttpRequest, key: str) -> Upload:
    """Only whoever began it goes on with it."""
    mine = Upload.objects.filter(by=request.user).select_related("community", "evidence")
    return get_object_or_404(mine, key=key)


def _entry(community: Place, key: int | None) -> Entry | None:
    if key is None:
        return None
    entries = Entry.objects.filter(declaration__community=community)
    return get_object_or_404(entries.select_related("declaration__community"), pk=key)


def _refused(told: str, status: int) -> JsonResponse:
    return JsonResponse({"state": "refused", "told": told}, status=status)


def _told(upload: Upload) -> JsonResponse:
    is_coming = upload.state == "coming"
    return JsonResponse(
        {
            "state": upload.state,
            "told": upload.told,
            "offset": resuming.offset_of(upload) if is_coming else upload.size,
            "url": reverse("evaluation:evidence-upload", args=[upload.key]),
            "cancel": reverse("evaluation:evidence-upload-cancel", args=[upload.key]),
        },
        status=422 if upload.state == "refused" else 200,
    )
