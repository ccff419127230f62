"""Names that packages announce."""

import pytest

from bening.foundation.registry import AnnouncedTwice, NotAnnounced, Registry


def test_things_come_back_by_name_and_in_order():
    fruit: Registry[int] = Registry("fruit")
    fruit.add("pisang", 2)
    fruit.add("apel", 1)

    assert (fruit["apel"], list(fruit), fruit.names(), len(fruit)) == (1, [2, 1], ("pisang", "apel"), 2)
    assert "apel" in fruit
    assert "jeruk" not in fruit


def test_a_name_is_announced_once():
    fruit: Registry[int] = Registry("fruit")
    fruit.add("apel", 1)
    fruit.add("apel", 1)  # a module that is read twice does no harm

    with pytest.raises(AnnouncedTwice, match="fruit “apel”"):
        fruit.add("apel", 2)


def test_a_name_that_nobody_announces_is_said_aloud():
    with pytest.raises(NotAnnounced, match="fruit “apel”"):
        Registry("fruit")["apel"]
