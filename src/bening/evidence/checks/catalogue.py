"""Every check there is, in the order in which people read them, and the asking of all of them."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.evidence.checks import answers, files, times, uses
from bening.evidence.checks.cases import Case, Check, Complaint, Found


def _withdrawn(case: Case) -> Found | None:
    return None if case.withdrawn_why is None else Found(_("dokumen"), {"why": case.withdrawn_why})


WITHDRAWN = Check(
    name="ditarik",
    title=gettext_lazy("Dokumen ditarik"),
    sentence=gettext_lazy("Dokumen ini ditarik: %(why)s"),
    clear=gettext_lazy("Lepas bukti ini, lalu tunjukkan dokumen lain."),
    look=_withdrawn,
    lasting=True,
)
CHECKS = (WITHDRAWN, *files.CHECKS, *times.CHECKS, *uses.CHECKS, *answers.CHECKS)
NAMES = frozenset(check.name for check in CHECKS)


def complaints(case: Case, *, waived: Mapping[str, tuple[str, str]], assessor: bool) -> Iterator[Complaint]:
    """Yield what the checks say of a case; ``waived`` maps a check to the reason and whose word it is."""
    for check in CHECKS:
        if check.for_assessors and not assessor:
            continue
        found = check.look(case)
        if found is None:
            continue
        why, who = waived.get(check.name, ("", ""))
        yield Complaint(
            check=check,
            sentence=str(check.sentence) % found.values,
            place=found.place,
            clear=str(check.clear),
            waived=why,
            waived_by=who,
        )
