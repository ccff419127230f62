"""What documents are shown to prove: claimed, judged, let go, carried over, frozen."""

from datetime import date

import pytest

from bening.domain.duties import Separated
from bening.domain.instrument import Proof
from bening.evidence import actions, claims
from bening.evidence.actions import Refused
from bening.evidence.claims import Asked, Carry, Fate, State
from bening.evidence.models import Claim, ClaimState
from bening.evidence.tests.papers import NOW, added, row_of
from bening.foundation.accounts.models import Acting, Assignment, Role
from bening.foundation.audit import log
from bening.foundation.audit.models import Entry

TODAY = date(2026, 11, 20)
SK = Proof(key="sk", name="SK tim ZI", kinds=("sk",))
PLAN = Proof(key="rencana", name="Rencana kerja", kinds=("rencana",))
QUESTION = "P.1.i.a"


@pytest.fixture
def offered(house, budi):
    return shown(added(house.unit, by=budi), budi)


def shown(document, by, *, year=2026, question=QUESTION, slot="sk"):
    return claims.claim(document, unit=document.unit, year=year, question=question, slot=slot, by=by, now=NOW)


def standing(house, viewer, *, slots=(SK,), assessor=False, year=2026, question=QUESTION, **asked):
    found = claims.claims_of(
        house.unit,
        year,
        {question: Asked(slots=slots, **asked)},
        seen_by=viewer,
        assessor=assessor,
        today=TODAY,
    )
    return found[question]


# --- showing


def test_a_document_is_shown_once_in_each_place(offered, budi):
    again = shown(offered.document, budi)

    assert again == offered
    assert (offered.state, offered.version.number) == (ClaimState.OFFERED, 1)
    assert Entry.objects.first().act == "evidence.claim"
    assert log.verify().whole


def test_another_units_document_is_no_proof_here(house, citra):
    document = added(house.sibling, by=citra)
    with pytest.raises(Refused, match="unit lain"):
        claims.claim(document, unit=house.unit, year=2026, question=QUESTION, by=citra, now=NOW)


def test_a_withdrawn_document_is_no_proof(house, budi):
    document = actions.withdraw(added(house.unit, by=budi), why="Salah berkas", by=budi, now=NOW)
    with pytest.raises(Refused, match="ditarik"):
        shown(document, budi)


# --- judging


def test_another_person_accepts(offered, sari):
    claims.accept(offered, by=sari, now=NOW)

    offered.refresh_from_db()
    assert (offered.state, offered.decided_by) == (ClaimState.ACCEPTED, sari)
    assert log.verify().whole


def test_who_uploaded_any_version_does_not_accept(house, offered, budi, sari):
    actions.add_version(offered.document, blob=row_of(b"kedua"), name="v2.pdf", by=sari, now=NOW)

    for person in (budi, sari):
        with pytest.raises(Separated) as met:
            claims.accept(offered, by=person, now=NOW)
        assert met.value.rule == "S01"


def test_who_acts_for_the_uploader_does_not_accept(house, offered, budi):
    deputy = house.person("tari", "Tari Melati")
    Assignment.objects.create(
        user=deputy,
        role=Role.KETUA,
        instansi=house.instansi,
        unit=house.unit,
        since=date(2020, 1, 1),
        acting=Acting.PLT,
        acting_for=budi,
    )
    with pytest.raises(Separated, match="wakili"):
        claims.accept(offered, by=deputy, now=NOW)


def test_a_refusal_needs_a_reason_and_a_new_version_is_offered_anew(offered, sari, budi):
    with pytest.raises(Refused, match="alasan"):
        claims.reject(offered, why=" ", by=sari, now=NOW)
    claims.reject(offered, why="Belum ditandatangani", by=sari, now=NOW)
    actions.add_version(offered.document, blob=row_of(b"ttd"), name="v2.pdf", by=budi, now=NOW)

    offered.refresh_from_db()
    assert (offered.state, offered.version.number, offered.why) == (ClaimState.OFFERED, 2, "")
    assert log.verify().whole


def test_what_was_decided_is_decided_anew_by_an_evaluator_only(offered, sari, dewi):
    claims.reject(offered, why="Tidak terbaca", by=dewi, now=NOW)
    with pytest.raises(Refused, match="sudah diputuskan"):
        claims.accept(offered, by=sari, now=NOW)

    assert claims.accept(offered, by=dewi, now=NOW, again=True).state == ClaimState.ACCEPTED


def test_an_accepted_proof_keeps_its_version_until_the_newer_one_is_judged(house, offered, sari, budi):
    claims.accept(offered, by=sari, now=NOW)
    actions.add_version(offered.document, blob=row_of(b"baru"), name="v2.pdf", by=budi, now=NOW)

    offered.refresh_from_db()
    assert (offered.state, offered.version.number) == (ClaimState.ACCEPTED, 1)
    assert standing(house, sari)[0].state == State.WAITING
    assert claims.accept(offered, by=sari, now=NOW).version.number == 2


# --- letting go, citing


def test_letting_go_needs_a_reason_and_leaves_the_document(offered, budi):
    with pytest.raises(Refused, match="alasan"):
        claims.retire(offered, why="", by=budi, now=NOW)
    claims.retire(offered, why="Salah tempat", by=budi, now=NOW)

    offered.document.refresh_from_db()
    assert offered.document.withdrawn_at is None
    assert shown(offered.document, budi).pk != offered.pk


def test_what_a_submission_cites_stays(house, offered, budi, sari):
    assert claims.cite(house.unit, 2026, by=sari, now=NOW) == 1
    assert claims.cite(house.unit, 2026, by=sari, now=NOW) == 0

    with pytest.raises(Refused, match="mengutip"):
        claims.retire(offered, why="Salah", by=budi, now=NOW)
    actions.add_version(offered.document, blob=row_of(b"baru"), name="v2.pdf", by=budi, now=NOW)
    offered.refresh_from_db()
    assert offered.version.number == 1


# --- another year


def test_proofs_are_carried_refreshed_or_retired_and_accepted_anew(house, budi, sari):
    old = [shown(added(house.unit, by=budi, title=f"Dokumen {n}"), budi, year=2025, slot=f"s{n}") for n in range(3)]
    claims.accept(old[0], by=sari, now=NOW)
    newer = added(house.unit, by=budi, title="Dokumen 1 baru")
    choices = {
        old[0].pk: Carry(fate=Fate.CARRIED),
        old[1].pk: Carry(fate=Fate.REFRESHED, document=newer),
        old[2].pk: Carry(fate=Fate.RETIRED, why="Tidak diminta lagi"),
    }
    for _again in range(2):
        claims.carry_over(house.unit, from_year=2025, to_year=2026, choices=choices, by=budi, now=NOW)

    made = Claim.objects.filter(year=2026).order_by("slot")
    assert [(one.state, one.document.title, one.carried_from) for one in made] == [
        (ClaimState.OFFERED, "Dokumen 0", old[0]),
        (ClaimState.OFFERED, "Dokumen 1 baru", old[1]),
        (ClaimState.RETIRED, "Dokumen 2", old[2]),
    ]
    assert log.verify().whole


def test_retiring_in_the_new_year_needs_a_reason(house, offered, budi):
    with pytest.raises(Refused, match="Tulis alasan"):
        claims.carry_over(
            house.unit, from_year=2026, to_year=2027, choices={offered.pk: Carry(fate=Fate.RETIRED)}, by=budi, now=NOW
        )
    assert not Claim.objects.filter(year=2027).exists()


# --- standing


def test_a_slot_stands_as_its_best_proof(house, offered, sari, budi):
    assert [one.state for one in standing(house, sari, slots=(SK, PLAN))] == [State.WAITING, State.EMPTY]
    claims.reject(offered, why="Kabur", by=sari, now=NOW)
    assert standing(house, sari)[0].state == State.REJECTED
    claims.accept(shown(added(house.unit, by=budi, title="SK lain"), budi), by=sari, now=NOW)
    assert standing(house, sari)[0].state == State.FILLED


def test_what_is_shown_outside_the_slots_stands_beside_them(house, offered, sari):
    places = standing(house, sari, slots=(PLAN,))

    assert [(one.slot.key, one.state) for one in places] == [("rencana", State.EMPTY), ("", State.WAITING)]


def test_who_may_not_see_a_document_learns_only_that_something_is_there(house, budi, fajar, sari):
    shown(added(house.unit, by=budi, classification="rahasia"), budi)

    hidden, seen = standing(house, fajar)[0].shown[0], standing(house, sari)[0].shown[0]
    assert (hidden.document, hidden.complaints, hidden.state) == (None, (), State.WAITING)
    assert seen.document.classification == "rahasia"


@pytest.mark.parametrize("assessor", [False, True])
def test_the_standing_costs_as_many_queries_for_many_as_for_one(house, sari, budi, assessor, django_assert_num_queries):
    def asked():
        standing(house, sari, assessor=assessor)

    shown(added(house.unit, by=budi), budi)
    asked()
    with django_assert_num_queries(4):
        asked()
    for number in range(5):
        shown(added(house.unit, by=budi, title=f"SK {number}"), budi)
    with django_assert_num_queries(4):
        asked()


def test_tally_names_the_questions_with_something_to_show(house, offered, sari):
    assert claims.tally(house.unit, 2026) == {QUESTION}
    claims.reject(offered, why="Kabur", by=sari, now=NOW)
    assert claims.tally(house.unit, 2026) == set()
