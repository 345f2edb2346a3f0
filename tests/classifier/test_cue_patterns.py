"""The little language of cue phrases."""

import pytest

from classifier.cue_patterns import CueTrie
from classifier.cue_phrases import parse


def found(phrase, text):
    trie = CueTrie(str.split)
    trie.add(phrase, "label", "group")
    words = text.split()
    return {" ".join(words[one.start : one.end]) for one in trie.find(words)}


@pytest.mark.parametrize(
    ("phrase", "text", "matches"),
    [
        ("no answer", "still no answer here", {"no answer"}),
        ("no (answer|reply)", "no reply and no answer", {"no reply", "no answer"}),
        ("still (waiting|no (answer|reply))", "still no reply", {"still no reply"}),
        ("follow(ing|) up", "following up", {"following up"}),
        ("refund*", "refunded twice", {"refunded"}),
        ("charged .. twice", "charged my poor card twice", {"charged my poor card twice"}),
        ("charged .. twice", "charged a b c d twice", set()),
        ("charged .. twice", "charged . twice", set()),
        ("# days", "after 14 days", {"14 days"}),
        ("^ thanks", "thanks for nothing", {"thanks"}),
        ("^ thanks", "no thanks", set()),
    ],
)
def test_a_cue_matches_what_it_says(phrase, text, matches):
    """Alternatives, endings, gaps, numbers and the start mean what the docstring says."""
    assert found(phrase, text) == matches


@pytest.mark.parametrize("phrase", ["(a|b", "a) b", "a | b", "(a|)"])
def test_a_cue_written_wrongly_is_refused(phrase):
    """A bracket left open, or a phrase that can be empty, is an error at loading and names the phrase."""
    with pytest.raises(ValueError, match="the cue"):
        found(phrase, "a b")


def test_alternatives_are_kept_apart():
    """A phrase is parsed into words and choices."""
    assert parse("still (waiting|no answer)") == ["still", [["waiting"], ["no", "answer"]]]


def test_searching_takes_as_long_as_the_text():
    """Twice the text is at most little more than twice the steps, even where every word begins a cue."""
    trie = CueTrie(str.split)
    trie.add("a .. a .. a", "label", "group")

    once, twice = (len(trie.find(["a"] * count)) for count in (200, 400))

    assert twice < 2.1 * once


def test_a_first_choice_of_many_may_be_left_out():
    trie = CueTrie(str.split)
    trie.add("(a|b|c|) d (e|f|g) h", "label", "group")
    assert [(one.start, one.end) for one in trie.find(["d", "f", "h"])] == [(0, 3)]
    assert [(one.start, one.end) for one in trie.find(["x", "b", "d", "e", "h"])] == [(1, 5), (2, 5)]
