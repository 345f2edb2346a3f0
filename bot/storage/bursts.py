"""Many messages of one person in a minute: all are kept, and shown together instead of one by one."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.outgoing import Draft, is_open
from bot.storage.tables.conversations import Message
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState

if TYPE_CHECKING:
    from bot.storage.triaged import Triaged

# People in distress or a hurry write five or six lines in a minute; more than this is a flood of notifications.
MOST: Final = 10
MINUTE: Final = timedelta(minutes=1)
# So long a relay is held back for those behind it; the group's budget is one message in four seconds.
HOLD: Final = timedelta(seconds=20)


async def is_burst(session: AsyncSession, triaged: "Triaged", conversation_id: int) -> bool:
    """Tell whether more came in the last minute than anybody reads; asked only where many are unanswered."""
    conversation = triaged.case.conversation
    if conversation is None or conversation.unanswered <= MOST:
        return False
    # The newest few alone are looked at: a flood of thousands must not cost each of its messages a count of all.
    asked = (
        select(col(Message.at))
        .where(col(Message.conversation_id) == conversation_id, col(Message.direction) == "incoming")
        .order_by(col(Message.id).desc())
        .offset(MOST)
        .limit(1)
    )
    at = await session.scalar(asked)
    return at is not None and at > triaged.incoming.at - MINUTE


async def hold_relay(session: AsyncSession, relay: Draft, now: datetime) -> Draft:
    """Hold a relay until the ones behind it can go with it: text relays that stand ready together are one message."""
    held = await session.scalar(
        select(func.max(col(Outgoing.not_before))).where(
            col(Outgoing.line) == relay.line,
            is_open("outgoing.state"),
            col(Outgoing.state) == OutgoingState.QUEUED,
            col(Outgoing.kind) == OutgoingKind.RELAY,
        )
    )
    return replace(relay, not_before=held if held is not None and held > now else now + HOLD)


async def let_go(session: AsyncSession, line: str, now: datetime) -> None:
    """Hold nothing back any longer: danger must not wait behind a burst."""
    await session.execute(
        update(Outgoing)
        .where(
            col(Outgoing.line) == line,
            col(Outgoing.state) == OutgoingState.QUEUED,
            col(Outgoing.kind) == OutgoingKind.RELAY,
            col(Outgoing.not_before) > now,
        )
        .values(not_before=now)
        .execution_options(synchronize_session=False)
    )
