"""The second wall: the database itself shows a person only the rows of their units, and nobody none."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from bening.assessment import actions
from bening.assessment.models import Assessment, Intake, Revision, Sheet, Tier
from bening.foundation.access import Scope
from bening.foundation.accounts.models import Role
from bening.foundation.audit.models import Entry
from bening.foundation.units.models import Unit
from bening.foundation.wall import laying
from bening.foundation.wall.actor import NOBODY, VISITOR, acting, as_system, owner
from bening.foundation.wall.reach import actor_of
from bening.foundation.wall.table import WALLS, Open, Through, permissions

on_postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="engine: SQLite has the first wall only")


MODELS = {label: wall for label, wall in WALLS.items() if "." in label}


def ways_to_a_unit():
    """Return every model that has a unit, or hangs on one that has, by its label."""
    found = {Unit._meta.label_lower}
    ours = [model for model in apps.get_models() if model.__module__.startswith("bening.")]
    while True:
        more = {
            model._meta.label_lower
            for model in ours
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model._meta.label_lower in found
        }
        if more <= found:
            return found
        found |= more


@pytest.mark.parametrize("label", sorted(ways_to_a_unit()))
def test_every_model_with_a_way_to_a_unit_is_named_in_the_table(label):
    assert label in WALLS, f"{label} leads to a unit: name it in foundation/wall/table.py"


@pytest.mark.parametrize(("label", "wall"), MODELS.items(), ids=MODELS)
def test_what_the_table_names_is_there(label, wall):
    columns = {field.column for field in apps.get_model(label)._meta.concrete_fields}
    if isinstance(wall, Open):
        assert len(wall.because) > 20
    elif isinstance(wall, Through):
        assert wall.here in columns
        assert wall.there in {field.column for field in apps.get_model(wall.model)._meta.concrete_fields}
    else:
        assert (wall.instansi if hasattr(wall, "instansi") else wall.unit) in columns


def test_the_walk_knows_a_way_over_three_tables():
    assert {"assessment.revision", "evidence.waiver", "audit.entry"} <= ways_to_a_unit()


@pytest.fixture
def filled(house, sari, citra, dewi):
    """An assessment with an answer and a workbook in each of three units."""
    now = timezone.now()
    for unit in (house.unit, house.sibling, house.foreign):
        made = actions.open_assessment(unit=unit, year=2026, target="WBK", by=sari, now=now)
        actions.answer(
            assessment=made, tier=Tier.UNIT, question_id="P.1.i.a", typed=actions.Typed(answer="Ya"), by=sari, now=now
        )
        actions.preview_intake(
            assessment=made, tier=Tier.UNIT, name="x.xlsx", sha256="0" * 64, content={"rows": {}}, by=sari, now=now
        )
    return house


def seen():
    """Return the units whose rows a plain query of each table shows, with no condition of ours."""
    return {
        "units": set(Unit.objects.all()),
        "assessments": {one.unit_id for one in Assessment.objects.all()},
        "sheets": Sheet.objects.count(),
        "revisions": Revision.objects.count(),
        "intakes": Intake.objects.count(),
        "entries": {one.unit_id for one in Entry.objects.all()},
    }


def nothing():
    return {"units": set(), "assessments": set(), "sheets": 0, "revisions": 0, "intakes": 0, "entries": set()}


@on_postgres
def test_without_an_actor_no_row_is_visible(filled):
    with acting(NOBODY):
        assert seen() == nothing()


@on_postgres
def test_a_visitor_sees_no_row(filled):
    with acting(VISITOR):
        assert seen() == nothing()


@on_postgres
def test_the_system_sees_every_row_and_lays_no_table(filled):
    with as_system("test"):
        assert len(seen()["units"]) == 4
        assert seen()["revisions"] == 3
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute("CREATE TABLE mine (id int)")
        with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic():
            connection.cursor().execute("ALTER TABLE units_unit DISABLE ROW LEVEL SECURITY")


@on_postgres
def test_a_person_sees_the_rows_of_their_unit_alone(filled, sari):
    with acting(actor_of(sari)):
        found = seen()

    assert found == {
        "units": {filled.unit},
        "assessments": {filled.unit.pk},
        "sheets": 2,
        "revisions": 1,
        "intakes": 1,
        "entries": {filled.unit.pk},
    }


@on_postgres
def test_an_evaluator_sees_the_instansi_but_not_where_they_work(filled, house):
    hana = house.person("hana", "Hana", (Role.TPI,))
    with acting(actor_of(hana)):
        assert seen()["assessments"] == {filled.unit.pk, filled.sibling.pk}

    iwan = house.person("iwan", "Iwan", (Role.TPI,), (Role.KETUA, house.sibling))
    with acting(actor_of(iwan)):
        assert seen()["assessments"] == {filled.unit.pk, filled.sibling.pk}  # as its leader, not as its evaluator

    joko = house.person("joko", "Joko", (Role.TPI,), (Role.OFFICER, house.sibling))
    with acting(actor_of(joko)):
        assert seen()["assessments"] == {filled.unit.pk}


@on_postgres
def test_the_administrator_of_the_platform_sees_which_units_there_are_and_no_more(filled, house):
    from bening.foundation.accounts.models import Assignment, User  # noqa: PLC0415 -- this test alone

    root = User.objects.create_user("lina", name="Lina")
    Assignment.objects.create(user=root, role=Role.PLATFORM, since=timezone.localdate())
    with acting(actor_of(root)):
        assert seen() == nothing() | {"units": set(Unit.objects.all())}
        assert Unit.objects.count() == 4


@on_postgres
@pytest.mark.parametrize("write", ["insert", "update", "delete"])
def test_a_person_cannot_write_a_row_of_another_unit(filled, sari, write):
    there = Assessment.objects.get(unit=filled.sibling)
    with acting(actor_of(sari)):
        if write == "insert":
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                Assessment.objects.create(
                    unit=filled.sibling, year=2027, instrument="x", opened_at=timezone.now(), opened_by=sari
                )
        elif write == "update":
            assert Assessment.objects.filter(pk=there.pk).update(year=2030) == 0
        else:
            assert Sheet.objects.filter(assessment=there).delete()[0] == 0
    assert Assessment.objects.get(pk=there.pk).year == 2026
    assert Sheet.objects.filter(assessment=there).count() == 2


@on_postgres
def test_a_person_cannot_give_their_row_to_another_unit(filled, sari):
    with acting(actor_of(sari)), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Assessment.objects.filter(unit=filled.unit).update(unit=filled.sibling)


@on_postgres
@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET act = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"])
def test_not_even_the_system_rewrites_the_record(filled, sql):
    with as_system("test"), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(sql)


@on_postgres
def test_nobody_writes_a_line_of_the_record(filled, sari):
    line = ("INSERT INTO audit_entry (seq, at, by_name, act, subject, subject_id, data, previous, hash) "
            "VALUES (999, now(), '', 'x', 'x', 'x', '{}', '', '')")  # fmt: skip
    with acting(NOBODY), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        connection.cursor().execute(line)


@on_postgres
def test_what_was_said_is_said_again_after_a_rollback(filled, sari):
    def ask_and_fail():
        with transaction.atomic():
            with acting(actor_of(sari)):
                assert Unit.objects.count() == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ask_and_fail()
    assert Unit.objects.count() == 4
    with acting(actor_of(sari)):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute("SELECT nonsense")
        assert Unit.objects.count() == 1
    assert Unit.objects.count() == 4


@on_postgres
def test_a_cursor_that_outlives_its_actor_shows_nothing(filled):
    with connection.cursor() as cursor:
        with as_system("test"):
            cursor.execute("SELECT count(*) FROM units_unit")
            assert cursor.fetchone() == (4,)
        with acting(NOBODY):
            cursor.execute("SELECT count(*) FROM units_unit")
            assert cursor.fetchone() == (0,)


@on_postgres
def test_every_table_of_the_table_is_walled_even_for_its_owner(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {row[0] for row in cursor.fetchall()}

    assert walled == {laying.table_of(label) for label, wall in WALLS.items() if not isinstance(wall, Open)}


@on_postgres
def test_the_role_of_the_house_can_do_nothing_else(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin"
            " FROM pg_roles WHERE rolname = 'bening_app'"
        )
        assert cursor.fetchone() == (False, False, False, False, False)


@on_postgres
def test_the_wall_is_laid_once_and_again_when_it_was_torn_down(db):
    assert laying.lay() is False

    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON FUNCTION bening_units(text) IS 'another version'")

    assert laying.lay() is True
    assert laying.lay() is False


@on_postgres
def test_a_request_acts_for_its_person_and_nobody_afterwards(filled, as_person, sari, monkeypatch):
    monkeypatch.setattr(Scope, "q", lambda *_: models.Q())
    monkeypatch.setattr(Scope, "covers", lambda *_: True)
    other = Assessment.objects.get(unit=filled.sibling)
    own = Assessment.objects.get(unit=filled.unit)
    browser = as_person(sari)

    assert browser.get(f"/penilaian/{own.pk}/").status_code == 200
    assert browser.get(f"/penilaian/{other.pk}/").status_code == 404
    assert browser.get(f"/penilaian/{other.pk}/unit/area/1/").status_code == 404
    assert "Balai Pelatihan" not in browser.get("/penilaian/").content.decode()


def test_every_permission_of_the_table_is_one_that_somebody_holds():
    from bening.foundation.access import roles_with  # noqa: PLC0415 -- this test alone

    assert permissions() <= set(roles_with.names())


@on_postgres
def test_the_owner_may_lay_tables(db):
    with acting(owner("migrate")), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")
        cursor.execute("DROP TABLE mine")
