"""Erases after a restore whoever was erased since the backup was made: the old file knows them by their hashes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import table_of
from bot.storage.erasing import erase_person
from bot.storage.identities import Key
from bot.storage.tables.guards import Secret, Tombstone
from bot.storage.tables.people import Identity, IdentityKind
from bot.storage.tombstones import KEY, is_buried
from bot.storage.upserts import insert_on

_TOMBSTONES, _SECRETS, _IDENTITIES = table_of(Tombstone), table_of(Secret), table_of(Identity)


@dataclass(frozen=True, slots=True)
class Graves:
    """The tombstones of a database, with the key that they were made with."""

    key: str
    made_at: datetime
    stones: Mapping[str, tuple[datetime, Sequence[str]]]


async def read_graves(session: AsyncSession) -> Graves | None:
    """Read who was erased; None where nobody was."""
    connection = await session.connection()
    secret = (await connection.execute(select(_SECRETS.c.value, _SECRETS.c.at).where(_SECRETS.c.name == KEY))).first()
    if secret is None:
        return None
    rows = await connection.execute(select(_TOMBSTONES.c.hash, _TOMBSTONES.c.at, _TOMBSTONES.c.beside))
    return Graves(secret.value, secret.at, {row.hash: (row.at, row.beside) for row in rows.all()})


async def erase_again(session: AsyncSession, graves: Graves, now: datetime) -> int:
    """Erase everybody whom these tombstones name, and keep the tombstones; returns how many. Write session."""
    await _take_over(session, graves)
    known: dict[int, list[Key]] = defaultdict(list)
    rows = await (await session.connection()).execute(
        select(_IDENTITIES.c.customer_id, _IDENTITIES.c.kind, _IDENTITIES.c.value)
    )
    for row in rows.all():
        known[row.customer_id].append((IdentityKind(row.kind), row.value))
    beside = {hash_: kinds for hash_, (_, kinds) in graves.stones.items()}
    erased = [customer for customer, keys in known.items() if is_buried(graves.key, keys, beside)]
    for customer in erased:
        await erase_person(session, customer, now, why="erased before, and brought back by a backup")
    return len(erased)


async def _take_over(session: AsyncSession, graves: Graves) -> None:
    """Keep the key and its tombstones; a backup that has a key has this one, or is of another shop and keeps its own."""
    connection = await session.connection()
    insert = insert_on(connection)
    key = {"name": KEY, "value": graves.key, "at": graves.made_at}
    await connection.execute(insert(_SECRETS).on_conflict_do_nothing(index_elements=["name"]), [key])
    if await connection.scalar(select(_SECRETS.c.value).where(_SECRETS.c.name == KEY)) != graves.key:
        return
    rows = [{"hash": hash_, "at": at, "beside": list(kinds)} for hash_, (at, kinds) in graves.stones.items()]
    if rows:
        await connection.execute(insert(_TOMBSTONES).on_conflict_do_nothing(index_elements=["hash"]), rows)
