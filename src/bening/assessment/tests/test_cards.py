from decimal import Decimal

import pytest

from bening.assessment.editions import instrument_files
from bening.assessment.models import Revision
from bening.assessment.pages import cards
from bening.domain.answers import AnswerRefused, parse
from bening.domain.instrument import Ratio
from bening.domain.scoring import score

INSTRUMENT = instrument_files.load()


def card(question_id, given=None, **extra):
    question = INSTRUMENT.questions[question_id]
    answers = {} if given is None else {question_id: parse(question, given)}
    scored = next(node for node in score(INSTRUMENT.root, answers).walk() if node.id == question_id)
    return cards.Card(question=question, scored=scored, given=given, **extra)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://arsip.contoh.example/a?b=1", [("https://arsip.contoh.example/a?b=1", "arsip.contoh.example")]),
        (
            "lihat\nhttp://a.example dan HTTPS://B.example",
            [("http://a.example", "a.example"), ("HTTPS://B.example", "b.example")],
        ),
        ("javascript:alert(1) data:text/html,x file:///etc ftp://a.example //a.example https:// http://[x", []),
        ("map 3 lemari B", []),
        ("", []),
    ],
)
def test_only_addresses_a_browser_may_follow_become_links(text, found):
    assert cards.links(text) == found


def test_every_question_has_a_card_whose_ids_are_its_own():
    ids = [id for question in INSTRUMENT.questions for id, _ in card(question).fields]

    assert len(ids) == len(set(ids))
    assert not any("." in id for id in ids)


def test_a_card_shows_what_was_typed_rather_than_what_stands():
    one = card("P.1.i.b", "A", typed={"answer": "B", "note": "Ketikan"}, revision=Revision(note="Tersimpan"))

    assert [box.letter for box in one.options if box.chosen] == ["B"]
    assert one.note == "Ketikan"


def test_a_blank_choice_says_so():
    assert card("P.1.i.b").blank
    assert not card("P.1.i.b", "C").blank


def test_points_are_cut_not_rounded_up():
    assert card("P.1.ii.b", "A").earned == "0,3333"
    assert card("P.1.iv.c", "A").possible == card("P.1.iv.c", "A").earned


def test_an_index_is_shown_as_it_was_typed_with_a_comma():
    assert card("H.1.a", "3.64").index == "3,64"
    assert card("H.1.a").index == ""


@pytest.mark.parametrize(("stated", "words"), [(None, ""), (3, ""), (4, "Jumlah bagiannya 3, yang dinyatakan 4.")])
def test_both_totals_are_shown_when_they_differ(stated, words):
    scale = INSTRUMENT.questions["R.5.iii.a"].scale
    assert isinstance(scale, Ratio)
    counts = {"kepala_satker": 1, "pejabat_wajib": 2, "lainnya": 0, "sudah": 3}

    found = cards.two_totals(scale, counts if stated is None else counts | {"wajib": stated})

    assert found.startswith(words)
    assert bool(found) is bool(words)


def test_refusals_stand_at_the_field_they_are_about():
    question = INSTRUMENT.questions["R.4.i.a"]
    with pytest.raises(AnswerRefused) as refused:
        parse(question, {"sasaran": "x", "tercapai": "-1"})

    errors = cards.refusals(refused.value, INSTRUMENT)

    assert list(errors) == ["count.sasaran", "count.tercapai"]
    assert all(len(sentences) == 1 for sentences in errors.values())


@pytest.mark.parametrize(
    ("question_id", "given"),
    [
        ("P.1.i.b", "B"),
        ("P.1.i.b", None),
        ("H.1.a", "3.64"),
        ("R.1.i.a", {"agen": 2, "perubahan": 3}),
        ("R.1.i.a", None),
    ],
)
def test_a_form_of_an_answer_says_that_answer(question_id, given):
    question = INSTRUMENT.questions[question_id]

    form = dict(cards.form_of(question, given))

    expected = parse(question, given)
    assert parse(question, cards.given_by(question, form)) == expected


def test_differences_are_told_as_people_read_them():
    question = INSTRUMENT.questions["R.1.i.a"]
    one = Revision(answer={"agen": 2, "perubahan": 3}, note="", link="x")
    other = Revision(answer={"agen": 2, "perubahan": 4}, note="Baru", link="x")

    found = [(one.name, one.theirs, one.mine) for one in cards.differences(question, one, other)]

    assert found == [
        (
            "Jawaban",
            "Jumlah Agen Perubahan: 2, Jumlah Perubahan yang dibuat: 3",
            "Jumlah Agen Perubahan: 2, Jumlah Perubahan yang dibuat: 4",
        ),
        ("Catatan", "(kosong)", "Baru"),
    ]


def test_an_index_is_a_number_in_a_difference():
    question = INSTRUMENT.questions["H.1.a"]

    assert cards.side(question, Revision(answer="3.60", note="", link="")).answer == "3,6"
    assert cards.side(question, Revision(answer=None, note="", link="")).answer == "belum diisi"
    assert Decimal("3.60") == parse(question, "3,60")
