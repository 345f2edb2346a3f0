"""Puts the rows of one order together, wherever in the file they stand, in the memory of a few orders.

Files are read twice. The first reading finds the orders whose rows do not stand together; the
second gives out the others as they come, and puts those aside on disk until the end.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bot.shop.parsed import BadRow
from bot.shop.tables import Row

# Bits of a filter, 8 MB: of a million orders one in seventy shares its bit with another, and only takes the detour.
BITS: Final = 1 << 26


class Filter:
    """Remembers which numbers it has seen in a fixed room; it may think that it saw one more, never one less."""

    def __init__(self) -> None:
        self._bits = bytearray(BITS >> 3)
        self.count = 0

    def add(self, number: str) -> bool:
        """Remember a number; tells whether it was there already."""
        place = hash(number) & (BITS - 1)
        seen = self._bits[place >> 3] >> (place & 7) & 1
        self._bits[place >> 3] |= 1 << (place & 7)
        self.count += not seen
        return bool(seen)

    def __contains__(self, number: str) -> bool:
        place = hash(number) & (BITS - 1)
        return bool(self._bits[place >> 3] >> (place & 7) & 1)


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one order, in the order of their lines."""

    order_id: str | None
    rows: Sequence[Row | BadRow]
    repeated: bool = False  # some stood in the file again and were left out


def find_scattered(rows: Iterable[Row | BadRow], look: Callable[[Row], None]) -> Filter:
    """Find the orders whose rows do not stand together; `look` sees every row."""
    seen, scattered, current = Filter(), Filter(), ""
    for row in rows:
        if isinstance(row, Row):
            look(row)
            order_id = row.cells.get("order_id")
        else:
            order_id = row.order_id
        if order_id and order_id != current:
            if seen.add(order_id):
                scattered.add(order_id)
            current = order_id
    return scattered


def group_rows(rows: Iterable[Row | BadRow], scattered: Filter) -> Iterator[Group]:
    """Yield the orders; those that are scattered come last."""
    if not scattered.count:
        yield from _together(rows)
        return
    aside = _Aside()
    try:
        for group in _together(rows):
            if group.order_id and group.order_id in scattered:
                aside.put(group)
            else:
                yield group
        yield from aside.groups()
    finally:
        aside.close()


def _together(rows: Iterable[Row | BadRow]) -> Iterator[Group]:
    """Put rows of one order that follow each other together; a row that names no order may belong to the one above."""
    group: list[Row | BadRow] = []
    current: str | None = None
    for row in rows:
        order_id = row.order_id if isinstance(row, BadRow) else row.cells.get("order_id")
        if order_id and order_id != current:
            if group:
                yield Group(current, group)
            group, current = [], order_id
        if isinstance(row, Row) and not order_id:
            group.append(BadRow(row.line, "order_id is empty; write the order's number in each row"))
        else:
            group.append(row)
    if group:
        yield Group(current, group)


class _Aside:
    """Rows on disk, in a file of SQLite that goes with its connection."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("")
        self._rows.execute("CREATE TABLE aside (number TEXT, stretch INTEGER, line INTEGER, cells TEXT, reason TEXT)")
        self._stretch = 0

    def put(self, group: Group) -> None:
        self._stretch += 1
        self._rows.executemany(
            "INSERT INTO aside VALUES (?, ?, ?, ?, ?)",
            [
                (group.order_id, self._stretch, row.line, json.dumps(row.cells), None)
                if isinstance(row, Row)
                else (group.order_id, self._stretch, row.line, None, row.reason)
                for row in group.rows
            ],
        )

    def groups(self) -> Iterator[Group]:
        found = self._rows.execute("SELECT * FROM aside ORDER BY number, stretch, line")
        for number, rows in groupby(found, key=lambda row: row[0]):
            yield _merged(number, [list(stretch) for _, stretch in groupby(rows, key=lambda row: row[1])])

    def close(self) -> None:
        self._rows.close()


def _merged(number: str, stretches: Sequence[Sequence[tuple[str, int, int, str | None, str | None]]]) -> Group:
    """Put the stretches of an order together; one that says the same as an earlier one was written twice."""
    once = {tuple(row[3:] for row in stretch): stretch for stretch in reversed(stretches)}
    kept = sorted((row for stretch in once.values() for row in stretch), key=lambda row: row[2])
    rows = [
        Row(line, json.loads(cells)) if cells is not None else BadRow(line, reason or "", number)
        for _, _, line, cells, reason in kept
    ]
    return Group(number, rows, repeated=len(once) < len(stretches))
