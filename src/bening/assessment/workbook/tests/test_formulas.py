"""The evaluator computes as a spreadsheet does, exactly, and nothing in a sheet can break it."""

import time
from decimal import Decimal

import pytest

from bening.assessment.workbook.cells import Book, Cell, CellError, Sheet, place
from bening.assessment.workbook.formulas import Evaluator, Formula, key


def book(**contents) -> Book:
    """Return a book with one sheet; text that starts with = is a formula."""
    sheet = Sheet("Data")
    for where, value in contents.items():
        if isinstance(value, str) and value.startswith("="):
            cell = Cell(formula=value[1:])
        else:
            cell = Cell(
                Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
            )
        sheet.cells[place(where)] = cell
    other = Sheet("LKE ZI", {(5, 12): Cell(Decimal(30)), (6, 12): Cell(formula="L5/2")})
    return Book({"Data": sheet, "LKE ZI": other})


def result(formula: str, **contents):
    return Evaluator(book(A1=formula, **contents)).value("Data", 1, 1)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=1+2*3^2", 19),
        ("=-2^2", 4),
        ("=2^-1", "0.5"),
        ("=(1+2)*3", 9),
        ("=10%*50", 5),
        ("=1/3*3", "0.9999999999999999999999999999"),
        ("=0.1+0.2", "0.3"),
        ("=SUM(B1:B3)", 6),
        ("=SUM(B1,B2,4)", 7),
        ("=SUM(B:B)", 6),
        ("=AVERAGE(B1:B9)", 2),
        ("=AVERAGE(B1:C3)", 2),
        ("=MAX(B1:B3)-MIN(B1:B3)", 2),
        ("=COUNT(B1:C3)+COUNTA(B1:C3)", 7),
        ('=COUNTIF(C1:C3,"TEKS")', 1),
        ("=ROUND(2.345,2)", "2.35"),
        ("=ROUNDDOWN(2.349;2)", "2.34"),
        ("=IF(B1>0,5,1/0)", 5),
        ("=IFERROR(1/0,7)", 7),
        ("=IF(AND(B1=1,OR(B2=9,B3=3)),1,0)", 1),
        ('=IF(C1="teks",1,0)', 1),
        ('=IF(Z9="",1,0)', 1),
        ("=IF(Z9=0,1,0)", 1),
        ('="5"+1', 6),
        ("=ABS(-3)", 3),
        ("='LKE ZI'!L6", 15),
        ("='lke zi'!L5+SUM('LKE ZI'!L5:L6)", 75),
        ('=LEN("a""b")', 3),
        ("=$B$1+B$2+$B3", 6),
        ("=PRODUCT(B1:B3)", 6),
        ("=NOT(FALSE)+0", 1),
    ],
)
def test_numbers(formula, expected):
    assert result(formula, B1=1, B2=2, B3=3, C1="Teks") == Decimal(str(expected))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('="a"&1&TRUE', "a1TRUE"),
        ("=1&2.50", "12.5"),
        ("=B1", "Ya"),
        ('=IF(B1="ya","cocok","beda")', "cocok"),
        ("=TRIM(UPPER(B1))", "YA"),
        ('=HYPERLINK("https://contoh.invalid","buka")', "buka"),
        ("=1<>2", True),
        ('="a">1', True),
        ("=ISNUMBER(B1)", False),
        ("=ISNUMBER(C1)", True),
        ("=ISBLANK(Z1)", True),
        ("=ISERROR(1/0)", True),
        ("=Z1", None),
    ],
)
def test_texts_and_truths(formula, expected):
    assert result(formula, B1="Ya", C1=4) == expected


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("=1/0", "#DIV/0!"),
        ("=AVERAGE(C1:C2)", "#DIV/0!"),
        ("=B1+1", "#VALUE!"),
        ('=SUM("x")', "#VALUE!"),
        ("=B1:B2+1", "#VALUE!"),
        ("=IF(B1,1,2)", "#VALUE!"),
        ("='Tidak Ada'!A1", "#REF!"),
        ("=#REF!+1", "#REF!"),
        ("='lke zi'!#ref!", "#REF!"),
        ("=SUM(A2:#REF!)", "#REF!"),
        ("=TIDAKADA(1)", "#NAME?"),
        ("=nama_saja", "#NAME?"),
        ("=IF()", "#VALUE!"),
        ("=ABS(1,2)", "#VALUE!"),
        ("=10^400", "#NUM!"),
        ("=9^9^9^9^9", "#NUM!"),
        ("=(-8)^0.5", "#NUM!"),
        ("=0^0", "#NUM!"),
        ("=1+", "#SYNTAX!"),
        ("=)(", "#SYNTAX!"),
        ("=SUM(B1", "#SYNTAX!"),
        ('="buka', "#SYNTAX!"),
        ("={1,2}", "#SYNTAX!"),
        ("=[1]Lain!A1", "#SYNTAX!"),
        ("=A1", "#CYCLE!"),
        ("=B9", "#CYCLE!"),
        ("=SUM(A1:B3)", "#CYCLE!"),
        ("=D1", "#N/A"),
        ("=SUM(D1:D2)", "#N/A"),
    ],
)
def test_errors_have_names(formula, code):
    assert result(formula, B1="Ya", B9="=A1+1", D1=CellError("#N/A")) == CellError(code)


def test_a_cached_value_is_never_used():
    sheet = Sheet("Data", {(1, 1): Cell(value=Decimal(99), formula="1+1")})
    assert Evaluator(Book({"Data": sheet})).value("Data", 1, 1) == 2


def test_a_long_chain_is_computed_without_a_deep_stack():
    sheet = Sheet("Data", {(1, 1): Cell(Decimal(1))})
    for row in range(2, 20_001):
        sheet.cells[row, 1] = Cell(formula=f"A{row - 1}+1")
    started = time.perf_counter()
    assert Evaluator(Book({"Data": sheet})).value("Data", 20_000, 1) == 20_000
    assert time.perf_counter() - started < 5


def test_a_long_cycle_is_named():
    sheet = Sheet("Data", {(row, 1): Cell(formula=f"A{row % 500 + 1}+1") for row in range(1, 501)})
    assert Evaluator(Book({"Data": sheet})).value("Data", 1, 1) == CellError("#CYCLE!")


def test_an_endless_sum_is_given_up():
    sheet = Sheet("Data", {(row, 1): Cell(formula="SUM(B1:ZZ9999)") for row in range(1, 3)})
    sheet.cells[9999, 700] = Cell(Decimal(1))
    started = time.perf_counter()
    assert Evaluator(Book({"Data": sheet})).value("Data", 1, 1) == CellError("#LIMIT!")
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("formula", ["(" * 4000 + "1" + ")" * 4000, "-" * 8000 + "1", "IF(" * 2000, "1" + "+1" * 4000])
def test_deep_or_long_formulas_do_no_harm(formula):
    started = time.perf_counter()
    value = result("=" + formula)
    assert value in {CellError("#SYNTAX!"), CellError("#LIMIT!"), Decimal(1), Decimal(4001)}
    assert time.perf_counter() - started < 1


def test_trying_other_contents_leaves_the_workbook_as_it_is():
    evaluator = Evaluator(book(A1="=B1*C1", B1="=C1+1", C1=2))
    assert evaluator.value("Data", 1, 1) == 6
    tried = evaluator.trying({key("DATA", 1, 3): Decimal(4), key("Data", 1, 2): Formula("C1*10")})
    assert tried.value("Data", 1, 1) == 160
    assert evaluator.value("Data", 1, 1) == 6


def test_alike_formulas_are_parsed_once():
    evaluator = Evaluator(book(**{f"A{row}": f"=B{row}*$C$1" for row in range(1, 50)}, B7=3, C1=5))
    assert evaluator.value("Data", 7, 1) == 15
    for row in range(1, 50):
        evaluator.value("Data", row, 1)
    assert len(evaluator._parsed) == 1  # noqa: SLF001 -- what it saves cannot be seen from outside


@pytest.mark.parametrize("formula", ["=1E-99999999", "=1E-300*1E-300", "=0E-99999999", "=-1E-99999999", "=MAX(A2)"])
def test_what_is_too_near_to_nothing_is_nothing_and_short_to_write(formula):
    assert f"{result(formula, A2='0E-9999999'):f}" == "0"
