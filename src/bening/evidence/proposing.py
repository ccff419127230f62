"""What a file seems to be, from its name and its words: title, kind and the period it proves. People decide."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bening.evidence.models import DocumentKind

EARLIEST, LATEST = 2000, 2100
READ = 4000  # characters of a text that speak for the whole
MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "januari jan",
            "februari feb pebruari",
            "maret mar",
            "april apr",
            "mei",
            "juni jun",
            "juli jul",
            "agustus agu ags agt",
            "september sep sept",
            "oktober okt",
            "november nov nopember",
            "desember des",
        ),
        start=1,
    )
    for name in names.split()
}
# The first that fits wins: an attendance list of a meeting is no minutes, a draft of a report is no plan.
SIGNS: tuple[tuple[DocumentKind, str], ...] = (
    (DocumentKind.ATTENDANCE, r"daftar hadir|presensi|absensi|kehadiran"),
    (DocumentKind.MINUTES, r"notula|notulen|risalah|berita acara"),
    (DocumentKind.DECREE, r"\bsk\b|surat keputusan|keputusan|\bkep\b"),
    (DocumentKind.PROCEDURE, r"\bsop\b|prosedur|standar operasional"),
    (DocumentKind.REPORT, r"laporan|\blap\b|laporan kinerja|monev|evaluasi|hasil"),
    (DocumentKind.PLAN, r"rencana|renstra|renja|rencana aksi|program kerja|jadwal"),
    (DocumentKind.LETTER, r"\bsurat\b|undangan|nota dinas|\bnd\b|memo|edaran"),
    (DocumentKind.PHOTO, r"foto|dokumentasi|\bimg\b|\bdsc\b"),
    (DocumentKind.PUBLICATION, r"publikasi|berita|poster|banner|spanduk|infografis|siaran pers"),
    (DocumentKind.DATA, r"data|rekap|tabel|matriks|daftar"),
)
QUARTER = re.compile(r"\b(?:triwulan|tw|tri)\s*(iv|iii|ii|i|[1-4])\b")
HALF = re.compile(r"\b(?:semester|smt)\s*(ii|i|[12])\b")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
NAMED_DAY = re.compile(rf"(?<!\d)([0-3]?\d)\s+({'|'.join(MONTHS)})\s+(20\d\d)(?!\d)")
NAMED_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})\s+(20\d\d)(?!\d)")
PLAIN_DAY = re.compile(r"(?<!\d)(20\d\d)\s?([01]\d)\s?([0-3]\d)(?!\d)")
TURNED_DAY = re.compile(r"(?<!\d)([0-3]\d)\s([01]\d)\s(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the forms begin with. ``dated`` says that the period was found and not only supposed."""

    title: str
    kind: DocumentKind
    proves_from: date
    proves_until: date
    dated: bool


def propose(name: str, text: str = "", *, file: str = "", today: date) -> Proposal:
    """Return what a file named ``name`` with these words seems to be; ``file`` is the key of its kind."""
    stem = name.rpartition(".")[0] or name
    title = _title(stem)
    words, inside = _plain(stem), _plain(text[:READ])
    period = period_in(words) or period_in(inside)
    begins, ends = period or (date(today.year, 1, 1), date(today.year, 12, 31))
    kind = _kind(words) or (DocumentKind.PHOTO if file in {"jpg", "png"} else _kind(inside[:300]))
    return Proposal(title, kind or DocumentKind.OTHER, begins, ends, dated=period is not None)


def period_in(words: str) -> tuple[date, date] | None:
    """Return the day, month, quarter, half or year of which a text speaks first, the narrowest kind first."""
    for pattern, order in ((NAMED_DAY, (3, 2, 1)), (PLAIN_DAY, (1, 2, 3)), (TURNED_DAY, (3, 2, 1))):
        for dated in pattern.finditer(words):
            year, month, day = (dated[part] for part in order)
            try:
                one = date(int(year), MONTHS.get(month) or int(month), int(day))
            except ValueError:
                continue
            return one, one
    if month_found := NAMED_MONTH.search(words):
        return _months(int(month_found[2]), MONTHS[month_found[1]], 1)
    if not (found := YEAR.search(words)):
        return None
    year = int(found[1])
    for parts, length in ((QUARTER, 3), (HALF, 6)):
        if part := parts.search(words):
            number = ROMAN.get(part[1]) or int(part[1])
            return _months(year, (number - 1) * length + 1, length)
    return date(year, 1, 1), date(year, 12, 31)


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    last = first + count - 1
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _title(stem: str) -> str:
    words = " ".join(re.sub(r"[_\s]+|(?<=\D)-(?=\D)", " ", stem).split())
    shown = words[:1].upper() + words[1:] if words.islower() else words
    return shown[:200] or stem[:200]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.lower()).split())


def _kind(words: str) -> DocumentKind | None:
    return next((kind for kind, signs in SIGNS if re.search(signs, words)), None)
