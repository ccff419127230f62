"""Who sees which units, and how they stand under one another."""

from bening.foundation.units.queries import Branch, tree, visible_to


def test_everybody_sees_their_own_place(house, sari, budi, citra, dewi, eko):
    seen = {
        person.username: {unit.short_name for unit in visible_to(person)} for person in (sari, budi, citra, dewi, eko)
    }

    everything = {"Ditjen", "Balai Sertifikat", "Balai Pelatihan"}
    assert seen == {
        "sari": {"Balai Sertifikat"},
        "budi": {"Balai Sertifikat"},
        "citra": {"Balai Pelatihan"},
        "dewi": everything,
        "eko": everything,
    }


def test_units_stand_below_their_parents(house):
    assert tree([house.sibling, house.unit, house.top, house.foreign]) == [
        Branch(house.top, [Branch(house.sibling), Branch(house.unit)]),
        Branch(house.foreign),
    ]


def test_a_unit_whose_parent_is_out_of_sight_stands_at_the_top(house):
    assert tree([house.unit]) == [Branch(house.unit)]
