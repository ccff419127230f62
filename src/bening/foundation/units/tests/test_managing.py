"""Admins keep their units; tables of units come in whole or not at all, and go out as they came."""

import io
import time

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from bening.foundation import sheets
from bening.foundation.accounts.models import Assignment, Role
from bening.foundation.audit.models import Entry
from bening.foundation.units.models import Instansi, Unit

FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    "|cmd",
    "%0A",
    "＝1",
    ";=1",
    "`id`",
]


@pytest.fixture
def admin(as_person, eko):
    return as_person(eko)


@pytest.fixture
def platform(house, as_person):
    person = house.person("putra", "Putra Platform")
    Assignment.objects.create(user=person, role=Role.PLATFORM, since="2020-01-01")
    return as_person(person)


def bring(client, house, text, *, name="unit.csv", keep=True):
    content = text.encode() if isinstance(text, str) else text
    form = {"berkas": SimpleUploadedFile(name, content), "simpan" if keep else "periksa": "1"}
    return client.post(reverse("units:bring", args=[house.instansi.pk]), form)


def test_an_admin_adds_moves_and_closes_a_unit_with_a_trace(admin, house):
    form = {"name": "Balai Baru", "short_name": "BB", "kind": "upt", "zone": "Asia/Jayapura", "parent": house.top.pk}
    assert admin.post(reverse("units:add", args=[house.instansi.pk]), form).status_code == 302
    unit = Unit.objects.get(name="Balai Baru")
    admin.post(reverse("units:change", args=[unit.pk]), form | {"parent": house.unit.pk, "leader": "Lina"})
    unit.refresh_from_db()
    assert (unit.parent, unit.leader) == (house.unit, "Lina")
    assert admin.post(reverse("units:close", args=[unit.pk]), {"alasan": ""}).status_code == 422
    admin.post(reverse("units:close", args=[unit.pk]), {"alasan": "Digabung"})
    unit.refresh_from_db()
    assert unit.closed_at
    acts = list(Entry.objects.order_by("seq").values_list("act", flat=True))
    assert acts[-3:] == ["units.add", "units.change", "units.close"]
    assert "Unit ditutup" in admin.get(reverse("units:show", args=[unit.pk])).content.decode()


def test_a_unit_with_open_units_below_is_not_closed(admin, house):
    answer = admin.post(reverse("units:close", args=[house.top.pk]), {"alasan": "Digabung"})

    assert answer.status_code == 422
    assert "masih membawahi" in answer.content.decode()


def test_a_unit_cannot_stand_below_itself_nor_elsewhere(admin, house):
    form = {"name": house.top.name, "short_name": "D", "kind": "upt", "zone": "Asia/Jakarta"}

    for parent in (house.unit.pk, house.foreign.pk):
        answer = admin.post(reverse("units:change", args=[house.top.pk]), form | {"parent": parent})
        assert answer.status_code == 422
    house.top.refresh_from_db()
    assert house.top.parent is None


def test_the_units_of_others_are_not_found(admin, house):
    for name in ("units:change", "units:close"):
        assert admin.get(reverse(name, args=[house.foreign.pk])).status_code == 404
    for name in ("units:add", "units:bring"):
        assert admin.get(reverse(name, args=[house.other_instansi.pk])).status_code == 404
    assert admin.get(reverse("units:export", args=[house.other_instansi.pk, "csv"])).status_code == 404


def test_instansi_are_founded_by_the_platform(platform, admin):
    form = {"name": "Pemerintah Provinsi Contoh", "short_name": "Pemprov", "kind": "provinsi"}
    assert admin.post(reverse("units:add_instansi"), form).status_code == 404
    assert platform.post(reverse("units:add_instansi"), form).status_code == 302
    made = Instansi.objects.get(short_name="Pemprov")
    assert made.side == "pemda"
    assert "Pemprov" not in admin.get(reverse("units:instansi")).content.decode()
    assert platform.get(reverse("units:instansi")).status_code == 200


class TestImport:
    def test_a_table_goes_out_and_comes_back_the_same(self, admin, house):
        out = admin.get(reverse("units:export", args=[house.instansi.pk, "csv"])).content
        before = list(Unit.objects.values_list("pk", "name", "parent").order_by("pk"))

        assert bring(admin, house, out).status_code == 302

        assert list(Unit.objects.values_list("pk", "name", "parent").order_by("pk")) == before

    def test_so_does_a_workbook(self, admin, house):
        out = admin.get(reverse("units:export", args=[house.instansi.pk, "xlsx"])).content

        assert bring(admin, house, out, name="unit.xlsx").status_code == 302
        assert Unit.objects.filter(instansi=house.instansi).count() == 3

    def test_what_did_not_change_leaves_no_trace(self, admin, house):
        out = admin.get(reverse("units:export", args=[house.instansi.pk, "csv"])).content
        bring(admin, house, out)

        assert not Entry.objects.filter(act__in=["units.add", "units.change"]).exists()

    def test_five_thousand_rows_are_read_in_a_moment(self, admin, house):
        table = "Nama;Nama pendek;Zona\n" + "".join(f"U {number};U{number};raja\n" for number in range(5_000))

        began = time.monotonic()
        assert bring(admin, house, table).status_code == 422
        assert time.monotonic() - began < 5

    def test_looking_first_keeps_nothing(self, admin, house):
        answer = bring(admin, house, "Nama;Nama pendek\nBalai X;BX\n", keep=False)

        assert "1 baru" in answer.content.decode()
        assert not Unit.objects.filter(name="Balai X").exists()

    def test_one_wrong_row_and_nothing_is_kept_while_every_wrong_row_is_told(self, admin, house):
        table = "Nama;Nama pendek;Unit atasan;Jenis;Zona\nBalai X;BX;;upt;WIB\n;B;;;\nBalai Z;BZ;Tidak Ada;raja;GMT\n"

        page = bring(admin, house, table)

        told = page.content.decode()
        assert page.status_code == 422
        for part in ("Kolom Nama kosong", "“Tidak Ada” tidak ada", "“raja” tidak dikenal", "“GMT” tidak dikenal"):
            assert part in told
        assert not Unit.objects.filter(name__startswith="Balai X").exists()

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("a.csv", b"\xff\xfe\x00", "bukan UTF-8"),
            ("a.csv", b"Apa;Itu\n1;2\n", "belum memuat kolom"),
            ("a.csv", b"", "belum memuat kolom"),
            ("a.xlsx", b"PK\x03\x04rusak", "rusak"),
            ("a.csv", b"Nama;Nama pendek\n" + b"x;y\n" * 6_000, "lebih dari 5000 baris"),
        ],
    )
    def test_a_file_that_cannot_be_read_says_why(self, admin, house, name, content, said):
        answer = bring(admin, house, content, name=name)

        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_what_a_file_says_is_only_shown(self, admin, house):
        answer = bring(admin, house, "Nama;Nama pendek;Jenis\nX;Y;<script>alert(1)</script>\n")

        assert b"<script>alert" not in answer.content
        assert b"&lt;script&gt;" in answer.content


class TestSafeSheets:
    @pytest.mark.parametrize("formula", FORMULAS)
    def test_nothing_that_leaves_is_a_formula(self, formula):
        book = sheets.download("a", [["Kepala"], [formula]], kind="xlsx").content
        cell = openpyxl.load_workbook(io.BytesIO(book)).active["A2"]
        assert cell.data_type == "s"
        assert cell.value == f"'{formula}"
        line = sheets.download("a", [[formula]], kind="csv").content.decode("utf-8-sig")
        assert line.lstrip('"').startswith("'")

    def test_numbers_stay_numbers(self):
        book = sheets.download("a", [["n"], [-5]], kind="xlsx").content

        assert CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()[1] == [-5.0]

    def test_what_went_out_guarded_comes_back_as_it_was(self):
        text = sheets.download("a", [["Nama"], ["=x"]], kind="csv").content

        rows = list(sheets.read(io.BytesIO(text), name="a.csv", columns=["Nama"], needed=["Nama"]))

        assert rows[0].cells == {"Nama": "=x"}
