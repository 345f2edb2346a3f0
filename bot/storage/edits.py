"""Keeps a customer's changed message: every version, a new assessment, relay and card brought up to date."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.incoming import Incoming
from bot.storage.conversations import Turn, change
from bot.storage.notes import queue_note
from bot.storage.outgoing import Draft, Urgency, add_outgoing, queue_card, refresh_card, staff_line
from bot.storage.relays import change_queued_text
from bot.storage.tables.conversations import Conversation, Message, Status
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import OutgoingKind
from bot.storage.triaged import Place, Triaged, card_of, keep_conclusions, page_leads, start_clocks
from bot.storage.versions import keep_version, queue_amend

# Enough of a changed message to see what changed; the whole of it is kept.
QUOTED = 1000


async def find_message(session: AsyncSession, incoming: Incoming) -> Message | None:
    """Find the message that was changed; None where it never came."""
    found = await session.scalars(
        select(Message).where(
            col(Message.connection) == incoming.connection,
            col(Message.chat_id) == incoming.chat_id,
            col(Message.telegram_id) == incoming.message_id,
        )
    )
    return found.first()


def is_changed(message: Message, incoming: Incoming) -> bool:
    """Tell whether words or file are new; a reaction, a preview, a live location on its way are no change."""
    return message.text != incoming.text or is_replaced(message.media, incoming.media)


def is_replaced(old: dict[str, Any] | None, new: dict[str, Any] | None) -> bool:
    """Compare files by the id that stays: the other one may differ each time. Old rows do not have it."""
    was, now = (old or {}).get("unique"), (new or {}).get("unique")
    return now is not None and was is not None and was != now


async def save_edit(session: AsyncSession, *, triaged: Triaged, place: Place) -> None:
    """Keep the new wording and bring everything that was concluded from the old one up to date."""
    incoming = triaged.incoming
    message = await find_message(session, incoming)
    if message is None or not is_changed(message, incoming):
        return
    replaced = is_replaced(message.media, incoming.media)
    media = incoming.media if replaced else None
    await keep_version(session, message, incoming.text, place.business_now, media=media)
    conversation = await session.get_one(Conversation, message.conversation_id)
    await keep_conclusions(session, triaged, (conversation.id or 0, message.turn), message.id or 0)
    current = message.turn == conversation.turn and conversation.waiting_since is not None
    await _show(session, message, conversation, place.machine_now, replaced=replaced, current=current)
    if current:
        await _judge_again(session, triaged, conversation, place)
    else:
        await refresh_card(session, conversation.id or 0, message.turn, place.machine_now)
        if triaged.danger:  # nobody waits in that turn, so no card of it alerts anybody
            await page_leads(session, triaged, (conversation.id or 0, message.turn), place)


async def _judge_again(session: AsyncSession, triaged: Triaged, conversation: Conversation, place: Place) -> None:
    """Let the new words count like a new message: place in the queue, a louder card, the leads."""
    priority = triaged.priority
    snoozed = conversation.status == Status.SNOOZED
    lifted = {"status": Status.OPEN, "snoozed_until": None} if snoozed and triaged.lifts else {}
    judged = {"lang": triaged.assessment.lang, "priority": priority.value, "due_at": priority.due_at}
    await change(session, conversation, **judged, **lifted)
    turn = Turn(conversation.id or 0, conversation.turn, first=False)
    await start_clocks(session, triaged, turn, place)
    customer = await session.get_one(Customer, conversation.customer_id)
    card = card_of(customer, Turn(conversation.id or 0, conversation.turn, first=False), triaged, place)
    await queue_card(session, card, place.machine_now, louder=triaged.louder)
    if triaged.danger and triaged.louder:
        await page_leads(session, triaged, (conversation.id or 0, conversation.turn), place)


async def _show(
    session: AsyncSession, message: Message, conversation: Conversation, now: datetime, *, replaced: bool, current: bool
) -> None:
    """Change the copy in the topic; where agents have answered already, a line says so, since an edit alerts nobody."""
    line = staff_line(conversation.customer_id)
    if replaced:
        await _copy_again(session, message, conversation, now)
    elif not await change_queued_text(session, line, message.id or 0, message.text):
        await queue_amend(session, await _draft(session, message, conversation, now, OutgoingKind.AMEND), now)
        if not current:
            content = {"key": "customer_edited_later", "quote": message.text[:QUOTED]}
            await queue_note(session, conversation, content, now)


async def _copy_again(session: AsyncSession, message: Message, conversation: Conversation, now: datetime) -> None:
    """Show the file that took the place of another; what waits to be copied is copied as it is by then."""
    await queue_note(session, conversation, {"key": "customer_replaced"}, now, turn=message.turn)
    copy = await _draft(session, message, conversation, now, OutgoingKind.RELAY)
    content = {"copy": [[message.telegram_id, message.id]], "from": message.chat_id, "album": None}
    await add_outgoing(session, [replace(copy, content=content)], now)


async def _draft(
    session: AsyncSession, message: Message, conversation: Conversation, now: datetime, kind: OutgoingKind
) -> Draft:
    customer = await session.get_one(Customer, conversation.customer_id)
    return Draft(
        kind=kind,
        line=staff_line(conversation.customer_id),
        chat_id=customer.staff_chat or 0,
        priority=Urgency.CARD,
        not_before=now,
        content={"text": message.text[:QUOTED]} if kind == OutgoingKind.AMEND else {},
        customer_id=customer.id,
        conversation_id=conversation.id,
        message_id=message.id,
        turn=message.turn,
    )
