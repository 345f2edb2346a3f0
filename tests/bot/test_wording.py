"""The desk's own words: the same in every language."""

from string import Formatter

import pytest

from bot.wording import DESK_LANGUAGES, load_wording
from classifier.taxonomy import FLAGS, INTENTS, PLAIN_TYPES, TYPES, UNKNOWN, Axis

ENGLISH = load_wording("en")
OTHERS = [lang for lang in DESK_LANGUAGES if lang != "en"]


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("lang", OTHERS)
def test_every_language_has_the_same_keys(lang):
    """Nothing is said in one language only."""
    texts = load_wording(lang).texts

    assert {group: set(texts[group]) for group in texts} == {
        group: set(ENGLISH.texts[group]) for group in ENGLISH.texts
    }


@pytest.mark.parametrize("key", ENGLISH.texts["says"])
@pytest.mark.parametrize("lang", OTHERS)
def test_every_language_says_the_same_values(lang, key):
    """A sentence names in Russian what it names in English, so that none fails when it is filled in."""
    assert placeholders(load_wording(lang).texts["says"][key]) == placeholders(ENGLISH.texts["says"][key])


@pytest.mark.parametrize("lang", DESK_LANGUAGES)
@pytest.mark.parametrize(
    ("group", "keys"),
    [
        *((axis.value, TYPES[axis]) for axis in Axis),
        ("axis", tuple(Axis)),
        ("intent", (*INTENTS, UNKNOWN)),
        ("flag", FLAGS),
    ],
)
def test_everything_that_is_concluded_has_a_name(lang, group, keys):
    """No id of the code is ever shown for want of a word."""
    assert set(load_wording(lang).texts[group]) == {str(key) for key in keys}


@pytest.mark.parametrize("lang", DESK_LANGUAGES)
@pytest.mark.parametrize("type_", ["petty", "abuser", "problem", "dramatic", "know_it_all"])
def test_names_are_neutral(lang, type_):
    """Ids that would hurt stay in the code."""
    axis = next(axis for axis in Axis if type_ in TYPES[axis])
    name = load_wording(lang).name(axis, type_)

    assert type_ not in PLAIN_TYPES
    assert type_.replace("_", " ") not in name.lower()


@pytest.mark.parametrize("lang", DESK_LANGUAGES)
def test_what_customers_read_says_that_it_is_automatic(lang):
    """An automatic message says so (desk.md, guards)."""
    greeting = load_wording(lang)("greeting", shop="Tents & More")

    assert "Tents & More" in greeting
    assert any(word in greeting.lower() for word in ("automatic", "автоматическ"))


def test_values_are_said_as_they_are():
    """A customer called `{name}` is no placeholder."""
    assert "{name}" in ENGLISH("held_by_other", name="{name}", since="14:02")


def test_a_language_that_the_desk_does_not_speak():
    """The sentence names it and the ones to choose from."""
    with pytest.raises(ValueError, match="the desk does not speak 'fr'; choose one of en, ru"):
        load_wording("fr")
