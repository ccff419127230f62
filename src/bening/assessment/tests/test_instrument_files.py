from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest
import yaml

from bening.assessment.editions.instrument_files import DIRECTORY, InstrumentBroken, available, load, read
from bening.assessment.editions.instrument_nodes import LARGEST_FILE
from bening.domain.instrument import Ratio

REAL = (DIRECTORY / "zi-90-2021.yaml").read_text()


def broken(tmp_path, content):
    """Return what the loader says of a file with this content."""
    path = tmp_path / "coba.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InstrumentBroken) as refused:
        read(path)
    assert refused.value.file == "coba.yaml"
    assert str(refused.value) == f"coba.yaml:{refused.value.line}: {refused.value.rule}"
    return refused.value


# What stands in the file, what is written in its place, and a word of the rule that must be told; the line told is
# that of the change, or as many lines further as the last figure says.
CHANGES = {
    "weights that do not add up": ("weight: 60\n", "weight: 59\n", "berjumlah 60", 0),
    "a sub-area heavier than its area": ("weight: 0.5\n", "weight: 0.75\n", "berjumlah 4.25", -6),
    "a weight below zero": ("weight: 0.5\n", "weight: -0.5\n", "bukan bilangan", 0),
    "a weight that is no number": ("weight: 0.5\n", "weight: .nan\n", "bukan bilangan", 0),
    "an infinite weight": ("weight: 0.5\n", "weight: .inf\n", "bukan bilangan", 0),
    "an enormous weight": ("weight: 0.5\n", "weight: 1e999999\n", "bukan bilangan", 0),
    "a weight in foreign digits": ("weight: 0.5\n", "weight: ٣\n", "bukan bilangan", 0),
    "a shared weight stated again": (
        "soal_id: 1\n",
        "soal_id: 1\n                      weight: 1\n",
        "dibagi rata",
        -17,
    ),
    "a weight that is missing": ("                  weight: 0.5\n", "", "“weight” belum ada", -3),
    "an id twice": ("id: P.1.i.b\n", "id: P.1.i.a\n", "sudah dipakai di baris", 0),
    "an id of a branch twice": ("id: P.1.ii\n", "id: P.1\n", "sudah dipakai di baris", 0),
    "an unknown scale": ("scale: YT\n", "scale: YTT\n", "skala “YTT” tidak dikenal", 0),
    "a formula with an unknown input": ("done: lalu - kini\n", "done: lalu - nanti\n", "“nanti” yang tidak ada", 0),
    "a formula that multiplies": ("done: lalu - kini\n", "done: lalu * kini\n", "menjumlah atau mengurangi", 0),
    "a formula that calls": ("done: lalu - kini\n", "done: print(kini)\n", "menjumlah atau mengurangi", 0),
    "an input twice": ("{key: kini,", "{key: lalu,", "ditulis dua kali", -1),
    "a total named like an input": ("{key: wajib,", "{key: sudah,", "tidak boleh bernama sama", 0),
    "a question without soal_id": ("soal_id: 1\n", "note: x\n", "soal_id (nomor soal PortalRB) belum ada", -10),
    "a count without soal_id": (", soal_id: 88", "", "soal_id (nomor soal PortalRB) belum ada", 0),
    "a soal_id twice": ("soal_id: 2\n", "soal_id: 1\n", "sudah dipakai di baris", 0),
    "a soal_id that strays": ("soal_id: 127\n", "soal_id: 200\n", "soal_id 200 melompati 127", 0),
    "a gap in the soal_ids": ("soal_id: 127\n", "soal_id: 128\n", "soal_id 128 melompati 127", 0),
    "a soal_id of nought": ("soal_id: 1\n", "soal_id: 0\n", "1 sampai", 0),
    "a soal_id with a fraction": ("soal_id: 1\n", "soal_id: 1.5\n", "bulat", 0),
    "a soal_id beyond reason": ("soal_id: 127\n", "soal_id: 999999999\n", "1 sampai", 0),
    "a soal_id on a percentage": (
        "scale: PERSEN\n",
        "scale: PERSEN\n                      soal_id: 128\n",
        "masukannya",
        1,
    ),
    "a ratio where there is none to compute": ("scale: PERSEN\n", "scale: NILAI_0_4\n", "hanya untuk persentase", 8),
    "a percentage without a ratio": ("scale: NILAI_0_4\n", "scale: PERSEN\n", "masukannya", 7),
    "a row taken twice": ("rows: {jawaban: 7,", "rows: {jawaban: 6,", "sudah dipakai di baris", 0),
    "a threshold above the weight": ("H.2: 15.75}", "H.2: 17.51}", "“H.2” tidak dapat dicapai", -3),
    "a threshold of all points and more": ("total: 85\n", "total: 101\n", "“total” tidak dapat dicapai", 0),
    "an area's threshold above its weight": ("{1: 4.8,", "{1: 8.1,", "ambang area 1", 0),
    "a threshold of something unknown": ("H.2: 14}", "H.3: 14}", "“H.3” tidak dapat dicapai", -3),
    "a threshold of an unknown area": ("{1: 4.8,", "{7: 4.8,", "ambang area 7", 0),
    "an area without a number": ("{1: 4.8,", "{satu: 4.8,", "nomornya", 0),
    "a predicate that needs an unknown one": (
        "    requires: WBK\n",
        "    requires: WBS\n",
        "“WBS” tidak punya ambang",
        0,
    ),
    "a region of an unknown predicate": ("{all_units: WBK,", "{all_units: WBX,", "“WBX” tidak punya ambang", 0),
    "a prerequisite that nobody knows": (
        "  spip_min: 3\n",
        "  spip_min: 3\n  spip_max: 5\n",
        "“spip_max” tidak dikenal",
        1,
    ),
    "a prerequisite for one predicate only": ("sakip: {WBK: B, WBBM: BB}", "sakip: {WBK: B}", "“WBBM” belum ada", 0),
    "a grade off the ladder": ("sakip: {WBK: B, WBBM: BB}", "sakip: {WBK: Z, WBBM: BB}", "nilai ditulis D, C", 0),
    "a key that nobody knows": ("short: Tim ZI dibentuk\n", "singkat: Tim ZI dibentuk\n", "“singkat” tidak dikenal", 0),
    "an unknown key at the top": ("id: zi-90-2021\n", "id: zi-90-2021\nversi: 2\n", "“versi” tidak dikenal", 1),
    "a key twice": ("short: Tim ZI dibentuk\n", "id: P.1.i.z\n", "“id” ditulis dua kali", 0),
    "an empty text": ("short: Tim ZI dibentuk\n", "short: ''\n", "kosong", 0),
    "no legal basis": ("  - Permenpan RB 90/2021 Lampiran III (BN 2021/1571)\n", "  []\n", "", None),
    "a date that is none": ("valid_from: 2021-12-31", "valid_from: 31 Desember 2021", "tanggal ditulis", 0),
    "options from worst to best": ("YT: {Ya: 1, Tidak: 0}", "YT: {Tidak: 0, Ya: 1}", "dari yang terbaik", 0),
    "an option worth more than everything": ("YT: {Ya: 1,", "YT: {Ya: 1.5,", "dari yang terbaik", 0),
    "options told apart by capitals": ("ABC: {A: 1, B: 0.5, C: 0}", "ABC: {A: 1, a: 0.5, C: 0}", "huruf besar", 0),
    "a scale with one option": ("YT: {Ya: 1, Tidak: 0}", "YT: {Ya: 1}", "dari yang terbaik", 0),
    "a scale that is nothing": ("PERSEN: ratio", "PERSEN: rasio", "bukan pilihan", 0),
    "an index up to nought": ("{index: 4}", "{index: 0}", "lebih dari nol", 0),
    "criteria that skip an option": (
        "Ya: Unit punya tim ZI resmi\n",
        "Y: Unit punya tim ZI resmi\n",
        "setiap pilihan YT",
        0,
    ),
    "a truth that is neither": ("shared: true\n", "shared: ya\n", "true atau false", 0),
    "a share above one": ("nothing_due: {share: 0,", "nothing_due: {share: 2,", "antara 0 dan 1", 0),
    "a branch that holds nothing": ("                  parts:\n", "                  parts: []\n", "", None),
    "a list where a text belongs": ("short: Tim ZI dibentuk\n", "short: [Tim]\n", "diharapkan teks", 0),
    "a text where pairs belong": ("  YT: {Ya: 1, Tidak: 0}", "  YT: [Ya, Tidak]", "diharapkan pasangan", 0),
    "tabs": ("  YT: {Ya: 1, Tidak: 0}", "\tYT: {Ya: 1, Tidak: 0}", "tab", 0),
    "an alias": ("YT: {Ya: 1, Tidak: 0}", "YT: &x {Ya: 1, Tidak: 0}\n  ZZ: *x", "alias", 1),
    "a second document": ("tree:\n", "---\ntree:\n", "lebih dari satu dokumen", 1),
    "an object of the language": (
        "short: Tim ZI dibentuk\n",
        "short: !!python/name:os.system {}\n",
        "diharapkan teks",
        0,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_broken_file_stops_with_file_line_and_rule(name, tmp_path):
    stands, instead, rule, further = CHANGES[name]
    assert stands in REAL
    line = REAL[: REAL.index(stands)].count("\n") + 1

    told = broken(tmp_path, REAL.replace(stands, instead, 1))

    assert rule in told.rule
    if further is not None:
        assert told.line == line + further
    assert 1 <= told.line <= REAL.count("\n") + 2


@pytest.mark.parametrize("key", ["id", "title", "legal_basis", "valid_from", "scales", "thresholds", "kawasan", "tree"])
def test_what_must_be_there_is_missed_by_name(key, tmp_path):
    whole = yaml.safe_load(REAL)
    del whole[key]

    assert broken(tmp_path, yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)).rule == f"“{key}” belum ada"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "kosong"),
        (b"# hanya komentar\n", "kosong"),
        (b"teks", "pasangan"),
        (b"- a\n- b\n", "pasangan"),
        (b"{", "bukan YAML"),
        (b"a: b: c", "bukan YAML"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"PK\x03\x04\x00\x00", "bukan YAML"),
        (b"[" * 900_000, "terlalu dalam"),
        (b"- " * 450_000, "terlalu dalam"),
        (b"{a: " * 200_000, "terlalu dalam"),
        (b"a: &a [*a]", "alias"),
        (b"[a, b]: c", "kunci harus berupa teks"),
        (b"a: 1\n" * (LARGEST_FILE // 5 + 1), "1 MB"),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, bytes) else "",
)
def test_what_is_no_instrument_at_all_is_refused(content, rule, tmp_path):
    assert rule in broken(tmp_path, content).rule


def test_aliases_cannot_blow_a_small_file_up(tmp_path):
    bomb = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )

    assert broken(tmp_path, bomb).line == 2


def test_a_file_that_is_not_there_is_refused_like_any_other(tmp_path):
    with pytest.raises(InstrumentBroken):
        read(tmp_path / "tidak-ada.yaml")


def test_only_an_edition_that_exists_can_be_loaded():
    assert available() == ("zi-90-2021",)
    for id in ("zi-52-2014", "../../../etc/passwd", ""):
        with pytest.raises(LookupError):
            load(id)


@pytest.mark.parametrize("id", available())
def test_every_edition_loads_under_its_own_name_and_cannot_be_changed(id):
    edition = load(id)

    assert edition.id == id
    with pytest.raises(FrozenInstanceError):
        edition.title = "lain"
    with pytest.raises(FrozenInstanceError):
        edition.root.weight = Decimal(1)


def test_the_lke_has_what_the_regulation_counts():
    lke = load()
    counts = [entry for q in lke.questions.values() if isinstance(q.scale, Ratio) for entry in q.scale.inputs]
    own = [question.soal_id for question in lke.questions.values() if question.soal_id]

    assert [sum(id.startswith(part) for id in lke.questions) for part in "PRH"] == [87, 23, 3]
    assert sorted([*own, *(entry.soal_id for entry in counts)]) == list(range(1, 128))
    assert len(counts) == 22
    assert sum(lke.weight_of(question) for question in lke.questions.values()) == pytest.approx(Decimal(100))
