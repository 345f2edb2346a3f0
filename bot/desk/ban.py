"""Who is not to be listened to any more: kept, shown silently, never lost, and undone by a word."""

from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action, agent_of
from bot.desk.resolve import resolve
from bot.desk.roles import Power, may
from bot.storage.alerts import tell_people
from bot.storage.audit import record
from bot.storage.conversations import last_conversation
from bot.storage.customers import find_by_topic
from bot.storage.effects import Answer, answer
from bot.storage.erasing import person_of
from bot.storage.notes import queue_note
from bot.storage.pages import open_pages
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Customer
from bot.storage.team import heads
from bot.wording import load_wording

# The reasons that have a button; /ban takes any words.
REASONS: Final = ("spam", "abuse", "scam")
# As much of a reason as a list shows, and as many people.
LONGEST, LISTED = 100, 50


async def mark_spam(session: AsyncSession, *, action: Action, conversation_id: int, reason: str) -> Answer:
    """Ban the writer of a conversation for one of the reasons with a button."""
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None or reason not in REASONS:
        return answer("expired", alert=True)
    customer = await session.get_one(Customer, conversation.customer_id)
    return await _ban(session, action, customer, reason)


async def ban_in_topic(session: AsyncSession, *, action: Action, topic: tuple[int, int], reason: str) -> Answer:
    """Ban the topic's customer; a ban without a reason could be judged by nobody later."""
    customer = await find_by_topic(session, *topic)
    if customer is None:
        return answer("no_topic_customer")
    return await _ban(session, action, customer, reason[:LONGEST]) if reason else answer("ban_why")


async def unban_in_topic(session: AsyncSession, *, action: Action, topic: tuple[int, int]) -> Answer:
    """Listen to the topic's customer again; what they wrote meanwhile stands in the topic."""
    customer = await find_by_topic(session, *topic)
    if customer is None or customer.banned_at is None:
        return answer("ban_none" if customer else "no_topic_customer")
    agent = await agent_of(session, action)
    await _set(session, customer, None, None)
    record(session, "unban", action.now, agent_id=agent.id, customer=customer.id or 0)
    return answer("unbanned")


async def list_bans(session: AsyncSession, *, action: Action) -> Answer:
    """Name who is banned, since when and why; for leads, who answer for it."""
    if not await may(session, action, Power.REPORTS):
        return answer("bans_leads_only")
    found = await session.scalars(
        select(Customer)
        .where(col(Customer.banned_at).is_not(None))
        .order_by(col(Customer.banned_at).desc())
        .limit(LISTED)
    )
    lines = [
        f"{(customer.banned_at or action.now).astimezone(action.zone):%d.%m.%Y} · "
        f"{customer.topic_title or customer.first_name or '?'} · {_named(customer.ban_reason or '', action)}"
        for customer in found.all()
    ]
    return answer("bans_list", lines="\n".join(lines)) if lines else answer("bans_nobody")


def _named(reason: str, action: Action) -> str:
    """Write a reason as the desk reads it: one with a button is kept as its id."""
    return load_wording(action.lang)(f"b_ban_{reason}").lower() if reason in REASONS else reason


async def _ban(session: AsyncSession, action: Action, customer: Customer, reason: str) -> Answer:
    if customer.banned_at is not None:
        return answer("banned_already", alert=True)
    conversation = await last_conversation(session, customer.id or 0)
    if conversation is not None and await open_pages(session, conversation.id):
        return answer("ban_danger", alert=True)  # a ban closes the conversation, and nobody would look
    agent = await agent_of(session, action)
    await _set(session, customer, action, reason)
    record(session, "ban", action.now, agent_id=agent.id, why=reason, customer=customer.id or 0)
    if conversation is not None:
        content = {"key": "banned_note", "values": {"name": agent.name, "reason": reason}}
        await queue_note(session, conversation, content, action.machine_now)
        await resolve(session, action=action, conversation_id=conversation.id or 0, sure=True)
    told = {"key": "banned_alert", "values": {"name": agent.name, "reason": reason}, "link_topic_of": customer.id}
    leads = [lead for lead in await heads(session, action.leads) if lead != action.actor.telegram_id]
    await tell_people(session, leads, machine_now=action.machine_now, content=told)
    return answer("banned")


async def _set(session: AsyncSession, customer: Customer, action: Action | None, reason: str | None) -> None:
    """Turn it on every row of the person."""
    await session.execute(
        update(Customer)
        .where(col(Customer.id).in_(await person_of(session, customer.id or 0)))
        .values(banned_at=action.now if action else None, ban_reason=reason)
    )
