"""A link lets out what its maker may see, for a while, by name, and every opening leaves a line."""

import hashlib
import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from reportlab.pdfgen.canvas import Canvas

from bening.evidence import actions as documents
from bening.evidence.models import Claim, ClaimState, ShareLink
from bening.evidence.sharing import actions, queries
from bening.evidence.tests.papers import about
from bening.foundation.audit.models import Entry
from bening.foundation.storage.models import Blob, Scan
from bening.foundation.storage.stores import store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_knocked_before():
    cache.clear()


def pdf(words="Keputusan", pages=2):
    out = io.BytesIO()
    canvas = Canvas(out)
    for _ in range(pages):
        canvas.drawString(72, 700, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def kept(content, tmp_path, kind="pdf"):
    sha256 = hashlib.sha256(content).hexdigest()
    (tmp_path / sha256).write_bytes(content)
    store().put(tmp_path / sha256, sha256=sha256, size=len(content))
    facts = {"size": len(content), "kind": kind, "scan": Scan.CLEAN, "stored_at": timezone.now()}
    return Blob.objects.update_or_create(sha256=sha256, defaults=facts)[0]


def document(unit, by, blob, title="SK Tim", name="sk.pdf", **said):
    return documents.add_document(
        unit=unit, described=about(title, **said), blob=blob, name=name, by=by, now=timezone.now()
    )


@pytest.fixture
def decree(house, sari, tmp_path):
    return document(house.unit, sari, kept(pdf(), tmp_path))


@pytest.fixture
def made(decree, sari):
    return actions.link_for(version=decree.latest, to="Asesor Contoh (TPN)", by=sari, now=timezone.now())


def sent(response):
    """Return what was sent, and close its file; ``close`` would close the test's database as well."""
    data = b"".join(response.streaming_content)
    for close in response._resource_closers:  # noqa: SLF001 -- as the server does
        close()
    return data


def visit(token, *, post=False, client=None):
    address = reverse("sharing:visit", args=[token])
    client = client or Client()
    return client.post(address) if post else client.get(address)


def test_a_token_has_256_bits_and_only_its_hash_is_kept(made):
    assert len(made.token) == 43
    link = ShareLink.objects.get()
    assert link.token_hash == hashlib.sha256(made.token.encode()).hexdigest()
    assert made.token not in str(list(Entry.objects.values()))


def test_looking_at_a_link_counts_nothing_and_opening_it_does(made):
    page = visit(made.token)
    assert page.status_code == 200
    assert "sk.pdf" not in page.content.decode()
    assert ShareLink.objects.get().opened == 0

    page = visit(made.token, post=True)

    assert "sk.pdf" in page.content.decode()
    assert ShareLink.objects.get().opened == 1
    entry = Entry.objects.latest("seq")
    assert (entry.act, entry.by, entry.data) == ("evidence.open_share", None, {"to": made.link.to, "what": "daftar"})


def test_no_page_of_a_link_is_indexed_kept_or_told_to_others(made, decree):
    for response in (visit(made.token), visit(made.token, post=True), visit("x" * 43)):
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]


def test_a_pdf_is_sent_with_the_recipient_on_each_page_and_the_stored_one_stays(made, decree):
    response = Client().post(reverse("sharing:take", args=[made.token, decree.latest_id]))

    data = sent(response)
    assert response["Content-Type"] == "application/pdf"
    assert "attachment" in response["Content-Disposition"]
    assert int(response["Content-Length"]) == len(data)
    assert hashlib.sha256(data).hexdigest() != decree.latest.blob_id
    import pypdfium2  # noqa: PLC0415 -- only here

    with pypdfium2.PdfDocument(data) as copy:
        texts = [page.get_textpage().get_text_range() for page in copy]
    assert len(texts) == 2
    assert all("Keputusan" in text and "Untuk Asesor Contoh (TPN)" in text for text in texts)
    assert Entry.objects.latest("seq").data["what"] == decree.latest.blob_id
    assert ShareLink.objects.get().opened == 1


def test_what_is_no_pdf_and_a_locked_pdf_are_sent_as_they_are(house, sari, tmp_path):
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as file:
        file.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    for content, kind, name in ((b"a,b\n1,2\n", "csv", "data.csv"), (locked.getvalue(), "pdf", "terkunci.pdf")):
        one = document(house.unit, sari, kept(content, tmp_path, kind), name, name)
        made = actions.link_for(version=one.latest, to="Asesor", by=sari, now=timezone.now())

        response = Client().post(reverse("sharing:take", args=[made.token, one.latest_id]))

        assert sent(response) == content


@pytest.mark.parametrize("to", ["Nama (aneh) \\ ) Tj", "Дмитрий 名前", "x" * 200, "a\nb"])
def test_any_name_can_be_printed(house, sari, tmp_path, to, decree):
    made = actions.link_for(version=decree.latest, to=to, by=sari, now=timezone.now())

    response = Client().post(reverse("sharing:take", args=[made.token, decree.latest_id]))

    with pikepdf.open(io.BytesIO(sent(response))) as copy:
        assert len(copy.pages) == 2


def answers(made, decree, sari):
    """Yield every answer to somebody whose token opens nothing."""
    yield visit("A" * 43)
    yield visit("a")
    yield visit("A" * 44)
    yield visit("٣" * 43)
    yield visit("A" * 10_000)
    yield visit("%00" * 43)
    yield visit("null")
    ShareLink.objects.update(expires_at=timezone.now())
    yield visit(made.token)
    ShareLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    actions.revoke(made.link, by=sari, now=timezone.now())
    cache.clear()
    yield visit(made.token)
    yield visit(made.token, post=True)
    yield Client().post(reverse("sharing:take", args=[made.token, decree.latest_id]))


def test_wrong_expired_and_revoked_tokens_get_one_answer(made, decree, sari):
    found = [(one.status_code, one.content, sorted(one.headers.items())) for one in answers(made, decree, sari)]

    assert {one[0] for one in found} == {404}
    assert len({one[1] for one in found}) == 1
    assert "tidak berlaku lagi" in found[0][1].decode()
    assert made.token.encode() not in found[0][1]


def test_what_is_no_token_never_reaches_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        for token in ("", " ", "null", "a", "A" * 44, "A" * 42 + "\0", "A" * 10_000, "A" * 42 + "é"):
            assert queries.link_of(token, now=timezone.now()) is None


def test_a_link_opens_no_other_file(made, house, sari, tmp_path):
    other = document(house.unit, sari, kept(pdf("lain"), tmp_path), "Lain")

    response = Client().post(reverse("sharing:take", args=[made.token, other.latest_id]))

    assert response.status_code == 404
    assert Entry.objects.filter(act="evidence.open_share").count() == 0


@pytest.mark.parametrize("change", ["withdrawn", "secret", "left"])
def test_a_link_ends_with_what_it_rests_on(made, decree, sari, change):
    if change == "withdrawn":
        documents.withdraw(decree, why="salah unggah", by=sari, now=timezone.now())
    elif change == "secret":
        documents.describe(decree, described=about("SK Tim", classification="rahasia"), by=sari, now=timezone.now())
    else:
        sari.is_active = False
        sari.save()

    assert visit(made.token).status_code == 404


def test_a_units_year_shows_what_its_maker_sees_without_secrets(house, sari, tmp_path):
    for number, classification in enumerate(["publik", "internal", "terbatas", "rahasia"]):
        one = document(
            house.unit,
            sari,
            kept(pdf(classification), tmp_path),
            f"Bukti {classification}",
            classification=classification,
        )
        Claim.objects.create(
            document=one, unit=house.unit, year=2026, question=f"P.1.i.{'abcd'[number]}", version=one.latest,
            state=ClaimState.OFFERED, at=timezone.now(), by=sari,
        )  # fmt: skip
    made = actions.link_for(unit=house.unit, year=2026, to="Asesor", by=sari, now=timezone.now())

    page = visit(made.token, post=True).content.decode()

    assert ["Bukti publik" in page, "Bukti internal" in page, "Bukti terbatas" in page, "Bukti rahasia" in page] == [
        True, True, True, False,
    ]  # fmt: skip
    first = Claim.objects.order_by("pk")[0].version_id
    response = Client().post(reverse("sharing:take", args=[made.token, first]))
    assert sent(response).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("to", "days"), [("", 7), ("  ", 7), ("x" * 201, 7), ("Asesor", 0), ("Asesor", 31), ("Asesor", -1)]
)
def test_a_link_needs_a_name_and_ends_within_thirty_days(decree, sari, to, days):
    with pytest.raises(actions.Refused):
        actions.link_for(version=decree.latest, to=to, days=days, by=sari, now=timezone.now())


def test_nobody_shares_what_they_do_not_see(decree, citra, house, sari, tmp_path):
    with pytest.raises(actions.Refused):
        actions.link_for(version=decree.latest, to="Asesor", by=citra, now=timezone.now())
    secret = document(house.unit, sari, kept(pdf("r"), tmp_path), "R", classification="rahasia")
    with pytest.raises(actions.Refused):
        actions.link_for(version=secret.latest, to="Asesor", by=sari, now=timezone.now())
    assert not ShareLink.objects.exists()


def test_too_many_wrong_guesses_are_stopped_for_a_minute(made):
    codes = [visit(f"{number:043d}").status_code for number in range(15)]

    assert codes[:10] == [404] * 10
    assert set(codes[10:]) == {429}


def test_revoking_holds_at_once_and_is_recorded_once(made, sari):
    for _ in range(2):
        actions.revoke(made.link, by=sari, now=timezone.now())

    assert visit(made.token).status_code == 404
    assert Entry.objects.filter(act="evidence.unshare").count() == 1


# --- pages


def test_a_link_is_made_shown_once_and_listed(decree, sari, as_person):
    client = as_person(sari)
    address = reverse("sharing:share_document", args=[decree.latest_id])
    assert client.get(address).status_code == 200

    page = client.post(address, {"kepada": "Asesor", "hari": "3"}).content.decode()

    link = ShareLink.objects.get()
    token = page.partition("/b/")[2].partition("/")[0]
    assert actions.hash_of(token) == link.token_hash
    listed = client.get(reverse("sharing:links")).content.decode()
    assert "Untuk Asesor" in listed
    assert token not in listed
    assert client.post(reverse("sharing:revoke", args=[link.pk])).status_code == 302
    assert visit(token).status_code == 404


def test_a_form_that_cannot_be_used_says_why(decree, sari, as_person):
    address = reverse("sharing:share_document", args=[decree.latest_id])

    response = as_person(sari).post(address, {"kepada": "", "hari": "99"})

    assert response.status_code == 422
    assert "Isi nama penerima" in response.content.decode()
    assert "Paling lama 30 hari" in response.content.decode()


def test_a_years_link_is_made_on_its_page(house, sari, as_person):
    response = as_person(sari).post(
        reverse("sharing:share_year", args=[house.unit.pk, 2026]), {"kepada": "A", "hari": "7"}
    )

    assert response.status_code == 200
    assert ShareLink.objects.get().year == 2026


def test_links_of_others_are_not_found(made, decree, citra, budi, as_person):
    for person in (citra, budi):
        client = as_person(person)
        assert client.get(reverse("sharing:share_document", args=[decree.latest_id])).status_code == 404
        assert client.post(reverse("sharing:revoke", args=[made.link.pk])).status_code == 404
    assert ShareLink.objects.get().revoked_at is None


def test_the_list_costs_the_same_with_one_link_and_with_three(
    made, decree, sari, as_person, django_assert_max_num_queries
):
    client, address = as_person(sari), reverse("sharing:links")
    client.get(address)
    with CaptureQueriesContext(connection) as once:
        client.get(address)
    for _ in range(2):
        actions.link_for(version=decree.latest, to="B", by=sari, now=timezone.now())

    with django_assert_max_num_queries(len(once)):
        client.get(address)
