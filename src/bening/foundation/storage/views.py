"""Files that come piece by piece, for a script of ours; a page without scripts sends a plain form to its own view."""

from http import HTTPStatus

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bening.foundation.access import SignedInRequest, requires
from bening.foundation.storage import receive
from bening.foundation.storage.failures import Full, Refused, StoreTrouble
from bening.foundation.storage.models import Upload
from bening.foundation.storage.permissions import Permission

PIECE = 1024 * 1024  # small enough for a line that breaks each minute
KEY_LENGTH = 43


@requires(Permission.BRING)
@require_POST
def begin(request: SignedInRequest) -> HttpResponse:
    """Open an upload: ``name`` and ``size`` in, its addresses out."""
    size = request.POST.get("size", "")
    if not size.isascii() or not size.isdigit():
        return _refused(_("Ukuran berkas tidak terbaca. Pilih berkasnya sekali lagi."))
    try:
        upload = receive.begin(
            by=request.user, name=request.POST.get("name", ""), size=int(size[:15]), now=timezone.now()
        )
    except Refused as wrong:
        return _refused(str(wrong))
    return JsonResponse({**_told(upload), "piece": PIECE}, status=HTTPStatus.CREATED)


@requires(Permission.BRING)
@require_GET
def standing(request: SignedInRequest, key: str) -> HttpResponse:
    """Say how many bytes have come, so that a broken upload goes on from there."""
    return JsonResponse(_told(_own(request, key)))


@requires(Permission.BRING)
@require_POST
def piece(request: SignedInRequest, key: str, offset: int) -> HttpResponse:
    """Take the piece that begins at ``offset``; 409 says where the upload stands."""
    upload = _own(request, key)
    try:
        at = receive.append(upload, offset=offset, chunk=request.body)
    except receive.OutOfStep as wrong:
        return JsonResponse({"at": wrong.at}, status=HTTPStatus.CONFLICT)
    except StoreTrouble as wrong:
        return _trouble(wrong)
    return JsonResponse({"at": at})


@requires(Permission.BRING)
@require_POST
def finish(request: SignedInRequest, key: str) -> HttpResponse:
    """Look into the whole file and keep it. Asked twice, it answers the same."""
    upload = _own(request, key)
    try:
        receive.finish(upload, now=timezone.now())
    except receive.OutOfStep as wrong:
        return JsonResponse({"at": wrong.at}, status=HTTPStatus.CONFLICT)
    except Refused as wrong:
        return _refused(str(wrong))
    except StoreTrouble as wrong:
        return _trouble(wrong)
    return JsonResponse(_told(upload))


def _own(request: SignedInRequest, key: str) -> Upload:
    """Return an upload of this very person; another's is not there."""
    found = Upload.objects.filter(key=key, by=request.user).first() if len(key) == KEY_LENGTH else None
    if found is None:
        raise Http404
    return found


def _told(upload: Upload) -> dict[str, object]:
    return {
        "key": upload.key,
        "name": upload.name,
        "size": upload.size,
        "at": receive.received(upload),
        "whole": upload.blob_id is not None,
        "address": reverse("storage:standing", args=[upload.key]),
    }


def _refused(sentence: str) -> HttpResponse:
    return JsonResponse({"sentence": sentence}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _trouble(wrong: StoreTrouble) -> HttpResponse:
    status = HTTPStatus.INSUFFICIENT_STORAGE if isinstance(wrong, Full) else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"sentence": str(wrong)}, status=status, headers={"Retry-After": "30"})
