"""Lists of documents: all of them, what was searched for, what may go."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bening.evidence import queries
from bening.evidence.disposal import waiting_for
from bening.evidence.forms import FilterForm
from bening.evidence.permissions import Permission
from bening.evidence.retention import may_go
from bening.evidence.search import search, snippets
from bening.evidence.views.export import EXPORTS, export
from bening.evidence.views.parts import rows, units_to_read
from bening.foundation.access import SignedInRequest, may, requires

A_PAGE = 25
LONGEST_QUESTION = 200


@requires(Permission.VIEW)
@require_safe
def index(request: SignedInRequest) -> HttpResponseBase:
    """Show the documents that this person may see, or give them as a file."""
    form = FilterForm(request.GET, units=units_to_read(request.user))
    today = timezone.localdate()
    documents = form.order(form.narrow(queries.visible_to(request.user), today=today))
    if (wanted := request.GET.get("bentuk", "")) in EXPORTS:
        return export(documents, wanted, today=today)
    page = Paginator(documents, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "evidence/index.html",
        {
            "form": form,
            "page": page,
            "rows": rows(page.object_list, today=today),
            "columns": _columns(request.GET, form),
            "may_add": may(request.user, Permission.ADD),
            "may_retain": may(request.user, Permission.RETAIN),
            "exports": [(key.upper(), _with(request.GET, bentuk=key)) for key in EXPORTS],
            "soon": _with(QueryDict(), keadaan="segera"),
        },
    )


@requires(Permission.VIEW)
@require_safe
def find(request: SignedInRequest) -> HttpResponse:
    """Search titles, tags, file names and texts."""
    typed = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    form = FilterForm(request.GET, units=units_to_read(request.user))
    today = timezone.localdate()
    found = search(request.user, typed, form.narrow(queries.visible_to(request.user), today=today))
    page = Paginator(found.keys, A_PAGE).get_page(request.GET.get("page"))
    by_key = queries.visible_to(request.user).in_bulk(list(page.object_list))
    shown = [by_key[key] for key in page.object_list if key in by_key]
    texts = snippets(shown, typed) if shown else {}
    hits = [(row, texts.get(row.document.pk, "")) for row in rows(shown, today=today)]
    context = {"typed": typed, "form": form, "page": page, "hits": hits, "more": found.more}
    return render(request, "evidence/find.html", context)


@requires(Permission.RETAIN)
@require_safe
def retention(request: SignedInRequest) -> HttpResponse:
    """Show what was kept as long as it had to be, and what stays whatever its age."""
    return retention_page(request)


def retention_page(request: SignedInRequest, *, wrong: str = "") -> HttpResponse:
    """Return the page of what may go; with what is wrong about a proposal that was sent from it."""
    today = timezone.localdate()
    page = Paginator(may_go(request.user, today=today), A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    context = {
        "page": page,
        "rows": rows(shown, today=today),
        "proposed": waiting_for({one.unit_id for one in shown}),
        "wrong": wrong,
        "why": request.POST.get("alasan", ""),
        "ticked": request.POST.getlist("dokumen"),
    }
    return render(request, "evidence/retention.html", context, status=422 if wrong else 200)


def _columns(asked: QueryDict, form: FilterForm) -> list[dict[str, Any]]:
    order = form.cleaned_data.get("urut") or ("berlaku" if form.expiring else "-diubah")
    names = {"judul": _("Dokumen"), "periode": _("Membuktikan"), "berlaku": _("Berlaku sampai"), "diubah": _("Diubah")}
    return [
        {
            "key": key,
            "name": name,
            "query": _with(asked, urut=f"-{key}" if order == key else key),
            "sorted": {key: "ascending", f"-{key}": "descending"}.get(order, ""),
        }
        for key, name in names.items()
    ]


def _with(asked: QueryDict, **changed: str) -> str:
    query = asked.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}"
