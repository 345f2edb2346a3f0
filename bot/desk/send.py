"""Answers the customer: with a suggested reply, or with the agent's own words. Sending claims."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action, agent_name, agent_of
from bot.desk.note import keep_until_confirmed
from bot.desk.words import OwnWords
from bot.storage.audit import record
from bot.storage.conversations import before_reply, change, holder_at
from bot.storage.customers import telegram_id_of
from bot.storage.effects import Answer, answer
from bot.storage.followups import add_follow_up, cancel_unless
from bot.storage.outgoing import Draft, Urgency, add_one, private_line, refresh_card
from bot.storage.suggestions import newest_of_turn, read, reply_of
from bot.storage.tables.conversations import Conversation, FollowUpRow, Message, Status
from bot.storage.tables.people import Agent
from bot.storage.tables.traffic import OutgoingKind


@dataclass(frozen=True, slots=True)
class Pressed:
    """A tone pressed on the card of a turn; `sure` is the second tap that approved texts need."""

    conversation_id: int
    turn: int
    tone: str
    sure: bool = False


async def send_suggested(session: AsyncSession, *, action: Action, pressed: Pressed) -> Answer:
    """Queue the suggested reply, held back a few seconds so that it can be undone."""
    conversation = await session.get(Conversation, pressed.conversation_id)
    row = await newest_of_turn(session, pressed.conversation_id, pressed.turn)
    if conversation is None or row is None or conversation.turn != pressed.turn:
        return answer("card_is_old", alert=True)
    suggestion, _ = read(row)
    reply = reply_of(suggestion, pressed.tone)
    if reply is None:
        return answer("no_such_reply", alert=True)
    refusal = await _refusal(session, conversation, action, already=conversation.waiting_since is None)
    if refusal is not None:
        return refusal
    if reply.approved and not pressed.sure:
        return answer("tap_again", alert=True)
    agent = await agent_of(session, action)
    message = {"text": reply.text, "kind": "text", "media": None, "chat_id": None, "telegram_id": None}
    hold = timedelta(0) if reply.approved else action.shop.service.undo
    await _answer(session, conversation, agent, action, message=message, hold=hold)
    row.chosen = pressed.tone
    if suggestion.follow_up is not None:
        due = action.shop.business_hours(action.zone).next_open(action.now + suggestion.follow_up.after)
        await _propose(session, conversation, agent, action, due=due, words=suggestion.follow_up)
    return answer("queued_undo", seconds=int(hold.total_seconds()))


async def send_own_words(session: AsyncSession, *, action: Action, words: OwnWords) -> Answer:
    """Queue what the agent wrote; in a conversation that another agent holds it becomes a note first."""
    conversation = await session.get_one(Conversation, words.conversation_id)
    refusal = await _refusal(session, conversation, action, already=False)
    if refusal is not None:
        await keep_until_confirmed(session, conversation, action, words)
        return refusal
    agent = await agent_of(session, action)
    message = {
        "text": words.text,
        "kind": words.kind,
        "media": words.media,
        "chat_id": words.chat_id,
        "telegram_id": words.message_id,
    }
    await _answer(session, conversation, agent, action, message=message, hold=timedelta(0))
    return answer("queued", reaction="👀")


async def _refusal(
    session: AsyncSession, conversation: Conversation, action: Action, *, already: bool
) -> Answer | None:
    if already:
        return answer("answered_already", alert=True)
    holder = holder_at(conversation, action.now, action.shop.service.claim_lapse)
    agent = await agent_of(session, action)
    if holder is not None and holder != agent.id:
        return answer("held_by_other", alert=True, name=await agent_name(session, holder) or "?")
    return None


async def _answer(
    session: AsyncSession,
    conversation: Conversation,
    agent: Agent,
    action: Action,
    *,
    message: dict[str, Any],
    hold: timedelta,
) -> None:
    """Keep the reply and queue it; the turn ends here, and the claim is the sender's."""
    row = {
        "conversation_id": conversation.id,
        "direction": "outgoing",
        "turn": conversation.turn,
        "connection": "staff",
        "agent_id": agent.id,
        "at": action.now,
        **message,
    }
    message_id = await session.scalar(insert(Message).returning(col(Message.id)), [row])
    chat_id = await telegram_id_of(session, conversation.customer_id)
    content: dict[str, Any] = {"text": message["text"], **before_reply(conversation)}
    if message["telegram_id"] is not None:
        content["agent_message"] = [message["chat_id"], message["telegram_id"]]
    if message["kind"] != "text":
        content["copy"] = [message["chat_id"], message["telegram_id"]]
    draft = Draft(
        kind=OutgoingKind.REPLY,
        line=private_line(chat_id or 0),
        chat_id=chat_id or 0,
        priority=Urgency.REPLY,
        not_before=action.machine_now + hold,
        content=content,
        customer_id=conversation.customer_id,
        conversation_id=conversation.id,
        message_id=message_id,
        turn=conversation.turn,
    )
    await add_one(session, draft, action.machine_now)
    record(session, "reply", action.now, conversation_id=conversation.id, agent_id=agent.id, message=message_id)
    if conversation.waiting_since is not None:  # a word added to an answer is no answer to anything new
        await cancel_unless(session, conversation.id or 0, ["answered"])
    await change(
        session,
        conversation,
        waiting_since=None,
        unanswered=0,
        assignee_id=agent.id,
        claimed_at=action.now,
        status=Status.OPEN,
        due_at=None,
    )
    await refresh_card(session, conversation.id or 0, conversation.turn, action.machine_now)


async def _propose(
    session: AsyncSession, conversation: Conversation, agent: Agent, action: Action, *, due: datetime, words: Any
) -> None:
    follow_up = FollowUpRow(
        conversation_id=conversation.id or 0,
        agent_id=agent.id,
        source="playbook",
        text=words.text,
        due_at=due,
        unless=words.unless,
        turn=conversation.turn,
        created_at=action.now,
    )
    await add_follow_up(session, follow_up)
