"""Micro conversions into the database; told twice, they are one event."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import table_of
from bot.storage.orders import engagement_of
from bot.storage.tables.people import EngagementRow
from bot.storage.upserts import insert_on
from classifier.history.orders import Engagement

_EVENTS = table_of(EngagementRow)
KEYS = ("customer_id", "kind", "at")


async def add_engagement(session: AsyncSession, told: Sequence[tuple[int, Engagement]]) -> list[int]:
    """Add events that are not there yet; lists their customers, one for each event that was new."""
    if not told:
        return []
    connection = await session.connection()
    insert = insert_on(connection)
    statement = insert(_EVENTS).on_conflict_do_nothing(index_elements=KEYS).returning(_EVENTS.c.customer_id)
    rows = [{"customer_id": owner, "kind": event.kind, "at": event.at, "amount": event.value} for owner, event in told]
    return [row.customer_id for row in (await connection.execute(statement, rows)).all()]


async def known_engagement(session: AsyncSession, customer_ids: Collection[int]) -> set[tuple[int, str, datetime]]:
    """List what these customers did, by what tells events apart: whose, kind and moment."""
    found = await engagement_of(session, list(customer_ids))
    return {(owner, event.kind, event.at) for owner, events in found.items() for event in events}
