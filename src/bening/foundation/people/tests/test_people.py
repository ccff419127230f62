"""Roles take two people; rules of separation hold at every way in; an invitation works once."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bening.domain.duties import Separated
from bening.foundation.accounts.models import Acting, Assignment, Conflict, Role, User
from bening.foundation.accounts.queries import forget
from bening.foundation.audit.models import Entry
from bening.foundation.notices.models import Letter, Notice
from bening.foundation.people import accounts, conflicts, granting, invitations, proposals
from bening.foundation.people.granting import Wanted
from bening.foundation.people.models import Invitation, Proposal, ProposalState
from bening.foundation.people.proposals import Refused

NOW = timezone.now()
TODAY = date(2026, 11, 21)


@pytest.fixture
def hana(house):
    """Administers the instansi beside Eko."""
    return house.person("hana", "Hana Pertiwi", (Role.ADMIN,))


@pytest.fixture
def irfan(house):
    """Has an account and no role."""
    return house.person("irfan", "Irfan Saputra")


@pytest.fixture
def platform(house):
    person = house.person("putra", "Putra Platform")
    Assignment.objects.create(user=person, role=Role.PLATFORM, since=date(2020, 1, 1))
    return person


def wanted(person, role, house, **more):
    unit = more.pop("unit", None)
    fields = {
        "instansi": unit.instansi if unit else house.instansi,
        "unit": unit,
        "since": TODAY,
        "decree": "SK-1/2026",
    }
    return Wanted(user=person, role=role, **(fields | more))


class TestRolesTakeTwoPeople:
    def test_one_proposes_another_approves_and_the_role_holds(self, house, eko, hana, irfan):
        asked = granting.ask(wanted(irfan, Role.KETUA, house, unit=house.unit), by=eko, now=NOW)
        assert not irfan.assignments.exists()

        proposals.decide(asked, approve=True, by=hana, now=NOW)

        assert irfan.assignments.get().role == Role.KETUA
        assert set(Entry.objects.values_list("act", flat=True)) >= {"people.propose", "people.decide", "people.grant"}

    def test_who_proposes_does_not_approve(self, house, eko, irfan):
        asked = granting.ask(wanted(irfan, Role.KETUA, house, unit=house.unit), by=eko, now=NOW)

        with pytest.raises(Separated) as refused:
            proposals.decide(asked, approve=True, by=eko, now=NOW)
        assert refused.value.rule == "S07"
        assert not irfan.assignments.exists()

    def test_nobody_approves_their_own_role(self, house, eko, hana):
        asked = proposals.propose(
            granting.GRANT,
            words="x",
            payload=wanted(hana, Role.PEGAWAI, house, unit=house.unit).plain(),
            by=eko,
            now=NOW,
            instansi=house.instansi,
        )

        with pytest.raises(Separated) as refused:
            proposals.decide(asked, approve=True, by=hana, now=NOW)
        assert refused.value.rule == "S07"

    def test_nobody_asks_for_their_own_role(self, house, eko):
        with pytest.raises(Separated) as refused:
            granting.ask(wanted(eko, Role.PEGAWAI, house, unit=house.unit), by=eko, now=NOW)
        assert refused.value.rule == "S07"

    def test_a_refusal_needs_a_reason_and_is_final(self, house, eko, hana, irfan):
        asked = granting.ask(wanted(irfan, Role.KETUA, house, unit=house.unit), by=eko, now=NOW)
        with pytest.raises(Refused, match="alasan"):
            proposals.decide(asked, approve=False, by=hana, now=NOW)
        proposals.decide(asked, approve=False, by=hana, now=NOW, why="SK belum ada")
        with pytest.raises(Refused, match="sudah diputuskan"):
            proposals.decide(asked, approve=True, by=hana, now=NOW)
        assert not irfan.assignments.exists()

    def test_a_platform_admin_may_be_the_second_person(self, house, eko, platform, irfan):
        asked = granting.ask(wanted(irfan, Role.KETUA, house, unit=house.unit), by=eko, now=NOW)

        proposals.decide(asked, approve=True, by=platform, now=NOW)

        assert irfan.assignments.exists()

    def test_what_changed_meanwhile_is_looked_at_again(self, house, eko, hana, irfan):
        asked = granting.ask(wanted(irfan, Role.ADMIN, house), by=eko, now=NOW)
        granting.give(wanted(irfan, Role.PIC, house, unit=house.unit, area=1), by=None, now=NOW)

        with pytest.raises(Separated) as refused:
            proposals.decide(asked, approve=True, by=hana, now=NOW)
        assert refused.value.rule == "S08"

    def test_who_acts_for_the_proposer_does_not_approve(self, house, eko, irfan, budi):
        """S12: Irfan is Plh. of Eko, so Eko's proposal is his too."""
        acting = {"acting": Acting.PLH, "acting_for": eko}
        granting.give(wanted(irfan, Role.ADMIN, house, **acting), by=None, now=NOW)
        asked = granting.ask(wanted(budi, Role.PEGAWAI, house, unit=house.unit), by=eko, now=NOW)

        for decide in (
            lambda: proposals.decide(asked, approve=True, by=irfan, now=NOW),
            lambda: granting.ask(wanted(eko, Role.PEGAWAI, house, unit=house.unit), by=irfan, now=NOW),
            lambda: accounts.deactivate(eko, why="x", by=irfan, now=NOW),
        ):
            with pytest.raises(Separated) as refused:
                decide()
            assert refused.value.rule == "S07"

    def test_the_other_admins_are_told_and_then_the_proposer(self, house, eko, hana, platform, irfan):
        asked = granting.ask(wanted(irfan, Role.KETUA, house, unit=house.unit), by=eko, now=NOW)
        assert [one.person for one in Notice.objects.all()] == [hana]

        proposals.decide(asked, approve=True, by=hana, now=NOW)

        assert "disetujui" in eko.notices.get().sentence
        assert not platform.notices.exists()

    def test_the_platform_is_told_when_an_instansi_has_one_admin(self, house, eko, platform, irfan):
        granting.ask(wanted(irfan, Role.KETUA, house, unit=house.unit), by=eko, now=NOW)

        assert platform.notices.exists()


class TestExclusions:
    @pytest.mark.parametrize("role", [Role.PIC, Role.TPI, Role.TPI_HEAD, Role.WBS, Role.PIMPINAN])
    def test_an_admin_is_nothing_else_that_decides(self, house, eko, role):
        place = {"unit": house.unit} if role in {Role.PIC, Role.PIMPINAN} else {}
        area = {"area": 1} if role == Role.PIC else {}

        assert granting.clash_of(wanted(eko, role, house, **place, **area)).rule == "S08"

    def test_an_admin_may_be_an_employee(self, house, eko):
        assert granting.clash_of(wanted(eko, Role.PEGAWAI, house, unit=house.unit)) is None

    def test_roles_that_never_hold_on_one_day_do_not_clash(self, house, irfan):
        granting.give(
            wanted(irfan, Role.PIC, house, unit=house.unit, area=1, since=date(2020, 1, 1), until=date(2021, 1, 1)),
            by=None,
            now=NOW,
        )

        assert granting.clash_of(wanted(irfan, Role.ADMIN, house)) is None

    @pytest.mark.parametrize("left", [None, date(2025, 6, 1)])
    def test_who_works_or_worked_lately_in_a_unit_is_not_its_evaluator(self, house, irfan, left):
        granting.give(
            wanted(irfan, Role.PEGAWAI, house, unit=house.unit, since=date(2024, 1, 1), until=left), by=None, now=NOW
        )

        assert granting.clash_of(wanted(irfan, Role.TPI, house, unit=house.unit)).rule == "S02"
        assert granting.clash_of(wanted(irfan, Role.TPI, house, unit=house.sibling)) is None

    def test_after_two_years_they_may(self, house, irfan):
        since, until = date(2020, 1, 1), date(2024, 11, 1)
        granting.give(wanted(irfan, Role.PEGAWAI, house, unit=house.unit, since=since, until=until), by=None, now=NOW)

        assert granting.clash_of(wanted(irfan, Role.TPI, house, unit=house.unit)) is None

    def test_an_evaluator_takes_no_role_in_the_unit_they_judge(self, house, irfan):
        granting.give(wanted(irfan, Role.TPI, house, unit=house.unit), by=None, now=NOW)

        assert granting.clash_of(wanted(irfan, Role.PIC, house, unit=house.unit, area=2)).rule == "S02"

    def test_who_acts_carries_the_exclusions_of_both(self, house, irfan, budi):
        acting = {"acting": Acting.PLT, "acting_for": budi}  # Budi is PIC of the unit

        assert granting.clash_of(wanted(irfan, Role.TPI, house, unit=house.unit, **acting)).rule == "S02"
        assert granting.clash_of(wanted(irfan, Role.ADMIN, house, **acting)).rule == "S08"
        assert granting.clash_of(wanted(irfan, Role.TPI, house, unit=house.sibling, **acting)) is None

    def test_member_and_head_of_one_team_are_two(self, house, dewi):
        assert granting.clash_of(wanted(dewi, Role.TPI_HEAD, house, unit=house.unit)).rule == "S03"

    def test_member_here_and_head_in_another_instansi_may_be_one(self, house, dewi):
        elsewhere = wanted(dewi, Role.TPI_HEAD, house, instansi=house.other_instansi)

        assert granting.clash_of(elsewhere) is None

    def test_who_handles_reports_heads_no_unit(self, house, gita):
        assert granting.clash_of(wanted(gita, Role.WBS, house)).rule == "S09"


class TestConflicts:
    def test_a_declared_conflict_shuts_out_at_once_until_another_lifts_it(self, house, dewi, eko, as_person):
        page = reverse("units:show", args=[house.unit.pk])
        made = conflicts.declare(dewi, unit=house.unit, reason="Kerabat kepala unit", by=dewi, now=NOW)

        for person in (dewi,):
            with pytest.raises(Separated) as refused:
                conflicts.lift(made, why="sudah selesai", by=person, now=NOW)
            assert refused.value.rule == "S21"
        conflicts.lift(made, why="Kerabat sudah pindah", by=eko, now=NOW)
        assert as_person(dewi).get(page).status_code == 200

    def test_an_admin_who_declared_it_does_not_lift_it(self, house, dewi, eko):
        made = conflicts.declare(dewi, unit=house.unit, reason="Diketahui admin", by=eko, now=NOW)

        with pytest.raises(Separated):
            conflicts.lift(made, why="x", by=eko, now=NOW)

    def test_the_same_conflict_is_declared_once(self, house, dewi):
        conflicts.declare(dewi, unit=house.unit, reason="a", by=dewi, now=NOW)
        with pytest.raises(Refused, match="sudah dinyatakan"):
            conflicts.declare(dewi, unit=house.unit, reason="b", by=dewi, now=NOW)


class TestInvitations:
    @pytest.fixture
    def link(self, house, eko, hana):
        person = accounts.add(username="joko", name="Joko Baru", email="joko@contoh.example", by=eko, now=NOW)
        asked = granting.ask(wanted(person, Role.PEGAWAI, house, unit=house.unit), by=eko, now=NOW)
        proposals.decide(asked, approve=True, by=hana, now=NOW)
        letter = Letter.objects.get()
        assert letter.address == "joko@contoh.example"
        return re.search(r"/undangan/[A-Za-z0-9_-]+/", letter.body).group()

    def test_it_lets_its_person_choose_a_password_once(self, client, link):
        assert client.get(link).status_code == 200
        weak = client.post(link, {"password": "rahasia"})
        assert weak.status_code == 422
        done = client.post(link, {"password": "kopi-tubruk-pagi-hari-9"})
        assert done.status_code == 302
        assert client.get(link).status_code == 404
        assert client.post(link, {"password": "teh-poci-sore-hari-88"}).status_code == 404

    def test_it_ends(self, client, link):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

        assert client.get(link).status_code == 404

    def test_a_newer_one_replaces_it(self, client, link, eko):
        invitations.invite(Invitation.objects.get().user, by=eko, now=timezone.now())

        assert client.get(link).status_code == 404

    @pytest.mark.parametrize("token", ["x", "null", "%20", "A" * 43, "A" * 10_000, "１" * 43])
    @pytest.mark.django_db
    def test_a_token_that_is_none_is_not_found(self, client, token):
        assert client.get(f"/undangan/{token}/").status_code == 404

    def test_it_dies_with_the_account_and_with_the_address(self, client, link):
        person = Invitation.objects.get().user
        assert client.get(link).status_code == 200
        User.objects.filter(pk=person.pk).update(email="lain@contoh.example")
        assert client.get(link).status_code == 404
        User.objects.filter(pk=person.pk).update(email=person.email, is_active=False)
        assert client.get(link).status_code == 404


class TestPages:
    def test_an_admin_sees_the_people_of_the_own_instansi_only(self, as_person, eko, sari, house):
        lain = house.person("luar", "Orang Luar", (Role.KETUA, house.foreign))
        admin = as_person(eko)
        page = admin.get(reverse("people:index")).content.decode()

        assert sari.name in page
        assert lain.name not in page
        assert admin.get(reverse("people:show", args=[lain.pk])).status_code == 404

    @pytest.mark.parametrize("who", ["sari", "budi", "fajar", "gita"])
    def test_others_do_not_see_the_list(self, as_person, request, who):
        assert as_person(request.getfixturevalue(who)).get(reverse("people:index")).status_code == 404

    def test_an_account_and_its_first_role_are_asked_for_in_one_form(self, as_person, eko, house):
        form = {"name": "Kiki Baru", "username": "kiki", "email": "kiki@contoh.example", "role": "pegawai"}
        form |= {"unit": house.unit.pk, "since": "2026-11-21", "decree": "SK 9"}

        answer = as_person(eko).post(reverse("people:add"), form)

        assert answer.status_code == 302, answer.content.decode()
        assert Proposal.objects.get().state == ProposalState.WAITING
        assert not Assignment.objects.filter(user__username="kiki").exists()

    def test_what_is_wrong_keeps_nothing(self, as_person, eko, house, sari):
        form = {"name": "Kiki", "username": sari.username, "email": "kiki@contoh.example", "role": "pegawai"}
        form |= {"unit": house.unit.pk, "since": "2026-11-21"}

        answer = as_person(eko).post(reverse("people:add"), form)

        assert answer.status_code == 422
        assert "sudah dipakai" in answer.content.decode()
        assert not Proposal.objects.exists()

    def test_a_unit_elsewhere_cannot_be_chosen(self, as_person, eko, house, sari):
        form = {"role": "pegawai", "unit": house.foreign.pk, "since": "2026-11-21"}

        assert as_person(eko).post(reverse("people:ask", args=[sari.pk]), form).status_code == 422

    def test_another_address_takes_two_and_the_old_one_is_told(self, as_person, eko, hana, sari):
        old, form = sari.email, {"name": sari.name, "email": "baru@contoh.example"}
        as_person(eko).post(reverse("people:change", args=[sari.pk]), form)
        sari.refresh_from_db()
        assert sari.email == old

        as_person(hana).post(reverse("people:decide", args=[Proposal.objects.get().pk]), {"setuju": "1"})

        sari.refresh_from_db()
        assert sari.email == "baru@contoh.example"
        assert Letter.objects.get(address=old)

    def test_an_admin_does_not_reach_one_of_the_platform(self, as_person, eko, platform, house):
        Assignment.objects.create(
            user=platform, role=Role.PEGAWAI, instansi=house.instansi, unit=house.unit, since=date(2020, 1, 1)
        )
        admin = as_person(eko)

        assert admin.post(reverse("people:switch", args=[platform.pk]), {"alasan": "coba"}).status_code == 404
        assert admin.get(reverse("people:change", args=[platform.pk])).status_code == 404
        platform.refresh_from_db()
        assert platform.is_active

    def test_one_shuts_out_a_person_and_their_sessions_end_at_once(self, as_person, eko, sari):
        hers = as_person(sari)
        assert hers.get("/akun/").status_code == 200

        as_person(eko).post(reverse("people:switch", args=[sari.pk]), {"alasan": "Pindah tugas"})

        assert hers.get("/akun/").status_code == 302

    def test_nobody_shuts_themselves_out(self, as_person, eko):
        answer = as_person(eko).post(reverse("people:switch", args=[eko.pk]), {"alasan": "coba"})

        assert answer.status_code == 403
        assert "S07" in answer.content.decode()

    def test_a_role_ends_and_its_person_comes_in_anew(self, as_person, eko, sari):
        held = sari.assignments.get()

        as_person(eko).post(reverse("people:end", args=[held.pk]))

        held.refresh_from_db()
        assert held.until == timezone.localdate()
        forget(sari)
        assert Entry.objects.filter(act="people.end").exists()

    def test_an_export_takes_two_and_ends_after_a_day(self, as_person, eko, hana, sari):
        asking, deciding = as_person(eko), as_person(hana)
        asking.post(reverse("people:ask_export"))
        asked = Proposal.objects.get()
        address = reverse("people:export", args=[asked.pk, "csv"])
        assert asking.get(address).status_code == 404
        assert asking.post(reverse("people:decide", args=[asked.pk]), {"setuju": "1"}).status_code == 403
        deciding.post(reverse("people:decide", args=[asked.pk]), {"setuju": "1"})

        table = asking.get(address).content.decode()
        assert sari.email in table
        assert "Diambil oleh Eko Prasetyo" in table
        assert deciding.get(address).status_code == 404
        Proposal.objects.update(decided_at=timezone.now() - timedelta(hours=25))
        assert asking.get(address).status_code == 404

    def test_the_list_costs_the_same_for_one_and_for_three(self, as_person, eko, house, django_assert_max_num_queries):
        admin = as_person(eko)
        admin.get(reverse("people:index"))
        with django_assert_max_num_queries(12) as few:
            admin.get(reverse("people:index"))
        for number in range(3):
            house.person(f"p{number}", f"P {number}", (Role.PEGAWAI, house.unit))
        with django_assert_max_num_queries(12) as many:
            admin.get(reverse("people:index"))

        assert len(few) == len(many)

    def test_a_conflict_is_declared_by_its_person(self, as_person, dewi, house):
        form = {"unit": house.unit.pk, "reason": "Kerabat"}
        assert as_person(dewi).post(reverse("people:declare"), form).status_code == 302
        assert Conflict.objects.get().user == dewi
