"""The record of what was decided, by whom and why."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.tables.people import Audit


def record(
    session: AsyncSession,
    action: str,
    at: datetime,
    *,
    conversation_id: int | None = None,
    agent_id: int | None = None,
    why: str = "",
    **detail: object,
) -> None:
    """Add one entry; it is kept with the write that it belongs to. Never put message text in it."""
    session.add(
        Audit(
            at=at,
            action=action,
            conversation_id=conversation_id,
            agent_id=agent_id,
            why=why,
            detail={name: value if isinstance(value, int | bool) else str(value) for name, value in detail.items()},
        )
    )
