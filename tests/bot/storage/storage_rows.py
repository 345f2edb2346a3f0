"""Rows for tests of the storage, with what does not matter filled in."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import col

from bot.storage.intake import Update
from bot.storage.outgoing import Draft, Urgency, add_one
from bot.storage.tables import Agent, Conversation, Customer, Outgoing
from bot.storage.tables.traffic import OutgoingKind

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BOT = 42


def an_update(number: int, line: str = "chat:7", **more: Any) -> Update:
    """An update with this number; its payload is the number."""
    return Update(number, line, "message", str(number), **more)


async def a_conversation(session: Any, customer_id: int = 1, **more: Any) -> Conversation:
    """A customer with an open conversation."""
    if await session.get(Customer, customer_id) is None:
        session.add(Customer(id=customer_id, first_name="Anna", staff_chat=-1, created_at=NOW))
        await session.flush()
    conversation = Conversation(customer_id=customer_id, opened_at=NOW, version=1, turn=1, waiting_since=NOW, **more)
    session.add(conversation)
    await session.flush()
    return conversation


async def an_agent(session: Any, telegram_id: int = 9) -> Agent:
    """An agent."""
    agent = Agent(telegram_id=telegram_id, name="Olga", created_at=NOW)
    session.add(agent)
    await session.flush()
    return agent


async def queue(session: Any, line: str = "s:1", chat: int = -1, **more: Any) -> int:
    """Queue a row and tell its id."""
    values = {"kind": OutgoingKind.NOTE, "priority": Urgency.CARD, "not_before": NOW, **more}
    return await add_one(session, Draft(line=line, chat_id=chat, **values), NOW)


async def set_state(session: Any, row_id: int, state: str, **more: Any) -> None:
    """Bring an outgoing row into a state."""
    await session.execute(update(Outgoing).where(col(Outgoing.id) == row_id).values(state=state, **more))


async def insert_rows(session: Any, table: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows as they are."""
    await session.execute(insert(table), rows)
