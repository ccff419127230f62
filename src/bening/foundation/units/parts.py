"""Parts of a unit's page that packages above announce in their ``unit_page.py``; this package knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bening.foundation.access import SignedInRequest
from bening.foundation.registry import Registry
from bening.foundation.units.models import Unit

Context = Callable[[SignedInRequest, Unit], dict[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A template and what it needs; nothing is shown when ``context`` returns None."""

    name: str
    template: str
    context: Context
    order: int


parts: Registry[Part] = Registry("part of the unit page")


def unit_page_part(name: str, *, template: str, order: int) -> Callable[[Context], Context]:
    """Announce the decorated function as the one that prepares ``template`` for a unit's page."""

    def announce(context: Context) -> Context:
        parts.add(name, Part(name=name, template=template, context=context, order=order))
        return context

    return announce


def parts_for(request: SignedInRequest, unit: Unit) -> list[dict[str, Any]]:
    """Return what the page includes: ``template``, and its context as ``part``."""
    found = []
    for part in sorted(parts, key=lambda one: one.order):
        context = part.context(request, unit)
        if context is not None:
            found.append({"template": part.template, "context": context})
    return found
