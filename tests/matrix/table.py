"""What every door answers to whom: one row an address. Review each change as you would review a permission.

A row names the address pattern, how its parts are filled (``pk=assessment`` takes that thing of the unit at hand,
``tier=:unit`` is the text itself), and who gets which status at their own unit. Signed-in people who are not named get
404, and so does everybody at another unit (the four who serve the instansi reach the unit next door), at another
instansi and at nothing. Who has not signed in is sent to sign in, unless the row is ``public``.

A post with a ``form`` that succeeds must write; whatever does not succeed must not. A method that a row does not name
is 405 for those it names. To add an address, add one line.
"""

from dataclasses import dataclass, field

from tests.matrix.actors import JUDGES, PLACED, READERS, SIGNED_IN, STRANGERS

Verdict = dict[int, tuple[str, ...]]


@dataclass(frozen=True)
class Row:
    """One address; ``get`` and ``post`` map a status to who gets it. ``form`` is what the post sends.

    In a form ``@unit`` stands for the key of that thing of the place.
    """

    pattern: str
    parts: str = ""
    get: Verdict = field(default_factory=dict)
    post: Verdict = field(default_factory=dict)
    form: dict[str, object] = field(default_factory=dict)
    query: str = ""
    public: bool = False
    national: tuple[str, ...] = ()  # these reach every instansi through this door
    exempt: bool = False  # asks for no CSRF token, since no cookie lets anybody in
    theirs: bool = False  # a page of the sign-in package: it answers methods that it does not know in its own way
    at: str = ""  # the address itself, where the pattern is no path
    holders: tuple[str, ...] = ()  # who holds the permission besides those named, and finds nothing here

    @property
    def named(self) -> frozenset[str]:
        """Who holds the permission of this door at all."""
        here = {one for verdict in (self.get, self.post) for people in verdict.values() for one in people}
        return frozenset(here | set(self.holders))

    @property
    def placed(self) -> bool:
        """Whether the address is about a thing of some unit."""
        return any("=" in part and not part.split("=")[1].startswith(":") for part in self.parts.split())


def ok(*people: str) -> Verdict:
    return {200: people}


def but(everybody: tuple[str, ...], *others: str) -> tuple[str, ...]:
    return tuple(one for one in everybody if one not in others)


ANSWERERS = ("pic", "ketua")
OPENERS = ("ketua", "admin")
IMPORTERS = ("ketua", "tpi")
SHEET = "pk=assessment tier=:unit"
DRAFT = "pk=assessment tier=:tpi"
QUESTION = f"{SHEET} question_id=:P.1.i.b"
IN_SHEET = "penilaian/<int:pk>/<str:tier>/"
DRAFTED = f"{DRAFT} question_id=:P.1.i.b"
ANSWER = {"answer": "A", "seen": "0", "note": "x"}
OPENING = {"year": "2031", "target": "WBK"}
FACTS = {"target": "WBBM", "seen": "@facts_seen"}

WATCHERS = but(READERS, *ANSWERERS)  # who sees a question and may not answer it

ROWS = [
    # --- the frame
    Row("", get={302: SIGNED_IN}),
    Row("aturan/pemisahan-tugas/", get=ok(*SIGNED_IN)),
    # --- units
    Row("unit/", get=ok(*PLACED)),
    Row("unit/<int:pk>/", "pk=unit", get=ok(*PLACED)),
    # --- the record
    Row("jejak/", get=ok("ketua", "admin", *JUDGES)),
    # --- assessments
    Row("pekerjaan/", get=ok(*READERS)),
    Row("penilaian/", get=ok(*READERS)),
    Row("penilaian/", get=ok(*READERS), query="bentuk=csv"),
    Row("unit/<int:unit_id>/penilaian/buka/", "unit_id=unit", get=ok(*OPENERS), post={302: OPENERS}, form=OPENING),
    Row("penilaian/<int:pk>/", "pk=assessment", get=ok(*READERS)),
    Row(
        "penilaian/<int:pk>/prasyarat/",
        "pk=assessment",
        get=ok(*READERS),
        post={302: OPENERS, 403: but(READERS, *OPENERS)},
        form=FACTS,
    ),
    Row(
        "penilaian/<int:pk>/impor/<int:intake_id>/",
        "pk=assessment intake_id=intake",
        get={200: ("ketua",), 403: ("tpi",)},
        post={302: ("ketua",), 403: ("tpi",)},
        form={"keputusan": "buang"},
    ),
    # --- the unit's sheet
    Row(f"{IN_SHEET}area/<str:page>/", f"{SHEET} page=:1", get=ok(*READERS)),
    Row(f"{IN_SHEET}area/<str:page>/kabar/", f"{SHEET} page=:1", get=ok(*READERS)),
    Row(
        f"{IN_SHEET}soal/<str:question_id>/",
        QUESTION,
        get={302: READERS},
        post={302: ANSWERERS, 403: WATCHERS},
        form=ANSWER,
    ),
    Row(f"{IN_SHEET}soal/<str:question_id>/riwayat/", QUESTION, get=ok(*READERS)),
    Row(f"{IN_SHEET}soal/<str:question_id>/di-sini/", QUESTION, post={204: ANSWERERS, 403: WATCHERS}, form={"x": "1"}),
    Row(f"{IN_SHEET}hasil/", SHEET, get=ok(*READERS)),
    Row(f"{IN_SHEET}jalan/", SHEET, get=ok(*READERS)),
    Row(f"{IN_SHEET}andai/", SHEET, get=ok(*READERS)),
    Row(f"{IN_SHEET}impor/", SHEET, get={200: ("ketua",), 403: ("tpi",)}, post={422: ("ketua",), 403: ("tpi",)}),
    Row(f"{IN_SHEET}unduh/<str:layout>/", f"{SHEET} layout=:jawaban-2026", get=ok(*READERS)),
    # --- the evaluators' sheet: a draft that only they see
    Row(f"{IN_SHEET}area/<str:page>/", f"{DRAFT} page=:1", get=ok(*JUDGES), holders=READERS),
    Row(f"{IN_SHEET}area/<str:page>/kabar/", f"{DRAFT} page=:1", get=ok(*JUDGES), holders=READERS),
    Row(
        f"{IN_SHEET}soal/<str:question_id>/",
        DRAFTED,
        get={302: JUDGES},
        post={302: ("tpi",), 403: ("tpi_ketua",)},
        form=ANSWER,
        holders=READERS,
    ),
    Row(f"{IN_SHEET}soal/<str:question_id>/riwayat/", DRAFTED, get=ok(*JUDGES), holders=READERS),
    Row(
        f"{IN_SHEET}soal/<str:question_id>/di-sini/",
        DRAFTED,
        post={204: ("tpi",), 403: ("tpi_ketua",)},
        form={"x": "1"},
        holders=READERS,
    ),
    Row(f"{IN_SHEET}hasil/", DRAFT, get=ok(*JUDGES), holders=READERS),
    Row(f"{IN_SHEET}jalan/", DRAFT, get=ok(*JUDGES), holders=READERS),
    Row(f"{IN_SHEET}andai/", DRAFT, get=ok(*JUDGES), holders=READERS),
    Row(f"{IN_SHEET}impor/", DRAFT, get=ok("tpi"), post={422: ("tpi",)}, holders=IMPORTERS),
    Row(f"{IN_SHEET}unduh/<str:layout>/", f"{DRAFT} layout=:jawaban-2026", get=ok(*JUDGES), holders=READERS),
]

# --- signing in, by the packages of others: what the person types, or nothing
EVERYBODY = (*STRANGERS, *SIGNED_IN)
VISITORS = {200: STRANGERS, 302: SIGNED_IN}  # who has signed in is led away
ROWS += [
    Row("masuk/", get=VISITORS, post=VISITORS, public=True, theirs=True),
    Row("keluar/", get=ok(*SIGNED_IN), post={302: SIGNED_IN}, theirs=True),
    Row("akun/", get=ok(*SIGNED_IN)),
    Row("akun/kata-sandi/", get=ok(*SIGNED_IN), post=ok(*SIGNED_IN), theirs=True),
    Row("akun/nonaktif/", get=ok(*EVERYBODY), public=True, theirs=True),
    Row("lupa-sandi/", get=ok(*EVERYBODY), post=ok(*EVERYBODY), public=True, theirs=True),
    Row("lupa-sandi/terkirim/", get=ok(*EVERYBODY), public=True, theirs=True),
    Row("lupa-sandi/selesai/", get=ok(*EVERYBODY), public=True, theirs=True),
    Row(
        r"^lupa-sandi/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        at="lupa-sandi/1-abc-def/",
        get=ok(*EVERYBODY),
        post=ok(*EVERYBODY),
        public=True,
        theirs=True,
    ),
]

# --- checkpoints of the record, packs of proofs, links for people without an account
SHARERS = ("ketua", "pimpinan")
PACKERS = (*SHARERS, *JUDGES, "tpn")
LINKED = {"kepada": "Asesor", "hari": "7"}
WRONG = "token=:" + "A" * 43  # opens nothing
ROWS += [
    Row("tilik/", get=ok(*EVERYBODY), public=True),
    Row("tilik/terbaru.txt", get={404: EVERYBODY}, public=True),
    Row("tilik/<int:size>.txt", "size=:1", get={404: EVERYBODY}, public=True),
    Row("tilik/entri/<int:seq>/<str:sha256>/", "seq=:1 sha256=:x", get={404: EVERYBODY}, public=True),
    Row("tilik/lanjutan/<int:old>/<int:new>/", "old=:1 new=:2", get={404: EVERYBODY}, public=True),
    Row("tilik/bening_verify.py", get=ok(*EVERYBODY), public=True),
    Row("b/<str:token>/", WRONG, get={404: EVERYBODY}, post={404: EVERYBODY}, public=True, exempt=True),
    Row("b/<str:token>/<int:version>/", f"{WRONG} version=:1", post={404: EVERYBODY}, public=True, exempt=True),
    Row("bukti/tautan/", get=ok(*SHARERS)),
    Row("bukti/tautan/<int:pk>/cabut/", "pk=link", post={302: SHARERS}, form={"x": "1"}),
    Row("bukti/tautan/berkas/<int:version>/", "version=version", get=ok(*SHARERS), post=ok(*SHARERS), form=LINKED),
    Row(
        "bukti/tautan/unit/<int:unit>/<int:year>/",
        "unit=unit year=:2026",
        get=ok(*SHARERS),
        post=ok(*SHARERS),
        form=LINKED,
    ),
    Row(
        "bukti/paket/<int:pk>/", "pk=assessment", get=ok(*PACKERS), post={409: PACKERS}
    ),  # no file of this world is stored
]

# --- evidence
KEEPERS = ("pic", "ketua")
HOLDERS = ("pimpinan", *JUDGES)
SHARERS = ("ketua", "pimpinan")
LIMITED = ("pic", "ketua", "pimpinan", *JUDGES, "tpn")
SECRET = ("ketua", "pimpinan", *JUDGES, "tpn")
ONE = "bukti/<int:pk>/"
VERSION = f"{ONE}versi/<int:number>/"
WHY = {"why": "Keliru unggah", "sebab": "Keliru unggah"}
ROWS += [
    Row("bukti/", get=ok(*READERS)),
    Row("bukti/cari/", get=ok(*READERS), query="q=kenari"),
    Row("bukti/retensi/", get=ok("ketua", "pimpinan")),
    Row("bukti/retensi/usul/", post={422: SHARERS}, form={"x": "1"}),
    Row("bukti/retensi/usulan/", get=ok(*SHARERS)),
    Row("bukti/retensi/usulan/<int:pk>/", "pk=:1", post={404: SHARERS}),
    Row("bukti/unggah/", get=ok(*KEEPERS), post={422: KEEPERS}),
    Row("bukti/unggah/keterangan/", get=ok(*KEEPERS), post={302: KEEPERS}),
    Row(ONE, "pk=document", get=ok(*READERS)),
    Row(ONE, "pk=limited", get=ok(*LIMITED), holders=READERS),
    Row(ONE, "pk=secret", get=ok(*SECRET), holders=READERS),
    Row(f"{ONE}riwayat/", "pk=document", get=ok(*READERS)),
    Row(f"{ONE}riwayat/", "pk=secret", get=ok(*SECRET), holders=READERS),
    Row(f"{ONE}pratinjau/", "pk=document", get=ok(*READERS), post={302: READERS}, form={"x": "1"}),
    Row(f"{ONE}pratinjau/", "pk=secret", get=ok(*SECRET), post={302: SECRET}, form={"x": "1"}, holders=READERS),
    Row(f"{VERSION}unduh/", "pk=document number=:1", get=ok(*READERS)),
    Row(f"{VERSION}unduh/", "pk=limited number=:1", get=ok(*LIMITED), holders=READERS),
    Row(f"{VERSION}unduh/", "pk=secret number=:1", get=ok(*SECRET), holders=READERS),
    Row(f"{VERSION}halaman/<int:page>/", "pk=document number=:1 page=:1", get={404: READERS}),
    Row(f"{ONE}keterangan/", "pk=document", get=ok(*KEEPERS), post={422: KEEPERS}),
    Row(f"{ONE}keterangan/", "pk=secret", get=ok("ketua"), post={422: ("ketua",)}, holders=KEEPERS),
    Row(f"{ONE}ganti/", "pk=document", get=ok(*KEEPERS), post={422: KEEPERS}),
    Row(f"{ONE}tarik/", "pk=document", get=ok(*KEEPERS), post={302: KEEPERS}, form=WHY),
    Row(f"{ONE}kembalikan/", "pk=document", post={302: KEEPERS}),
    Row(f"{ONE}tahan/", "pk=document", get=ok(*HOLDERS), post={302: HOLDERS}, form=WHY),
    Row(f"{ONE}lepas/", "pk=document", post={302: HOLDERS}, form={"x": "1"}),
    # files on their way in belong to one person: nobody else finds them
    Row("unggah/", post={422: PLACED}),
    Row("unggah/<str:key>/", "key=upload", get={404: PLACED}),
    Row("unggah/<str:key>/bagian/<int:offset>/", "key=upload offset=:0", post={404: PLACED}),
    Row("unggah/<str:key>/selesai/", "key=upload", post={404: PLACED}),
]

# --- second factors and sessions: each person's own
HELPERS = ("admin",)
ROWS += [
    Row("masuk/faktor/", get={302: EVERYBODY}, post={302: EVERYBODY}, public=True, theirs=True),
    Row("akun/sesi/akhiri-lainnya/", post={302: SIGNED_IN}),
    Row("akun/sesi/<slug:which>/akhiri/", "which=:abc", post={404: SIGNED_IN}),
    Row("akun/orang/<int:pk>/sesi/", "pk=person", get=ok(*HELPERS)),
    Row("akun/orang/<int:pk>/sesi/akhiri/", "pk=person", post={302: HELPERS}, form={"x": "1"}),
    Row("akun/orang/<int:pk>/faktor/hapus/", "pk=person", post={302: HELPERS}, form={"x": "1"}),
    Row("akun/faktor/", get={302: SIGNED_IN}),
    Row("akun/faktor/selesai/", get={302: SIGNED_IN}),
    Row("akun/faktor/aplikasi/", get=ok(*SIGNED_IN), post=ok(*SIGNED_IN), theirs=True),
    Row("akun/faktor/aplikasi/gambar.svg", get={404: SIGNED_IN}),
    Row("akun/faktor/aplikasi/lepas/", get={404: SIGNED_IN}, post={404: SIGNED_IN}, theirs=True),
    Row("akun/faktor/kunci/", get=ok(*SIGNED_IN), post=ok(*SIGNED_IN), theirs=True),
    Row("akun/faktor/kunci/selesai/", get={302: SIGNED_IN}),
    Row("akun/faktor/kunci/<int:pk>/lepas/", "pk=:1", get={404: SIGNED_IN}, post={404: SIGNED_IN}, theirs=True),
    Row("akun/faktor/kode/", get={404: SIGNED_IN}, post={405: SIGNED_IN}, theirs=True),
    Row("akun/faktor/kode/baru/", get=ok(*SIGNED_IN), post=ok(*SIGNED_IN), theirs=True),
    Row("akun/bukti/", get={302: SIGNED_IN}),
    Row("akun/bukti/kata-sandi/", get=ok(*SIGNED_IN), post=ok(*SIGNED_IN), theirs=True),
    Row("akun/bukti/kode/", get={302: SIGNED_IN}, post={302: SIGNED_IN}, theirs=True),
    Row("akun/bukti/kunci/", get={302: SIGNED_IN}, post={302: SIGNED_IN}, theirs=True),
    Row("akun/lanjut/", get={302: SIGNED_IN}),
]

# --- proofs of a question
JUDGING = ("ketua", "tpi")
ROWS += [
    Row(f"{IN_SHEET}soal/<str:question_id>/bukti/", QUESTION, get=ok(*READERS), post={302: KEEPERS, 403: WATCHERS}),
    Row(
        f"{IN_SHEET}bukti/<int:claim_id>/",
        f"{SHEET} claim_id=claim",
        post={302: JUDGING, 403: but(READERS, *JUDGING)},
        form={"act": "terima"},
    ),
]
ROWS += [
    Row(
        "penilaian/<int:pk>/bukti/bawa/",
        "pk=assessment",
        get={200: KEEPERS, 403: but(READERS, *KEEPERS)},
        post={302: KEEPERS, 403: but(READERS, *KEEPERS)},
    ),
    Row(
        "penilaian/<int:pk>/bukti/tempatkan/<str:page>/",
        "pk=assessment page=:1",
        get={200: KEEPERS, 403: but(READERS, *KEEPERS)},
        post={302: KEEPERS, 403: but(READERS, *KEEPERS)},
    ),
    Row("bukti-diminta/", get=ok("admin")),
    Row(
        "bukti-diminta/<str:question_id>/",
        "question_id=:P.1.i.b",
        get=ok("admin"),
        post={302: ("admin",)},
        form={"name0": "SOP seleksi", "every0": "tahun"},
    ),
]

# --- units and instansi
TENANTS = ("admin", "platform")
OF_INSTANSI = "unit/instansi/<int:instansi>/"
ROWS += [
    Row("unit/<int:pk>/ubah/", "pk=unit", get=ok(*HELPERS), post=ok(*HELPERS)),
    Row("unit/<int:pk>/tutup/", "pk=unit", get=ok(*HELPERS), post={422: HELPERS}),
    Row("unit/instansi/", get=ok(*TENANTS)),
    Row("unit/instansi/tambah/", get=ok("platform"), post=ok("platform")),
    Row("unit/instansi/<int:pk>/ubah/", "pk=instansi", get=ok("platform"), post=ok("platform"), national=("platform",)),
    Row(f"{OF_INSTANSI}unit/", "instansi=instansi", get=ok(*HELPERS), post=ok(*HELPERS)),
    Row(f"{OF_INSTANSI}impor/", "instansi=instansi", get=ok(*HELPERS), post={422: HELPERS}),
    Row(f"{OF_INSTANSI}unit.<str:kind>", "instansi=instansi kind=:csv", get=ok(*HELPERS)),
]

# --- people
WATCHING = ("tpi_ketua", *TENANTS)
ROWS += [
    Row("orang/", get=ok(*WATCHING)),
    Row("orang/tambah/", get=ok(*TENANTS), post=ok(*TENANTS)),
    Row("orang/<int:pk>/", "pk=person", get=ok(*WATCHING), national=("platform",)),
    Row("orang/<int:pk>/ubah/", "pk=person", get=ok(*TENANTS), post=ok(*TENANTS), national=("platform",)),
    Row("orang/<int:pk>/peran/", "pk=person", get=ok(*TENANTS), post=ok(*TENANTS), national=("platform",)),
    Row("orang/<int:pk>/aktif/", "pk=person", post={302: TENANTS}, national=("platform",)),
    Row("orang/<int:pk>/undang/", "pk=person", post={302: TENANTS}, form={"x": "1"}, national=("platform",)),
    Row(
        "orang/impor/<int:instansi>/", "instansi=instansi", get=ok(*HELPERS), post={422: HELPERS}, holders=("platform",)
    ),
    Row("orang/ekspor/", post={302: TENANTS}, form={"alasan": "Untuk laporan tahunan"}),
    Row("orang/ekspor/<int:pk>.<str:kind>", "pk=:1 kind=:csv", get={404: TENANTS}),
    Row(
        "peran/<int:pk>/akhiri/",
        "pk=post",
        post={302: TENANTS},
        form={"alasan": "Pindah tugas"},
        national=("platform",),
    ),
    Row("usulan/", get=ok(*TENANTS)),
    Row("usulan/<int:pk>/", "pk=:1", post={404: TENANTS}),
    Row("benturan/", get=ok(*SIGNED_IN), post=ok(*SIGNED_IN)),
    Row("benturan/<int:pk>/cabut/", "pk=:1", post={404: TENANTS}),
    Row("undangan/<str:token>/", "token=:aaaa", get={404: EVERYBODY}, post={404: EVERYBODY}, public=True),
]
