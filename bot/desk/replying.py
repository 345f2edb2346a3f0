"""Keeps a reply and queues it: the turn ends here, and the claim is the sender's."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.channels import customer_line, through
from bot.desk.action import Action
from bot.desk.clocking import after_reply
from bot.desk.ladder import answered
from bot.storage.audit import record
from bot.storage.conversations import before_reply, change
from bot.storage.customers import telegram_id_of
from bot.storage.followups import add_follow_up, cancel_unless
from bot.storage.outgoing import Draft, Urgency, add_one, refresh_card
from bot.storage.tables.conversations import Conversation, FollowUpRow, Message, Status
from bot.storage.tables.people import Agent
from bot.storage.tables.traffic import OutgoingKind
from playbooks.suggestion import FollowUp


def by_button(text: str) -> dict[str, Any]:
    """Give the message of words that an agent chose and did not write: Telegram has no message of theirs."""
    return {"text": text, "kind": "text", "media": None, "chat_id": None, "telegram_id": None}


async def keep_reply(
    session: AsyncSession,
    conversation: Conversation,
    agent: Agent,
    action: Action,
    *,
    message: dict[str, Any],
    hold: timedelta,
) -> int | None:
    """Keep what is said and queue it, held back for `hold`; the card follows. Tells the message's id."""
    if conversation.connection:  # no album is copied there: each part goes for itself
        message = {**message, "album": None}
    message_id = await _message(session, conversation, agent, action, message)
    chat_id = await telegram_id_of(session, conversation.customer_id)
    content = _content(conversation, message) | shape_of(message, message_id)
    content["stopped"] = await _end_turn(session, conversation, agent, action)
    draft = Draft(
        kind=OutgoingKind.REPLY,
        line=customer_line(conversation.connection, chat_id or 0),
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
    await after_reply(session, conversation, agent, action, content)
    record(session, "reply", action.now, conversation_id=conversation.id, agent_id=agent.id, message=message_id)
    await refresh_card(session, conversation.id or 0, conversation.turn, action.machine_now)
    return message_id


def shape_of(message: dict[str, Any], message_id: int | None) -> dict[str, Any]:
    """Say what the row needs beside the words: the kind, the album that grows in it, the message that it answers."""
    shape: dict[str, Any] = {"kind": message["kind"]} if message["kind"] != "text" else {}
    if message.get("album"):
        shape |= {"album": message["album"], "parts": [[message["telegram_id"], message_id]]}
    if message.get("reply_to_id"):
        shape["reply"] = {"to": message["reply_to_id"], "quote": message.get("quote")}
    return shape


async def propose_follow_up(
    session: AsyncSession, conversation: Conversation, agent: Agent, action: Action, *, due: datetime, words: FollowUp
) -> None:
    """Set the follow-up that a playbook proposed with its reply."""
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


async def _message(
    session: AsyncSession, conversation: Conversation, agent: Agent, action: Action, message: dict[str, Any]
) -> int | None:
    row = {
        "conversation_id": conversation.id,
        "direction": "outgoing",
        "turn": conversation.turn,
        "connection": "staff",
        "agent_id": agent.id,
        "at": action.now,
        **message,
    }
    return await session.scalar(insert(Message).returning(col(Message.id)), [row])


def _content(conversation: Conversation, message: dict[str, Any]) -> dict[str, Any]:
    """Freeze what is to be said, and what the customer's wait was, in case it does not arrive."""
    content: dict[str, Any] = {"text": message["text"], **before_reply(conversation)}
    place = [message["chat_id"], message["telegram_id"]]
    if message["telegram_id"] is not None:
        content["agent_message"] = place
    if message["kind"] != "text" and not conversation.connection:
        content["copy"] = place
    return content | through(conversation.connection, message)


async def _end_turn(session: AsyncSession, conversation: Conversation, agent: Agent, action: Action) -> list[int]:
    """End the turn; names the follow-ups that were stopped by it, to run on where the reply is taken back."""
    waited = conversation.waiting_since is not None  # a word added to an answer is no answer to anything new
    stopped = await cancel_unless(session, conversation.id or 0, ["answered"]) if waited else []
    await change(
        session,
        conversation,
        waiting_since=None,
        unanswered=0,
        assignee_id=agent.id,
        claimed_at=action.now,
        status=Status.OPEN,
        resolved_at=None,
        snoozed_until=None,
        due_at=None,
        promised_at=None,
        promised=None,
    )
    return [*stopped, *await answered(session, conversation, action)]
