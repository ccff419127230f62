"""What goes into a workbook comes out of it unchanged, and the workbook guards its formulas."""

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bening.assessment.workbook.audit import audit
from bening.assessment.workbook.contents import Contents, evidence
from bening.assessment.workbook.difference import difference
from bening.assessment.workbook.findings import Finding
from bening.assessment.workbook.opening import WorkbookRefused
from bening.assessment.workbook.tests.making import (
    ANNEX,
    INSTRUMENT,
    JAWABAN,
    NOW,
    edited,
    random_answers,
    reading,
    without_ids,
    written,
)
from bening.assessment.workbook.writing import blank, filled

QUESTIONS = list(INSTRUMENT.questions)
FORMULAS_IN_DISGUISE = ["=1+1", "+62 21 000", "-", "@SUM(A1)", '=HYPERLINK("http://contoh.invalid")', "'", "\t=x"]
TEXT = some.one_of(
    some.sampled_from([*FORMULAS_IN_DISGUISE, " tepi ", "a\nb\r\nc", "_x0041_", "\x01\x0b", "𝒜é<&>\"'", "x" * 32_000]),
    some.text(alphabet=some.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"), max_size=80),
).filter(str.strip)
LINKS = some.lists(
    some.sampled_from(["https://contoh.invalid/a?b=c&d=%20#e", "http://contoh.invalid/é", "https://contoh.invalid/x"]),
    unique=True,
    max_size=3,
)


def sheet_of(data: bytes, name: str):
    return openpyxl.load_workbook(io.BytesIO(data))[name]


def remarks(texts):
    return some.dictionaries(some.sampled_from(QUESTIONS), texts, max_size=4)


PROOFS = some.builds(lambda text, links: evidence(text, links=tuple(links)), some.one_of(some.just(""), TEXT), LINKS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    layout=some.sampled_from([ANNEX, JAWABAN]),
    seed=some.integers(0, 10**6),
    blanks=some.sampled_from([0, 0.2, 1]),
    stated=some.booleans(),
    notes=remarks(TEXT),
    proofs=remarks(PROOFS),
)
def test_export_then_import_changes_nothing(layout, seed, blanks, stated, notes, proofs):
    tiers = ["unit", "tpi"] if layout == JAWABAN else ["unit"]
    contents = Contents(
        answers={tier: random_answers(seed + at, blanks=blanks, stated=stated) for at, tier in enumerate(tiers)},
        notes=dict.fromkeys(tiers, notes),
        evidence={"unit": {id: proof for id, proof in proofs.items() if proof}},
    )
    data = filled(INSTRUMENT, layout, contents, at=NOW)
    read = reading(data)
    assert read.problems == ()
    assert read.answers == contents.answers
    assert read.notes == contents.notes
    assert read.evidence["unit"] == contents.evidence["unit"]
    assert difference(contents, read).changes == ()


@pytest.mark.parametrize("layout", [ANNEX, JAWABAN])
@pytest.mark.parametrize("seed", range(3))
def test_answers_survive_another_program_and_the_loss_of_our_ids(layout, seed):
    answers = random_answers(seed, blanks=0.3, stated=True)
    data = written(layout, answers, answers if layout == JAWABAN else None)
    read = reading(edited(data, without_ids))
    assert not read.ours
    assert read.problems == ()
    assert all(given == answers for given in read.answers.values())


@pytest.mark.parametrize("layout", [ANNEX, JAWABAN])
def test_a_blank_workbook_has_no_answers_and_no_findings(layout):
    read = reading(blank(INSTRUMENT, layout, at=NOW))
    assert all(not answers for answers in read.answers.values())
    assert read.problems == ()
    assert audit(read, INSTRUMENT).findings == ()
    assert audit(read, INSTRUMENT).as_written == 0


def test_nothing_that_was_typed_becomes_a_formula():
    notes = dict(zip(QUESTIONS, FORMULAS_IN_DISGUISE, strict=False))
    data = written(notes={"unit": notes}, evidence={"unit": {id: evidence(text) for id, text in notes.items()}})
    sheet = sheet_of(data, "LKE ZI")
    for id, text in notes.items():
        for column in ("O", "P"):
            cell = sheet[f"{column}{INSTRUMENT.questions[id].annex_row}"]
            assert cell.data_type == "s"
            assert cell.value.strip() == text.strip()


@pytest.mark.parametrize(("layout", "answers", "figures"), [(ANNEX, "K", "L"), (JAWABAN, "KN", "OP")])
def test_people_can_write_where_they_answer_and_nowhere_else(layout, answers, figures):
    sheet = sheet_of(blank(INSTRUMENT, layout, at=NOW), "LKE ZI" if layout == ANNEX else "Jawaban")
    assert sheet.protection.sheet
    assert not sheet.protection.password
    for question in INSTRUMENT.questions.values():
        row = question.annex_row if layout == ANNEX else question.row
        for column in answers:
            assert sheet[f"{column}{row}"].protection.locked == (question.type == "PERSEN")
        for column in figures:
            assert sheet[f"{column}{row}"].protection.locked
            assert sheet[f"{column}{row}"].data_type == "f"


def test_answers_are_offered_as_a_list_and_numbers_have_limits():
    sheet = sheet_of(blank(INSTRUMENT, ANNEX, at=NOW), "LKE ZI")
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["K8"].formula1 == '"Ya,Tidak"'
    assert rules["K26"].formula1 == '"A,B,C,D,E"'
    assert (rules["K129"].type, rules["K129"].formula1) == ("whole", "0")
    assert (rules["K202"].type, rules["K202"].formula1, rules["K202"].formula2) == ("decimal", "0", "4")


def test_our_score_stands_beside():
    answers = random_answers(5)
    sheet = openpyxl.load_workbook(io.BytesIO(written(answers=answers)), data_only=True)["LKE ZI"]
    assert abs(sheet["R208"].value - sheet["L208"].value) < 1e-9
    assert sheet["R208"].value > 0


def test_a_text_that_no_cell_can_hold_is_refused():
    with pytest.raises(WorkbookRefused) as refused:
        written(notes={"unit": {"P.1.i.a": "x" * 40_000}})
    assert refused.value.rule == "text_too_long"


def test_the_annex_can_hold_the_other_tier():
    tpi = random_answers(6)
    contents = Contents(answers={"unit": random_answers(5), "tpi": tpi}, notes={"tpi": {"P.1.i.a": "cek"}})
    read = reading(filled(INSTRUMENT, ANNEX, contents, at=NOW, tier="tpi"))
    assert read.answers == {"unit": tpi}
    assert read.notes == {"unit": {"P.1.i.a": "cek"}}


def test_an_audit_sheet_tells_what_was_found():
    finding = Finding("LKE ZI", "L175", "formula", "=salah", Decimal("0.5"), "=benar")
    data = filled(INSTRUMENT, ANNEX, Contents(), at=NOW, findings=[finding])
    row = [cell.value for cell in sheet_of(data, "Audit")[2]]
    assert row == ["LKE ZI", "L175", "=salah", 0.5, "=benar"]
    assert reading(data).problems == ()


def test_the_same_contents_give_the_same_bytes():
    assert written(answers=random_answers(1)) == written(answers=random_answers(1))


def test_a_link_on_the_last_lines_is_a_link_wherever_it_was_typed():
    proof = evidence("SK tim\nhttps://contoh.invalid/sk", links=("https://contoh.invalid/dua",))
    assert proof == evidence("SK tim", links=("https://contoh.invalid/sk", "https://contoh.invalid/dua"))
    assert proof.text == "SK tim"
