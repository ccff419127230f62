"""People come in as a table: whole or not at all, their roles as one proposal; what went out comes back."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bening.foundation.accounts.models import Assignment, Role, User
from bening.foundation.notices.models import Letter
from bening.foundation.people import proposals
from bening.foundation.people.models import Proposal

HEAD = "Nama;Nama pengguna;Surel;Peran;Unit;Area;SK;Sejak;Sampai sebelum;Menjabat;Mewakili\n"


@pytest.fixture
def hana(house):
    return house.person("hana", "Hana Pertiwi", (Role.ADMIN,))


@pytest.fixture
def bring(as_person, eko, house):
    admin = as_person(eko)

    def send(rows, *, name="orang.csv", keep=True):
        content = (HEAD + rows).encode() if isinstance(rows, str) else rows
        form = {"berkas": SimpleUploadedFile(name, content), "simpan" if keep else "periksa": "1"}
        return admin.post(reverse("people:bring", args=[house.instansi.pk]), form)

    return send


def row(name, role="", unit="", **more):
    fields = {"area": "", "decree": "SK-7", "since": "2026-01-31", "until": "", "acting": "", "acting_for": ""} | more
    known = ";".join(fields.values())
    return f"{name};{name.lower()};{name.lower()}@contoh.example;{role};{unit};{known}\n"


def test_accounts_are_made_and_roles_wait_for_another_admin(bring, house, hana, as_person):
    unit = house.unit.name
    answer = bring(row("Tono", "PIC area", unit, area="2") + row("Tuti", "Pegawai", unit, since="31/01/2026"))

    assert answer.status_code == 302, answer.content.decode()
    asked = Proposal.objects.get()
    assert (asked.kind, len(asked.payload["grants"])) == ("people.grants", 2)
    assert not Assignment.objects.filter(user__username="tono").exists()

    as_person(hana).post(reverse("people:decide", args=[asked.pk]), {"setuju": "1"})

    assert Assignment.objects.get(user__username="tono").area == 2
    assert set(Letter.objects.values_list("address", flat=True)) == {"tono@contoh.example", "tuti@contoh.example"}


def test_who_imports_does_not_approve(bring, house, eko, as_person):
    bring(row("Tono", "Pegawai", house.unit.name))

    answer = as_person(eko).post(reverse("people:decide", args=[Proposal.objects.get().pk]), {"setuju": "1"})

    assert answer.status_code == 403
    assert "S07" in answer.content.decode()
    assert not Assignment.objects.filter(user__username="tono").exists()


def test_looking_first_keeps_nothing(bring, house):
    answer = bring(row("Tono", "Pegawai", house.unit.name), keep=False)

    assert "1 baru" in answer.content.decode()
    assert not User.objects.filter(username="tono").exists()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"role": "raja"}, "bukan peran"),
        ({"role": "Admin platform"}, "Peran nasional"),
        ({"role": "PIC area", "unit": "@", "area": "x"}, "Area ditulis dengan angka"),
        ({"role": "PIC area", "unit": "@"}, "PIC memegang satu area"),
        ({"role": "Pegawai", "unit": "Tidak Ada"}, "tidak ada di instansi ini"),
        ({"role": "Pegawai", "unit": "@", "since": "kemarin"}, "bukan tanggal"),
        ({"role": "Pegawai", "unit": "@", "since": ""}, "Isi tanggal mulai"),
        ({"role": "Pegawai", "unit": "@", "until": "2020-01-01"}, "Tanggal selesai"),
        ({"role": "Ketua tim ZI", "unit": "@", "decree": ""}, "nomor SK"),
        ({"role": "Ketua tim ZI", "unit": "@", "acting": "PJS"}, "PLT atau PLH"),
        ({"role": "Ketua tim ZI", "unit": "@", "acting": "PLT"}, "menyebut pejabat yang diwakili"),
        ({"role": "Ketua tim ZI", "unit": "@", "acting": "PLT", "acting_for": "entah"}, "tidak ada"),
    ],
)
def test_one_wrong_cell_and_nothing_is_kept(bring, house, fields, said):
    fields = {key: house.unit.name if value == "@" else value for key, value in fields.items()}
    answer = bring(row("Baik", "Pegawai", house.unit.name) + row("Tono", **fields))

    told = answer.content.decode()
    assert answer.status_code == 422
    assert said in told
    assert ">3</td>" in told  # the row
    assert not User.objects.filter(username__in=["baik", "tono"]).exists()
    assert not Proposal.objects.exists()


class TestSeparation:
    @pytest.mark.usefixtures("hana")
    def test_an_admin_cannot_be_made_an_evaluator(self, bring):
        assert "S08" in bring(row("Hana", "Tim Penilai Internal")).content.decode()

    def test_nor_can_one_file_do_it_in_two_rows(self, bring):
        answer = bring(row("Tono", "Admin instansi") + row("Tono", "Tim Penilai Internal"))

        assert answer.status_code == 422
        assert "S08" in answer.content.decode()
        assert not User.objects.filter(username="tono").exists()

    @pytest.mark.usefixtures("budi")
    def test_who_works_in_a_unit_does_not_judge_it(self, bring, house):
        assert "S02" in bring(row("Budi", "Tim Penilai Internal", house.unit.name)).content.decode()

    @pytest.mark.usefixtures("budi")
    def test_nor_does_who_acts_for_one_who_works_there(self, bring, house):
        acting = {"acting": "Plt.", "acting_for": "budi"}

        assert "S02" in bring(row("Tono", "Tim Penilai Internal", house.unit.name, **acting)).content.decode()
        assert bring(row("Tono", "Tim Penilai Internal", house.sibling.name, **acting)).status_code == 302

    def test_nobody_brings_a_role_for_themselves(self, bring, house):
        answer = bring(row("Eko", "Pegawai", house.unit.name))

        assert "S07" in answer.content.decode()
        assert not Proposal.objects.exists()

    def test_what_changed_before_the_approval_stops_the_whole_file(self, bring, house, hana, as_person):
        bring(row("Tono", "Tim Penilai Internal", house.unit.name) + row("Tuti", "Pegawai", house.unit.name))
        tono = User.objects.get(username="tono")
        house_role = {"instansi": house.instansi, "since": "2020-01-01"}
        Assignment.objects.create(user=tono, role=Role.PEGAWAI, unit=house.unit, **house_role)

        answer = as_person(hana).post(reverse("people:decide", args=[Proposal.objects.get().pk]), {"setuju": "1"})

        assert answer.status_code == 403
        assert not Assignment.objects.filter(user__username="tuti").exists()


def test_somebody_of_another_instansi_is_not_taken_over(bring, house):
    elsewhere = house.person("lain", "Orang Lain", (Role.KETUA, house.foreign))

    answer = bring(row("Lain", "Pegawai", house.unit.name))

    assert answer.status_code == 422
    assert elsewhere.name not in answer.content.decode()


def test_another_instansi_is_not_found(as_person, eko, house):
    assert as_person(eko).get(reverse("people:bring", args=[house.other_instansi.pk])).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_went_out_comes_back_and_asks_for_nothing(bring, as_person, eko, hana, budi, kind):
    asking = as_person(eko)
    asking.post(reverse("people:ask_export"))
    asked = Proposal.objects.get()
    proposals.decide(asked, approve=True, by=hana, now=asked.at)
    table = asking.get(reverse("people:export", args=[asked.pk, kind])).content

    answer = bring(table, name=f"orang.{kind}")

    assert answer.status_code == 302, answer.content.decode()
    assert not Proposal.objects.filter(kind="people.grants").exists()


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", "{{ 7*7 }}", "=cmd|' /C calc'!A0"])
def test_what_a_file_says_is_only_shown(bring, house, payload):
    told = bring(f"{payload};x y;bukan surel;{payload};{payload};;;;;;\n").content.decode()

    assert "<script>alert" not in told
    assert not User.objects.filter(username="x y").exists()


class TestBombs:
    @pytest.mark.parametrize(
        ("rows", "said"), [(5_100, "lebih dari 5000 baris"), (600, "Lebih dari 500 orang atau peran baru")]
    )
    def test_too_much_at_once(self, bring, rows, said):
        answer = bring("".join(row(f"P{number}") for number in range(rows)), keep=False)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not User.objects.filter(username="p1").exists()

    def test_a_workbook_with_far_too_many_rows(self, bring):
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(HEAD.strip().split(";"))
        for _ in range(20_000):
            sheet.append(["x"])
        kept = io.BytesIO()
        book.save(kept)

        answer = bring(kept.getvalue(), name="bom.xlsx")

        assert answer.status_code == 422
        assert "lebih dari 5000 baris" in answer.content.decode()

    def test_a_workbook_that_unpacks_to_a_gigabyte(self, bring):
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("[Content_Types].xml", "<Types/>")
            book.writestr("xl/workbook.xml", "<workbook/>")
            with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                for _ in range(1_000):
                    sheet.write(b" " * 1_000_000)

        assert bring(kept.getvalue(), name="bom.xlsx").status_code == 422


def test_the_list_of_what_waits_costs_the_same_for_one_and_for_three(
    bring, as_person, hana, house, django_assert_max_num_queries
):
    def costs():
        with django_assert_max_num_queries(20) as told:
            assert as_page.get(reverse("people:waiting")).status_code == 200
        return len(told)

    as_page = as_person(hana)
    bring(row("Tono", "Pegawai", house.unit.name))
    as_page.get(reverse("people:waiting"))
    one = costs()
    bring(row("Tuti", "Pegawai", house.unit.name))
    bring(row("Titi", "Pegawai", house.unit.name))

    assert costs() == one
