"""`bening pack` writes what its pages send, for nobody in particular."""

import pytest

from bening.assessment.tests.test_packing import assessment as ground  # noqa: F401 -- a fixture
from bening.assessment.tests.test_packing import shown, verified
from bening.config.verbs import pack as verb
from bening.foundation.storage.models import Blob, Scan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"


def test_the_verb_writes_what_is_public_or_internal(ground, house, sari, tmp_path, capsys):  # noqa: F811 -- the fixture
    shown(house, sari, tmp_path, "P.2.i.b", "Terbatas", classification="terbatas")
    target = tmp_path / "paket.zip"

    assert verb.run(["Balai Sertifikat", "2026", "-o", str(target)]) == 0

    assert capsys.readouterr().out == f"{target}: 3 berkas bukti, {target.stat().st_size} bita.\n"
    assert verified("pack", target).returncode == 0
    assert verb.run(["Balai Sertifikat", "2026", "-o", str(target)]) == 2
    assert verb.run([str(house.unit.pk), "2026", "-o", str(target), "--force"]) == 0
    assert verb.run(["Tidak Ada", "2026", "-o", str(tmp_path / "b.zip")]) == 2
    Blob.objects.update(scan=Scan.INFECTED)
    assert verb.run(["Balai Sertifikat", "2026", "-o", str(tmp_path / "c.zip")]) == 2
    assert "SOP layanan.pdf" in capsys.readouterr().err
    assert not list(tmp_path.glob("*c.zip*"))
