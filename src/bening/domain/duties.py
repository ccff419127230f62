"""Separation of duty: who may not do what, because of what they did or are elsewhere.

Each rule is a function of plain facts and returns a `Clash` or None, so that an action refuses with it and a page
shows it before anybody runs into it. The rules carry the numbers S01 to S22 of the house's catalogue of duties;
where no regulation fixes a figure it is a setting, marked *bukan ketentuan* (the 24 months of S02).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _

COOLING_OFF_MONTHS = 24  # bukan ketentuan: S1 forbids judging one's own unit and names no span


@dataclass(frozen=True, slots=True)
class Clash:
    """The rule that stands in the way, and the sentence that says so to the person."""

    rule: str
    sentence: str


class Separated(Exception):
    """Somebody tries what a rule of separation keeps from them."""

    def __init__(self, clash: Clash) -> None:
        super().__init__(clash.sentence)
        self.clash = clash

    @property
    def rule(self) -> str:
        return self.clash.rule


def refuse(clash: Clash | None) -> None:
    """Raise `Separated` when a rule stands in the way."""
    if clash is not None:
        raise Separated(clash)


@dataclass(frozen=True, slots=True)
class Served:
    """A span in which somebody worked for a unit: from ``since`` until before ``until``."""

    unit: int
    since: date
    until: date | None


def counted_as(person: int, *, acting_for: Collection[int | None]) -> frozenset[int]:
    """S12: who acts for others counts as all of them, wherever a rule asks who did what."""
    return frozenset({person, *(one for one in acting_for if one is not None)})


def uploader_accepts(*, uploaders: Collection[int], accepters: Collection[int]) -> Clash | None:
    """S01: who uploaded any version of a document does not accept it. Persons acted for count as well (S12)."""
    if set(uploaders) & set(accepters):
        return Clash(
            "S01", _("Anda (atau pejabat yang Anda wakili) mengunggah bukti ini, jadi orang lain yang menerimanya.")
        )
    return None


def months_before(day: date, months: int) -> date:
    """Return the same day ``months`` earlier, or the last day of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)  # every month has 28 days


def evaluates_own_unit(
    *, unit: int, served: Collection[Served], day: date, months: int = COOLING_OFF_MONTHS
) -> Clash | None:
    """S02: nobody evaluates a unit they work for, nor one they left less than ``months`` ago."""
    edge = months_before(day, months)
    for one in served:
        if one.unit == unit and one.since <= day and (one.until is None or one.until > edge):
            return Clash(
                "S02",
                _(
                    "Anda bekerja di unit ini, atau meninggalkannya kurang dari %(months)d bulan yang lalu,"
                    " jadi penilai lain yang menilainya."
                )
                % {"months": months},
            )
    return None


@dataclass(frozen=True, slots=True)
class Judgement:
    """One panellist's score, open until its author locks it."""

    by: int
    locked: bool


def opens_panel_early(scores: Collection[Judgement], *, least: int = 2) -> Clash | None:
    """S04: a panel's scores are shown only after ``least`` different people have locked theirs, and all have."""
    locked = {one.by for one in scores if one.locked}
    if len(locked) < least or any(not one.locked for one in scores):
        return Clash(
            "S04",
            _("Nilai panel baru dibuka setelah sedikitnya %(least)d penilai mengunci nilainya masing-masing.")
            % {"least": least},
        )
    return None


def approves_own_correction(*, proposers: Collection[int], approvers: Collection[int]) -> Clash | None:
    """S05: who proposes to change a locked score does not approve the change."""
    if set(proposers) & set(approvers):
        return Clash(
            "S05",
            _("Anda (atau pejabat yang Anda wakili) mengusulkan koreksi nilai ini, jadi orang lain menyetujuinya."),
        )
    return None


def moves_period_alone(*, proposers: Collection[int], confirmers: Collection[int]) -> Clash | None:
    """S06: a period is opened or closed by two administrators."""
    if set(proposers) & set(confirmers):
        return Clash("S06", _("Anda yang mengusulkan buka atau tutup periode ini, jadi admin lain yang menetapkannya."))
    return None


@dataclass(frozen=True, slots=True)
class Post:
    """A role at a place, as the rules about roles need it: ``unit`` and ``instansi`` are None where it is wider."""

    role: str
    instansi: int | None
    unit: int | None


ADMINS = frozenset({"admin", "platform"})
NOT_WITH_ADMIN = frozenset({"pic", "tpi", "tpi_ketua", "tpn", "wbs", "pimpinan"})
IN_UNIT = frozenset({"pic", "ketua", "pimpinan", "pegawai", "petugas"})
JUDGES = frozenset({"tpi", "tpi_ketua", "tpn"})


def approves_own_grant(
    *, makers: Collection[int], subjects: Collection[int], approvers: Collection[int]
) -> Clash | None:
    """S07: who makes an account or asks for a role does not approve it, and nobody approves their own role."""
    if set(subjects) & set(approvers):
        return Clash("S07", _("Peran ini untuk Anda sendiri, jadi admin lain yang menyetujuinya."))
    if set(makers) & set(approvers):
        return Clash("S07", _("Anda yang mengusulkan peran ini, jadi admin lain yang menyetujuinya."))
    return None


def asks_for_oneself(*, subjects: Collection[int], makers: Collection[int]) -> Clash | None:
    """S07: nobody changes their own roles or their reach."""
    if set(subjects) & set(makers):
        return Clash("S07", _("Peran Anda sendiri hanya dapat diubah oleh admin lain."))
    return None


def holds_together(*, new: Post, held: Collection[Post]) -> Clash | None:
    """S08, S09, S03: roles that one person, or one person and whom they act for (S12), cannot hold at once."""
    every = [*held, new]
    roles = {one.role for one in every}
    if roles & ADMINS and roles & NOT_WITH_ADMIN and (new.role in ADMINS or new.role in NOT_WITH_ADMIN):
        return Clash(
            "S08",
            _("Admin tidak boleh merangkap PIC, penilai, pengelola WBS, atau pimpinan. Akhiri dulu salah satunya."),
        )
    if "wbs" in roles and roles & {"pimpinan"} and new.role in {"wbs", "pimpinan"}:
        return Clash("S09", _("Pengelola WBS tidak boleh merangkap pimpinan unit. Akhiri dulu salah satunya."))
    if new.role in {"tpi", "tpi_ketua"}:
        other = "tpi_ketua" if new.role == "tpi" else "tpi"
        if any(one.role == other and _meet(one, new) for one in held):
            return Clash(
                "S03", _("Anggota TPI dan ketua yang mereviunya harus dua orang. Akhiri dulu peran yang lain.")
            )
    return None


def _meet(one: Post, other: Post) -> bool:
    """Say whether two posts of one instansi have a unit in common."""
    return one.instansi == other.instansi and (one.unit is None or other.unit is None or one.unit == other.unit)


def judges_where_served(
    *, new: Post, served: Collection[Served], day: date, months: int = COOLING_OFF_MONTHS
) -> Clash | None:
    """S02: an evaluator is not given a unit that they, or whom they act for, work for or left lately.

    Who serves a whole instansi may be given it: the units they served stay closed to them one by one.
    """
    if new.role not in JUDGES or new.unit is None:
        return None
    if evaluates_own_unit(unit=new.unit, served=served, day=day, months=months):
        return Clash(
            "S02",
            _("Orang ini bekerja di unit tersebut, atau meninggalkannya kurang dari %(months)d bulan yang lalu.")
            % {"months": months},
        )
    return None


def approves_own_export(*, askers: Collection[int], approvers: Collection[int]) -> Clash | None:
    """S17: who asks for an export of personal data does not approve it."""
    if set(askers) & set(approvers):
        return Clash("S17", _("Anda yang meminta ekspor data pribadi ini, jadi admin lain yang menyetujuinya."))
    return None


def disposes_alone(*, proposers: Collection[int], approvers: Collection[int]) -> Clash | None:
    """S19: who proposes that documents go does not approve it."""
    if set(proposers) & set(approvers):
        return Clash(
            "S19",
            _(
                "Anda (atau pejabat yang Anda wakili) mengusulkan pemusnahan ini,"
                " jadi pimpinan lain yang menyetujuinya."
            ),
        )
    return None


def lifts_own_conflict(
    *, declarers: Collection[int], subjects: Collection[int], lifters: Collection[int]
) -> Clash | None:
    """S21: a declared conflict of interest is not withdrawn by who declared it, nor by whom it is about."""
    if (set(declarers) | set(subjects)) & set(lifters):
        return Clash("S21", _("Pernyataan benturan ini menyangkut Anda, jadi admin lain yang mencabutnya."))
    return None


def verifies_own_declaration(*, declarants: Collection[int], verifiers: Collection[int]) -> Clash | None:
    """S13: nobody verifies their own declaration of a gift or of a conflict of interest."""
    if set(declarants) & set(verifiers):
        return Clash(
            "S13", _("Laporan ini milik Anda (atau pejabat yang Anda wakili), jadi orang lain yang memeriksa.")
        )
    return None


def closes_own_complaint(*, reported: Collection[int], closers: Collection[int]) -> Clash | None:
    """S14: a complaint is closed by somebody other than the officer whom it is about."""
    if set(reported) & set(closers):
        return Clash(
            "S14", _("Pengaduan ini tentang Anda (atau pejabat yang Anda wakili), jadi orang lain menutupnya.")
        )
    return None


def reads_what_they_configure(*, reads: bool, configures: bool) -> Clash | None:
    """S18: who can configure logging does not read the audit record; nobody deletes from it."""
    if reads and configures:
        return Clash("S18", _("Pengelola sistem tidak membaca jejak audit; pengawas yang membacanya."))
    return None


def reads_anothers_draft(*, readers: Collection[int], authors: Collection[int], final: bool) -> Clash | None:
    """S22: an evaluator does not see another evaluator's draft before it is final. A shared draft is its authors'."""
    if final or set(readers) & set(authors):
        return None
    return Clash("S22", _("Penilaian ini masih rancangan penilai lain. Anda dapat membacanya setelah final."))


@dataclass(frozen=True, slots=True)
class Rule:
    """What the house says of one rule on its help page."""

    title: str
    sentence: str
    source: str


OF_THE_HOUSE = "Kendali internal Bening (bukan ketentuan)"
OF_EVALUATION = "Permenpan RB 90/2021: penilai bebas dari unit yang dinilai; rentang waktunya bukan ketentuan"
OF_CONFLICTS = "Permenpan RB 17/2024 tentang benturan kepentingan; caranya kendali internal Bening"

# Read by the help page and by docs/modules/access.md; the sentences above are told to a person, these explain.
RULES: dict[str, Rule] = {
    "S01": Rule(
        "Pengunggah bukan penerima",
        "Siapa pun yang mengunggah suatu versi bukti tidak menerima bukti itu.",
        OF_THE_HOUSE,
    ),
    "S02": Rule(
        "Penilai bukan orang unit",
        "Pegawai unit tidak menilai unitnya, begitu pula yang meninggalkannya kurang dari 24 bulan.",
        OF_EVALUATION,
    ),
    "S03": Rule(
        "Penilai bukan pereviu",
        "Anggota TPI yang memberi nilai tidak mereviu nilai itu sebagai ketua.",
        OF_THE_HOUSE,
    ),
    "S04": Rule(
        "Panel menilai sendiri-sendiri",
        "Nilai panel dibuka setelah sedikitnya dua penilai mengunci nilainya.",
        OF_THE_HOUSE,
    ),
    "S05": Rule(
        "Koreksi oleh dua orang",
        "Perubahan nilai terkunci diusulkan dan disetujui oleh orang yang berbeda, dengan alasan.",
        OF_THE_HOUSE,
    ),
    "S06": Rule(
        "Periode oleh dua admin",
        "Membuka atau menutup periode memerlukan dua admin.",
        OF_THE_HOUSE,
    ),
    "S07": Rule(
        "Pembuat akun bukan penyetuju peran",
        "Peran disetujui orang lain; tidak ada yang mengubah peran, cakupan, atau faktor keduanya sendiri.",
        OF_THE_HOUSE,
    ),
    "S08": Rule(
        "Admin hanya admin",
        "Admin tidak merangkap PIC, TPI, TPN, pengelola WBS, atau pimpinan.",
        OF_THE_HOUSE,
    ),
    "S09": Rule(
        "Pengelola WBS berdiri sendiri",
        "Pengelola WBS tidak merangkap admin atau pimpinan, dan tidak menangani laporan tentang dirinya.",
        OF_THE_HOUSE,
    ),
    "S12": Rule(
        "Plt. dan Plh. membawa larangan dua orang",
        "Pelaksana tugas terkena larangan dirinya dan larangan pejabat yang diwakilinya.",
        OF_THE_HOUSE,
    ),
    "S13": Rule(
        "Pelapor bukan pemeriksa",
        "Laporan gratifikasi atau benturan kepentingan diperiksa orang lain.",
        OF_CONFLICTS,
    ),
    "S14": Rule(
        "Terlapor bukan penutup",
        "Pengaduan ditutup oleh orang selain petugas yang diadukan.",
        OF_THE_HOUSE,
    ),
    "S17": Rule(
        "Ekspor data pribadi oleh dua orang",
        "Ekspor data pribadi diminta dan disetujui oleh orang yang berbeda, bertanda air, dan berlaku 24 jam.",
        OF_THE_HOUSE,
    ),
    "S18": Rule(
        "Pembaca jejak bukan pengatur sistem",
        "Jejak audit dibaca pengawas, bukan admin platform; tidak ada yang menghapusnya.",
        OF_THE_HOUSE,
    ),
    "S19": Rule(
        "Pemusnahan oleh dua orang",
        "Dokumen yang lewat masa simpan dimusnahkan setelah pimpinan menyetujui usulan orang lain.",
        OF_THE_HOUSE,
    ),
    "S21": Rule(
        "Benturan kepentingan menutup akses",
        "Pernyataan benturan langsung menutup akses dan tidak dicabut oleh orang yang menyatakannya.",
        OF_CONFLICTS,
    ),
    "S22": Rule(
        "Rancangan milik penilainya",
        "Penilai tidak melihat rancangan penilai lain sebelum final.",
        OF_EVALUATION,
    ),
}
