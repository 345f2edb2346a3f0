"""One bot for each file of tests, of a shop that is closed just now; its alarm rings at a door of the test."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from harness import make_harness
from heads import LEAD, OTHER_LEAD, OWNER
from shift import Shift


@dataclass
class Bell:
    """Whoever is called by ALARM_URL; the first call finds nobody."""

    calls: list[dict[str, Any]] = field(default_factory=list)
    address: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.calls.append(await request.json())
        return web.Response(status=503 if len(self.calls) == 1 else 200)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bell() -> AsyncIterator[Bell]:
    """A door that rings."""
    bell, app = Bell(), web.Application()
    app.router.add_post("/alarm", bell.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    bell.address = f"http://{host}:{port}/alarm"
    yield bell
    await runner.cleanup()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shift(bell: Bell, classifier: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shift]:
    """A bot at an hour at which nobody is at the desk."""
    folder = tmp_path_factory.mktemp("service")
    hours = 'hours: {opens: "22:00", closes: "23:30"}\n'  # the harness begins at noon
    shop = folder / "shop.yaml"
    shop.write_text(f"service:\n  undo: 600s\n{hours}", encoding="utf-8")
    people = {"leads": (LEAD, OTHER_LEAD), "owners": (OWNER,), "alarm_url": bell.address}
    address = f"sqlite+aiosqlite:///{folder / 'triage.db'}"
    async with make_harness(address, classifier, shop=shop, **people) as harness:
        shift = Shift(harness)
        async with harness.bot() as shift.app:
            yield shift
