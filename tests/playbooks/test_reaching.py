"""Every shipped playbook is reached, and speaks in every language."""

import pytest
from reaching import a_case

from classifier.taxonomy import LANGUAGES
from playbooks.engine import suggest
from playbooks.loader import load_library
from playbooks.schema import SLOTS
from playbooks.suggestion import TONES

LIBRARY = load_library()
NAMES = [playbook.name for playbook in LIBRARY.playbooks]


@pytest.mark.parametrize("name", NAMES)
def test_a_playbook_acts_in_the_case_it_is_meant_for(name):
    """Nothing in the library is dead: its own conditions, and no more, bring it in."""
    assessment, facts = a_case(LIBRARY[name])

    suggestion = suggest(LIBRARY, assessment, None, facts, lang="en")

    assert name in suggestion.playbooks
    assert {reply.tone for reply in suggestion.replies} == set(TONES)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_playbook_says_it_says_in_all_languages(name, lang):
    """A slot without one of the six languages would answer in English, or not at all."""
    playbook = LIBRARY[name]
    for slot in SLOTS:
        texts = playbook.fragment(slot)
        if texts:
            assert set(texts["en"]) == set(texts.get(lang, {})), slot


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_playbook_is_found_by_its_words_in_every_language(name, lang):
    """Its words are known in all six, so that nobody is answered in general only for their language."""
    words = LIBRARY[name].when.words

    assert not words or "any" in words or lang in words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_reply_mixes_languages(name, lang):
    """In the case it is meant for, the whole reply is in the customer's language."""
    assessment, facts = a_case(LIBRARY[name], lang)

    suggestion = suggest(LIBRARY, assessment, None, facts, lang=lang)

    assert {reply.lang for reply in suggestion.replies} == {lang}
