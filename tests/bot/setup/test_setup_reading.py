"""What an owner types is read, or refused with what would be right."""

import pytest

from bot.desk.setup.first_playbook import write_playbook
from bot.desk.setup.reading import NotReadError, read_hours, read_name, read_words, read_zone
from bot.wording import load_wording
from playbooks.loader import load

WORDS = load_wording("en")


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("9-21", "09:00", "21:00"),
        ("9:30 – 18", "09:30", "18:00"),
        ("10.15-19.45", "10:15", "19:45"),
        ("с 9 до 18", "09:00", "18:00"),
        ("8-24", "08:00", "00:00"),
        ("always", "00:00", "00:00"),
        ("круглосуточно", "00:00", "00:00"),
    ],
)
def test_hours_are_read_as_people_write_them(text, opens, closes):
    """Equal times mean that the desk never closes."""
    assert read_hours(text, WORDS) == {"opens": opens, "closes": closes}


@pytest.mark.parametrize("text", ["half past", "9", "25-30", "9:75-18", ""])
def test_hours_that_are_none_are_refused(text):
    """The answer shows how they are written."""
    with pytest.raises(NotReadError, match="9-21"):
        read_hours(text, WORDS)


@pytest.mark.parametrize(
    ("text", "zone"),
    [("amsterdam", "Europe/Amsterdam"), ("Europe/Moscow", "Europe/Moscow"), ("new york", "America/New_York")],
)
def test_a_zone_is_known_by_its_city(text, zone):
    """Nobody has to know what their zone is called."""
    assert read_zone(text, WORDS) == zone


@pytest.mark.parametrize("text", ["Harlingen", "", "GMT plus one"])
def test_a_zone_that_is_none_is_refused(text):
    """The answer asks for a large city."""
    with pytest.raises(NotReadError, match="large city"):
        read_zone(text, WORDS)


def test_a_name_is_one_line():
    """Blanks are put right; an endless name is refused with the limit."""
    assert read_name("  Tents \n & More ", WORDS) == "Tents & More"
    with pytest.raises(NotReadError, match="64"):
        read_name("x" * 65, WORDS)


def test_a_first_playbook_is_in_order(tmp_path):
    """It is heard by its words, says what was typed, and template signs in it mean nothing."""
    name = write_playbook(tmp_path / "own", ["gift card", "voucher"], "They never run out {{ order.id }} [now].", "en")
    playbook = next(one for one in load(tmp_path / "own").library.playbooks if one.name == name)

    assert name == "our_gift_card"
    assert "They never run out order.id now." in str(playbook.substance)


def test_a_second_one_takes_another_name(tmp_path):
    """Nothing that is there is written over."""
    names = [write_playbook(tmp_path, ["gift card"], "Yes.", "en") for _ in range(2)]

    assert names == ["our_gift_card", "our_gift_card_2"]


def test_words_without_a_file_name(tmp_path):
    """Words in another script are known by a name of ours."""
    assert write_playbook(tmp_path, ["подарочная карта"], "Да.", "ru") == "our_own"


@pytest.mark.parametrize("text", ["", " , ,", "a", ",".join(["word"] * 21)])
def test_words_that_tell_nothing_are_refused(text):
    """One letter, nothing, or a whole list is no sign of a matter."""
    with pytest.raises(NotReadError, match="up to twenty"):
        read_words(text, WORDS)
