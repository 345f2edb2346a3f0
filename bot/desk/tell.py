"""Sends the customer what an agent was proposed to tell them: who has their case now, and by when there is a word."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clockwork import Promises
from bot.desk.accounts import closed_answer
from bot.desk.action import Action, agent_of
from bot.desk.refusing import refuse
from bot.desk.replying import by_button, keep_reply, propose_follow_up
from bot.desk.trainees import Proposed, kept_for_approval
from bot.storage import clocks
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.tables.conversations import Conversation, Message, Status
from bot.storage.tables.playbooks import StepRow
from playbooks.suggestion import FollowUp
from playbooks.words import desk_words


async def tell_customer(session: AsyncSession, *, action: Action, step_id: int) -> Answer:
    """Queue the proposed words, held back a few seconds; the time in them becomes a follow-up."""
    row = await session.get(StepRow, step_id, with_for_update=True)
    if row is None or row.done_at is None or row.tell is None or row.tell_by is None:
        return answer("expired", alert=True)
    conversation = await session.get_one(Conversation, row.conversation_id)
    if conversation.turn != row.turn:
        return answer("card_is_old", alert=True)
    if conversation.status == Status.RESOLVED:
        return answer("resolved_already", alert=True)
    if await _was_told(session, row):
        return answer("told_already", alert=True)
    if row.tell_by <= action.now:
        return answer("promise_passed", alert=True)
    refused = await closed_answer(session, conversation, action)
    refused = refused or await refuse(session, conversation, action, already=False)
    return refused or await _tell(session, row, conversation, action, row.tell_by)


async def _was_told(session: AsyncSession, row: StepRow) -> bool:
    """What was taken back before it went out can be said again."""
    message = await session.get(Message, row.told_id) if row.told_id is not None else None
    return message is not None and message.direction != "undone"


async def _tell(
    session: AsyncSession, row: StepRow, conversation: Conversation, action: Action, by: datetime
) -> Answer:
    proposed = Proposed(row.tell or "", {"tell": row.id})
    if (waits := await kept_for_approval(session, conversation, action, proposed)) is not None:
        return waits
    agent, hold = await agent_of(session, action), action.shop.service.undo
    message = by_button(row.tell or "")
    row.told_id = await keep_reply(session, conversation, agent, action, message=message, hold=hold)
    # Our word for the turns to come, as a reply's own time is.
    await change(session, conversation, promised_at=by, promised=row.text)
    await clocks.promised(session, conversation.id or 0, action.now, Promises.of(action.shop, action.zone))
    words = FollowUp(by - action.now, desk_words("told_by", action.lang), unless="answered")
    await propose_follow_up(session, conversation, agent, action, due=by, words=words)
    return answer("queued_undo", seconds=int(hold.total_seconds()))
