"""Languages are made ready before anybody waits for them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

import classifier.pipeline
from bot.readying import warm, warm_rest
from classifier.classifier import Classifier

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_who_first_writes_in_a_language_that_the_shop_did_not_name_waits_for_nothing(monkeypatch):
    """Dutch neighbours write to a shop that only named English."""
    reader = Classifier(languages=("en", "fy"))
    with ThreadPoolExecutor(1) as executor:
        warm(reader, ("en",))
        warm_rest(executor, reader, ("en",))
    monkeypatch.setattr(classifier.pipeline, "build_pipeline", lambda lang: pytest.fail(f"{lang} was not ready"))

    assert reader.assess("Wêr bliuwt myn pakket no? Ik wachtsje al trije wiken.", now=NOW).lang == "fy"


def test_a_program_that_stops_makes_nothing_ready_any_more():
    """Ctrl-C in the first second is no error."""
    executor = ThreadPoolExecutor(1)
    executor.shutdown()

    warm_rest(executor, Classifier(languages=("en", "fy")), ("en",))
