"""What most tests of the bot need: a database of either kind, a local Telegram, a running bot."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from databases import WHY_SKIPPED, drop_postgres, make_postgres, postgres_answers
from harness import Harness, is_card, make_harness

__all__ = ["MINUTE", "Harness", "is_card", "make_harness"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'triage.db'}"
        return
    if not postgres_answers():
        pytest.skip(WHY_SKIPPED)
    address = make_postgres()
    yield address
    drop_postgres(address)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite database, for what does not depend on the kind."""
    return f"sqlite:///{tmp_path / 'triage.db'}"


@pytest.fixture(scope="session")
def classifier() -> Any:
    """One warm classifier for all bots of the session: building it is the slowest part of a start."""
    from classifier.classifier import Classifier

    classifier = Classifier()
    classifier.warm(["en", "ru"])
    return classifier


@pytest.fixture
async def harness(sqlite_url: str, classifier: Any, tmp_path: Path) -> AsyncIterator[Harness]:
    """A local Telegram with its limits off, and a bot on SQLite ready to be started."""
    async with make_harness(sqlite_url, classifier) as made:
        yield made


MINUTE = timedelta(minutes=1)
