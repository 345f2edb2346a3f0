"""Languages are made ready before anybody waits for them, and nobody waits for more than one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

import classifier.pipeline
from bot.thinking.warming import warm, warm_rest
from classifier.classifier import Classifier

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Noting(Classifier):
    """Notes what it was asked to make ready, and makes it."""

    def __init__(self, *languages):
        super().__init__(languages=languages)
        self.done = []

    def warm(self, langs=None):
        super().warm(langs)
        self.done += langs


def test_who_first_writes_in_a_language_that_the_shop_did_not_name_waits_for_nothing(monkeypatch):
    """Frisian neighbours write to a shop that only named English."""
    reader, executor = Classifier(languages=("en", "fy")), ThreadPoolExecutor(1)
    warm(reader, ("en",))
    executor.submit(warm_rest, executor, reader, ("fy",)).result()
    monkeypatch.setattr(classifier.pipeline, "build_pipeline", lambda lang: pytest.fail(f"{lang} was not ready"))

    assert reader.assess("Wêr bliuwt myn pakket no? Ik wachtsje al trije wiken.", now=NOW).lang == "fy"
    executor.shutdown()


def test_a_message_comes_between_two_languages():
    """The first customer after a start does not wait for five languages that are not theirs."""
    reader, executor = Noting("fy", "ca", "zh"), ThreadPoolExecutor(1)

    warm_rest(executor, reader, reader.languages)
    executor.submit(reader.done.append, "a message")
    while len(reader.done) < len((*reader.languages, "a message")):
        executor.submit(lambda: None).result()

    assert reader.done.index("a message") < reader.done.index("zh")
    executor.shutdown()


def test_a_program_that_stops_makes_nothing_more_ready():
    """Ctrl-C in the first second is no error, and waits for one language at most."""
    reader, executor = Noting("fy", "ca"), ThreadPoolExecutor(1)
    executor.shutdown()

    warm_rest(executor, reader, reader.languages)

    assert reader.done == ["fy"]
