"""Reads what was written since into the index of `/find`, some hundreds at a time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.searchwords import phone_words, words_of
from bot.storage.columns import table_of
from bot.storage.tables.conversations import Message, Note
from bot.storage.tables.knowing import Found, FoundDue
from bot.storage.tables.people import Customer, Identity, IdentityKind, OrderItem, ShopOrder

_FOUND, _DUE = table_of(Found), table_of(FoundDue)
_MESSAGES, _NOTES, _CUSTOMERS = table_of(Message), table_of(Note), table_of(Customer)
_IDENTITIES, _ORDERS, _ITEMS = table_of(Identity), table_of(ShopOrder), table_of(OrderItem)
KINDS: Final = ("message", "note", "customer", "order")
# A key is seconds, kind and number: 31, 2 and 30 bits. It lasts until 2068 and for a thousand million of each kind.
_BEGAN: Final = datetime(2000, 1, 1, tzinfo=UTC)
_ROWS, _SECONDS = 1 << 30, 1 << 31


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be read: what, and how often it had changed by then."""

    kind: str
    row_id: int
    times: int

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.row_id


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of it: its words, and when it was said; nothing where it is gone."""

    due: Due
    at: datetime
    text: str
    more: tuple[str, ...] = ()


def key_of(kind: str, row_id: int, at: datetime) -> int:
    """Number something that can be found so that later is larger."""
    return (first_key(at) + KINDS.index(kind) * _ROWS) + row_id % _ROWS


def first_key(at: datetime) -> int:
    """Give the lowest key of a moment."""
    seconds = int((at - _BEGAN).total_seconds())
    return max(0, min(seconds, _SECONDS - 1)) << 32


async def due_now(session: AsyncSession, most: int) -> Sequence[Due]:
    """List what the index has not read, as it comes: the order of reading changes nothing that is found."""
    rows = await (await session.connection()).execute(
        select(_DUE.c.kind, _DUE.c.row_id, _DUE.c.times).order_by(_DUE.c.kind, _DUE.c.row_id).limit(most)
    )
    return [Due(row.kind, row.row_id, row.times) for row in rows.all()]


async def read_due(session: AsyncSession, due: Sequence[Due]) -> list[Read]:
    """Load what is to be split into words."""
    readers: Mapping[str, Callable[[AsyncSession, Collection[int]], Any]] = {
        "message": _messages,
        "note": _notes,
        "customer": _customers,
        "order": _orders,
    }
    by_key = {one.key: one for one in due}
    found: list[Read] = []
    for kind in dict.fromkeys(one.kind for one in due):
        texts = await readers[kind](session, [one.row_id for one in due if one.kind == kind])
        found += [Read(by_key[kind, id_], *said) for id_, said in texts.items()]
    return found


def split(read: Sequence[Read]) -> list[dict[str, object]]:
    """Split what was read into rows of the index, in the order of their keys, as SQLite's index likes them."""
    rows: list[dict[str, object]] = []
    for one in read:
        words = " ".join(dict.fromkeys([*words_of(one.text), *one.more]))
        key = key_of(one.due.kind, one.due.row_id, one.at)
        if words:
            rows.append({"id": key, "kind": one.due.kind, "row_id": one.due.row_id, "words": words})
    return sorted(rows, key=lambda row: int(str(row["id"])))


async def put_in(session: AsyncSession, due: Sequence[Due], rows: Sequence[Mapping[str, object]]) -> int:
    """Put in what has not changed since it was read, nor is being put in by somebody else. Write session."""
    connection = await session.connection()
    asked = [(one.kind, one.row_id, one.times) for one in due]
    still = select(_DUE.c.kind, _DUE.c.row_id).where(tuple_(_DUE.c.kind, _DUE.c.row_id, _DUE.c.times).in_(asked))
    held = await connection.execute(still.order_by(_DUE.c.kind, _DUE.c.row_id).with_for_update(skip_locked=True))
    ours = {(row.kind, row.row_id) for row in held.all()}
    if not ours:
        return 0
    for table in (_DUE, _FOUND):
        await connection.execute(delete(table).where(tuple_(table.c.kind, table.c.row_id).in_(sorted(ours))))
    new = [row for row in rows if (row["kind"], row["row_id"]) in ours]
    if new:
        await connection.execute(insert(_FOUND), new)
    return len(ours)


async def _messages(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[datetime, str]]:
    return await _texts(
        session, select(_MESSAGES.c.id, _MESSAGES.c.at, _MESSAGES.c.text).where(_MESSAGES.c.id.in_(ids))
    )


async def _notes(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[datetime, str]]:
    return await _texts(session, select(_NOTES.c.id, _NOTES.c.at, _NOTES.c.text).where(_NOTES.c.id.in_(ids)))


async def _texts(session: AsyncSession, asked: Any) -> dict[int, tuple[datetime, str]]:
    rows = await (await session.connection()).execute(asked)
    return {row.id: (row.at, row.text) for row in rows.all()}


async def _customers(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[datetime, str, tuple[str, ...]]]:
    """Read names, addresses and phones; a Telegram number is between the person and the bot."""
    connection = await session.connection()
    people = (await connection.execute(select(_CUSTOMERS).where(_CUSTOMERS.c.id.in_(ids)))).all()
    known = await connection.execute(
        select(_IDENTITIES.c.customer_id, _IDENTITIES.c.kind, _IDENTITIES.c.value)
        .where(_IDENTITIES.c.customer_id.in_(ids), _IDENTITIES.c.kind.in_([IdentityKind.EMAIL, IdentityKind.PHONE]))
        .order_by(_IDENTITIES.c.id)
    )
    names = {row.id: [row.first_name, row.last_name, row.username] for row in people}
    phones: dict[int, list[str]] = {row.id: [] for row in people}
    for row in known.all():
        if row.kind == IdentityKind.PHONE:
            phones.get(row.customer_id, []).extend(phone_words(row.value))
        else:
            names.get(row.customer_id, []).append(row.value)
    return {row.id: (row.created_at, " ".join(filter(None, names[row.id])), tuple(phones[row.id])) for row in people}


async def _orders(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[datetime, str]]:
    connection = await session.connection()
    orders = await connection.execute(
        select(_ORDERS.c.id, _ORDERS.c.number, _ORDERS.c.placed_at).where(_ORDERS.c.id.in_(ids))
    )
    said = {row.id: [row.placed_at, row.number] for row in orders.all()}
    items = await connection.execute(
        select(_ITEMS.c.order_id, _ITEMS.c.title, _ITEMS.c.sku).where(_ITEMS.c.order_id.in_(ids)).order_by(_ITEMS.c.id)
    )
    for row in items.all():
        said.get(row.order_id, []).extend([row.title, row.sku])
    return {id_: (at, " ".join(words)) for id_, (at, *words) in said.items()}
