"""An upload that is too large is stopped, not stored."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from bening.foundation.uploads import BESIDE, READ_OUT, too_large

LARGEST = 300_000


@pytest.fixture
def sent(settings, tmp_path):
    """Return a request with a file of so many bytes."""
    settings.LARGEST_UPLOAD = LARGEST
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000  # so that larger files would go to the folder
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)

    requests = []

    def send(size, **more):
        file = SimpleUploadedFile("besar.bin", bytes(size))
        requests.append(RequestFactory().post("/", {"sebelum": "tetap ada", "berkas": file}, **more))
        return requests[-1]

    yield send
    for request in requests:
        request.close()


def test_a_file_as_large_as_may_be_arrives_whole(sent):
    request = sent(LARGEST)

    assert not too_large(request)
    assert request.FILES["berkas"].size == LARGEST


@pytest.mark.parametrize("size", [LARGEST + 1, LARGEST + BESIDE + 1, LARGEST * (READ_OUT + 1)])
def test_a_larger_one_is_not_stored_and_the_form_before_it_stays_readable(sent, size, tmp_path):
    request = sent(size)

    assert too_large(request)
    assert not request.FILES
    assert request.POST["sebelum"] == "tetap ada"
    assert list(tmp_path.iterdir()) == []


def test_a_length_that_lies_does_not_help(sent, tmp_path):
    small = sent(10).META["CONTENT_LENGTH"]
    request = sent(LARGEST + 1)
    request.META["CONTENT_LENGTH"] = str(small)

    too_large(request)

    assert not request.FILES or request.FILES["berkas"].size <= LARGEST
    assert all(file.stat().st_size <= LARGEST for file in tmp_path.iterdir())


def test_a_form_without_a_file_is_never_too_large():
    assert not too_large(RequestFactory().post("/", {"a": "b"}))
    assert not too_large(RequestFactory().get("/"))
