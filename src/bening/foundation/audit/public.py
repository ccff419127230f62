# ruff: noqa: ARG001 -- a view takes the request, whether it needs it or not
"""The public side of the record: its checkpoints, and proofs that tell nobody what they do not know already.

An entry's content is never shown here. Who asks for a proof names the entry's number and hash, so they hold it.
"""

import re
from pathlib import Path

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bening.foundation.access import public
from bening.foundation.audit import keys
from bening.foundation.audit.models import Checkpoint, Entry
from bening.foundation.audit.tree import Tree
from bening.foundation.wall.actor import as_system

BECAUSE = "whoever keeps a checkpoint can prove that the record was not replaced"
A_PAGE = 20
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
LARGEST = 2**63 - 1
VERIFIER = Path(__file__).parents[4] / "docs" / "verify" / "bening_verify.py"
TEXT = "text/plain; charset=utf-8"


@public(because=BECAUSE)
@require_safe
def checkpoints(request: HttpRequest) -> HttpResponse:
    """Show the checkpoints, the newest first, the key, and how to verify."""
    page = Paginator(Checkpoint.objects.all(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "audit/checkpoints.html", {"page": page, "key": str(keys.signing_key().public)})


@public(because=BECAUSE)
@require_safe
def checkpoint(request: HttpRequest, size: int) -> HttpResponse:
    """Return one checkpoint as the text that was signed."""
    return HttpResponse(_found(size).text, content_type=TEXT)


@public(because=BECAUSE)
@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """Return the newest checkpoint, for programs that keep it."""
    found = Checkpoint.objects.first()
    if found is None:
        raise Http404
    return HttpResponse(found.text, content_type=TEXT)


@public(because=BECAUSE)
@require_safe
@as_system("audit")
def inclusion(request: HttpRequest, seq: int, sha256: str) -> HttpResponse:
    """Return the proof that an entry, of which number and hash are known, lies under the newest checkpoint."""
    found = Checkpoint.objects.first()
    known = HASH.fullmatch(sha256) and found and 0 < seq <= found.size
    if not found or not known or not Entry.objects.filter(seq=seq, hash=sha256).exists():
        raise Http404
    proof = [one.hex() for one in Tree(found.size).inclusion(seq)]
    return JsonResponse({"checkpoint": found.text, "key": _key(), "seq": seq, "hash": sha256, "proof": proof})


@public(because=BECAUSE)
@require_safe
@as_system("audit")
def consistency(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """Return the proof that a checkpoint continues an older one."""
    if not old <= new:
        raise Http404
    before, after = _found(old), _found(new)
    proof = [one.hex() for one in Tree(after.size).consistency(before.size)]
    return JsonResponse({"old": before.text, "new": after.text, "key": _key(), "proof": proof})


@public(because=BECAUSE)
@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """Hand out the script that verifies without us."""
    headers = {"Content-Disposition": f'attachment; filename="{VERIFIER.name}"'}
    return HttpResponse(VERIFIER.read_bytes(), content_type=TEXT, headers=headers)


def _found(size: int) -> Checkpoint:
    if size > LARGEST:
        raise Http404
    return get_object_or_404(Checkpoint, size=size)


def _key() -> str:
    return str(keys.signing_key().public)
