"""`bening kawasan` holds a region against its gates, and never guesses what nobody stated."""

import json

import pytest

from bening.assessment.editions.instrument_files import load
from bening.assessment.verbs import kawasan

MET = dict.fromkeys(load().kawasan_aspects, True)


@pytest.fixture
def told(tmp_path, capsys):
    def tell(stated, *more):
        file = tmp_path / "kawasan.json"
        file.write_text(stated if isinstance(stated, str) else json.dumps(stated))
        status = kawasan.run([str(file), *more])
        return status, capsys.readouterr()

    return tell


def checks(told, **stated):
    _, said = told(stated, "--json")
    return {row["id"]: row["pass"] for row in json.loads(said.out)["checks"]}


def test_a_region_that_has_everything_meets_every_demand(told):
    full = {"target": "WBBM", "predicates": ["WBBM"], "integration": 7.5, "holds": "WBK", "aspects": MET}

    status, said = told(full)

    lines = said.out.splitlines()
    assert (status, len(lines)) == (0, 3 + len(MET))
    assert all(line.startswith("✓ terpenuhi: ") for line in lines)
    assert "✓ terpenuhi: Nilai integrasi (minimum 7,5)" in lines


def test_what_nobody_stated_is_not_known(told):
    status, said = told({"target": "WBBM"})

    assert status == 0
    assert all(line.startswith("? belum diketahui: ") for line in said.out.splitlines())


def test_a_demand_that_is_not_met_is_told_apart_from_one_not_known(told):
    found = checks(told, predicates=["WBK", None], integration=6.49, aspects={load().kawasan_aspects[0]: False})

    assert (found.pop("all_units"), found.pop("integration")) == (False, False)
    assert list(found.values()) == [False, None, None, None, None]
    assert checks(told, integration=6.5)["integration"] is True
    assert checks(told, target="WBBM", holds=None)["holds"] is False


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": "WTP"},
        {"target": ["WBK"]},
        {"predicates": "WBK"},
        {"predicates": ["wbk"]},
        {"integration": "7"},
        {"integration": True},
        {"integration": -1},
        {"holds": {}},
        {"aspects": {"Aspek lain": True}},
        {"aspects": {load().kawasan_aspects[0]: 1}},
        {"aspects": []},
        {"lain": 1},
        [],
        "{",
    ],
    ids=str,
)
def test_what_cannot_be_used_is_refused_with_an_example(told, wrong):
    status, said = told(wrong, "--json")

    assert status == 2
    errors = json.loads(said.out)
    assert errors["source"] == {"name": "kawasan.json"}
    assert '{"target": "WBK"' in errors["errors"][0]["fix"]
