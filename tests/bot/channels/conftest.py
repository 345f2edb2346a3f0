"""One bot for each file of tests; every test brings its own customer."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from shift import Shift, on_shift


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shift(
    request: pytest.FixtureRequest, classifier: Any, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Shift]:
    """A running bot; a file's `SETTINGS` are laid over the usual ones."""
    settings = getattr(request.module, "SETTINGS", {})
    async with on_shift(classifier, tmp_path_factory.mktemp("shift"), **settings) as running:
        yield running
