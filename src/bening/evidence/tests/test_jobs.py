from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bening.evidence import actions, jobs
from bening.evidence.models import Preview, PreviewState, Reading
from bening.evidence.preview import cache
from bening.evidence.search import search
from bening.evidence.tests.papers import NOW, about
from bening.evidence.tests.test_preview import pdf
from bening.foundation.jobs.models import Job
from bening.foundation.jobs.working import run_jobs
from bening.foundation.storage import receive
from bening.foundation.storage.models import Blob, Scan


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def brought(house, sari, words="Keputusan tentang kenari"):
    upload = receive.receive(SimpleUploadedFile("SK.pdf", pdf(words=words)), by=sari, now=NOW)
    return actions.add_document(unit=house.unit, described=about(), upload=upload, by=sari, now=NOW)


def test_a_new_file_is_read_drawn_and_found_by_its_words(house, sari):
    document = brought(house, sari)
    assert search(sari, "kenari").keys == ()

    run_jobs()

    assert search(sari, "kenari").keys == (document.pk,)
    assert Preview.objects.get().state == PreviewState.READY
    assert cache.picture(document.latest.sha256, 1)


def test_the_same_content_is_read_and_drawn_once(house, sari):
    brought(house, sari)
    brought(house, sari)
    assert Job.objects.filter(name__startswith="evidence.").count() == 2
    run_jobs()
    brought(house, sari)
    assert Job.objects.filter(name__startswith="evidence.").count() == 2


def test_doing_it_again_gives_the_same(house, sari):
    document = brought(house, sari)
    for _ in range(2):
        jobs.read(blob=document.latest.sha256)
        jobs.draw(blob=document.latest.sha256)
    assert Reading.objects.count() == Preview.objects.count() == 1


def test_an_infected_file_is_not_drawn(house, sari):
    document = brought(house, sari)
    Blob.objects.update(scan=Scan.INFECTED)
    jobs.draw(blob=document.latest.sha256)
    assert Preview.objects.get().state == PreviewState.WAITING


def test_pictures_that_were_cleared_away_can_be_asked_for_again(house, sari, settings, as_person):
    document = brought(house, sari)
    run_jobs()
    settings.PREVIEW_ROOM = 0
    jobs.tidy()
    address, client = f"/bukti/{document.pk}/pratinjau/", as_person(sari)
    assert "Buat pratinjau" in client.get(address).content.decode()

    client.post(address)
    assert "menunggu giliran" in client.get(address).content.decode()
    run_jobs()
    assert "halaman/1/" in client.get(address).content.decode()


def test_the_hourly_work_parts_withdrawn_documents_from_their_files(house, sari):
    document = brought(house, sari)
    actions.withdraw(document, why="salah", by=sari, now=timezone.now() - timedelta(days=2))
    jobs.leave()
    document.latest.refresh_from_db()
    assert document.latest.blob_id is None
