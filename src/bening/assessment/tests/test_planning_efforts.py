import pytest

from bening.assessment.planning import Efforts, EffortsRefused
from bening.assessment.planning.efforts import parse

IDS = ["P.1.i.a", "H.1.a"]


def test_every_step_costs_one_unless_something_else_is_said():
    assert Efforts().of("P.1.i.a", 3) == 3
    assert parse(None, IDS) == Efforts()


def test_a_list_gives_each_step_its_own_effort_and_the_last_repeats():
    efforts = parse({"default": "0,5", "P.1.i.a": 3, "H.1.a": [2, 2, 5]}, IDS)

    assert [efforts.of("H.1.a", steps) for steps in (1, 2, 3, 5)] == [2, 4, 9, 19]
    assert efforts.of("P.1.i.a", 2) == 6
    assert efforts.of("P.9", 2) == 1


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ([1, 2], "pasangan"),
        ("murah", "pasangan"),
        ({"P.9.z": 1}, "P.9.z"),
        ({1: 1}, "“1”"),
        ({"H.1.a": -1}, "H.1.a"),
        ({"H.1.a": "nan"}, "nan"),
        ({"H.1.a": float("inf")}, "inf"),
        ({"H.1.a": 10_001}, "10001"),
        ({"H.1.a": 0.001}, "0.001"),
        ({"H.1.a": True}, "True"),
        ({"H.1.a": None}, "None"),
        ({"H.1.a": []}, "H.1.a"),
        ({"H.1.a": [1, "dua"]}, "dua"),
        ({"H.1.a": [[1]]}, "H.1.a"),
        ({"H.1.a": {"a": 1}}, "H.1.a"),
        ({"H.1.a": [1] * 101}, "H.1.a"),
        ({"default": [1]}, "default"),
        ({"default": "x" * 500}, "…"),
    ],
)
def test_what_is_no_effort_is_refused_with_a_sentence(given, named):
    with pytest.raises(EffortsRefused) as refused:
        parse(given, IDS)

    assert named in refused.value.messages[0]
    assert len(refused.value.messages[0]) < 400


def test_everything_wrong_is_told_at_once():
    with pytest.raises(EffortsRefused) as refused:
        parse({"P.9.z": 1, "H.1.a": -1, "default": "?"}, IDS)

    assert len(refused.value.messages) == 3
