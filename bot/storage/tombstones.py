"""Keyed hashes of what erased persons were known by: asked before anybody is added, never read back."""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import table_of
from bot.storage.identities import Key
from bot.storage.tables.guards import Secret, Tombstone
from bot.storage.tables.people import IdentityKind
from bot.storage.upserts import insert_on

# Without the key nobody can try addresses against the hashes; it never leaves the database.
KEY: Final = "tombstones"
# SHA-256's own length.
KEY_BYTES: Final = 32
# SQLite takes 32,766 values in one question.
AT_ONCE: Final = 10_000

_TOMBSTONES, _SECRETS = table_of(Tombstone), table_of(Secret)
_KEY_OF = select(_SECRETS.c.value).where(_SECRETS.c.name == KEY)


async def bury(session: AsyncSession, keys: Collection[Key], now: datetime) -> None:
    """Keep hashes of everything that one person is known by. Write session."""
    if not keys:
        return
    key, connection = await _made_key(session, now), await session.connection()
    beside = sorted({kind.value for kind, _ in keys} & {IdentityKind.SHOP, IdentityKind.EMAIL})
    rows = [{"hash": _hash(key, one), "at": now, "beside": beside} for one in sorted(set(keys))]
    statement = insert_on(connection)(_TOMBSTONES)
    told = {"at": statement.excluded.at, "beside": statement.excluded.beside}
    await connection.execute(statement.on_conflict_do_update(index_elements=["hash"], set_=told), rows)


async def are_erased(session: AsyncSession, people: Sequence[Collection[Key]]) -> list[bool]:
    """Tell for each of these people whether they were erased."""
    key = await (await session.connection()).scalar(_KEY_OF)
    if key is None:  # nobody ever was, so an import of a million orders costs one small question a batch
        return [False] * len(people)
    found = await _beside_of(session, list({_hash(key, one) for keys in people for one in keys}))
    return [is_buried(key, keys, found) for keys in people]


async def erased_at(session: AsyncSession, key: Key) -> datetime | None:
    """Tell when whoever was known by this was last erased; None where nobody was."""
    secret = await (await session.connection()).scalar(_KEY_OF)
    if secret is None:
        return None
    asked = select(_TOMBSTONES.c.at).where(_TOMBSTONES.c.hash == _hash(secret, key))
    at: datetime | None = await (await session.connection()).scalar(asked)
    return at


def is_buried(key: str, keys: Collection[Key], beside: Mapping[str, Collection[str]]) -> bool:
    """Tell whether somebody known by `keys` was erased: `beside` has the tombstones made with `key`, by hash."""
    return any(_counts(one, keys, beside.get(_hash(key, one))) for one in keys)


def _counts(key: Key, keys: Collection[Key], beside: Collection[str] | None) -> bool:
    """A phone names an erased person only where it comes with nothing that speaks of somebody else."""
    if beside is None:
        return False
    if key[0] is not IdentityKind.PHONE:
        return True
    return not {kind for kind, _ in keys if kind is not IdentityKind.PHONE} & set(beside)


async def _beside_of(session: AsyncSession, hashes: Sequence[str]) -> dict[str, list[str]]:
    connection = await session.connection()
    found: dict[str, list[str]] = {}
    for start in range(0, len(hashes), AT_ONCE):
        asked = select(_TOMBSTONES.c.hash, _TOMBSTONES.c.beside)
        rows = await connection.execute(asked.where(_TOMBSTONES.c.hash.in_(hashes[start : start + AT_ONCE])))
        found |= {row.hash: row.beside for row in rows.all()}
    return found


async def _made_key(session: AsyncSession, now: datetime) -> str:
    """Find the key, or make it at the first erasure; two at once agree on one."""
    connection = await session.connection()
    made = {"name": KEY, "value": secrets.token_hex(KEY_BYTES), "at": now}
    await connection.execute(insert_on(connection)(_SECRETS).on_conflict_do_nothing(index_elements=["name"]), [made])
    return str(await connection.scalar(_KEY_OF))


def _hash(key: str, one: Key) -> str:
    kind, value = one
    return hmac.new(bytes.fromhex(key), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
