"""Takes a reply back that the customer has already: it is deleted in their chat, as long as Telegram lets a bot do so."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action, agent_of
from bot.desk.undo import undo_reply
from bot.storage.audit import record
from bot.storage.conversations import last_conversation
from bot.storage.customers import find_by_topic
from bot.storage.effects import Answer, answer
from bot.storage.outgoing import Draft, Urgency, add_outgoing
from bot.storage.places import BY_AGENT, written_at
from bot.storage.sending import find_deliveries
from bot.storage.tables.conversations import Message
from bot.storage.tables.traffic import Delivery, Outgoing, OutgoingKind, OutgoingState

# Telegram's limit for bots in private chats.
DELETABLE = timedelta(hours=48)


async def unsend(session: AsyncSession, *, action: Action, outgoing_id: int) -> Answer:
    """Have a reply deleted at the customer's; one that is still held is simply taken back."""
    row = await session.get(Outgoing, outgoing_id)
    if row is None or row.kind != OutgoingKind.REPLY:
        return answer("expired", alert=True)
    if row.state == OutgoingState.QUEUED:
        return await undo_reply(session, action=action, outgoing_id=outgoing_id)
    refusal = await _why_not(session, action, row)
    if refusal is not None:
        return answer(refusal, alert=True)
    await _ask_telegram(session, action, row)
    return answer("unsending", reaction="👀")


async def unsend_here(session: AsyncSession, *, action: Action, topic: tuple[int, int], answered: int | None) -> Answer:
    """Take back the reply that `/unsend` answers; the topic's last one where it answers nothing."""
    row = await _at(session, topic[0], answered) if answered is not None else await _last(session, topic)
    if row is None:
        return answer("unsend_nothing")
    return await unsend(session, action=action, outgoing_id=row.id or 0)


async def _why_not(session: AsyncSession, action: Action, row: Outgoing) -> str | None:
    message = await session.get(Message, row.message_id)
    if message is None or row.state in {OutgoingState.CANCELLED, OutgoingState.FAILED}:
        return "unsend_never_sent"
    if row.content.get("connection"):
        return "unsend_account"
    if message.unsent_at is not None or await _is_asked(session, row):
        return "unsent_already"
    return await _why_not_there(session, action, row)


async def _why_not_there(session: AsyncSession, action: Action, row: Outgoing) -> str | None:
    """Tell what keeps a bot from deleting it where it stands."""
    if row.state == OutgoingState.SENDING:
        return "unsend_on_its_way"
    if row.state == OutgoingState.AMBIGUOUS or not await find_deliveries(session, row.id or 0):
        return "unsend_unknown"
    if row.sent_at is not None and action.machine_now - row.sent_at >= DELETABLE:
        return "unsend_too_late"
    return None


async def _is_asked(session: AsyncSession, row: Outgoing) -> bool:
    found = select(col(Outgoing.id)).where(
        col(Outgoing.line) == row.line,
        col(Outgoing.kind) == OutgoingKind.UNSEND,
        col(Outgoing.depends_on) == row.id,
        col(Outgoing.state).in_([OutgoingState.QUEUED, OutgoingState.SENDING]),
    )
    return (await session.scalars(found.limit(1))).first() is not None


async def _ask_telegram(session: AsyncSession, action: Action, row: Outgoing) -> None:
    agent = await agent_of(session, action)
    draft = Draft(
        kind=OutgoingKind.UNSEND,
        line=row.line,
        chat_id=row.chat_id,
        priority=Urgency.DANGER,  # every second in which it stands there counts
        not_before=action.machine_now,
        content={"name": agent.name, "agent_message": row.content.get("agent_message")},
        customer_id=row.customer_id,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        turn=row.turn,
        depends_on=row.id,
    )
    await add_outgoing(session, [draft], action.machine_now)
    record(session, "unsend", action.now, conversation_id=row.conversation_id, agent_id=agent.id, outgoing=row.id or 0)


async def _at(session: AsyncSession, chat_id: int, telegram_id: int) -> Outgoing | None:
    """Find the reply behind an agent's own message, or the last of the turn whose card that is."""
    written = await written_at(session, BY_AGENT, chat_id, telegram_id)
    if written is not None:
        return await reply_row(session, written)
    placed = select(col(Delivery.outgoing_id)).where(
        col(Delivery.chat_id) == chat_id, col(Delivery.telegram_id) == telegram_id
    )
    card = (await session.scalars(select(Outgoing).where(col(Outgoing.id).in_(placed)))).first()
    return await _newest(session, card.conversation_id, card.turn) if card is not None else None


async def _last(session: AsyncSession, topic: tuple[int, int]) -> Outgoing | None:
    customer = await find_by_topic(session, *topic)
    conversation = await last_conversation(session, customer.id or 0) if customer else None
    return await _newest(session, conversation.id, None) if conversation is not None else None


async def _newest(session: AsyncSession, conversation_id: int | None, turn: int | None) -> Outgoing | None:
    """Find the newest reply that the customer has or is about to get."""
    asked = (
        select(Outgoing)
        .join(Message, col(Message.id) == col(Outgoing.message_id))
        .where(
            col(Outgoing.conversation_id) == conversation_id,
            col(Outgoing.kind) == OutgoingKind.REPLY,
            col(Outgoing.state).not_in([OutgoingState.CANCELLED, OutgoingState.FAILED]),
            col(Message.direction) == "outgoing",
        )
        .order_by(col(Outgoing.id).desc())
    )
    if turn is not None:
        asked = asked.where(col(Outgoing.turn) == turn)
    return (await session.scalars(asked.limit(1))).first()


async def reply_row(session: AsyncSession, message: Message) -> Outgoing | None:
    """Find the row by which a message was or is sent; of an album that is the row of the whole."""
    of_turn = await session.scalars(
        select(Outgoing)
        .where(
            col(Outgoing.conversation_id) == message.conversation_id,
            col(Outgoing.turn) == message.turn,
            col(Outgoing.kind) == OutgoingKind.REPLY,
        )
        .order_by(col(Outgoing.id).desc())
    )
    rows = list(of_turn.all())
    parts = {row.id: {part[1] for part in row.content.get("parts", [])} | {row.message_id} for row in rows}
    return next((row for row in rows if message.id in parts[row.id]), None)
