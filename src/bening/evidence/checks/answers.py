"""Checks of a proof against the answer: a plan behind the best answer, counts that differ from the register."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.evidence.checks.cases import Case, Check, Found

PLAN = "rencana"


def _only_a_plan(case: Case) -> Found | None:
    """Complain when everything that is shown for the best answer is a plan; where a plan is asked for, it is enough."""
    asked = case.slot is not None and PLAN in case.slot.kinds
    if not case.top or asked or case.kinds_beside != {PLAN}:
        return None
    return Found(_("jenis dokumen"), {})


def _differs(case: Case) -> Found | None:
    if case.given is None or case.register is None:
        return None
    done, due = case.given
    if done == case.register.done and due == case.register.due:
        return None
    values = {"done": done, "due": due, "kept": case.register.done, "of": case.register.due}
    return Found(_("jumlah pada jawaban"), values)


CHECKS = (
    Check(
        name="hanya-rencana",
        title=gettext_lazy("Jawaban terbaik, bukti baru rencana"),
        sentence=gettext_lazy("Jawabannya yang terbaik, tetapi buktinya baru rencana."),
        clear=gettext_lazy("Tambahkan bukti pelaksanaan, misalnya laporan, notula, atau daftar hadir."),
        look=_only_a_plan,
    ),
    Check(
        name="beda-dengan-register",
        title=gettext_lazy("Jumlah berbeda dari register"),
        sentence=gettext_lazy(
            "Jawaban menyebut %(done)s dari %(due)s, sedangkan register mencatat %(kept)s dari %(of)s."
        ),
        clear=gettext_lazy("Samakan jawaban dengan register, atau lengkapi registernya."),
        look=_differs,
    ),
)
