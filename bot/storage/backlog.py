"""What waits, what was done and what was set aside, for whoever asks how things are."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.intake import is_open
from bot.storage.tables.traffic import Intake, IntakeState


async def count_by_state(session: AsyncSession) -> dict[str, int]:
    """Count updates in each state."""
    rows = await session.execute(select(col(Intake.state), func.count()).group_by(col(Intake.state)))
    return dict(rows.all())


async def backlog(session: AsyncSession) -> int:
    """Count the updates still to be worked on."""
    return await session.scalar(select(func.count()).select_from(Intake).where(is_open("intake.state"))) or 0


async def set_aside_list(session: AsyncSession, limit: int = 20) -> list[Intake]:
    """List what was set aside, newest first."""
    rows = await session.scalars(
        select(Intake).where(col(Intake.state) == IntakeState.ASIDE).order_by(col(Intake.seq).desc()).limit(limit)
    )
    return list(rows.all())
