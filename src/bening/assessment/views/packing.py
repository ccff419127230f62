"""Take a unit's year away as one file that anybody can verify."""

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from bening.assessment import packing, queries
from bening.assessment.models import Assessment
from bening.assessment.permissions import Permission
from bening.evidence.packs import contents
from bening.evidence.permissions import Permission as Sharing
from bening.foundation.access import SignedInRequest, may, requires
from bening.foundation.audit.chain import Broken
from bening.foundation.signin.proof import step_up

CONFLICT = 409


@requires(Permission.PACK)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def pack(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Say what the pack will hold; make it and send it."""
    assessment = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if not may(request.user, Permission.PACK, unit=assessment.unit):
        raise Http404
    if request.method != "POST":
        return _page(request, assessment)
    try:
        bag = packing.pack(assessment=assessment, by=request.user, now=timezone.now())
    except contents.NotWhole as wrong:
        return _page(request, assessment, wrong=str(wrong))
    except Broken as broken:
        return _page(request, assessment, wrong=broken.why)
    stream = bag.zip()
    response = StreamingHttpResponse(stream, content_type="application/zip")
    response.headers["Content-Length"] = str(len(stream))
    response.headers["Content-Disposition"] = str(content_disposition_header(True, f"{bag.name}.zip"))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Encoding"] = "identity"  # what is compressed already is not compressed again
    return response


def _page(request: SignedInRequest, assessment: Assessment, *, wrong: str = "") -> HttpResponse:
    found = contents.contents(assessment.unit, assessment.year, seen=contents.seen_by(request.user))
    size = sum(version.blob.size for version in found.versions)
    shown = {"assessment": assessment, "found": found, "size": size, "files": len(found.versions), "wrong": wrong}
    shown["may_share"] = may(request.user, Sharing.SHARE, unit=assessment.unit)
    return render(request, "assessment/pack.html", shown, status=CONFLICT if wrong else 200)
