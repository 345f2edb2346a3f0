"""Lets a trainee's reply pass exactly as it was shown, or gives it back with a word."""

from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action, Actor, agent_of
from bot.desk.roles import Power, may
from bot.desk.send import Pressed, send_own_words, send_suggested
from bot.desk.tell import tell_customer
from bot.desk.words import OwnWords
from bot.storage.alerts import tell_about, tell_people
from bot.storage.audit import record
from bot.storage.conversations import last_conversation
from bot.storage.customers import find_by_topic
from bot.storage.effects import Answer, answer
from bot.storage.notes import queue_note
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Agent, Role
from bot.storage.tables.team import Approval, ApprovalState

# What the desk answers where a reply is on its way.
_SENT: Final = frozenset({"queued", "queued_undo"})


async def approve(session: AsyncSession, *, action: Action, approval_id: int, sure: bool = False) -> Answer:
    """Send what was shown, in the trainee's name; where the customer has written since, somebody looks again first."""
    row = await _held(session, approval_id)
    if isinstance(refused := await _refused(session, action, row), Answer) or row is None:
        return refused or answer("expired", alert=True)
    conversation = await session.get_one(Conversation, row.conversation_id)
    if (changed := _changed(conversation, row)) is not None:
        return changed
    if row.approved_text and not sure:
        return answer("approve_again", alert=True)
    agent, trainee = await agent_of(session, action), await session.get_one(Agent, row.agent_id)
    told = await _send(session, row, trainee, replace(action, approver=agent.id))
    if told.key not in _SENT:
        return replace(told, alert=True)
    row.state, row.decided_by, row.decided_at = ApprovalState.APPROVED, agent.id, action.now
    trainee.approved_replies += 1
    record(session, "approve", action.now, conversation_id=row.conversation_id, agent_id=agent.id, whom=row.agent_id)
    await _promote(session, trainee, agent, action)
    return answer("approved_sent", name=trainee.name)


async def give_back(session: AsyncSession, *, action: Action, approval_id: int, why: str = "") -> Answer:
    """Give the reply back; the trainee is told in private, with the word if there is one."""
    row = await _held(session, approval_id)
    if isinstance(refused := await _refused(session, action, row), Answer) or row is None:
        return refused or answer("expired", alert=True)
    agent = await agent_of(session, action)
    row.state, row.decided_by, row.decided_at, row.why = ApprovalState.GIVEN_BACK, agent.id, action.now, why
    record(session, "give_back", action.now, conversation_id=row.conversation_id, agent_id=agent.id, whom=row.agent_id)
    await _tell_given_back(session, row, agent, action)
    return answer("given_back") if why else answer("given_back_word", alert=True)


async def give_back_here(session: AsyncSession, *, action: Action, topic: tuple[int, int], why: str) -> Answer:
    """Give back what waits in a topic, or add the word to what was just given back there without one."""
    customer = await find_by_topic(session, *topic)
    conversation = await last_conversation(session, customer.id or 0) if customer else None
    if conversation is None:
        return answer("no_topic_customer")
    newest = (
        select(Approval)
        .where(col(Approval.conversation_id) == conversation.id)
        .order_by(col(Approval.id).desc())
        .limit(1)
    )
    row = (await session.scalars(newest)).first()
    if row is not None and row.state == ApprovalState.WAITING:
        return await give_back(session, action=action, approval_id=row.id or 0, why=why)
    agent = await agent_of(session, action)
    if row is None or row.state != ApprovalState.GIVEN_BACK or row.why or row.decided_by != agent.id or not why:
        return answer("nothing_to_give_back")
    row.why = why
    await _tell_given_back(session, row, agent, action)
    return answer("given_back")


async def _held(session: AsyncSession, approval_id: int) -> Approval | None:
    return await session.get(Approval, approval_id, with_for_update=True)


async def _refused(session: AsyncSession, action: Action, row: Approval | None) -> Answer | None:
    if row is None:
        return answer("expired", alert=True)
    if not await may(session, action, Power.APPROVE):
        return answer("approve_agents_only", alert=True)
    return answer("already_settled") if row.state != ApprovalState.WAITING else None


def _changed(conversation: Conversation, row: Approval) -> Answer | None:
    """Tell what happened since it was written; a second press says that it was read."""
    if conversation.turn != row.turn or (row.unanswered and conversation.waiting_since is None):
        return answer("answered_already", alert=True)
    if conversation.unanswered != row.unanswered:
        row.unanswered = conversation.unanswered
        return answer("approve_wrote_since", alert=True)
    return None


async def _send(session: AsyncSession, row: Approval, trainee: Agent, action: Action) -> Answer:
    """Do what the trainee did once more, now that somebody stands by it."""
    theirs = replace(action, actor=Actor(trainee.telegram_id, trainee.name, trainee.username))
    if "pressed" in row.content:
        return await send_suggested(session, action=theirs, pressed=Pressed(**row.content["pressed"]))
    if "tell" in row.content:
        return await tell_customer(session, action=theirs, step_id=row.content["tell"])
    first, *rest = [OwnWords(**words) for words in row.content["own"]]
    told = await send_own_words(session, action=theirs, words=first)
    for words in rest:
        await send_own_words(session, action=theirs, words=words)
    return told


async def _promote(session: AsyncSession, trainee: Agent, agent: Agent, action: Action) -> None:
    """Make an agent of whoever has shown enough, and tell both."""
    if trainee.role != Role.TRAINEE or trainee.approved_replies < action.shop.team.trainee_replies:
        return
    trainee.role = Role.AGENT
    record(session, "role", action.now, agent_id=agent.id, whom=trainee.id or 0, role=Role.AGENT, why="enough approved")
    values = {"name": trainee.name, "count": trainee.approved_replies}
    for key, person in (("promoted_you", trainee), ("promoted", agent)):
        content = {"key": key, "values": values}
        await tell_people(session, [person.telegram_id], machine_now=action.machine_now, content=content)


async def _tell_given_back(session: AsyncSession, row: Approval, agent: Agent, action: Action) -> None:
    trainee = await session.get_one(Agent, row.agent_id)
    conversation = await session.get_one(Conversation, row.conversation_id)
    values = {"name": agent.name, "whom": trainee.name}
    word = {"quote": row.why} if row.why else {}
    await queue_note(session, conversation, {"key": "given_back_note", "values": values, **word}, action.machine_now)
    content = {"key": "given_back_you", "values": values, **word}
    await tell_about(session, conversation, [trainee.telegram_id], machine_now=action.machine_now, content=content)
