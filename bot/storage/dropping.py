"""Drops conversations with everything that hangs on them, children first; nothing of them can be read afterwards."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import table_of
from bot.storage.tables.conversations import (
    AssessmentRow,
    Conversation,
    Correction,
    FollowUpRow,
    Message,
    MessageVersion,
    Note,
    SuggestionRow,
    VerdictRow,
)
from bot.storage.tables.followups import OwnNote
from bot.storage.tables.incidents import IncidentMember, Rating
from bot.storage.tables.people import Audit
from bot.storage.tables.playbooks import ReplyUse, StepRow
from bot.storage.tables.service import CustomerWait, Page, ServiceClock
from bot.storage.tables.team import Approval
from bot.storage.tables.traffic import Delivery, Outgoing

# In the order in which they name each other.
_OF_CONVERSATION: Final[Sequence[Table]] = tuple(
    table_of(model)
    for model in (
        ReplyUse,
        StepRow,
        SuggestionRow,
        Correction,
        Note,
        FollowUpRow,
        OwnNote,
        Approval,
        IncidentMember,
        Rating,
    )
) + tuple(table_of(model) for model in (Page, ServiceClock, CustomerWait))
_CONVERSATIONS, _MESSAGES, _VERSIONS = table_of(Conversation), table_of(Message), table_of(MessageVersion)
_ASSESSMENTS, _VERDICTS, _AUDIT = table_of(AssessmentRow), table_of(VerdictRow), table_of(Audit)
_OUTGOING, _DELIVERIES = table_of(Outgoing), table_of(Delivery)
# SQLite takes 32,766 values in one question.
AT_ONCE: Final = 10_000


async def drop_conversations(session: AsyncSession, conversation_ids: Sequence[int]) -> None:
    """Drop these conversations whole; the record keeps that something was decided, and no longer what. Write session."""
    for start in range(0, len(conversation_ids), AT_ONCE):
        await _drop(session, conversation_ids[start : start + AT_ONCE])


async def _drop(session: AsyncSession, ids: Sequence[int]) -> None:
    connection = await session.connection()
    assessments = select(_ASSESSMENTS.c.id).where(_ASSESSMENTS.c.conversation_id.in_(ids))
    messages = select(_MESSAGES.c.id).where(_MESSAGES.c.conversation_id.in_(ids))
    await _drop_outgoing(session, or_(_OUTGOING.c.conversation_id.in_(ids), _OUTGOING.c.message_id.in_(messages)))
    for table in _OF_CONVERSATION:
        await connection.execute(delete(table).where(table.c.conversation_id.in_(ids)))
    await connection.execute(delete(_VERDICTS).where(_VERDICTS.c.assessment_id.in_(assessments)))
    await connection.execute(delete(_ASSESSMENTS).where(_ASSESSMENTS.c.conversation_id.in_(ids)))
    await connection.execute(delete(_VERSIONS).where(_VERSIONS.c.message_id.in_(messages)))
    # A number may be given anew, so nobody keeps one that answers nothing any more.
    await connection.execute(update(_MESSAGES).where(_MESSAGES.c.reply_to_id.in_(messages)).values(reply_to_id=None))
    await connection.execute(delete(_MESSAGES).where(_MESSAGES.c.conversation_id.in_(ids)))
    await connection.execute(update(_AUDIT).where(_AUDIT.c.conversation_id.in_(ids)).values(why="", detail={}))
    await connection.execute(delete(_CONVERSATIONS).where(_CONVERSATIONS.c.id.in_(ids)))


async def drop_traffic(session: AsyncSession, *, customer_ids: Collection[int], chats: Collection[int]) -> None:
    """Drop all that was said or is to be said to these people and about them. Write session."""
    # What colleagues were told in private names the person and leads to their topic.
    about = _OUTGOING.c.content["link_topic_of"].as_integer().in_(customer_ids)
    theirs = or_(_OUTGOING.c.customer_id.in_(customer_ids), _OUTGOING.c.chat_id.in_(chats), about)
    await _drop_outgoing(session, theirs)


async def _drop_outgoing(session: AsyncSession, which: ColumnElement[bool]) -> None:
    connection = await session.connection()
    rows = select(_OUTGOING.c.id).where(which)
    await connection.execute(delete(_DELIVERIES).where(_DELIVERIES.c.outgoing_id.in_(rows)))
    await connection.execute(delete(_OUTGOING).where(which))
