"""Every shipped playbook is reached, and speaks in every language."""

import itertools

import pytest
from reaching import cases

from classifier.taxonomy import LANGUAGES
from playbooks.engine import suggest
from playbooks.loader import load_library
from playbooks.schema import SLOTS
from playbooks.suggestion import TONES

LIBRARY = load_library()
NAMES = [playbook.name for playbook in LIBRARY.playbooks]


@pytest.mark.parametrize("name", NAMES)
def test_a_playbook_acts_in_the_case_it_is_meant_for(name):
    """Nothing in the library is dead: its own conditions bring it in, and there is a reply in every tone."""
    suggestions = (suggest(LIBRARY, asked, None, facts, lang="en") for asked, facts in cases(LIBRARY[name]))

    reached = next((suggestion for suggestion in suggestions if name in suggestion.playbooks), None)

    assert reached is not None
    assert {reply.tone for reply in reached.replies} == set(TONES)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_playbook_says_it_says_in_all_languages(name):
    """A slot without one of the six languages would answer in English, or not at all; its words are known in all."""
    playbook = LIBRARY[name]
    words = playbook.when.words

    assert not words or "any" in words or set(words) == set(LANGUAGES)
    for slot in SLOTS:
        texts = playbook.fragment(slot)
        assert not texts or all(set(texts["en"]) == set(texts.get(lang, {})) for lang in LANGUAGES), slot


@pytest.mark.parametrize("name", NAMES)
def test_no_reply_mixes_languages(name):
    """In the case it is meant for, the whole reply is in the customer's language."""
    for lang in LANGUAGES:
        for assessment, facts in itertools.islice(cases(LIBRARY[name], lang), 3):
            suggestion = suggest(LIBRARY, assessment, None, facts, lang=lang)

            assert {reply.lang for reply in suggestion.replies} == {lang}
