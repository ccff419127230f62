"""The real workbook of a health centre scores what it should, and its faults are named."""

import time
from decimal import Decimal

import pytest

from bening.assessment.workbook.audit import audit
from bening.assessment.workbook.contents import Contents
from bening.assessment.workbook.difference import difference
from bening.assessment.workbook.tests.making import ANNEX, INSTRUMENT, JAWABAN, NOW, REAL, edited, reading
from bening.assessment.workbook.writing import filled
from bening.domain.scoring import Blank, score

pytestmark = pytest.mark.shared
MILLIONTH = Decimal("0.000001")


@pytest.fixture(scope="module")
def real() -> bytes:
    if not REAL.exists():
        pytest.skip("the real workbook is not beside the project (../shared/data)")
    return REAL.read_bytes()


def test_it_is_read_whole_and_scores_to_the_sixth_decimal(real):
    read = reading(real)
    assert read.problems == ()
    assert len(read.answers["unit"]) == 113
    assert score(INSTRUMENT.root, read.answers["unit"]).earned.quantize(MILLIONTH) == Decimal("95.709524")
    assert read.answers["unit"]["R.5.iii.b"]["wajib"] == 12


def test_its_own_formulas_come_to_less(real):
    assert audit(reading(real), INSTRUMENT).as_written.quantize(MILLIONTH) == Decimal("95.576190")


def test_its_faults_are_named_with_their_effect(real):
    findings = {(one.sheet, one.cell): one for one in audit(reading(real), INSTRUMENT).findings}
    main, recap = "LKE ZI", "Ctt Eval"
    assert {cell for sheet, cell in findings if sheet == main} == {"J8", "L175", "K185"}
    assert findings[main, "L175"].effect.quantize(MILLIONTH) == Decimal("0.133333")
    assert findings[main, "K185"].effect.quantize(MILLIONTH) == Decimal("-0.076923")
    assert findings[main, "J8"].effect == 0
    assert "L8" in findings[main, "J8"].problem
    assert "#REF!" in findings[recap, "I53"].problem
    wrong = {cell for (sheet, cell), one in findings.items() if sheet == recap and one.kind == "recap_weight"}
    assert wrong == {"H31", "H32", "H33", "H48", "H49", "H50", "H52", "H53", "H54"}
    missing = [one.problem for one in audit(reading(real), INSTRUMENT).findings if one.kind == "recap_missing"]
    assert [name for name in ("P.6.iii", "P.6.v", "R.5.i") if any(name in said for said in missing)] == [
        "P.6.iii",
        "P.6.v",
        "R.5.i",
    ]
    assert findings[recap, "I52"].kind == "recap_points"


def test_mending_what_the_audit_names_gives_our_score(real):
    def mend(book):
        book["LKE ZI"]["J8"] = "Ya/Tidak"
        book["LKE ZI"]["L175"] = "=AVERAGE(L177,L184)*H175"

    result = audit(reading(edited(real, mend)), INSTRUMENT)
    ours = score(INSTRUMENT.root, reading(real).answers["unit"], Blank.ZERO).earned
    assert abs(result.as_written - ours) < Decimal("1e-20")


@pytest.mark.parametrize("layout", [ANNEX, JAWABAN])
def test_exported_and_imported_it_is_the_same(real, layout):
    read = reading(real)
    again = reading(filled(INSTRUMENT, layout, read.contents, at=NOW))
    assert (
        difference(Contents(**{name: getattr(read, name) for name in ("answers", "notes", "evidence")}), again).changes
        == ()
    )


def test_inserted_rows_do_not_hide_anything(real):
    def insert(book):
        book["LKE ZI"].merged_cells.ranges = set()  # openpyxl leaves them behind when rows move
        for row in (186, 90, 40, 3):
            book["LKE ZI"].insert_rows(row, 2)

    read = reading(edited(real, insert))
    assert read.problems == ()
    assert read.answers == reading(real).answers


def test_reading_and_auditing_take_a_blink(real):
    reading(real)
    started = time.perf_counter()
    audit(reading(real), INSTRUMENT)
    assert time.perf_counter() - started < 0.5
