"""What an owner chose by chat, in and out of the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.columns import table_of
from bot.storage.tables.setup import Chosen, SeenGroup
from bot.storage.upserts import insert_on

_CHOSEN, _GROUPS = table_of(Chosen), table_of(SeenGroup)


async def load_chosen(session: AsyncSession) -> dict[str, Any]:
    """Load everything that was chosen, by name."""
    rows = (await (await session.connection()).execute(select(_CHOSEN.c.name, _CHOSEN.c.value))).all()
    return {row.name: row.value for row in rows}


async def last_choice(session: AsyncSession, names: Sequence[str]) -> datetime | None:
    """Tell when one of these was last chosen."""
    asked = select(_CHOSEN.c.at).where(_CHOSEN.c.name.in_(names)).order_by(_CHOSEN.c.at.desc()).limit(1)
    row = (await (await session.connection()).execute(asked)).first()
    return row.at if row else None


async def choose(session: AsyncSession, name: str, value: Any, at: datetime, by: int | None = None) -> None:
    """Keep a choice in place of the earlier one. Write session."""
    connection = await session.connection()
    statement = insert_on(connection)(_CHOSEN)
    told = {key: statement.excluded[key] for key in ("value", "by", "at")}
    row = {"name": name, "value": value, "by": by, "at": at}
    await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=told), row)


async def unchoose(session: AsyncSession, name: str) -> None:
    """Take a choice back. Write session."""
    await (await session.connection()).execute(delete(_CHOSEN).where(_CHOSEN.c.name == name))


async def see_group(session: AsyncSession, group: Mapping[str, Any]) -> None:
    """Keep how a group stands: the columns of `SeenGroup`. Write session."""
    connection = await session.connection()
    statement = insert_on(connection)(_GROUPS)
    told = {key: statement.excluded[key] for key in group if key != "chat_id"}
    await connection.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=told), dict(group))


async def seen_groups(session: AsyncSession) -> list[SeenGroup]:
    """List the groups that the bot is in, newest first."""
    found = await session.scalars(select(SeenGroup).where(col(SeenGroup.present)).order_by(col(SeenGroup.at).desc()))
    return list(found.all())
