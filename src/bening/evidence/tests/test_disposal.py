"""Documents that were kept long enough go by two persons, and leave their title, hash and reason (S19)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from bening.domain.duties import Separated, disposes_alone
from bening.evidence import actions, disposal
from bening.evidence.actions import Refused
from bening.evidence.leaving import let_leave
from bening.evidence.models import Document, Version
from bening.evidence.tests.papers import added
from bening.evidence.tests.test_actions import cite
from bening.foundation.accounts.models import Role
from bening.foundation.audit import log
from bening.foundation.audit.models import Entry
from bening.foundation.people import proposals
from bening.foundation.people.models import Proposal, ProposalState

NOW = timezone.now()
OLD = {"proves_from": NOW.date().replace(year=2014, day=1), "proves_until": NOW.date().replace(year=2014, day=2)}
PAGE = "/bukti/retensi/usulan/"


@pytest.fixture
def old(house, sari):
    return added(house.unit, by=sari, title="Notula 2014", **OLD)


@pytest.fixture
def proposal(old, sari):
    return disposal.propose([old], why="Masa simpan lewat", by=sari, now=NOW)


def agree(proposal, by):
    return disposal.decide(proposal, approve=True, by=by, now=NOW)


def test_the_rule_keeps_one_person_and_who_acts_for_them_from_both():
    assert disposes_alone(proposers={1}, approvers={2}) is None
    assert disposes_alone(proposers={1}, approvers={2, 1}).rule == "S19"


def test_one_proposes_another_agrees_and_only_the_file_goes(proposal, old, gita):
    agree(proposal, gita)

    old.refresh_from_db()
    assert old.withdrawn_why == "Dimusnahkan: Masa simpan lewat"
    entry = Entry.objects.get(act="evidence.dispose")
    sha256 = old.versions.get().sha256
    assert entry.data["proposed_by"] == proposal.by_id
    assert entry.data["sha256"] == [sha256]
    assert let_leave(now=NOW + timedelta(hours=25)) == 1
    version = Version.objects.get()
    assert (version.blob_id, version.sha256) == (None, sha256)
    assert Document.objects.get().title == "Notula 2014"
    assert log.verify().whole


def test_who_proposed_it_does_not_agree_to_it(house, old, gita):
    proposal = disposal.propose([old], why="Masa simpan lewat", by=gita, now=NOW)
    with pytest.raises(Separated, match="pimpinan lain"):
        agree(proposal, gita)
    second = house.person("dua", "Pimpinan Kedua", (Role.PIMPINAN, house.unit))
    agree(proposal, second)
    old.refresh_from_db()
    assert old.withdrawn_by == second


def test_who_leads_a_team_proposes_but_does_not_decide(house, proposal):
    with pytest.raises(PermissionDenied):
        agree(proposal, house.person("dua", "Ketua Kedua", (Role.KETUA, house.unit)))


def test_what_is_young_held_or_cited_is_not_proposed(house, sari, gita):
    young = added(house.unit, by=sari, title="Baru")
    held, cited = (added(house.unit, by=sari, title=title, **OLD) for title in ("Ditahan", "Dikutip"))
    actions.hold(held, why="Surat", by=gita, now=NOW)
    held.refresh_from_db()
    cite(cited, sari)
    for one in (young, held, cited):
        with pytest.raises(Refused, match=one.title):
            disposal.propose([one], why="x", by=sari, now=NOW)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("happens", ["held", "cited", "replaced", "withdrawn", "kept longer"])
def test_what_happened_since_the_proposal_stops_it_and_nothing_goes(house, proposal, old, sari, gita, happens):
    also = added(house.unit, by=sari, title="Kedua", **OLD)
    Proposal.objects.filter(pk=proposal.pk).update(
        payload={**proposal.payload, "documents": {**proposal.payload["documents"], str(also.pk): also.latest_id}}
    )
    match happens:
        case "held":
            actions.hold(also, why="Surat", by=gita, now=NOW)
        case "cited":
            cite(also, sari)
        case "replaced":
            blob = added(house.unit, by=sari, title="Isi lain").latest.blob
            actions.add_version(also, blob=blob, name="b.pdf", note="", by=sari, now=NOW)
        case "withdrawn":
            actions.withdraw(also, why="Keliru", by=sari, now=NOW)
        case "kept longer":
            Document.objects.filter(pk=also.pk).update(keep_until=NOW.date() + timedelta(days=9))
    with pytest.raises(Refused, match="Kedua"):
        agree(proposal, gita)
    old.refresh_from_db()
    proposal.refresh_from_db()
    assert old.withdrawn_at is None
    assert proposal.state == ProposalState.WAITING


def test_the_same_document_is_proposed_once(proposal, old, gita):
    with pytest.raises(Refused, match="sudah diusulkan"):
        disposal.propose([old], why="x", by=gita, now=NOW)


def test_an_admin_who_decides_about_people_neither_sees_nor_decides_it(proposal, as_person, eko, old):
    assert not proposals.visible_to(eko).exists()
    assert as_person(eko).post(reverse("people:decide", args=[proposal.pk]), {"setuju": "1"}).status_code in {403, 404}
    assert old.title not in proposal.words


# --- pages


def test_from_the_list_to_the_second_person(as_person, old, sari, gita):
    asker = as_person(sari)
    assert f'value="{old.pk}"' in asker.get("/bukti/retensi/").content.decode()
    answer = asker.post("/bukti/retensi/usul/", {"dokumen": [old.pk], "alasan": "Masa simpan lewat"}, follow=True)
    text = answer.content.decode()
    assert "S19" in text
    assert "Musnahkan</button>" not in text
    assert "diusulkan</span>" in asker.get("/bukti/retensi/").content.decode()

    second = as_person(gita)
    assert "Musnahkan</button>" in second.get(PAGE).content.decode()
    second.post(f"{PAGE}{Proposal.objects.get().pk}/", {"setuju": "1"})
    old.refresh_from_db()
    assert old.withdrawn_by == gita


def test_a_refusal_needs_a_reason_and_keeps_the_document(as_person, proposal, old, gita):
    client = as_person(gita)
    assert (
        "Tulis alasan penolakan" in client.post(f"{PAGE}{proposal.pk}/", {"tolak": "1"}, follow=True).content.decode()
    )
    client.post(f"{PAGE}{proposal.pk}/", {"tolak": "1", "alasan": "Masih dipakai"})
    proposal.refresh_from_db()
    old.refresh_from_db()
    assert proposal.state == ProposalState.REFUSED
    assert old.withdrawn_at is None


def test_who_proposed_takes_it_back(as_person, proposal, sari):
    as_person(sari).post(f"{PAGE}{proposal.pk}/", {"cabut": "1"})
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


def test_a_proposal_of_another_unit_is_not_found(as_person, proposal, citra):
    client = as_person(citra)
    assert client.post(f"{PAGE}{proposal.pk}/", {"setuju": "1"}).status_code == 404
    assert "Musnahkan 1" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("typed", [[], ["x"], ["9" * 30], ["0"]])
def test_nothing_ticked_is_told_in_a_sentence(as_person, sari, typed):
    answer = as_person(sari).post("/bukti/retensi/usul/", {"dokumen": typed, "alasan": "x"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Pilih sedikitnya satu dokumen." in text


def test_a_proposal_without_a_reason_keeps_what_was_ticked(as_person, sari, old):
    answer = as_person(sari).post("/bukti/retensi/usul/", {"dokumen": [old.pk], "alasan": " "})
    assert "Tulis alasan pemusnahan" in answer.content.decode()
    assert f'aria-label="{old.title}" checked' in answer.content.decode()
    assert not Proposal.objects.exists()
