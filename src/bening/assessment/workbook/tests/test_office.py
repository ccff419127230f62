"""LibreOffice recalculates our workbooks, all stored values spoilt, to the figures that we compute."""

import io
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pytest

from bening.assessment.workbook.layouts import LAYOUTS
from bening.assessment.workbook.tests.making import ANNEX, INSTRUMENT, JAWABAN, random_answers, rezipped, written
from bening.domain.instrument import Branch
from bening.domain.scoring import score, share_of

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
SPOILT = -987654

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def recalculated():
    """Return a function that has LibreOffice recalculate workbooks and gives them back with its values."""
    if SOFFICE is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice (soffice) must be there under CI; apt install libreoffice-calc")
        pytest.skip("LibreOffice (soffice) is not installed; apt install libreoffice-calc")
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder, "profile", "user")
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE)

        def convert(books: dict[str, bytes]) -> dict[str, openpyxl.Workbook]:
            source, target = Path(folder, "source"), Path(folder, "target")
            source.mkdir()
            for name, data in books.items():
                (source / f"{name}.xlsx").write_bytes(spoilt(data))
            subprocess.run(
                [
                    SOFFICE,
                    f"-env:UserInstallation={profile.parent.as_uri()}",
                    "--headless",
                    "--convert-to",
                    "xlsx",
                    "--outdir",
                    str(target),
                    *(str(source / f"{name}.xlsx") for name in books),
                ],
                check=True,
                capture_output=True,
                timeout=180,
            )
            return {name: openpyxl.load_workbook(target / f"{name}.xlsx", data_only=True) for name in books}

        yield convert


def spoilt(data: bytes) -> bytes:
    """Replace the stored value of every formula, so that only a recalculation can bring the right one."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    changed, times = re.subn(
        r' t="str"(?=><f>)|(?<=</f>)<v>[^<]*</v>', lambda m: f"<v>{SPOILT}</v>" if m[0][0] == "<" else "", sheet
    )
    assert times > 150
    return rezipped(data, {"xl/worksheets/sheet1.xml": changed.encode()})


def test_every_figure_that_libreoffice_computes_is_ours(recalculated):
    cases = [(layout, seed, blanks) for layout in (ANNEX, JAWABAN) for seed, blanks in ((11, 0), (12, 0.25), (13, 1))]
    given = {
        f"{layout}-{seed}": (
            layout,
            {
                "unit": random_answers(seed, blanks=blanks, stated=True),
                "tpi": random_answers(seed + 50, blanks=blanks, stated=True),
            },
        )
        for layout, seed, blanks in cases
    }
    books = recalculated({name: written(layout, **_tiers(answers)) for name, (layout, answers) in given.items()})
    compared = 0
    for name, (layout_id, answers) in given.items():
        layout = LAYOUTS[layout_id]
        sheet = books[name][layout.sheet]
        for tier in layout.tiers:
            points = score(INSTRUMENT.root, answers[tier]).points()
            for node in INSTRUMENT.root.walk():
                row = getattr(node, layout.row_attribute)
                value = sheet[f"{layout.column(f'{tier}.value').letters}{row}"].value
                expected = points[node.id] if isinstance(node, Branch) else _earned(node, answers[tier])
                if expected is None:
                    assert value == "Blm Diisi", (name, tier, node.id)
                else:
                    assert abs(value - float(expected)) < 1e-9, (name, tier, node.id, value, expected)
                compared += 1
            total = sheet[f"{layout.column(f'{tier}.value').letters}{layout.totals['H']}"].value
            assert abs(total - float(points["H"])) < 1e-9
    assert compared == len(list(INSTRUMENT.root.walk())) * 9


def _tiers(answers):
    return {"answers": answers["unit"], "tpi": answers["tpi"]}


def _earned(question, answers):
    """Return what the value column shows for a question: its share, or its points where it has a weight of its own."""
    share, _why = share_of(question, answers.get(question.id))
    return share if share is None or question.weight is None else share * question.weight
