"""Find days, years and the words of an electronic signature in a text. Nothing but the standard library."""

import re
from collections.abc import Iterable, Mapping

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
            "agustus agu agt",
            "september sep",
            "oktober okt",
            "november nov nopember",
            "desember des",
        ),
        start=1,
    )
    for name in names.split()
}
EARLIEST, LATEST = 1990, 2060
MOST_DATES = 40
NAMED = re.compile(rf"(?<!\d)([0-3]?\d)\s+({'|'.join(MONTHS)})\s+((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
TURNED = re.compile(r"(?<!\d)((?:19|20)\d\d)-([01]\d)-([0-3]\d)(?!\d)")
PLAIN = re.compile(r"(?<!\d)([0-3]?\d)[/.-]([01]?\d)[/.-]((?:19|20)\d\d)(?!\d)")
# A year of a regulation's number ("PER-90/2021", "Nomor 17 Tahun 2024") says nothing about the document's own year.
CITED = re.compile(
    r"\b(?:undang-?undang|uu|perpu|pp|perpres|permen\w*|peraturan|per|perka|perban|inpres|keppres|kepmen\w*|pergub|perda|perwali|perbup)\b"
    r"[^.;\n]{0,60}?(?:nomor|no\.?|/|-)\s*[\w./ -]{0,30}?(?:tahun\s+|/)((?:19|20)\d\d)",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?<![\d.,])((?:19|20)\d\d)(?![\d]|[.,]\d)")
SIGNED = re.compile(
    r"ditandatangani\s+secara\s+elektronik|tanda\s*tangan\s+elektronik|sertifikat\s+elektronik\s+yang\s+diterbitkan"
    r"|\bditandatangani\s+oleh\b",
    re.IGNORECASE,
)


def years_in(pages: Iterable[str]) -> dict[int, int]:
    """Return the years that a text names, each with the first page; years of cited regulations are left out."""
    found: dict[int, int] = {}
    for number, page in enumerate(pages, start=1):
        for year in YEAR.findall(CITED.sub(" ", page)):
            if EARLIEST <= int(year) <= LATEST:
                found.setdefault(int(year), number)
    return dict(sorted(found.items()))


def dates_in(pages: Iterable[str]) -> list[str]:
    """Return the days that a text names, as 2026-01-31, each once, in order of appearance."""
    found: dict[str, None] = {}
    for page in pages:
        days = [(year, MONTHS[month.lower()], day) for day, month, year in NAMED.findall(page)]
        days += [(year, int(month), day) for year, month, day in TURNED.findall(page)]
        days += [(year, int(month), day) for day, month, year in PLAIN.findall(page)]
        for year, month, day in days:
            if 1 <= month <= 12 and 1 <= int(day) <= 31:  # noqa: PLR2004 -- a calendar
                found[f"{year}-{month:02d}-{int(day):02d}"] = None
    return list(found)[:MOST_DATES]


def says_signed(pages: Iterable[str]) -> bool:
    return any(SIGNED.search(" ".join(page.split())) for page in pages)
