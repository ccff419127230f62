"""Answers, notes and evidence come out of a workbook as people put them in; what cannot be taken is told at once."""

import time
from datetime import date
from decimal import Decimal

import pytest

from bening.assessment.workbook.contents import evidence
from bening.assessment.workbook.tests.making import (
    ANNEX,
    INSTRUMENT,
    JAWABAN,
    cells,
    edited,
    random_answers,
    reading,
    without_ids,
    written,
)

ANSWERS = random_answers(1)


@pytest.fixture(scope="module")
def good() -> bytes:
    return written(answers=ANSWERS)


def bare(good: bytes, edit=lambda _book: None) -> bytes:
    """Return the annex as other people's: without our ids, then edited."""
    return edited(edited(good, without_ids), edit)


def problems(data: bytes) -> list[tuple[str, str]]:
    return [(problem.cell, problem.rule) for problem in reading(data).problems]


def test_both_tiers_of_the_new_layout_are_read():
    tpi = random_answers(2)
    read = reading(written(JAWABAN, ANSWERS, tpi))
    assert read.layout == JAWABAN
    assert read.answers == {"unit": ANSWERS, "tpi": tpi}
    assert read.problems == ()


def test_the_annex_holds_the_unit_alone(good):
    read = reading(good)
    assert (read.layout, read.sheet, list(read.answers)) == (ANNEX, "LKE ZI", ["unit"])
    assert read.answers["unit"] == ANSWERS


def test_every_row_is_found_without_ids(good):
    read = reading(bare(good))
    assert not read.ours
    assert read.rows == reading(good).rows
    assert read.counts == reading(good).counts
    assert read.answers["unit"] == ANSWERS


def test_small_letters_and_spaces_around_an_answer_are_accepted(good):
    read = reading(edited(good, cells(K8=" ya ", K9="b", K202="3,75")))
    assert read.problems == ()
    assert [read.answers["unit"][id] for id in ("P.1.i.a", "P.1.i.b", "H.1.a")] == ["Ya", "B", Decimal("3.75")]


def test_every_bad_cell_is_told_at_once(good):
    bad = cells(
        K8="Mungkin",
        K9=7,
        K11=True,
        K12="#REF!",
        K13=date(2026, 1, 2),
        K15="=1/0",
        K16="=TIDAKADA()",
        K129=-1,
        K130=2.5,
        K132="tujuh",
        K155="=K155",
        K161=5,
        K162=6,
        K172="1e309",
        K194=20_000_000,
        K202=4.01,
        K203="F",
        K205="baik",
    )
    found = problems(edited(good, bad))
    assert sorted(found) == sorted(
        [
            ("K8", "outside_scale"),
            ("K9", "outside_scale"),
            ("K11", "outside_scale"),
            ("K12", "error_value"),
            ("K13", "date"),
            ("K15", "error_value"),
            ("K16", "error_value"),
            ("K129", "negative_count"),
            ("K130", "fractional_count"),
            ("K132", "not_a_number"),
            ("K155", "error_value"),
            ("K162", "more_than_due"),
            ("K172", "count_too_large"),
            ("K194", "count_too_large"),
            ("K202", "outside_index"),
            ("K203", "outside_scale"),
            ("K205", "not_a_number"),
        ]
    )


def test_each_problem_names_its_place_and_its_mending(good):
    for problem in reading(edited(good, cells(K8="Mungkin", K129=-1, K202="=1/0"))).problems:
        assert problem.sheet == "LKE ZI"
        assert problem.message.endswith(".")
        assert problem.fix.endswith(".")
        assert problem.question in INSTRUMENT.questions


def test_a_question_with_a_bad_cell_has_no_answer_and_the_others_stay(good):
    read = reading(edited(good, cells(K130=-1)))
    assert "R.1.i.a" not in read.answers["unit"]
    assert len(read.answers["unit"]) == len(ANSWERS) - 1


def test_a_formula_in_an_answer_cell_is_computed(good):
    read = reading(edited(good, cells(K132="=K130", K130=4, K129=9, K133=2, K9='=IF(K8="x","A","B")')))
    assert read.problems == ()
    assert read.answers["unit"]["R.1.i.b"] == {"perubahan": 4, "terintegrasi": 2}
    assert read.answers["unit"]["P.1.i.b"] == "B"


def test_a_typed_total_is_a_figure_of_its_own_and_a_formula_is_not(good):
    counts = {"administrator": 0, "pengawas": 1, "fungsional_pelaksana": 12, "sudah": 12}
    typed = edited(good, cells(K185=12, K186=0, K187=1, K188=12, K189=12))
    assert reading(typed).answers["unit"]["R.5.iii.b"] == {**counts, "wajib": 12}
    added = edited(typed, cells(K185="=K186+K187+K188"))
    assert reading(added).answers["unit"]["R.5.iii.b"] == counts


def test_blank_cells_are_no_answers(good):
    read = reading(edited(good, cells(K8=None, K9="  ", K129=None, K202=None)))
    assert read.problems == ()
    for id in ("P.1.i.a", "P.1.i.b", "H.1.a"):
        assert id not in read.answers["unit"]
    assert set(read.answers["unit"]["R.1.i.a"]) == {"perubahan"}


def test_merged_answers_are_told(good):
    found = problems(edited(good, lambda book: book.worksheets[0].merge_cells("K8:K9")))
    assert found == [("K9", "merged")]


@pytest.mark.parametrize("strip", [False, True], ids=["with-ids", "by-wording"])
def test_inserted_rows_do_no_harm(good, strip):
    def insert(book):
        for row, amount in ((190, 2), (130, 1), (60, 3), (8, 1)):
            book.worksheets[0].insert_rows(row, amount)

    read = reading(edited(edited(good, without_ids) if strip else good, insert))
    assert read.problems == ()
    assert read.answers["unit"] == ANSWERS


@pytest.mark.parametrize("strip", [False, True], ids=["with-ids", "by-wording"])
def test_a_deleted_question_is_named_and_the_others_are_found(good, strip):
    def delete(book):
        book.worksheets[0].delete_rows(186)  # a count
        book.worksheets[0].delete_rows(49)  # a question

    read = reading(edited(edited(good, without_ids) if strip else good, delete))
    gone = {"P.3.iii.d", "R.5.iii.b"}
    assert {(problem.rule, problem.question) for problem in read.problems} == {
        ("question_not_found", "P.3.iii.d"),
        ("count_not_found", "R.5.iii.b"),
    }
    assert read.answers["unit"] == {id: answer for id, answer in ANSWERS.items() if id not in gone}


def test_a_row_whose_wording_was_wiped_is_found_by_its_place(good):
    def wipe(book):
        book.worksheets[0].insert_rows(5)
        for column in "ABCDEFGHIJ":
            book.worksheets[0][f"{column}50"] = None

    read = reading(bare(good, wipe))
    assert read.problems == ()
    assert read.answers["unit"] == ANSWERS


def test_other_wordings_are_recognised(good):
    def reword(book):
        sheet = book.worksheets[0]
        sheet.insert_rows(3, 2)
        for row in sheet.iter_rows(min_row=6, min_col=7, max_col=7):
            if isinstance(row[0].value, str):
                row[0].value = row[0].value.replace("telah", "sudah").upper() + " (unit kerja)"

    read = reading(bare(good, reword))
    assert read.problems == ()
    assert read.answers["unit"] == ANSWERS


def test_a_copied_row_is_told(good):
    def copy(book):
        sheet = book.worksheets[0]
        for cell in sheet[49]:
            sheet.cell(215, cell.column, cell.value)

    assert problems(bare(good, copy)) == [("K215", "question_twice")]
    assert problems(edited(good, copy)) == [("K215", "question_twice")]


def test_moved_columns_are_found_by_their_headings(good):
    def move(book):
        sheet = book.worksheets[0]
        sheet.move_range("K1:K210", cols=20)
        sheet.move_range("L1:L210", cols=-1)
        sheet.move_range("AE1:AE210", cols=-19)

    read = reading(bare(good, move))
    assert read.columns["unit.answer"] == 12
    assert read.problems == ()
    assert read.answers["unit"] == ANSWERS


def test_an_inserted_column_shifts_those_without_a_heading_too():
    proof = {"unit": {"P.1.i.a": evidence("SK tim", links=("https://contoh.invalid/sk",))}}
    data = written(answers=ANSWERS, notes={"unit": {"P.1.i.a": "sudah"}}, evidence=proof)

    def insert(book):
        sheet = book.worksheets[0]
        sheet["P2"], sheet["Q2"] = None, None
        sheet.insert_cols(9)

    read = reading(bare(data, insert))
    assert read.answers["unit"] == ANSWERS
    assert read.notes["unit"] == {"P.1.i.a": "sudah"}
    assert read.evidence == proof


def test_answers_swapped_into_another_column_do_not_pass_for_answers(good):
    def swap(book):
        for row in range(3, 210):
            one, other = book.worksheets[0][f"K{row}"], book.worksheets[0][f"O{row}"]
            one.value, other.value = other.value or "catatan", one.value

    read = reading(edited(good, swap))
    assert read.answers["unit"] == {}
    assert {problem.rule for problem in read.problems} == {"outside_scale", "not_a_number"}


def test_a_renamed_sheet_is_found_by_its_wordings(good):
    def rename(book):
        book.worksheets[0].title = "Kertas kerja 2026"

    assert reading(edited(good, rename)).answers["unit"] == ANSWERS


def test_a_sheet_with_answers_alone_is_read_by_its_rows():
    def strip(book):
        sheet = book.worksheets[0]
        del book["Petunjuk"]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.column_letter not in {"K", "N"}:
                    cell.value = None

    read = reading(edited(written(JAWABAN, ANSWERS, {}), strip))
    assert read.answers["unit"] == ANSWERS


def test_remarks_beside_the_counts_belong_to_the_question(good):
    beside = {"O128": "ringkas", "O129": "tujuh agen", "O130": "tujuh agen", "Q130": "https://contoh.invalid/agen"}
    read = reading(edited(good, cells(**beside)))
    assert read.notes["unit"] == {"R.1.i.a": "ringkas\ntujuh agen"}
    assert read.evidence["unit"] == {"R.1.i.a": evidence(links=("https://contoh.invalid/agen",))}


def test_links_behind_a_cell_are_found_and_only_web_links(good):
    def link(book):
        sheet = book.worksheets[0]
        sheet["Q8"], sheet["Q8"].hyperlink = "klik di sini", "https://contoh.invalid/sk"
        sheet["Q9"] = '=HYPERLINK("https://contoh.invalid/b","bukti")'
        sheet["Q11"], sheet["Q11"].hyperlink = "berkas", "file:///etc/passwd"

    found = reading(edited(good, link)).evidence["unit"]
    assert found["P.1.i.a"] == evidence("klik di sini", links=("https://contoh.invalid/sk",))
    assert found["P.1.i.b"] == evidence("bukti", links=("https://contoh.invalid/b",))
    assert found["P.1.ii.a"] == evidence("berkas")


def test_reading_takes_no_time_even_when_every_row_has_moved(good):
    def scatter(book):
        sheet = book.worksheets[0]
        sheet.insert_rows(3, 300)
        for row in range(600, 5_000):
            sheet[f"G{row}"] = f"Catatan pelayanan publik unit kerja nomor {row}"

    data = bare(good, scatter)
    started = time.perf_counter()
    assert reading(data).answers["unit"] == ANSWERS
    assert time.perf_counter() - started < 3
