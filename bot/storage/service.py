"""How much customers asked of the desk: counted for service level and return on effort, never for priority."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import table_of
from bot.storage.tables.conversations import Conversation, Message
from classifier.history.service import Service

YEAR: Final = timedelta(days=365)

# Built once, since it is asked for many customers.
_MESSAGES, _CONVERSATIONS = table_of(Message), table_of(Conversation)
_ASKED = (
    select(
        _CONVERSATIONS.c.customer_id,
        func.count().label("conversations"),
        func.count(_CONVERSATIONS.c.escalated_to).label("escalations"),
    )
    .where(
        _CONVERSATIONS.c.customer_id.in_(bindparam("customers", expanding=True)),
        _CONVERSATIONS.c.opened_at > bindparam("since"),
    )
    .group_by(_CONVERSATIONS.c.customer_id)
)
_WROTE = (
    select(_CONVERSATIONS.c.customer_id, func.count().label("messages"))
    .join(_MESSAGES, _MESSAGES.c.conversation_id == _CONVERSATIONS.c.id)
    .where(
        _CONVERSATIONS.c.customer_id.in_(bindparam("customers", expanding=True)),
        _MESSAGES.c.direction == "incoming",
        _MESSAGES.c.at > bindparam("since"),
    )
    .group_by(_CONVERSATIONS.c.customer_id)
)


async def services_of(session: AsyncSession, customer_ids: Sequence[int], now: datetime) -> dict[int, Service]:
    """Count what each of these customers asked for in the twelve months before `now`; who was silent asked nothing."""
    connection, asked = await session.connection(), {"customers": list(customer_ids), "since": now - YEAR}
    wrote = {row.customer_id: row.messages for row in (await connection.execute(_WROTE, asked)).all()}
    found = {row.customer_id: row for row in (await connection.execute(_ASKED, asked)).all()}
    return {
        id_: Service(
            messages=wrote.get(id_, 0),
            conversations=found[id_].conversations if id_ in found else 0,
            escalations=found[id_].escalations if id_ in found else 0,
        )
        for id_ in customer_ids
    }
