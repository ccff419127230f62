"""Every template is rendered once with what the demo knows, so that none shows a variable that nobody gives it."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.signals import template_rendered
from django.urls import reverse
from django.utils import timezone

from bening.assessment.editions import instrument_files
from bening.assessment.models import Assessment, Intake, Sheet, Tier
from bening.assessment.workbook import writing
from bening.assessment.workbook.contents import Contents
from bening.config.demo import loader
from bening.domain.duties import Clash, Separated
from bening.evidence.actions import Described, add_document
from bening.evidence.models import Claim
from bening.foundation.access import may
from bening.foundation.accounts.models import User
from bening.foundation.people import invitations
from bening.foundation.people.models import Proposal
from bening.foundation.signin import proof, sso
from bening.foundation.storage import receive
from bening.foundation.ui import errors
from bening.foundation.units.models import Unit
from bening.foundation.wall.middleware import SeparationOfDuty
from tests.people import come_in

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PART = {"HX-Request": "true"}
SOURCE = Path(__file__).parents[1] / "src" / "bening"


# Asks for a real passkey: tests/journeys/test_second_factors.py opens it in a browser that has one.
WITH_A_KEY = {"mfa/webauthn/reauthenticate.html"}


def ours():
    """Return the name of every template in the house."""
    folders = [
        Path(config.path) / "templates" for config in apps.get_app_configs() if SOURCE in Path(config.path).parents
    ]
    return {file.relative_to(folder).as_posix() for folder in folders for file in folder.glob("**/*") if file.is_file()}


@pytest.fixture
def rendered():
    """Return the names of the templates that are rendered from here on, parts included."""
    names = set()

    def remember(template, **_more):
        names.add(template.name)

    template_rendered.connect(remember)
    yield names
    template_rendered.disconnect(remember)


@pytest.fixture
def demo(db):
    loader.load(password="kata-sandi-uji-1234", now=NOW)


def signed_in(username):
    client = Client()
    come_in(client, User.objects.get(username=username))
    return client


def of(unit, year=2026):
    return Assessment.objects.get(unit__short_name=unit, year=year)


def lists():
    for username in ("lina", "dewi", "reza", "vera", "arum"):
        client = signed_in(username)
        for address in (
            "/pekerjaan/",
            "/penilaian/",
            "/penilaian/?cari=tiada",
            "/unit/",
            "/akun/",
            "/penilaian/?page=1",
        ):
            client.get(address)
    leader = signed_in("reza")
    leader.get("/jejak/")
    leader.get("/jejak/?oleh=tiada")
    unit = Unit.objects.get(short_name="FIK")
    leader.get(reverse("units:show", args=[unit.pk]))
    leader.get(reverse("assessment:open", args=[unit.pk]))


def questionnaire():
    leader, found = signed_in("reza"), of("FIK")
    signed_in("dewi").get(reverse("assessment:area", args=[of("Klinik").pk, "tpi", "1"]))
    for page in ("1", "3", "5", "hasil"):
        leader.get(reverse("assessment:area", args=[found.pk, "unit", page]))
    signed_in("vera").get(reverse("assessment:area", args=[found.pk, "unit", "1"]))
    answer = reverse("assessment:answer", args=[found.pk, "unit", "P.1.i.b"])
    seen = Sheet.objects.get(assessment=found, tier=Tier.UNIT).heads["P.1.i.b"]["n"]
    leader.get(answer, headers=PART)
    assert leader.post(answer, {"answer": "B", "note": "satu", "seen": seen}, headers=PART).status_code == 200
    other = signed_in("anisa")
    assert other.post(answer, {"answer": "C", "note": "dua", "seen": seen}, headers=PART).status_code == 409
    assert other.post(answer, {"answer": "C", "note": "tiga", "seen": seen}).status_code == 409
    assert leader.post(answer, {"answer": "Z", "seen": 0}, headers=PART).status_code == 422
    leader.get(reverse("assessment:history", args=[found.pk, "unit", "P.1.i.b"]))
    other.get("/pekerjaan/")


def decisions():
    leader, found = signed_in("reza"), of("FIK")
    sheet = [found.pk, "unit"]
    for name in ("verdict", "plan", "what_if"):
        leader.get(reverse(f"assessment:{name}", args=sheet))
    leader.get(reverse("assessment:plan", args=sheet, query={"kunci": "H.1.b", "usaha": "x"}))
    for name in ("plan", "what_if"):
        leader.get(reverse(f"assessment:{name}", args=sheet), {"H.1.a": "9", "H.1.b": "A"}, headers=PART)
    leader.get(reverse("assessment:overview", args=[found.pk]))
    facts = reverse("assessment:facts", args=[found.pk])
    leader.get(facts)
    leader.post(facts, {"spip": "banyak"})


def exchange():
    leader, found = signed_in("reza"), of("FIK")
    bring = reverse("assessment:bring", args=[found.pk, "unit"])
    contents = Contents(answers={"unit": {"P.1.i.a": "Tidak"}}, notes={}, evidence={})
    data = writing.filled(instrument_files.load(), "lke-zi-2021", contents, at=NOW)
    assert leader.post(bring, {"berkas": SimpleUploadedFile("lke.xlsx", data)}).status_code == 302
    leader.get(reverse("assessment:preview", args=[found.pk, Intake.objects.latest("pk").pk]))
    leader.get(bring)


def documents():
    unit = Unit.objects.get(short_name="FIK")
    client, place = signed_in("reza"), {"unit": unit.pk}
    for address in ("", "?jenis=foto", "cari/?q=tiada", "retensi/", "retensi/usulan/", "unggah/", "unggah/keterangan/"):
        client.get(f"/bukti/{address}", place if "?" not in address else {})
    client.post("/bukti/unggah/", {**place, "berkas": SimpleUploadedFile("notula.txt", b"Notula rapat")})
    client.get("/bukti/unggah/keterangan/", place)
    document = add_document(
        unit=unit,
        described=Described(title="Notula", proves_from=NOW.date(), proves_until=NOW.date()),
        blob=receive.keep(b"Notula rapat", name="notula.txt", now=NOW),
        name="notula.txt",
        by=User.objects.get(username="reza"),
        now=NOW,
    )
    client.get("/bukti/")
    client.get("/bukti/cari/?q=notula")
    for tail in ("", "riwayat/", "keterangan/", "ganti/", "tarik/"):
        client.get(f"/bukti/{document.pk}/{tail}")
    for username in ("dewi", "vera", "arum", "lina"):
        signed_in(username).get(f"/bukti/{document.pk}/tahan/")
    render_to_string("evidence/trouble.html", {"sentence": "Coba lagi.", "back": document.pk})


def proofs():
    leader, found = signed_in("ratih"), of("BLSE")
    for question in ("P.1.i.a", "P.1.iv.b", "P.3.ii.a", "P.6.iv.a"):
        leader.get(reverse("assessment:proofs", args=[found.pk, "unit", question]))
        signed_in("hendro").get(reverse("assessment:proofs", args=[found.pk, "tpi", question]))
    for claim in Claim.objects.filter(unit=found.unit, year=2026)[:3]:
        leader.get(reverse("evidence:show", args=[claim.document_id]))
    signed_in("adrian").get("/bukti/retensi/usulan/")
    leader.get(reverse("assessment:carry_proofs", args=[found.pk]))
    leader.get(reverse("assessment:place_proofs", args=[found.pk, "1"]))
    admin = signed_in("wulan")
    admin.get(reverse("assessment:wanted"))
    admin.get(reverse("assessment:change_wanted", args=["P.1.i.a"]))
    for message in sorted(one for one in ours() if one.startswith("mfa/messages/")):
        render_to_string(message, {})


def coming_and_going(settings, mailoutbox):
    stranger = Client()
    for address in ("/masuk/", "/lupa-sandi/", "/lupa-sandi/terkirim/", "/lupa-sandi/selesai/", "/akun/nonaktif/"):
        stranger.get(address)
    stranger.get("/lupa-sandi/1-abc-def/")
    stranger.post("/lupa-sandi/", {"email": User.objects.get(username="reza").email})
    assert mailoutbox
    stranger.post("/masuk/", {"login": "reza", "password": "bukan"})
    stranger.post("/masuk/", {"login": "reza", "password": "kata-sandi-uji-1234"}, follow=True)
    stranger.get("/keluar/")
    words = {
        "oldpassword": "kata-sandi-uji-1234",
        "password1": "empat kata acak lagi",
        "password2": "empat kata acak lagi",
    }
    stranger.post("/akun/kata-sandi/", words, follow=True)
    stranger.get("/akun/kata-sandi/")
    stranger.post("/keluar/", follow=True)
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    assert [stranger.post("/lupa-sandi/", {"email": "a@b.example"}).status_code for _ in range(3)][-1] == 429


def taking_away():
    leader, found = signed_in("reza"), of("FIK")
    stranger = Client()
    stranger.get("/tilik/")
    leader.get("/bukti/tautan/")
    pack = reverse("assessment:pack", args=[found.pk])
    leader.get(pack)
    assert b"".join(leader.post(pack).streaming_content).startswith(b"PK")
    share = reverse("sharing:share_year", args=[found.unit_id, found.year])
    leader.get(share)
    made = leader.post(share, {"kepada": "Asesor Contoh", "hari": "7"})
    leader.get("/bukti/tautan/")
    address = urlsplit(made.context["address"]).path
    stranger.get(address)
    stranger.post(address)
    stranger.get("/tilik/")
    assert stranger.get(f"/b/{'A' * 43}/").status_code == 404


def factors(settings):
    """Walk through second factors and sessions as one who sets them up, proves them anew, and helps another."""
    vera = User.objects.get(username="vera")
    client = come_in(Client(), vera, factor=False)
    client.get(reverse("second_factor"))
    client.get(reverse("mfa_add_webauthn"))
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page).group(1)
    now = int(time.time()) // 30
    client.post(reverse("mfa_activate_totp"), {"code": totp.format_hotp_value(totp.hotp_value(secret, now))})
    client.get(reverse("mfa_view_recovery_codes"))
    client.get(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_generate_recovery_codes"))
    for name in ("mfa_reauthenticate", "mfa_reauthenticate_webauthn"):
        client.get(reverse(name))
    settings.MFA_REQUIRED = False
    client.get(reverse("mfa_deactivate_totp"))
    key = Authenticator.objects.create(user=vera, type="webauthn", data={"name": "ponsel", "credential": {}})
    client.get(reverse("mfa_remove_webauthn", args=[key.pk]))
    key.delete()
    passing = Client()
    passing.post("/masuk/", {"login": "vera", "password": "kata-sandi-uji-1234"})
    passing.get("/masuk/faktor/")
    client.post(reverse("mfa_deactivate_totp"))
    client.get(reverse("account_reauthenticate"))
    session = client.session
    session[proof.HELD] = {"of": vera.pk, "path": "/unit/", "fields": [["a", ["b"]]]}
    session.save()
    client.get(reverse("continue"))
    User.objects.filter(pk=vera.pk).update(password="!")
    come_in(Client(), User.objects.get(pk=vera.pk)).get(reverse("prove"))
    admin = next(one for one in User.objects.all() if may(one, "signin.help"))
    for person in User.objects.all():
        come_in(Client(), admin).get(reverse("person_sessions", args=[person.pk]))
    request = RequestFactory().get("/")
    request.user, request.session = AnonymousUser(), {}
    sso.refused(request)
    render(request, "signin/sso_unknown.html")


def people_and_units():
    wulan, satrio, platform = (signed_in(name) for name in ("wulan", "satrio", "platform"))
    place = Unit.objects.get(short_name="BLSE").instansi
    unit, person = Unit.objects.get(short_name="BUPK"), User.objects.get(username="hendro")
    for address in ("/orang/", "/orang/?cari=tiada", "/orang/tambah/", "/usulan/", "/benturan/", "/unit/instansi/"):
        for client in (wulan, platform):
            client.get(address)
    for one in User.objects.filter(username__in=["hendro", "wulan", "dimas"]):
        wulan.get(reverse("people:show", args=[one.pk]))
        wulan.get(reverse("people:ask", args=[one.pk]))
    wulan.get(reverse("people:change", args=[person.pk]))
    for name, text in (
        ("people:bring", "Nama;Nama pengguna;Surel;Peran;Unit;Sejak\nX;x;x@contoh.invalid;{role};{unit};2026-01-01\n"),
        ("units:bring", "Nama;Nama pendek;Jenis\nX;X;{role}\n"),
    ):
        wulan.get(reverse(name, args=[place.pk]))
        for role in ("Pegawai", "raja"):
            file = SimpleUploadedFile("x.csv", text.format(role=role, unit=unit.name).encode())
            wulan.post(reverse(name, args=[place.pk]), {"berkas": file, "periksa": "1"})
    role = {"role": "pegawai", "unit": unit.pk, "since": "2026-01-01", "why": "Pindah tugas"}
    assert wulan.post(reverse("people:ask", args=[person.pk]), role).status_code == 302
    for client in (wulan, satrio):
        client.get("/usulan/")
    wulan.get(reverse("people:show", args=[person.pk]))
    satrio.post("/orang/ekspor/")
    for proposal in Proposal.objects.all():
        for client in (satrio, wulan):
            client.post(reverse("people:decide", args=[proposal.pk]), {"tolak": "1", "alasan": "Belum ada SK"})
    wulan.get("/usulan/")
    signed_in("hendro").post("/benturan/", {"unit": unit.pk, "reason": "Kerabat"})
    wulan.get(reverse("people:show", args=[person.pk]))
    wulan.get(reverse("units:close", args=[unit.pk]))
    wulan.post(reverse("units:close", args=[unit.pk]), {"alasan": "Digabung"})
    wulan.get(reverse("units:close", args=[unit.pk]))
    wulan.get(reverse("units:show", args=[unit.pk]))
    wulan.get(reverse("units:change", args=[unit.pk]))
    signed_in("kirana").get("/unit/?jenis=kl")
    link = invitations.invite(person, by=None, now=timezone.now())
    Client().get(urlsplit(link).path)
    Client().get("/undangan/a/")


def trouble():
    client = signed_in("reza")
    client.get("/tiada/")
    client.post(reverse("assessment:bring", args=[of("FIK").pk, "tpi"]))
    assert signed_in("vera").post(reverse("assessment:facts", args=[of("FIK").pk])).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    come_in(strict, User.objects.get(username="reza"))
    assert strict.post("/keluar/").status_code == 403
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="reza")
    client.get(reverse("wall:duties"))
    SeparationOfDuty(errors.not_found).process_exception(request, Separated(Clash("S01", "Orang lain.")))
    errors.server_error(request)
    errors.bad_request(request, Exception())


@pytest.mark.usefixtures("demo")
def test_every_template_is_rendered_somewhere(rendered, settings, mailoutbox):
    for walk in (lists, questionnaire, decisions, exchange, taking_away, documents, proofs, people_and_units, trouble):
        walk()
    factors(settings)
    coming_and_going(settings, mailoutbox)

    lacking = sorted(ours() - rendered - WITH_A_KEY)
    assert not lacking, " ".join(lacking)
