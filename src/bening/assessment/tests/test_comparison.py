"""A master list made from our own instrument, changed in one place at a time; and the real one where it is."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from bening.assessment.editions.comparison import COLUMNS, Difference, Known, alike, compare, known
from bening.assessment.editions.instrument_files import load
from bening.assessment.editions.portalrb_master import MasterUnreadable, read_master
from bening.assessment.tests import masters
from bening.assessment.verbs import instrument as verb

SHARED = Path(__file__).parents[5] / "shared" / "data" / "portalrb-master-lke-2026.json"
NOTHING = Known({}, ())


@pytest.fixture
def listed():
    return masters.of(load())


@pytest.fixture
def differences(tmp_path):
    """Return what differs when a master list is written to a file and read back."""

    def found(listed, looked_at=NOTHING):
        path = tmp_path / "master.json"
        path.write_text(json.dumps(listed, default=float))
        return compare(read_master(path), load(), looked_at).differences

    return found


def test_a_list_that_says_the_same_differs_in_nothing(listed, differences):
    assert differences(listed) == ()


@pytest.mark.parametrize(
    ("soal", "change", "field", "theirs"),
    [
        (1, {"jenis_jawaban": "ABC"}, "type", "ABC"),
        (1, {"jenis_jawaban": "ya_tidak"}, None, None),
        (2, {"bobot_maksimal": 0.25}, "weight", "0.25"),
        (126, {"bobot_maksimal": 0}, "weight", "0"),
        (
            2,
            {"skema_penilaian": [{"key": "A", "multiplier": 1}, {"key": "B", "multiplier": 0.6}]},
            "options",
            "A 1, B 0.6",
        ),
        (88, {"skema_penilaian": [{"key": "Ya", "multiplier": 1}]}, "options", "Ya 1"),
        (3, {"excel_baris": 10}, "cell", "Jawaban!K,N,L,M,Q 10"),
        (3, {"excel_kolom_catatan_tpi": "R"}, "cell", "Jawaban!K,N,L,M,R 9"),
        (3, {"excel_sheet": "Jawaban2"}, "cell", "Jawaban2!K,N,L,M,Q 9"),
        (3, {"teks_pertanyaan": "Apakah unit sudah siap?"}, "wording", "Apakah unit sudah siap?"),
    ],
)
def test_every_field_of_a_soal_is_compared(soal, change, field, theirs, listed, differences):
    masters.soal(listed, soal).update(change)

    told = [(found.where, found.field, found.theirs) for found in differences(listed)]

    assert told == ([] if field is None else [(f"soal {soal}", field, theirs)])


def test_the_weight_and_name_of_a_section_are_compared(listed, differences):
    section = masters.section(listed, "Penyusunan Tim Kerja")
    section.update(bobot_maksimal=0.75, nama="i. Membentuk regu")

    told = [(found.id, found.field, found.ours, found.theirs) for found in differences(listed)]

    assert told == [
        ("P.1.i", "weight", "0.5", "0.75"),
        ("P.1.i", "wording", "Penyusunan Tim Kerja", "i. Membentuk regu"),
    ]


def test_a_soal_that_moved_is_told_by_its_place(listed, differences):
    moved = masters.section(listed, "Penyusunan Tim Kerja")["soals"].pop()
    masters.section(listed, "Rencana Pembangunan Zona Integritas")["soals"].append(moved)

    assert [(found.where, found.field, found.ours, found.theirs) for found in differences(listed)] == [
        ("soal 2", "place", "P.1.i", "P.1.ii")
    ]


def test_soal_and_sections_that_only_one_side_has_are_told(listed, differences):
    tim = masters.section(listed, "Penyusunan Tim Kerja")
    extra = {**tim["soals"].pop(), "id": 200}
    masters.section(listed, "Manajemen Perubahan")["children"].append(
        {"id": 900, "nama": "v. Baru", "bobot_maksimal": 1, "children": [], "soals": [extra]}
    )
    listed["total_soal"] = 127

    told = [(found.where, found.field) for found in differences(listed)]

    assert told == [("bagian 900", "presence"), ("soal 2", "presence"), ("soal 200", "presence")]


def test_the_stated_number_of_soal_must_be_true(listed, differences):
    listed["total_soal"] = 120

    assert [(found.field, found.ours, found.theirs) for found in differences(listed)] == [("total", "127", "120")]


def test_a_known_difference_is_explained_only_as_it_stood(listed, differences):
    masters.soal(listed, 1)["bobot_maksimal"] = 1
    looked_at = Known({("soal 1", "weight", "1"): "sudah dilihat"}, ())
    assert [found.why for found in differences(listed, looked_at)] == ["sudah dilihat"]

    masters.soal(listed, 1)["bobot_maksimal"] = 2
    assert [found.why for found in differences(listed, looked_at)] == [None]


def test_a_known_wording_is_pinned_by_a_hash_of_its_words():
    said = Difference("soal 1", "P.1.i.a", "wording", "a", "Unit   punya TIM,")

    assert said.pin == Difference("soal 1", "P.1.i.a", "wording", "a", "unit punya tim").pin
    assert said.pin != Difference("soal 1", "P.1.i.a", "wording", "a", "unit punya regu").pin
    assert len(said.pin) == 12


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Telah dilakukan monitoring", "telah  dilakukan Monitoring.", True),
        ("Telah dilakukan monitoring dan evaluasi", "Telah dilakukan monitoring dan dan evaluasi", True),
        ("Hasil asesmen dijadikan dasar", "Hasil assement dijadikan dasar", True),
        ("pada: Kesesuaian Kemudahan", "pada:\n1. Kesesuaian\n2. Kemudahan", True),
        ("Target tercapai", "Target tidak tercapai", False),
        ("Target belum tercapai", "Target telah tercapai", False),
        ("Survei 4 kali setahun", "Survei 1 kali setahun", False),
        ("Capaian 100 persen", "Capaian 10 persen", False),
        ("", "Apa pun", False),
    ],
)
def test_wording_is_compared_loosely_but_never_its_meaning(one, other, same):
    assert alike(one, other) is same


def bent(listed, **changes):
    return {**listed, **changes}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "bukan JSON"),
        ("{", "bukan JSON"),
        ("[" * 200_000, "terlalu dalam"),
        ('{"data": NaN}', "bukan JSON"),
        ("[]", "diharapkan objek"),
        ('{"tahun": 2026}', "“data” belum ada"),
        ('{"data": {}}', "diharapkan daftar"),
        ('{"data": []}', "tidak memuat satu soal"),
        ('{"data": [7]}', "data[0]: di sini diharapkan objek"),
        ('{"data": [{"id": "satu"}]}', "data[0].id: di sini diharapkan bilangan bulat"),
        ('{"data": [{"id": 1, "nama": 3, "bobot_maksimal": 1}]}', "data[0].nama"),
        ('{"data": [{"id": 1, "nama": "A", "bobot_maksimal": true}]}', "data[0].bobot_maksimal"),
        ('{"data": [{"id": 1, "nama": "A", "soals": [{"id": 1}]}]}', "data[0].soals[0]"),
        ('{"data": [' + '{"id": 1, "children": [' * 20 + "]}" * 20 + "]}", "terlalu dalam"),
        ('{"data": [' + ",".join(['{"id": 1, "nama": "A", "bobot_maksimal": 1}'] * 6000) + "]}", "terlalu panjang"),
        ('{"data": "' + "x" * 5_000_001 + '"}', "5 MB"),
        ("\udcff", "bukan JSON"),
    ],
    ids=range(17),
)
def test_a_file_that_is_no_master_list_is_refused_with_its_place(content, told, tmp_path):
    path = tmp_path / "master.json"
    path.write_bytes(content.encode(errors="surrogateescape"))

    with pytest.raises(MasterUnreadable) as refused:
        read_master(path)

    assert told in str(refused.value)


def test_a_soal_twice_is_refused(listed, tmp_path):
    masters.soal(listed, 2)["id"] = 1
    path = tmp_path / "master.json"
    path.write_text(json.dumps(listed, default=float))

    with pytest.raises(MasterUnreadable, match="soal 1 tertulis dua kali"):
        read_master(path)


def test_the_known_differences_copy_no_sentence_and_each_has_its_reason():
    looked_at = known("zi-90-2021")

    assert looked_at.differences
    for (where, field, pin), why in looked_at.differences.items():
        assert where.startswith(("soal ", "bagian "))
        assert field in verb.FIELDS
        assert len(pin) == 12 or Decimal(pin) == 1
        assert len(why) > 20
    assert known("zi-lain") == NOTHING


# The verb.


def asked(capsys, path):
    status = verb.run(["compare", str(path), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_the_exit_tells_known_new_and_unreadable_apart(listed, tmp_path, capsys):
    path = tmp_path / "master.json"
    path.write_text(json.dumps(listed, default=float))
    assert asked(capsys, path)[0] == 0

    masters.soal(listed, 116)["bobot_maksimal"] = 3
    path.write_text(json.dumps(listed, default=float))
    status, found = asked(capsys, path)
    assert (status, found["new"], found["known"]) == (1, 1, 0)
    assert found["differences"][0]["status"] == "baru"
    assert verb.run(["compare", str(path)]) == 1
    assert "soal 116 (R.5.iii.a), bobot" in capsys.readouterr().out

    path.write_text("{}")
    status, found = asked(capsys, path)
    assert (status, found["errors"][0]["rule"]) == (2, "master")
    assert asked(capsys, tmp_path / "tidak-ada.json")[0] == 2


@pytest.mark.shared
def test_the_real_list_differs_only_in_what_is_known(capsys):
    if not SHARED.exists():
        pytest.skip("folder shared di samping proyek tidak ada; pembanding daftar induk dilewati")
    status, found = asked(capsys, SHARED)

    assert (status, found["new"], found["questions"]) == (0, 0, 127)
    assert found["known"] == len(known("zi-90-2021").differences)  # none is out of date
    explained = {difference["at"] for difference in found["differences"]}
    assert {"soal 92", "soal 116", "bagian 56"} <= explained
    assert {remark["at"] for remark in found["remarks"]} == {"soal 49", "soal 86", "soal 126"}
    assert {difference["field"] for difference in found["differences"]} == {"wording", "weight"}


@pytest.mark.shared
def test_the_real_list_has_our_columns_in_every_cell():
    if not SHARED.exists():
        pytest.skip("folder shared di samping proyek tidak ada; pembanding daftar induk dilewati")
    assert {asked.columns for asked in read_master(SHARED).questions.values()} == {COLUMNS}
