"""The automatic words about people's data: there in every language, and honest about what they are."""

import re

import pytest

from classifier.taxonomy import LANGUAGES
from playbooks.address import TWO_ADDRESSES
from playbooks.rights import RIGHTS, say_right

AUTOMATIC = {
    "en": "automatic",
    "ru": "автоматическое",
    "zh": "自动",
    "es": "automático",
    "ca": "automàtic",
    "fy": "automatysk",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("right", RIGHTS)
def test_each_text_says_in_its_language_that_it_is_automatic(right, lang):
    """Whoever asks about their data is not led to believe that a person wrote at once."""
    plain = say_right(right, lang, shop="Noordlicht", formal=())
    formal = say_right(right, lang, shop="Noordlicht", formal=TWO_ADDRESSES)

    assert AUTOMATIC[lang] in plain
    assert AUTOMATIC[lang] in formal
    assert re.search(r"[\[\]|{}]", plain + formal) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_held_is_told_with_the_ways_to_act_on_it(lang):
    """The shop is named, and each command that the program answers."""
    text = say_right("privacy", lang, shop="Noordlicht", formal=())

    assert [word for word in ("Noordlicht", "/export", "/forget", "/noprofile") if word not in text] == []


def test_formal_and_plain_differ_where_a_language_has_both():
    """A shop that says "вы" says it here, too."""
    told = {formal: say_right("erased", "ru", shop="N", formal={"ru"} if formal else ()) for formal in (True, False)}

    assert "о вас" in told[True]
    assert "о тебе" in told[False]


@pytest.mark.parametrize(("lang", "heard"), [("pt-BR", "automatic"), (None, "automatic"), ("ru-RU", "автоматическое")])
def test_who_speaks_another_language_is_answered_in_english(lang, heard):
    """Telegram's codes may name a region."""
    assert heard in say_right("export", lang, shop="N", formal=())
