"""Drops what is older than the shop wants to keep it, some rows at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, Table, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import table_of
from bot.storage.dropping import drop_conversations
from bot.storage.outgoing import OPEN_STATES
from bot.storage.tables.conversations import Conversation, FollowUpRow, FollowUpStatus, Message, SuggestionRow
from bot.storage.tables.people import Audit
from bot.storage.tables.playbooks import ReplyUse
from bot.storage.tables.shop import ShopEvent
from bot.storage.tables.traffic import Delivery, Intake, IntakeState, Outgoing

_CONVERSATIONS, _MESSAGES, _FOLLOW_UPS = table_of(Conversation), table_of(Message), table_of(FollowUpRow)
_SUGGESTIONS, _USES, _AUDIT, _EVENTS = table_of(SuggestionRow), table_of(ReplyUse), table_of(Audit), table_of(ShopEvent)
_OUTGOING, _DELIVERIES, _INTAKE = table_of(Outgoing), table_of(Delivery), table_of(Intake)
# The lines of last words to who was erased, and of the end of their topic; each names a chat until it is dropped.
LAST: Final = "last:"


@dataclass(frozen=True, slots=True)
class Ages:
    """How old what may grow; None is kept for good."""

    messages: timedelta | None = None
    suggestions: timedelta | None = None
    audit: timedelta | None = None
    shop_events: timedelta | None = None


def last_line(chat_id: int) -> str:
    """Name the line of what is said after an erasure; its rows go as soon as they are settled."""
    return f"{LAST}{chat_id}"


async def drop_old(session: AsyncSession, ages: Ages, now: datetime, most: int) -> int:
    """Drop up to so many rows of each kind that are too old; returns how many went. Write session."""
    dropped = await _drop_last_words(session, most)
    if ages.messages is not None:
        dropped += await _drop_talks(session, now - ages.messages, most)
        dropped += await _drop_aside(session, now - ages.messages, most)
    if ages.suggestions is not None:
        dropped += await _drop_suggestions(session, now - ages.suggestions, most)
    plain: Mapping[Table, timedelta | None] = {_AUDIT: ages.audit, _EVENTS: ages.shop_events}
    for table, age in plain.items():
        if age is not None:
            dropped += await _drop_rows(session, table, select(table.c.id).where(table.c.at < now - age).limit(most))
    return dropped


async def _drop_talks(session: AsyncSession, before: datetime, most: int) -> int:
    """Drop conversations in which nobody has said a word since, nobody waits and nothing is promised."""
    newest = select(func.max(_MESSAGES.c.at)).where(_MESSAGES.c.conversation_id == _CONVERSATIONS.c.id)
    pending = select(_FOLLOW_UPS.c.id).where(
        _FOLLOW_UPS.c.conversation_id == _CONVERSATIONS.c.id, _FOLLOW_UPS.c.status == FollowUpStatus.PENDING
    )
    asked = select(_CONVERSATIONS.c.id).where(
        _CONVERSATIONS.c.opened_at < before,
        _CONVERSATIONS.c.waiting_since.is_(None),
        func.coalesce(newest.scalar_subquery(), _CONVERSATIONS.c.opened_at) < before,
        ~pending.exists(),
    )
    rows = await (await session.connection()).execute(asked.order_by(_CONVERSATIONS.c.id).limit(most))
    ids = [int(row.id) for row in rows.all()]
    await drop_conversations(session, ids)
    return len(ids)


async def _drop_aside(session: AsyncSession, before: datetime, most: int) -> int:
    """Drop updates that could not be worked on: they hold words, too."""
    asked = select(_INTAKE.c.seq).where(_INTAKE.c.state == IntakeState.ASIDE, _INTAKE.c.received_at < before)
    rows = await (await session.connection()).execute(asked.limit(most))
    seqs = [row.seq for row in rows.all()]
    await (await session.connection()).execute(delete(_INTAKE).where(_INTAKE.c.seq.in_(seqs)))
    return len(seqs)


async def _drop_suggestions(session: AsyncSession, before: datetime, most: int) -> int:
    old = select(_SUGGESTIONS.c.id).where(_SUGGESTIONS.c.at < before).order_by(_SUGGESTIONS.c.id).limit(most)
    connection = await session.connection()
    ids = [int(row.id) for row in (await connection.execute(old)).all()]
    await connection.execute(delete(_USES).where(_USES.c.suggestion_id.in_(ids)))
    await connection.execute(delete(_SUGGESTIONS).where(_SUGGESTIONS.c.id.in_(ids)))
    return len(ids)


async def _drop_last_words(session: AsyncSession, most: int) -> int:
    settled = _OUTGOING.c.line.startswith(LAST) & _OUTGOING.c.state.not_in(OPEN_STATES)
    connection = await session.connection()
    ids = [int(row.id) for row in (await connection.execute(select(_OUTGOING.c.id).where(settled).limit(most))).all()]
    local = bool(ids) and connection.dialect.name == "sqlite"
    if local:  # like the erasure itself: the chat's number would stay readable in the file
        await session.execute(text("PRAGMA secure_delete=ON"))
    await connection.execute(delete(_DELIVERIES).where(_DELIVERIES.c.outgoing_id.in_(ids)))
    await connection.execute(delete(_OUTGOING).where(_OUTGOING.c.id.in_(ids)))
    if local:
        await session.execute(text("PRAGMA secure_delete=OFF"))
    return len(ids)


async def _drop_rows(session: AsyncSession, table: Table, asked: Select[tuple[int]]) -> int:
    connection = await session.connection()
    ids = [int(row.id) for row in (await connection.execute(asked)).all()]
    await connection.execute(delete(table).where(table.c.id.in_(ids)))
    return len(ids)
