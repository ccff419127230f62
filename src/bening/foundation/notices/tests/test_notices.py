"""What people are told arrives once, in the morning, also when the server was down. That server is a small fake."""

import socketserver
import threading
from datetime import UTC, datetime, timedelta
from email import message_from_string

import pytest
from django.db import transaction

from bening.foundation.accounts.models import Assignment, Role
from bening.foundation.notices import digesting, mail, posting, tell, telling
from bening.foundation.notices.models import Letter, Notice, Status

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)  # three in the morning in Jakarta
MORNING = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)  # half past seven there


class Wrong(Exception):
    pass


class Conversation(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as is needed; addresses that begin with `tolak` are refused."""

    def handle(self):
        self.say("220 fake")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                    lines.append(text)
                self.server.letters.append("\n".join(lines))
                self.say("250 kept")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("550 nobody" if "<tolak" in line else "250 yes")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server(settings):
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Conversation) as made:
        made.letters = []
        threading.Thread(target=made.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = made.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield made
        made.shutdown()


def write(n=0, address="rini@contoh.example", **more):
    told = {"key": f"k{n}", "subject": f"Perihal {n}", "body": "Isi <b>surat</b>.", "at": NIGHT}
    mail(address, **(told | more))


def test_a_letter_leaves_once_and_says_that_no_person_wrote_it(server):
    write()
    write()

    assert [posting.post(now=NIGHT), posting.post(now=NIGHT)] == [1, 0]

    letter = message_from_string(server.letters[0])
    assert len(server.letters) == 1
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == Letter.objects.get().message_id
    assert letter.get_content_type() == "text/plain"


def test_while_the_server_is_down_letters_wait_and_then_leave_once_with_the_same_id(server, settings):
    port = settings.EMAIL_PORT
    for n in range(3):
        write(n)
    settings.EMAIL_PORT = 9
    assert posting.post(now=NIGHT) == 0
    assert set(Letter.objects.values_list("status", "sending_at")) == {(Status.WAITING, None)}
    kept = list(Letter.objects.values_list("message_id", flat=True))

    settings.EMAIL_PORT = port
    assert posting.post(now=NIGHT + timedelta(hours=1)) == 3

    assert [message_from_string(one)["Message-ID"] for one in server.letters] == kept


def test_a_letter_in_the_hand_of_another_worker_is_left_to_it_and_taken_over_when_that_one_is_gone(server):
    write()
    Letter.objects.update(sending_at=NIGHT)

    assert posting.post(now=NIGHT + timedelta(minutes=1)) == 0
    assert posting.post(now=NIGHT + timedelta(minutes=6)) == 1


def test_one_address_that_is_refused_does_not_hold_the_others_up(server):
    write(1, "tolak@contoh.example")
    write(2)

    assert posting.post(now=NIGHT) == 1
    assert list(Letter.objects.values_list("status", flat=True)) == [Status.REFUSED, Status.SENT]


def test_a_letter_that_waited_three_days_is_given_up_and_the_admin_of_the_platform_told(server, eko):
    Assignment.objects.create(user=eko, role=Role.PLATFORM, since=NIGHT.date())
    write()

    assert posting.post(now=NIGHT + timedelta(hours=72)) == 0

    assert Letter.objects.get().status == Status.STALE
    assert "1 surel" in Notice.objects.get(person=eko).sentence
    assert server.letters == []


def test_a_letter_lives_or_dies_with_the_write_that_causes_it():
    def write_and_fail():
        with transaction.atomic():
            write()
            raise Wrong

    with pytest.raises(Wrong):
        write_and_fail()
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [{"subject": "a\nBcc: x@contoh.example"}, {"subject": "a\u2028b"}, {"address": "a@b.example\r\nBcc: c@d.example"}],
)
def test_nobody_writes_heads_of_their_own(bad):
    with pytest.raises(telling.NotOneLine):
        write(**bad)
    assert not Letter.objects.exists()


def told(person, n=0, at=NIGHT):
    tell(
        person, key=f"n{n}", subject=f"Kabar {n}", sentence="Bukti <i>ini</i>\nhabis masa berlakunya.", link="/", at=at
    )


def test_what_one_is_told_comes_in_one_letter_at_seven_and_only_what_is_unread(server, eko):
    for n in (1, 2, 2, 3):
        told(eko, n)
    Notice.objects.filter(key="n3").update(read_at=NIGHT)

    assert digesting.digest(now=NIGHT) == 0
    assert digesting.digest(now=MORNING) == 1
    assert digesting.digest(now=MORNING + timedelta(minutes=15)) == 0
    letter = Letter.objects.get()
    posting.post(now=MORNING)

    assert Letter.objects.get().body == ""  # what has left may have held a way in
    assert letter.subject == "Bening: 2 pemberitahuan"
    assert "Kabar 1" in letter.body
    assert "Kabar 3" not in letter.body
    assert len(server.letters) == 1


def test_who_has_left_gets_no_letter_and_who_moved_gets_it_at_the_new_address(server, eko, sari):
    told(eko)
    told(sari)
    digesting.digest(now=MORNING)
    eko.is_active = False
    eko.save()
    sari.email = "sari.baru@contoh.example"
    sari.save()

    assert posting.post(now=MORNING) == 1
    assert message_from_string(server.letters[0])["To"] == "sari.baru@contoh.example"
