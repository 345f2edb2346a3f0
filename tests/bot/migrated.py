"""A migrated database of either kind, made quickly."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import WHY_SKIPPED, drop_postgres, empty_postgres, make_postgres, postgres_answers

from bot.storage.migrate import migrate


@pytest.fixture(scope="session")
def one_postgres() -> Iterator[str]:
    """One PostgreSQL database for many tests: emptying it is ten times faster than migrating a new one."""
    address = make_postgres()
    asyncio.run(migrate(address))
    yield address
    drop_postgres(address)


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database at this program's version, once of each kind."""
    if request.param == "sqlite":
        address = f"sqlite+aiosqlite:///{tmp_path / 'triage.db'}"
        asyncio.run(migrate(address))
        return address
    if not postgres_answers():
        pytest.skip(WHY_SKIPPED)
    address = request.getfixturevalue("one_postgres")
    empty_postgres(address)
    return address
