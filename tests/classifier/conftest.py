"""One classifier for all its tests: building a pipeline takes a second."""

from datetime import UTC, datetime

import pytest

from classifier.classifier import Classifier

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def classifier():
    return Classifier()


@pytest.fixture
def assess(classifier):
    """Assess a text at noon."""

    def at_noon(text, **known):
        return classifier.assess(text, **{"now": NOON, **known})

    return at_noon
