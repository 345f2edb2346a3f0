"""What people may ask about the data held on them: told at once, automatically; a person does the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action, agent_of
from bot.incoming import Incoming
from bot.shop.shopfile import Shop
from bot.storage.audit import record
from bot.storage.conversations import last_conversation
from bot.storage.customers import add_customer, find_by_topic, find_customer, telegram_id_of
from bot.storage.effects import Answer, answer
from bot.storage.erasing import person_of
from bot.storage.notes import queue_note
from bot.storage.outgoing import Draft, Urgency, add_outgoing, private_line
from bot.storage.profiles import forget_profiles
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import OutgoingKind
from playbooks.rights import Right, say_right

# What a customer asks for and only a person can do: the note that agents get of it.
ASKED: Final = {"export": "asked_export", "forget": "asked_forget"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody in their private chat: what they wrote, when by either clock, and where their topic would be."""

    incoming: Incoming
    shop: Shop
    now: datetime
    machine_now: datetime
    staff_chats: Sequence[int] = ()


async def tell_right(session: AsyncSession, *, asked: Asked, right: Right) -> None:
    """Tell the customer, and the agents where a person must act on it."""
    customer = await find_customer(session, asked.incoming.telegram_id)
    spoken = customer.last_language if customer else None
    text = say_right(right, spoken or asked.incoming.language, shop=asked.shop.name, formal=asked.shop.formal)
    await say(session, asked.incoming.chat_id, text, asked.machine_now)
    conversation = await last_conversation(session, customer.id or 0) if customer else None
    if conversation is not None and right in ASKED:
        await queue_note(session, conversation, {"key": ASKED[right]}, asked.machine_now)


async def object_to_profile(session: AsyncSession, *, asked: Asked) -> None:
    """Switch conclusions from history off or on, as the customer asks, and confirm it."""
    customer = await find_customer(session, asked.incoming.telegram_id)
    if customer is None:
        customer = await add_customer(session, asked.incoming, asked.staff_chats, asked.now)
    off = await _switch(session, customer, asked.now, why="the customer asked")
    await tell_right(session, asked=asked, right="profile_off" if off else "profile_on")
    conversation = await last_conversation(session, customer.id or 0)
    if conversation is not None:
        content = {"key": "profile_off_note" if off else "profile_on_note"}
        await queue_note(session, conversation, content, asked.machine_now)


async def switch_profile(session: AsyncSession, *, action: Action, topic: tuple[int, int]) -> Answer:
    """Do the same for a topic's customer, who is told in their language."""
    customer = await find_by_topic(session, *topic)
    chat = await telegram_id_of(session, customer.id or 0) if customer else None
    if customer is None or chat is None:
        return answer("no_topic_customer")
    agent = await agent_of(session, action)
    off = await _switch(session, customer, action.now, why="an agent was asked", agent_id=agent.id)
    right: Right = "profile_off" if off else "profile_on"
    await say(session, chat, words_for(customer, right, action.shop), action.machine_now)
    return answer(right)


def words_for(customer: Customer, right: Right, shop: Shop) -> str:
    """Say it in the language that the customer last wrote in, else in that of their Telegram."""
    lang = customer.last_language or customer.language
    return say_right(right, lang, shop=shop.name, formal=shop.formal)


async def say(session: AsyncSession, chat_id: int, text: str, machine_now: datetime, *, line: str = "") -> None:
    """Queue automatic words to a customer; the line is that of their chat where none is named."""
    draft = Draft(
        kind=OutgoingKind.NOTE,
        line=line or private_line(chat_id),
        chat_id=chat_id,
        priority=Urgency.REPLY,
        not_before=machine_now,
        content={"text": text, "to": "customer"},
    )
    await add_outgoing(session, [draft], machine_now)


async def _switch(
    session: AsyncSession, customer: Customer, now: datetime, *, why: str, agent_id: int | None = None
) -> bool:
    """Turn the flag on every row of the person; True where no conclusions are drawn from now on."""
    ids, off = await person_of(session, customer.id or 0), not customer.no_profile
    await session.execute(
        update(Customer)
        .where(col(Customer.id).in_(ids))
        .values(no_profile=off)
        .execution_options(synchronize_session=False)
    )
    if off:
        await forget_profiles(session, ids)
    record(session, "profile_off" if off else "profile_on", now, agent_id=agent_id, why=why, customer=ids[0])
    return off
