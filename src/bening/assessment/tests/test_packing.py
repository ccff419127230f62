"""A pack is a bag that others accept, and that anybody can verify without us; whatever is changed in it is named."""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import bagit
import pytest
from django.urls import reverse

from bening.assessment import packing
from bening.assessment.tests.factories import NOW, answered, opened
from bening.evidence import actions as evidence
from bening.evidence.models import Claim, ClaimState
from bening.evidence.packs.contents import NotWhole
from bening.evidence.tests.papers import about
from bening.foundation.audit import keys
from bening.foundation.audit.models import Entry
from bening.foundation.storage.models import Blob, Scan
from bening.foundation.storage.stores import store

VERIFIER = Path(__file__).parents[4] / "docs" / "verify" / "bening_verify.py"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"


def stored(content, tmp_path):
    """Put a content into the store, and return its row."""
    sha256 = hashlib.sha256(content).hexdigest()
    file = tmp_path / sha256
    file.write_bytes(content)
    store().delete(sha256)  # another test may have spoilt it
    store().put(file, sha256=sha256, size=len(content))
    kept = {"size": len(content), "kind": "pdf", "scan": Scan.CLEAN, "stored_at": NOW}
    return Blob.objects.update_or_create(sha256=sha256, defaults=kept)[0]


def shown(house, by, tmp_path, question, title, *, state=ClaimState.ACCEPTED, year=2026, **said):
    """Add a document as the page does, and show it as proof of a question."""
    blob = stored(f"%PDF-1.7 {title}".encode(), tmp_path)
    document = evidence.add_document(
        unit=house.unit, described=about(title, **said), blob=blob, name=f"{title}.pdf", by=by, now=NOW
    )
    decided = {"decided_by": by, "decided_at": NOW} if state == ClaimState.ACCEPTED else {}
    return Claim.objects.create(
        document=document, unit=house.unit, year=year, question=question, version=document.latest, state=state,
        at=NOW, by=by, **decided,
    )  # fmt: skip


@pytest.fixture
def assessment(house, sari, tmp_path):
    made = opened(house.unit, by=sari)
    answered(made, "P.1.i.a", "ya", by=sari, note="SK <b>12</b>/2026")
    shown(house, sari, tmp_path, "P.1.i.a", "SK Tim/ZI: 2026")
    shown(house, sari, tmp_path, "P.1.i.a", "Notula rapat", state=ClaimState.OFFERED)
    shown(house, sari, tmp_path, "P.2.i.a", "SOP layanan")
    return made


def packed(assessment, by):
    made = packing.pack(assessment=assessment, by=by, now=NOW).zip()
    data = b"".join(made)
    assert len(data) == len(made)
    return data


@pytest.fixture
def bag(assessment, sari, tmp_path):
    """Return the folder of an unpacked pack."""
    with zipfile.ZipFile(io.BytesIO(packed(assessment, sari))) as file:
        assert file.testzip() is None
        file.extractall(tmp_path / "out")
    return next((tmp_path / "out").iterdir())


def verified(*words):
    """Run the independent verifier as a stranger would: isolated, with nothing of ours in reach."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), *map(str, words)],
        env={}, capture_output=True, text=True, cwd="/", timeout=60, check=False,
    )  # fmt: skip


def test_a_pack_holds_the_proofs_the_workbook_and_a_page_and_is_a_bag(bag):
    assert bag.name == "paket-balai-sertifikat-2026"
    names = sorted(one.relative_to(bag).as_posix() for one in bag.rglob("*") if one.is_file())
    assert names == [
        "BACA.txt",
        "bag-info.txt",
        "bagit.txt",
        "bening_verify.py",
        "data/bukti/001-sk-timzi-2026.pdf",
        "data/bukti/002-notula-rapat.pdf",
        "data/bukti/003-sop-layanan.pdf",
        "data/index.html",
        "data/lke.xlsx",
        "manifest-sha256.txt",
        "proofs.json",
        "tagmanifest-sha256.txt",
    ]
    bagit.Bag(str(bag)).validate(completeness_only=False)


def test_the_page_leads_from_question_to_proof_and_says_who_accepted(bag):
    page = (bag / "data" / "index.html").read_text()

    assert '<a href="bukti/001-sk-timzi-2026.pdf">SK Tim/ZI: 2026</a>' in page
    assert "Diterima Sari Wulandari" in page
    assert "Menunggu pemeriksaan" in page
    assert "SK &lt;b&gt;12&lt;/b&gt;/2026" in page
    assert "<script" not in page
    assert "http" not in page


def test_an_outsider_verifies_a_pack_with_the_script_alone(bag, tmp_path):
    key = str(keys.signing_key().public)

    for place in (bag, shutil.make_archive(str(tmp_path / "again"), "zip", bag.parent, bag.name)):
        done = verified("pack", place, "--key", key)
        assert (done.returncode, done.stderr) == (0, "")
        assert "COCOK: 5 berkas utuh" in done.stdout


def spoil(file):
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def test_each_changed_file_of_a_pack_is_named(bag):
    for file in [one for one in bag.rglob("*") if one.is_file()]:
        whole = file.read_bytes()
        spoil(file)

        done = verified("pack", bag)

        assert done.returncode == 1, file
        name = file.relative_to(bag).as_posix()
        assert name in done.stdout or name == "tagmanifest-sha256.txt", done.stdout
        file.write_bytes(whole)
    assert verified("pack", bag).returncode == 0


def manifests_anew(bag):
    """Write the manifests anew, as somebody would who swaps a file."""
    made = bagit.Bag(str(bag))
    made.save(manifests=True)


def test_a_file_swapped_together_with_the_manifests_is_named(bag):
    victim = bag / "data" / "bukti" / "002-notula-rapat.pdf"
    victim.write_bytes(b"%PDF-1.7 karangan")
    manifests_anew(bag)
    bagit.Bag(str(bag)).validate()

    done = verified("pack", bag)

    assert done.returncode == 1
    assert "data/bukti/002-notula-rapat.pdf" in done.stdout


def test_an_entry_written_to_fit_a_swapped_file_is_found(bag):
    victim = bag / "data" / "bukti" / "002-notula-rapat.pdf"
    before = hashlib.sha256(victim.read_bytes()).hexdigest()
    victim.write_bytes(b"%PDF-1.7 karangan")
    proofs = bag / "proofs.json"
    proofs.write_text(proofs.read_text().replace(before, hashlib.sha256(victim.read_bytes()).hexdigest()))
    manifests_anew(bag)

    done = verified("pack", bag)

    assert done.returncode == 1
    assert "data/bukti/002-notula-rapat.pdf" in done.stdout


def test_another_key_is_not_believed(bag, settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "elsewhere"

    done = verified("pack", bag, "--key", keys.signing_key().public)

    assert done.returncode == 1
    assert "tidak ditandatangani" in done.stdout


@pytest.mark.parametrize("words", [(), ("pack",), ("pack", "/nowhere"), ("entry", "/dev/null"), ("what", "x")])
def test_the_script_never_ends_in_a_traceback(words):
    done = verified(*words)

    assert done.returncode in {1, 2}
    assert done.stderr == ""


def test_a_pack_holds_only_what_its_person_may_see(assessment, house, sari, budi, tmp_path):
    shown(house, sari, tmp_path, "P.2.i.b", "Rahasia", classification="rahasia")

    mine = packing.pack(assessment=assessment, by=sari, now=NOW)
    theirs = packing.pack(assessment=assessment, by=budi, now=NOW)
    nobodys = packing.pack(assessment=assessment, by=None, now=NOW)

    assert "bukti/004-rahasia.pdf" in mine.payload
    for bag in (theirs, nobodys):
        assert not [path for path in bag.payload if "rahasia" in path]
        assert "1 bukti tidak disertakan" in bag.payload["index.html"].decode()
        assert "Rahasia" not in bag.payload["index.html"].decode()


def test_a_damaged_or_missing_file_is_named_before_anything_is_written(assessment, sari, settings):
    blobs = list(Blob.objects.order_by("pk"))
    before = Entry.objects.count()
    for blob, break_ in zip(blobs, (spoil, Path.unlink), strict=False):
        break_(settings.DATA_DIR / "files" / blob.pk[:2] / blob.pk[2:4] / blob.pk)
    Blob.objects.filter(pk=blobs[2].pk).update(scan=Scan.WAITING)

    with pytest.raises(NotWhole) as refused:
        packing.pack(assessment=assessment, by=sari, now=NOW)

    for word in ("rusak", "hilang", "pemindaian", "SK Tim/ZI: 2026.pdf", "Notula rapat.pdf", "SOP layanan.pdf"):
        assert word in str(refused.value)
    assert Entry.objects.count() == before


def test_the_page_sends_the_pack_of_what_one_may_see(assessment, sari, as_person):
    client = as_person(sari)
    address = reverse("assessment:pack", args=[assessment.pk])
    assert "3 berkas bukti" in client.get(address).content.decode()

    response = client.post(address)

    data = b"".join(response.streaming_content)
    assert int(response["Content-Length"]) == len(data)
    assert response["Content-Disposition"] == 'attachment; filename="paket-balai-sertifikat-2026.zip"'
    assert "Content-Encoding" in response.headers
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None


def test_a_page_with_a_damaged_file_says_which_and_sends_nothing(assessment, sari, as_person):
    Blob.objects.update(scan=Scan.INFECTED)

    response = as_person(sari).post(reverse("assessment:pack", args=[assessment.pk]))

    assert response.status_code == 409
    assert "SOP layanan.pdf" in response.content.decode()


def test_other_peoples_packs_are_not_found(assessment, citra, budi, as_person):
    for person in (citra, budi):  # the one is of another unit, the other may not take proofs away
        assert as_person(person).get(reverse("assessment:pack", args=[assessment.pk])).status_code == 404


def test_a_pack_leaves_a_line_that_names_what_was_made(assessment, sari):
    bag = packing.pack(assessment=assessment, by=sari, now=NOW)

    entry = Entry.objects.latest("seq")
    assert (entry.act, entry.by, entry.unit) == ("assessment.pack", sari, assessment.unit)
    assert entry.data["files"] == {f"data/{name}": bag.hashes()[f"data/{name}"] for name in ("index.html", "lke.xlsx")}
    assert json.loads(bag.tags["proofs.json"])["files"]["data/lke.xlsx"] == entry.seq
