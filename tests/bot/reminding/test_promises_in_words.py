"""Promises that agents write themselves are found with their time; times that are facts are left alone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from promise_sentences import FACTS, PROMISES

from bot.desk.promised import find_promise

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
PRECISION, RECALL = 0.97, 0.95


def found_in(text):
    promise = find_promise(text, NOW, AMSTERDAM)
    return f"{promise.moment.at.astimezone(AMSTERDAM):%d %H:%M}" if promise else None


def test_of_two_hundred_sentences_nearly_every_one_is_read_right():
    """A proposal with a wrong time counts as wrong; a fact taken for a promise would be a nuisance twenty times a day."""
    right = [text for text, expected in PROMISES if found_in(text) == expected]
    wrong = [text for text, expected in PROMISES if found_in(text) not in {expected, None}]
    nuisances = [text for text in FACTS if found_in(text) is not None]
    proposed = len(right) + len(wrong) + len(nuisances)

    assert min(len(PROMISES), len(FACTS)) >= 100
    assert len(right) / proposed >= PRECISION, (wrong, nuisances)
    assert len(right) / len(PROMISES) >= RECALL, [text for text, expected in PROMISES if found_in(text) != expected]


@pytest.mark.parametrize("text", ["", "a" * 4000, "tomorrow " * 400, "I'll " * 800, "25:00 I'll call", "我会" * 1000])
def test_whatever_was_written_is_read_to_its_end(text):
    """It is looked at for every message that agents write; a pattern that goes astray would meet the suite's limit."""
    assert find_promise(text, NOW, AMSTERDAM) is None


def test_the_sentence_of_the_promise_is_kept():
    """The reminder quotes it and not the whole message."""
    promise = find_promise("Hello Anna! I'm sorry. I'll write to you by noon. Bye!", NOW, AMSTERDAM)

    assert promise.sentence == "I'll write to you by noon"
