"""A difference names every cell that changed, what it was and is, and nothing else."""

from bening.assessment.workbook.contents import Contents, evidence
from bening.assessment.workbook.difference import difference
from bening.assessment.workbook.tests.making import JAWABAN, cells, edited, random_answers, reading, written

ANSWERS = {
    **random_answers(1),
    "P.1.i.a": "Ya",
    "R.1.i.a": {"agen": 5, "perubahan": 4},
    "H.1.a": random_answers(1)["H.1.a"],
}
NOTES = {"unit": {"P.1.i.a": "SK 1", "P.1.i.b": "lama\nbaris"}}
PROOF = {"unit": {"P.1.i.a": evidence("SK", links=("https://contoh.invalid/1",))}}


def changes(edit):
    old = written(answers=ANSWERS, notes=NOTES, evidence=PROOF)
    found = difference(reading(old), reading(edited(old, edit)))
    return [(one.cell, one.question, one.field, one.key, one.before, one.after) for one in found.changes]


def test_nothing_changed_when_a_file_is_only_saved_again():
    assert changes(lambda _book: None) == []


def test_each_change_names_its_cell_and_both_values():
    assert changes(cells(K8="Tidak", K130=2, K202=3.5, O8="SK 2", P8="SK baru", Q8=None, O11="baru")) == [
        ("K8", "P.1.i.a", "answer", None, "Ya", "Tidak"),
        ("O8", "P.1.i.a", "note", None, "SK 1", "SK 2"),
        ("P8", "P.1.i.a", "evidence", None, "SK", "SK baru"),
        ("Q8", "P.1.i.a", "links", None, "https://contoh.invalid/1", None),
        ("O11", "P.1.ii.a", "note", None, None, "baru"),
        ("K130", "R.1.i.a", "count", "perubahan", "4", "2"),
        ("K202", "H.1.a", "answer", None, str(ANSWERS["H.1.a"]), "3.5"),
    ]


def test_an_answer_that_was_erased_is_a_change():
    assert changes(cells(K8=None)) == [("K8", "P.1.i.a", "answer", None, "Ya", None)]


def test_an_answer_that_cannot_be_read_is_not_called_erased():
    assert changes(cells(K8="Mungkin")) == []


def test_the_good_count_beside_a_bad_one_is_compared():
    assert changes(cells(K129=3, K130="banyak")) == [("K129", "R.1.i.a", "count", "agen", "5", "3")]
    assert changes(cells(K129=None, K130=-1)) == [("K129", "R.1.i.a", "count", "agen", "5", None)]


def test_what_could_not_be_read_before_is_not_called_blank():
    new = written(answers=ANSWERS)
    old = edited(new, cells(K8="Mungkin", K129="banyak", K130=1))
    found = difference(reading(old), reading(new)).changes
    assert [(one.cell, one.before, one.after) for one in found] == [("K130", "1", "4")]


def test_line_ends_are_no_change():
    assert changes(cells(O9="lama\r\nbaris")) == []


def test_inserted_rows_are_no_change_and_cells_are_those_of_the_new_file():
    def insert(book):
        book.worksheets[0].insert_rows(3)
        book.worksheets[0]["K9"] = "Tidak"

    assert changes(insert) == [("K9", "P.1.i.a", "answer", None, "Ya", "Tidak")]


def test_stored_contents_can_be_compared_with_a_file():
    stored = Contents(answers={"unit": ANSWERS, "tpi": {}}, notes=NOTES, evidence=PROOF)
    new = reading(written(JAWABAN, {**ANSWERS, "P.1.i.a": "Tidak"}, {"P.1.i.a": "Ya"}, notes=NOTES, evidence=PROOF))
    found = difference(stored, new).changes
    assert [(one.tier, one.cell, one.before, one.after) for one in found] == [
        ("tpi", "N6", None, "Ya"),
        ("unit", "K6", "Ya", "Tidak"),
    ]


def test_both_files_say_who_saved_them():
    def sign(book):
        book.properties.lastModifiedBy = "Rina Penyusun"

    old = written(answers=ANSWERS)
    found = difference(reading(old), reading(edited(old, sign)))
    assert found.new.modified_by == "Rina Penyusun"
    assert found.old.modified == "2026-03-02T09:00:00Z"
