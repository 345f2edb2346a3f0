"""Moves the demonstration's people into a sandbox and into the database of the bot that serves them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.sandbox.demo.loader import DemoCustomer
from bot.sandbox.server import SandboxServer
from bot.storage.identities import Key, add_keys, add_people
from bot.storage.order_batches import insert_orders
from bot.storage.tables.people import EngagementRow, IdentityKind

# Two agents, one of whom reads Russian too, and the lead who is alerted in private.
AGENTS: Final = (("Olga", "en"), ("Ivan", "ru"))
LEAD: Final = ("Vera", "en")


def meet_customers(telegram: SandboxServer, people: Sequence[DemoCustomer], language: str) -> list[int]:
    """Give each a private chat with the bot; returns their Telegram ids in the same order."""
    return [
        telegram.customer(one.first_name, one.last_name, language_code=one.language_code, about=one.about[language]).id
        for one in people
    ]


def hire_agents(telegram: SandboxServer) -> int:
    """Put the agents and the lead into the staff group; returns the lead's id."""
    for name, language in AGENTS:
        telegram.agent(name, language_code=language)
    name, language = LEAD
    return telegram.agent(name, language_code=language, started=True).id


async def store_customers(
    session: AsyncSession, people: Sequence[DemoCustomer], telegram_ids: Sequence[int], now: datetime
) -> None:
    """Tell the bot what the shop knows of them: names, addresses, orders, what they clicked. Write session."""
    ids = await add_people(session, [(one.first_name, one.last_name) for one in people], now)
    everybody = list(zip(ids, people, telegram_ids, strict=True))
    keys = [(id_, key) for id_, one, telegram_id in everybody for key in _keys(one, telegram_id)]
    await add_keys(session, keys, now)
    await insert_orders(session, [(id_, order, None) for id_, one, _ in everybody for order in one.orders])
    events = [
        {"customer_id": id_, "kind": event.kind, "at": event.at, "amount": event.value}
        for id_, one, _ in everybody
        for event in one.engagement
    ]
    await session.execute(insert(EngagementRow), events)


def _keys(one: DemoCustomer, telegram_id: int) -> list[Key]:
    keys: list[Key] = [(IdentityKind.TELEGRAM, str(telegram_id))]
    if one.email:
        keys.append((IdentityKind.EMAIL, one.email))
    if one.phone:
        keys.append((IdentityKind.PHONE, one.phone))
    return keys
