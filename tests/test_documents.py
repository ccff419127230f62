"""The documents tell the truth: the example in docs/scoring.md is computed, and what they name is there."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from bening.assessment.editions.instrument_files import load
from bening.assessment.inputs import parse_all
from bening.config.cli import VERBS
from bening.domain.gates import gates
from bening.domain.scoring import score

ROOT = Path(__file__).parents[1]
SCORING = " ".join((ROOT / "docs" / "scoring.md").read_text(encoding="utf-8").split())

EXAMPLE = {
    "P.1.i.a": "Ya",
    "P.1.i.b": "B",
    "R.1.i.a": {"agen": 3, "perubahan": 4},
    "R.1.i.b": {"perubahan": 4, "terintegrasi": 1},
    "H.1.a": "3.7",
}


def test_the_worked_example_is_what_the_calculation_says():
    instrument = load()

    scored = score(instrument.root, parse_all(EXAMPLE, instrument))

    points = {id: value.normalize() for id, value in scored.points().items()}
    for sentence in (
        f"the sub-area earns {points['P.1.i']:f} of {instrument.branches['P.1.i'].weight}",
        f"the sub-area earns {points['R.1.i']:f} of {instrument.branches['R.1.i'].weight}",
        f"With an IPAK of 3.7 the unit earns {points['H.1.a']:f} of 17.5",
        f"the total is {points['total']:f}, of which {points['pengungkit']:f} is Pengungkit",
        f"{scored.answered} of {scored.questions} questions are answered",
    ):
        assert sentence in SCORING


def test_the_thresholds_in_the_document_are_those_of_the_instrument():
    rows = re.findall(r"\| ([^|]+) \| ([\d. ·]+) \| ([\d. ·]+) \|", (ROOT / "docs" / "scoring.md").read_text())
    written = {name.split()[0].strip(): (wbk.split(" · "), wbbm.split(" · ")) for name, wbk, wbbm in rows}

    instrument = load()
    for place, (predicate, thresholds) in enumerate(instrument.thresholds.items()):
        assert predicate == ("WBK", "WBBM")[place]
        asked = {"total": [thresholds.total], "Pengungkit": [thresholds.pengungkit]}
        asked["area"] = [least for _, least in thresholds.areas]
        asked |= {id: [least] for id, least in thresholds.results}
        assert {name: [Decimal(text) for text in written[name][place]] for name in asked} == asked
    assert len(gates(instrument.thresholds, score(instrument.root, {}))["WBK"].checks) == 12


def test_every_verb_is_written_down():
    text = (ROOT / "docs" / "verbs.md").read_text()

    assert [verb for verb in VERBS if f"`{verb}`" not in text and f"## {verb}" not in text] == []


PAGES = [*(ROOT / "src").glob("**/templates/**/*.html"), *(ROOT / "src").glob("**/views/*.py")]
AVOIDED = ("terjawab", "dibawa", "membawa", "bawa buku", "ambil dari", "lihat hasil", "tata letak 20", "portalrb 2026")


@pytest.mark.parametrize("word", AVOIDED)
def test_one_thing_has_one_word_on_every_page(word):
    assert PAGES
    assert [file.name for file in PAGES if word in file.read_text(encoding="utf-8").casefold()] == []


HOUSE = ROOT / "src" / "bening"
BELOW = (ROOT, ROOT / "src", HOUSE, HOUSE / "assessment", HOUSE / "assessment" / "workbook")
PATHS = sorted(
    {
        (document, path)
        for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for path in re.findall(r"`([\w.*/-]+)`", document.read_text(encoding="utf-8"))
        if re.search(r"^[\w.-]+/[\w.*/-]*[\w*/]$|\.(py|md|yaml|toml|html|css|js|sh)$", path)
        and not path.startswith(("text/", "application/", "var/"))
    }
)


@pytest.mark.parametrize(("document", "path"), PATHS, ids=[f"{document.name}:{path}" for document, path in PATHS])
def test_a_path_in_a_document_is_there(document, path):
    """A path is told from the root, from a package, or from the package that the document is about."""
    about = [folder for folder in HOUSE.glob("*/*") if document.stem.startswith(folder.name)]

    assert any(list(place.glob(path)) for place in (*BELOW, *about, document.parent)), f"{document.name} names {path}"


LINKS = [
    (document, link)
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("document", "link"), LINKS, ids=[f"{document.name}:{link}" for document, link in LINKS])
def test_what_a_document_links_to_is_there(document, link):
    assert (document.parent / link).exists()
