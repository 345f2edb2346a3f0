"""Sends or leaves a note that the shop begins itself; what speaks against it is asked again at the tap."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.trainees import still_learns
from bot.shop.notes import MARKETING
from bot.shop.shopfile import Shop
from bot.storage.audit import record
from bot.storage.customers import telegram_id_of
from bot.storage.effects import Answer, answer
from bot.storage.outgoing import Draft, Urgency, add_outgoing, private_line
from bot.storage.own_notes import Occasion, why_not
from bot.storage.tables.conversations import Conversation, Message
from bot.storage.tables.followups import OwnNote, OwnNoteState
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import OutgoingKind
from playbooks.news import say_news


async def send_note(session: AsyncSession, *, action: Action, note_id: int) -> Answer:
    """Send what was proposed, as the agent's own tap; refused where its reason is gone meanwhile."""
    note = await session.get(OwnNote, note_id, with_for_update=True)
    if note is None or note.state != OwnNoteState.PROPOSED:
        return answer("already_settled")
    if await still_learns(session, action):
        return answer("approve_agents_only", alert=True)
    if not action.shop.customer_hours(action.zone).is_open(action.now):
        return answer("own_note_quiet", alert=True)
    against = await why_not(session, Occasion(note.occasion, note.customer_id, note.about), action.now, note_id=note_id)
    if against is not None:
        if against != "open":
            note.state = OwnNoteState.OVER
        return answer(f"own_note_{against}", alert=True)
    agent = await agent_of(session, action)
    await put_out(session, note, action.shop, (action.now, action.machine_now), agent_id=agent.id)
    return answer("own_note_queued")


async def decline_note(session: AsyncSession, *, action: Action, note_id: int) -> Answer:
    """Leave it; the same occasion is not proposed again."""
    note = await session.get(OwnNote, note_id, with_for_update=True)
    if note is None or note.state != OwnNoteState.PROPOSED:
        return answer("already_settled")
    note.state, agent = OwnNoteState.DECLINED, await agent_of(session, action)
    record(session, "own_note_declined", action.now, conversation_id=note.conversation_id, agent_id=agent.id)
    return answer("own_note_left")


async def put_out(
    session: AsyncSession, note: OwnNote, shop: Shop, at: tuple[datetime, datetime], *, agent_id: int | None = None
) -> None:
    """Queue a note to the customer and keep it as said; `at` is now by either clock. Write session."""
    now, machine_now = at
    conversation = await session.get_one(Conversation, note.conversation_id)
    chat_id = await telegram_id_of(session, note.customer_id)
    text = await whole_text(session, note, shop, automatic=agent_id is None)
    row = {
        "conversation_id": note.conversation_id,
        "direction": "outgoing",
        "turn": conversation.turn,
        "connection": "staff",
        "agent_id": agent_id,
        "kind": "text",
        "text": text,
        "at": now,
    }
    await session.execute(insert(Message), [row])
    draft = Draft(
        kind=OutgoingKind.NOTE,
        line=private_line(chat_id or 0),
        chat_id=chat_id or 0,
        priority=Urgency.REMINDER,
        not_before=machine_now,
        content={"text": text, "to": "customer"},
        customer_id=note.customer_id,
        conversation_id=note.conversation_id,
        turn=conversation.turn,
    )
    await add_outgoing(session, [draft], machine_now)
    note.state, note.sent_at, note.text = OwnNoteState.SENT, now, text
    why = "an agent sent it" if agent_id else "sent automatically"
    record(session, "own_note", now, conversation_id=conversation.id, agent_id=agent_id, why=why, note=note.id or 0)


async def whole_text(session: AsyncSession, note: OwnNote, shop: Shop, *, automatic: bool) -> str:
    """Add what stands below: that nobody wrote it by hand, and how to get no more of its kind."""
    customer = await session.get_one(Customer, note.customer_id)
    lang = customer.last_language or customer.language
    below = ["automatic"] if automatic else []
    below += ["way_out"] if note.occasion in MARKETING else []
    lines = [say_news(one, lang, shop=shop.name, formal=shop.formal) for one in below]  # type: ignore[arg-type] # both are keys
    return "\n\n".join([note.text, *lines])
