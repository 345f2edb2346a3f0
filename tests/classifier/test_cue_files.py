"""The cue files that ship."""

import pytest

from classifier.cue_files import AXES, CueFile, load_cues
from classifier.taxonomy import FLAGS, LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_knows_every_danger(lang):
    """No language ships without words for each flag: a cry for help is heard in all six."""
    assert {label.partition(":")[2] for label in load_cues(lang, "flag")} == set(FLAGS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_weight_has_a_reason(lang):
    """Each group says in words why it weighs what it weighs, and has phrases."""
    groups = [group for axis in AXES for named in load_cues(lang, axis).values() for group in named.values()]

    assert all(len(group.why) > 1 and group.phrases for group in groups)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_danger_can_page(lang):
    """The tier `page` wakes people up, so only self-harm, safety and fraud have words for it."""
    cues: CueFile = load_cues(lang, "flag")
    paging = {label for label, named in cues.items() if any(group.tier == "page" for group in named.values())}

    assert paging <= {"flag:self_harm", "flag:safety", "flag:fraud"}
