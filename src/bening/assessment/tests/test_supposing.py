"""What a person asks of the what-if and of the planner, as names and texts."""

from decimal import Decimal

import pytest

from bening.assessment.editions import instrument_files
from bening.assessment.pages import supposing, trial_form, wanted, way
from bening.assessment.planning import cheapest
from bening.assessment.tests.factories import best_answer

INSTRUMENT = instrument_files.load()
BEST = {id: best_answer(question) for id, question in INSTRUMENT.questions.items()}
NOW = {"P.1.i.a": "Tidak", "H.1.a": Decimal("3.5"), "R.1.i.a": {"agen": 3, "perubahan": 2}}


def test_only_what_differs_is_a_change():
    supposed = supposing.suppose(
        {"P.1.i.a": "Tidak", "H.1.a": "3,50", "R.1.i.a.agen": "3", "P.1.i.b": ""}, NOW, INSTRUMENT
    )

    assert supposed.changes == ()
    assert supposed.answers == NOW
    assert supposed.names == {}


def test_an_answer_of_every_kind_can_be_supposed():
    supposed = supposing.suppose({"P.1.i.a": "ya", "H.1.a": "3,9", "R.1.i.a.perubahan": "3"}, NOW, INSTRUMENT)

    assert supposed.answers == {
        "P.1.i.a": "Ya",
        "H.1.a": Decimal("3.9"),
        "R.1.i.a": {"agen": 3, "perubahan": 3},
    }
    assert [change.words for change in supposed.changes][:2] == ["Tidak → Ya", "3,5 → 3,9"]
    assert supposed.names == {"P.1.i.a": "Ya", "H.1.a": "3,9", "R.1.i.a.perubahan": "3"}
    assert NOW["P.1.i.a"] == "Tidak"


def test_the_shortest_names_lead_to_the_same_answers():
    given = {"P.1.i.a": "YA", "H.1.a": "03.90", "R.1.i.a.agen": "7", "R.1.i.a.perubahan": "2", "P.1.i.b": "A"}
    once = supposing.suppose(given, NOW, INSTRUMENT)
    twice = supposing.suppose(once.names, NOW, INSTRUMENT)

    assert (twice.answers, twice.names) == (once.answers, once.names)
    assert "R.1.i.a.perubahan" not in once.names


def test_an_answer_can_be_taken_away():
    supposed = supposing.suppose({"P.1.i.a": "", "R.1.i.a.agen": "", "R.1.i.a.perubahan": ""}, NOW, INSTRUMENT)

    assert supposed.answers == {"H.1.a": Decimal("3.5")}
    assert supposed.changes[0].words == "Tidak → belum diisi"
    assert supposed.names == {"P.1.i.a": "", "R.1.i.a.agen": "", "R.1.i.a.perubahan": ""}


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("P.1.i.a", "Mungkin", "outside_scale"),
        ("H.1.a", "4,5", "outside_index"),
        ("H.1.a", "banyak", "not_a_number"),
        ("R.1.i.a.agen", "-1", "negative_count"),
        ("R.1.i.a.agen", "1,5", "fractional_count"),
        ("P.9.z", "Ya", "unknown_question"),
        ("P.1.i.a.agen", "1", "unknown_question"),
    ],
)
def test_what_breaks_a_rule_is_told_and_changes_nothing(name, text, rule):
    supposed = supposing.suppose({name: text, "P.1.i.b": "A"}, NOW, INSTRUMENT)

    assert [fault.rule for fault in supposed.faults] == [rule]
    assert supposed.answers == {**NOW, "P.1.i.b": "A"}
    assert supposed.faults[0].message
    assert supposed.faults[0].fix


def test_too_many_names_are_refused_at_once():
    supposed = supposing.suppose({str(n): "x" for n in range(supposing.MOST_NAMES + 1)}, NOW, INSTRUMENT)

    assert [fault.rule for fault in supposed.faults] == ["too_many"]
    assert supposed.answers == NOW


def test_a_form_of_all_fields_stays_below_the_limit():
    assert sum(len(supposing.fields(one)) for one in INSTRUMENT.questions.values()) < supposing.MOST_NAMES


def test_names_lead_from_any_answers_to_any_other():
    names = {
        name: text
        for id, question in INSTRUMENT.questions.items()
        for name, text in supposing.names_of(question, NOW.get(id), BEST[id]).items()
    }

    assert supposing.suppose(names, NOW, INSTRUMENT).answers == BEST


def test_the_form_shows_what_stands_what_was_typed_and_what_is_wrong_with_it():
    typed = {"P.1.i.a": "Ya", "H.1.a": "9"}
    supposed = supposing.suppose(typed, NOW, INSTRUMENT)
    sheet = trial_form.Sheet(INSTRUMENT, NOW, typed, supposed.faults, lambda id: f"/{id}")
    results = trial_form.group(sheet, "hasil", "Hasil", (INSTRUMENT.branches["H"],))
    area = trial_form.group(sheet, "1", "Area", (INSTRUMENT.branches["P.1"],))
    untouched = trial_form.group(sheet, "2", "Area", (INSTRUMENT.branches["P.2"],))
    index = results.items[0]

    assert (index.id, index.now, index.top, index.fields[0].value) == ("H.1.a", "3,5", "4", "9")
    assert "0 sampai 4" in index.fields[0].fault
    assert [option.value for option in area.items[0].fields[0].options if option.chosen] == ["Ya"]
    assert "sekarang" in next(one.label for one in area.items[0].fields[0].options if one.value == "Tidak")
    assert [results.touched, area.touched, untouched.touched] == [True, True, False]


def test_nothing_asked_is_the_default():
    asked = wanted.wanted({}, INSTRUMENT, otherwise="WBK")

    assert (asked.target, asked.efforts.default, asked.efforts.own, asked.locked, asked.faults) == (
        "WBK",
        Decimal(1),
        {},
        {"R.3.iii.a"},  # of the past
        (),
    )


def test_target_efforts_and_locks_are_read():
    asked = wanted.wanted(
        {
            "sasaran": ["WBBM"],
            "usaha": ["2,5"],
            "usaha.H.1.a": ["2 2 5"],
            "usaha.P.1.i.b": [""],
            "kunci": ["P.1.i.a", "P.1.i.a"],
        },
        INSTRUMENT,
        otherwise="WBK",
    )

    assert asked.target == "WBBM"
    assert asked.efforts.default == Decimal("2.5")
    assert asked.efforts.own == {"H.1.a": (Decimal(2), Decimal(2), Decimal(5))}
    assert asked.locked == {"P.1.i.a", "R.3.iii.a"}
    assert asked.names == (
        ("sasaran", "WBBM"),
        ("usaha", "2,5"),
        ("usaha.H.1.a", "2 2 5"),
        ("kunci", "P.1.i.a"),
    )


def test_what_has_happened_stays_locked_until_it_is_unlocked():
    opened = wanted.wanted({"buka": ["R.3.iii.a", "P.1.i.a", "x"]}, INSTRUMENT, otherwise="WBK")
    both = wanted.wanted({"buka": ["R.3.iii.a"], "kunci": ["R.3.iii.a"]}, INSTRUMENT, otherwise="WBK")

    assert (opened.locked, opened.names) == (frozenset(), (("buka", "R.3.iii.a"),))
    assert (both.locked, both.names) == ({"R.3.iii.a"}, (("kunci", "R.3.iii.a"),))
    assert wanted.with_locked(opened, "R.3.iii.a") == ()
    assert wanted.with_locked(opened, "P.1.i.a") == (("buka", "R.3.iii.a"), ("kunci", "P.1.i.a"))


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("sasaran", "WBX", "WBX"),
        ("usaha", "x", "Usaha per langkah"),
        ("usaha", "1 2", "Usaha per langkah"),
        ("usaha.P.1.i.a", "-1", "P.1.i.a"),
        ("usaha.P.9", "1", "P.9"),
        ("kunci", "P.9", "P.9"),
    ],
)
def test_what_cannot_be_understood_is_told_and_the_rest_is_kept(name, text, named):
    asked = wanted.wanted({name: [text], "usaha.H.1.a": ["4"]}, INSTRUMENT, otherwise="WBK")

    assert len(asked.faults) == 1
    assert named in asked.faults[0]
    assert asked.efforts.own == {"H.1.a": (Decimal(4),)}
    assert (asked.target, asked.efforts.default) == ("WBK", Decimal(1))


def test_too_many_settings_are_refused():
    asked = wanted.wanted({f"usaha.{n}": ["1"] for n in range(wanted.MOST_NAMES + 1)}, INSTRUMENT, otherwise="WBK")

    assert len(asked.faults) == 1
    assert asked.efforts.own == {}


def test_a_step_can_be_locked_away():
    asked = wanted.wanted({"sasaran": ["WBBM"]}, INSTRUMENT, otherwise="WBK")
    lines = way.steps(cheapest(INSTRUMENT, BEST | {"H.1.b": "E"}, "WBBM"), asked, INSTRUMENT, lambda id: f"/{id}")

    assert [(line.id, line.change, line.address) for line in lines] == [("H.1.b", "E → B", "/H.1.b")]
    assert lines[0].without == (("sasaran", "WBBM"), ("kunci", "H.1.b"))


def test_a_way_that_is_blocked_says_by_what():
    found = cheapest(INSTRUMENT, BEST | {"H.1.b": "E"}, "WBK", locked={"H.1.b"})

    assert way.blocked(found, INSTRUMENT) == [
        "Birokrasi yang Bersih dan Akuntabel: paling tinggi 17,5, minimum 18,25, kurang 0,75",
        "Capaian kinerja lebih baik: paling tinggi 0, minimum 2,5, kurang 2,50",
    ]
    assert way.in_short(found, "") == "WBK tidak dapat dicapai selama soal itu dikunci."
