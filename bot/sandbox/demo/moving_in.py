"""Moves the demonstration's people into a sandbox and into the database of the bot that serves them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.sandbox.demo.loader import DemoCustomer
from bot.sandbox.people import User
from bot.sandbox.server import SandboxServer
from bot.storage.identities import Key, add_keys, add_people
from bot.storage.order_batches import insert_orders
from bot.storage.tables.people import Agent, EngagementRow, IdentityKind, Role

# Name, username, language, and what the page says of them. A trainee's first replies wait for somebody's yes.
AGENT: Final = ("Olga", "olga", "en", {"en": "agent", "ru": "сотрудник"})
TRAINEE: Final = ("Ivan", "ivan", "ru", {"en": "trainee", "ru": "стажёр"})
LEAD: Final = ("Vera", "vera", "en", {"en": "lead", "ru": "старший"})


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works at the desk; each has opened the bot in private, too."""

    agent: User
    trainee: User
    lead: User


def meet_customers(telegram: SandboxServer, people: Sequence[DemoCustomer], language: str) -> list[int]:
    """Give each a private chat with the bot; returns their Telegram ids in the same order."""
    return [
        telegram.customer(one.first_name, one.last_name, language_code=one.language_code, about=one.about[language]).id
        for one in people
    ]


def hire_agents(telegram: SandboxServer, language: str) -> Staff:
    """Put the agent, the trainee and the lead into the staff group."""
    agent, trainee, lead = (
        telegram.agent(name, username=username, language_code=code, about=about[language], started=True)
        for name, username, code, about in (AGENT, TRAINEE, LEAD)
    )
    return Staff(agent, trainee, lead)


def store_staff(session: AsyncSession, staff: Staff, now: datetime) -> None:
    """Let the bot know them from the start, so that cases can be given to them by name. Write session."""
    roles = ((staff.agent, Role.AGENT), (staff.trainee, Role.TRAINEE), (staff.lead, Role.LEAD))
    session.add_all(
        Agent(telegram_id=one.id, name=one.first_name, username=one.username, role=role, created_at=now)
        for one, role in roles
    )


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
