"""What the frame of a page needs; lazily, because a part of a page has no frame."""

from typing import Any

from django.http import HttpRequest

from bening.foundation.navigation import places_for


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"places": lambda: places_for(request.user) if hasattr(request, "user") else []}
