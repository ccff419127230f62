"""The audit names every cell that departs from the regulation, with its effect, and leaves equivalent ones alone."""

import time
from decimal import Decimal

import pytest

from bening.assessment.workbook.audit import Audit, audit
from bening.assessment.workbook.references import shift
from bening.assessment.workbook.tests.making import (
    INSTRUMENT,
    JAWABAN,
    cells,
    edited,
    part,
    random_answers,
    reading,
    rezipped,
    without_ids,
    written,
)
from bening.domain.scoring import score

ANSWERS = random_answers(3)
# a shortened form of the formula that the ministry's worksheet has beside every question
BY_TYPE = '=IF(J{0}="Ya/Tidak",IF(K{0}="Ya",1,IF(K{0}="Tidak",0,"Blm Diisi")),IF(J{0}="","","-"))'


def audited(data: bytes) -> Audit:
    return audit(reading(data), INSTRUMENT)


def found(data: bytes) -> dict[str, tuple[str, Decimal | None]]:
    return {f"{one.sheet}!{one.cell}": (one.kind, one.effect) for one in audited(data).findings}


@pytest.fixture(scope="module")
def good() -> bytes:
    return written(answers=ANSWERS)


@pytest.mark.parametrize("layout", ["lke-zi-2021", JAWABAN])
@pytest.mark.parametrize("blanks", [0, 0.3, 1])
def test_our_own_workbooks_have_no_findings_and_score_as_we_do(layout, blanks):
    answers = random_answers(7, blanks=blanks)
    result = audited(written(layout, answers, answers if layout == JAWABAN else None))
    assert result.findings == ()
    assert abs(result.as_written - score(INSTRUMENT.root, answers).earned) < Decimal("1e-20")


@pytest.mark.parametrize(
    "same",
    [
        {"L7": "=(L8+L9)/2*H7"},
        {"L7": "=H7*AVERAGE(L8,L9)"},
        {"L7": "=H7*L8/2+L9*0.25"},
        {"L6": "=L7+L10+L14+L18"},
        {"L175": "=AVERAGE(L177,L184)*H175"},
        {"L175": "=SUM(L176,L183)"},
        {"L176": "=AVERAGE(L177:L182)*H176"},
        {"L4": "=L198"},
        {"L208": "=L198+L206"},
        {"L208": "=L5+L125+L200"},
        {"L208": "=SUM(L198,L206)", "L198": "=SUM(L125,L5)", "L4": "=L198", "L200": "=L206"},
        {"L8": BY_TYPE.format(8)},
        {"L8": '=(K8="ya")*1'},
        {"K128": '=IF(OR(K129="",K130=""),"Blm Diisi",IF(K130/K129>1,1,K130/K129))', "K129": 2},
        {"L202": '=IF(K202="","Blm Diisi",K202/4)*H202', "K202": 3},
    ],
    ids=lambda same: ", ".join(f"{where}{what}" for where, what in same.items()),
)
def test_a_formula_that_comes_to_the_same_is_left_alone(good, same):
    assert found(edited(good, cells(**same))) == {}


@pytest.mark.parametrize(
    ("fault", "cell", "kind"),
    [
        ({"L7": "=AVERAGE(L8:L8)*H7"}, "L7", "formula"),
        ({"L7": "=SUM(L8:L9)*H7"}, "L7", "formula"),
        ({"L6": "=SUM(L7,L10,L14)"}, "L6", "formula"),
        ({"L6": 3.9}, "L6", "typed_over"),
        ({"L6": None}, "L6", "missing"),
        ({"L9": '=IF(K9="A",1,IF(K9="B",0.67,0))'}, "L9", "formula"),
        ({"L9": 1}, "L9", "typed_over"),
        ({"L4": "=L5"}, "L4", "formula"),
        ({"L208": "=SUM(L4,L200)*1.01"}, "L208", "formula"),
        ({"L200": "=L201"}, "L200", "formula"),
        ({"L175": "=AVERAGE(L176:L179)*H175"}, "L175", "formula"),
        ({"L183": "=L184*0"}, "L183", "formula"),
        ({"K154": "=(K155-K156)/K155"}, "K154", "formula"),
        ({"K171": "=K174/(K173+K174)"}, "K171", "formula"),
        ({"K177": 0.8}, "K177", "typed_over"),
        ({"K178": '=IF(K179="","Blm Diisi",K179+K180)'}, "K178", "formula"),
        ({"L202": "=K202/5*H202"}, "L202", "formula"),
        ({"H7": 0.75}, "H7", "weight"),
        ({"H202": 15}, "H202", "weight"),
        ({"H176": 2}, "H176", "weight"),
        ({"H10": None}, "H10", "weight"),
        ({"L129": "=K129"}, "L129", "type"),
    ],
    ids=str,
)
def test_a_single_fault_is_named_at_its_cell_and_nowhere_else(good, fault, cell, kind):
    result = audited(edited(good, cells(**fault)))
    assert [(one.cell, one.kind) for one in result.findings] == [(cell, kind)]
    assert all(sentence.endswith(".") for one in result.findings for sentence in (one.problem, one.fix))


@pytest.mark.parametrize(
    "fault",
    [{"L7": "=L8*H7"}, {"L6": 3.9}, {"L9": 1}, {"H7": 5}, {"K177": 0.123}, {"L208": "=L4"}, {"L175": "=L177*H175"}],
    ids=str,
)
def test_the_effect_is_what_mending_that_cell_alone_does_to_the_workbooks_total(good, fault):
    before = audited(good).as_written
    result = audited(edited(good, cells(**fault)))
    assert abs(result.as_written + result.findings[0].effect - before) < Decimal("1e-12")


def test_a_wrong_type_that_skips_a_question_names_both_cells(good):
    fault = cells(K8="Ya", L8=BY_TYPE.format(8), J8="Ya", L7="=AVERAGE(L8:L9)*H7", K9="C")
    result = audited(edited(good, fault))
    assert [(one.cell, one.kind, one.effect) for one in result.findings] == [("J8", "type", Decimal("0.25"))]
    assert "L8" in result.findings[0].problem
    assert "Ya/Tidak" in result.findings[0].fix


def test_a_typed_total_that_differs_from_its_parts_shows_both_readings(good):
    data = edited(good, cells(K185=12, K186=0, K187=1, K188=12, K189=12))
    [finding] = audited(data).findings
    assert (finding.cell, finding.kind) == ("K185", "typed_over")
    assert "0 + 1 + 12 = 13" in finding.problem
    assert abs(finding.effect + Decimal(1) / 13) < Decimal("1e-20")


def test_a_typed_total_that_agrees_has_no_effect(good):
    data = edited(good, cells(K185=13, K186=0, K187=1, K188=12, K189=12))
    assert found(data) == {"LKE ZI!K185": ("typed_over", Decimal(0))}


def test_a_division_by_nothing_is_named_where_it_begins(good):
    old = '=IF(OR(K129="",K130=""),"Blm Diisi",IF(K130/K129>1,1,K130/K129))'
    data = edited(good, cells(K128=old, K129=0, K130=0))
    result = audited(data)
    assert [(one.cell, one.kind) for one in result.findings] == [("K128", "error")]
    assert "#DIV/0!" in result.findings[0].problem


def test_a_broken_reference_leaves_no_total_but_is_named(good):
    result = audited(edited(good, cells(L6="=SUM(#REF!,L10)")))
    assert result.as_written is None
    assert [(one.cell, one.effect) for one in result.findings] == [("L6", None)]


def test_a_cycle_is_named(good):
    result = audited(edited(good, cells(L6="=L5", U9="=U9+1", V1="=V3", V2="=V1", V3="=V2+1", W1="=V1")))
    assert [(one.cell, one.kind) for one in result.findings] == [("V1", "error"), ("L6", "formula"), ("U9", "error")]


def test_both_tiers_are_audited():
    data = written(JAWABAN, ANSWERS, random_answers(4))
    assert found(edited(data, cells(P4="=P5"))).keys() == {"Jawaban!P4"}
    assert found(edited(data, cells(O4="=O5"))).keys() == {"Jawaban!O4"}


def test_a_sheet_without_figures_is_not_audited():
    def strip(book):
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                if cell.column_letter in {"O", "P"}:
                    cell.value = None

    assert audited(edited(written(JAWABAN, ANSWERS, {}), strip)) == Audit(None, ())


def test_faults_are_found_after_rows_were_inserted(good):
    def insert(book):
        without_ids(book)
        sheet = book.worksheets[0]
        sheet["H7"] = 0.75
        sheet.insert_rows(3, 2)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = shift(cell.value, 2, 0)

    assert found(edited(good, insert)).keys() == {"LKE ZI!H9"}


def recap(book):
    """Add a recap of sub-areas as offices have them, with faults."""
    sheet = book.create_sheet("Rekap")
    sheet["B1"], sheet["H1"], sheet["I1"] = "Penilaian", "Bobot", "Nilai"
    shown = [branch for branch in INSTRUMENT.branches.values() if branch.id != "P.6.iii"]
    for row, branch in enumerate(shown, start=2):
        sheet[f"F{row}"], sheet[f"H{row}"] = branch.name, float(branch.weight)
        sheet[f"I{row}"] = f"='LKE ZI'!L{branch.annex_row}"
        if branch.id == "P.1.i":
            sheet[f"H{row}"] = 2
        if branch.id == "P.2.ii":
            sheet[f"I{row}"] = "='LKE ZI'!#REF!"
        if branch.id == "P.3.iv":
            sheet[f"I{row}"] = "='LKE ZI'!L57"
        if branch.id == "P.4.i":
            sheet[f"I{row}"] = 2.5
        recap.row[branch.id] = row
    sheet["J9"] = "=I9/H9"


recap.row = {}


def test_a_recap_is_held_against_the_worksheet(good):
    result = audited(edited(good, recap))
    row = recap.row
    assert {(one.cell, one.kind) for one in result.findings} == {
        (f"H{row['P.1.i']}", "recap_weight"),
        (f"I{row['P.2.ii']}", "error"),
        (f"I{row['P.3.iv']}", "recap_points"),
        (f"I{row['P.4.i']}", "typed_over"),
        (f"I{row['P.6']}", "recap_missing"),
    }
    assert {one.effect for one in result.findings} == {Decimal(0)}
    assert "P.6.iii" in next(one.problem for one in result.findings if one.kind == "recap_missing")


def test_a_sheet_made_to_be_slow_is_given_up_in_time(good):
    heavy = "+".join(f"L{row % 200 + 1}" for row in range(1_500))
    rows = "".join(f'<row r="{n}"><c r="Z{n}"><f>{heavy}+Z{n + 1}</f></c></row>' for n in range(300, 2_300))
    sheet = part(good, "xl/worksheets/sheet1.xml").decode()
    sheet = sheet.replace("</sheetData>", f"{rows}</sheetData>").replace("<f>SUM(L7,", "<f>SUM(Z300,")
    data = rezipped(good, {"xl/worksheets/sheet1.xml": sheet.encode()})
    started = time.perf_counter()
    assert audited(data).as_written is None
    assert time.perf_counter() - started < 15


def test_more_errors_than_are_told_are_counted(good):
    def spoil(book):
        sheet = book.create_sheet("Rekap lain")
        for row in range(1, 131):
            sheet.cell(row, 1, "=1/0")

    told = audited(edited(good, spoil))

    assert len([one for one in told.findings if one.sheet == "Rekap lain"]) == 100
    assert told.more == 30
