"""A desk with promises on rows alone: what the rounds of the service see, and what they queue."""

import asyncio
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from databases import WHY_SKIPPED, empty_postgres, postgres_answers
from desk_cases import a_case, action
from sqlalchemy import select
from sqlmodel import col
from storage_rows import NOW

from bot.clocks import Clocks
from bot.clockwork import Heard, Promises
from bot.service.rounds import Service
from bot.service.serving import Serving
from bot.shop.shopfile import load_shop
from bot.storage import clocks
from bot.storage.migrate import migrate
from bot.storage.pages import Danger, raise_pages
from bot.storage.tables import Agent, Conversation, Identity, Outgoing

CUSTOMER, LEAD, OTHER_LEAD, OWNER = 7001, 77, 78, 79
ANNA, OLGA = 1, 1  # the customer's row and the agent's
# What is worth asking of both databases; the rest is asked of a copy of one SQLite file.
both = pytest.mark.parametrize("migrated_url", ["sqlite", "postgresql"], indirect=True)


@cache
def one_sqlite() -> Path:
    """Migrate one file: copying it takes a hundredth of migrating another."""
    file = Path(tempfile.mkdtemp()) / "triage.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database at this program's version."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite+aiosqlite:///{shutil.copy(one_sqlite(), tmp_path / 'triage.db')}"
    if not postgres_answers():
        pytest.skip(WHY_SKIPPED)
    address: str = request.getfixturevalue("one_postgres")
    empty_postgres(address)
    return address


@dataclass
class Desk:
    """Rounds over a database, at a time that a test sets."""

    database: Any
    heads: tuple[int, ...] = (LEAD, OTHER_LEAD, OWNER)
    owners: tuple[int, ...] = (OWNER,)
    now: Any = NOW
    shop: Any = field(default_factory=lambda: load_shop(None))
    seen: int = 0

    def __post_init__(self):
        at = Clocks(lambda: self.now, lambda: self.now)
        promises = Promises.of(self.shop, action().zone)
        self.serving = Serving(self.database, at, self.shop, action().zone, promises, self.heads, self.owners)
        self.service = Service(self.serving)

    async def at(self, minutes):
        """Let the clock stand so many minutes after noon, look, and tell what was queued by that."""
        self.now = NOW + timedelta(minutes=minutes)
        await self.service()
        return await self.fresh()

    async def fresh(self):
        """List what was queued since the last look, as (to whom, wording key or text)."""
        async with self.database.reading() as session:
            found = await session.scalars(
                select(Outgoing).where(col(Outgoing.id) > self.seen).order_by(col(Outgoing.id))
            )
            rows = list(found.all())
        self.seen = max([self.seen, *(row.id for row in rows)])
        return [(row.chat_id, row.content.get("key") or row.content.get("text") or row.kind) for row in rows]

    async def change(self, do):
        async with self.database.writing() as session:
            return await do(session)

    async def load(self, model):
        async with self.database.reading() as session:
            return list((await session.scalars(select(model).order_by(col(model.id)))).all())


async def a_question(desk, *, group="rest", flagged=False, intent="order_status", lang="en", **suggested):
    """Anna asks at noon; her case has a card, and nobody on shift has seen it yet."""

    async def do(session):
        conversation = await a_case(session, **suggested)
        conversation.lang = lang
        session.add(Identity(customer_id=ANNA, kind="telegram", value=str(CUSTOMER), created_at=NOW))
        heard = Heard(conversation.id, 1, NOW, NOW, True, True, group, intent, flagged)
        await clocks.customer_wrote(session, heard, desk.serving.promises)
        return conversation.id

    number = await desk.change(do)
    await desk.fresh()
    return number


async def danger(desk, flag="self_harm", **suggested):
    """Anna's words raise a page at noon."""
    await a_question(desk, group="page", flagged=True, **suggested)

    async def do(session):
        conversation = await session.get_one(Conversation, 1)
        await raise_pages(session, conversation, Danger([flag], "Anna", desk.heads, desk.owners), desk.now, desk.now)

    await desk.change(do)


async def on_shift(desk, telegram_id=9, **more):
    """An agent begins a shift."""

    async def do(session):
        found = await session.scalars(select(Agent).where(col(Agent.telegram_id) == telegram_id))
        agent = found.first()
        if agent is None:
            agent = Agent(telegram_id=telegram_id, name="Lena", created_at=NOW)
            session.add(agent)
        agent.on_since = NOW
        for name, value in more.items():
            setattr(agent, name, value)

    await desk.change(do)
