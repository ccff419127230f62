"""Too much of everything, through the real address: parts, fields, files, people at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bening.foundation.storage import receive
from bening.foundation.storage.failures import Refused
from bening.foundation.storage.models import Blob, Upload
from bening.foundation.wall.actor import as_system
from tests.hostile.corpus import every, pdf

BOUNDARY = "batas"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def door(as_person, budi):
    return as_person(budi, raise_request_exception=False)


@pytest.fixture
def address(house):
    return f"{reverse('evidence:upload')}?unit={house.unit.pk}"


def sent(door: Client, address: str, body: bytes):
    return door.post(address, body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


def part(name: str, *, file: str = "", content: bytes = b"x") -> bytes:
    named = f'; filename="{file}"' if file else ""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("a hundred thousand files", part("berkas", file="a.txt") * 100_000 + END),
        ("ten thousand fields", part("x") * 10_000 + END),
        ("a field of five megabytes", part("x", content=b"x" * 5_000_000) + END),
        ("an endless boundary", b"--" + b"-" * 1_000_000),
        ("a head without an end", f"--{BOUNDARY}\r\n".encode() + b"Content-Disposition: " + b"x" * 2_000_000),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_flood_of_parts_is_turned_away_in_a_moment(door, address, what, body):
    started = timezone.now()

    answer = sent(door, address, body)

    assert answer.status_code in {200, 400, 413}, what
    assert (timezone.now() - started).total_seconds() < 10
    assert not Blob.objects.exists()
    assert b"Traceback" not in answer.content


def test_one_good_file_among_nine_bad_ones_lets_no_bad_one_in(door, address):
    bad = [one for one in every() if one.refused and one.case in {"T055", "T057", "T073"} and one.content][::7][:9]
    files = [SimpleUploadedFile(one.name, one.content) for one in bad]
    files.insert(4, SimpleUploadedFile("laporan.pdf", pdf()))

    answer = door.post(address, {"berkas": files})

    assert len(bad) == 9
    assert [one.name for one in Upload.objects.exclude(blob=None)] == ["laporan.pdf"]
    assert Blob.objects.get().kind == "pdf"
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/cron.d/x.txt",
        "..\\..\\x.txt",
        "/etc/x.txt",
        "C:\\x.txt",
        "a\x00b.txt",
        "x.txt\r\nSet-Cookie: a=b",
        "%2e%2e%2fx.txt",
    ],
)
def test_a_file_name_that_travels_stays_in_the_house(door, address, tmp_path, name):
    sent(door, address, part("berkas", file=name, content=b"Notula\n") + END)

    for upload in Upload.objects.all():
        assert not {"/", "\\", "\r", "\n", "\x00"} & set(upload.name)
    assert list(tmp_path.parent.rglob("x.txt")) == []


@pytest.mark.parametrize("key", ["..%2f..%2fetc%2fpasswd", "%252e%252e%252f", "..\\..\\x", ";a", "a/../../b"])
def test_an_address_that_travels_finds_nothing(door, key):
    assert door.get(f"/unggah/{key}/").status_code == 404


at_once = pytest.mark.usefixtures("_threads")


@pytest.fixture
def _threads(transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("engine: SQLite's database of the tests lies in memory and has no room for two writers")


@at_once
def test_the_quota_is_exact_when_everybody_comes_at_once(budi, settings):
    settings.UPLOADS_A_DAY = 10
    now = timezone.now()

    def bring(number: int) -> bool:
        try:
            with as_system("tests"):
                receive.begin(by=budi, name=f"{number}.txt", size=5, now=now)
        except Refused:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(max_workers=20) as people:
        came = list(people.map(bring, range(60)))

    assert came.count(True) == 10
    assert Upload.objects.count() == 10


def test_a_quota_of_bytes_is_exact_to_the_byte(budi, settings):
    settings.UPLOADED_BYTES_A_DAY = 1_000
    now = timezone.now()
    receive.begin(by=budi, name="a.txt", size=600, now=now)

    with pytest.raises(Refused):
        receive.begin(by=budi, name="b.txt", size=401, now=now)
    receive.begin(by=budi, name="c.txt", size=400, now=now)


@at_once
def test_the_same_content_from_many_people_at_once_is_one_content(house):
    people = [house.person(f"orang{number}", f"Orang {number}") for number in range(6)]
    wrong: list[Exception] = []

    def bring(person) -> None:
        try:
            with as_system("tests"):
                receive.receive(SimpleUploadedFile("LHE.pdf", pdf()), by=person, now=timezone.now())
        except Exception as error:  # noqa: BLE001 -- told by the main thread
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=bring, args=(person,)) for person in people]
    [one.start() for one in threads]
    [one.join() for one in threads]

    assert wrong == []
    assert Blob.objects.count() == 1
    assert Upload.objects.exclude(blob=None).count() == 6


@at_once
def test_the_same_piece_from_two_tabs_at_once_is_one_piece(budi):
    content = b"Notula rapat\n" * 10_000
    upload = receive.begin(by=budi, name="notula.txt", size=len(content), now=timezone.now())

    for offset in range(0, len(content), 13_000):
        with ThreadPoolExecutor(max_workers=8) as tabs:
            same = {"offset": offset, "chunk": content[offset : offset + 13_000]}
            came = list(tabs.map(lambda _, one=same: receive.append(upload, **one), range(8)))
        assert set(came) == {min(offset + 13_000, len(content))}
    with ThreadPoolExecutor(max_workers=4) as tabs:

        def end(_) -> str:
            try:
                with as_system("tests"):
                    return receive.finish(Upload.objects.get(pk=upload.pk), now=timezone.now()).pk
            finally:
                connections.close_all()

        ended = set(tabs.map(end, range(4)))

    assert len(ended) == 1
    assert Blob.objects.get().size == len(content)
