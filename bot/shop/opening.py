"""Opens a file of orders: finds out how it was written, and reads it in the memory of a few orders."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import BinaryIO, Final

from bot.shop import jsonlines
from bot.shop.building import NoCustomerError, Reading, Told, build_order, read_item
from bot.shop.containers import open_text
from bot.shop.dates import Dates, DayAndMonth
from bot.shop.encodings import NAMES, find_encoding
from bot.shop.formats import Format, choose_format, count_known
from bot.shop.generic import missing_columns, tell_order
from bot.shop.grouping import Filter, Group, find_scattered, group_rows
from bot.shop.kinds import seems_to_be
from bot.shop.marks import REPEATED
from bot.shop.parsed import BadRow, ImportFormatError, ParsedOrder
from bot.shop.tables import SEPARATORS, Layout, Picks, Row, read_layout, read_rows
from bot.shop.understood import Understood

DATE_COLUMNS: Final = ("placed_at", "promised_at", "shipped_at", "delivered_at", "returned_at")
SUM_COLUMNS: Final = ("total", "price", "discount", "refunded", "cost", "line_total")
# Rows between two looks of whoever shows the progress.
LOOKS: Final = 1 << 12
BEGINNING: Final = 1 << 16

Tell = Callable[[Sequence[Row], Reading], Told]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the file leaves unsaid, and what whoever imports it knows better."""

    zone: tzinfo
    currency: str
    as_of: datetime | None = None  # when the shop wrote the file
    written_by: str | None = None  # shopify, woocommerce or generic; else it is found
    day_first: bool | None = None  # else it is found


@dataclass(frozen=True, slots=True)
class OrderFile:
    """A file that was understood; going through it yields orders, and rows that were left out."""

    understood: Understood
    groups: Callable[[], Iterator[Group | Told]]
    tell: Tell
    reading: Reading

    def __iter__(self) -> Iterator[ParsedOrder | BadRow]:
        for group in self.groups():
            yield from _read_group(group, self.tell, self.reading)


class Survey:
    """What the dates and sums of a file say about all of them, found before the first order is read."""

    def __init__(self, watch: Callable[[], None]) -> None:
        self.days = DayAndMonth()
        self.decimal_marks: set[str] = set()
        self._watch = watch
        self._rows = 0

    def look(self, cells: Mapping[str, str]) -> None:
        """Take note of one row."""
        self.days.look(cells[name] for name in DATE_COLUMNS if name in cells)
        for name in SUM_COLUMNS:
            if (cell := cells.get(name)) and (mark := cell[-3:-2] if len(cell) > 3 else cell[-2:-1]) in {",", "."}:
                self.decimal_marks.add(mark)
        self._rows += 1
        if self._rows % LOOKS == 0:
            self._watch()

    @property
    def decimal_mark(self) -> str:
        """Give the mark before one or two decimals, where the file has only one such."""
        return next(iter(self.decimal_marks)) if len(self.decimal_marks) == 1 else ""


def open_orders(file: BinaryIO, wishes: Wishes, *, watch: Callable[[], None] = lambda: None) -> OrderFile:
    """Understand a seekable file; raises `ImportFormatError` with one sentence where it holds no orders.

    The file is read through once here, so that nothing is stored before all of it was seen.
    """
    source = open_text(file)
    encoding = find_encoding(source)
    source.seek(0)
    beginning = source.read(BEGINNING).decode(encoding, errors="replace").lstrip("\ufeff \t\r\n")
    if beginning.startswith("["):
        raise ImportFormatError("this is one JSON list; write JSON Lines: one order object a line, without the list")
    if beginning.startswith("{"):
        _check_first(beginning)
        return _open_lines(source, encoding, wishes, watch)
    layout = read_layout(source, encoding, count_known)
    form, picks = choose_format(layout, wishes.written_by)
    return _open_table(source, layout, form, picks, wishes, watch)


def _open_table(
    source: BinaryIO, layout: Layout, form: Format, picks: Picks, wishes: Wishes, watch: Callable[[], None]
) -> OrderFile:
    survey = Survey(watch)
    looked_at = {name: places for name, places in picks.items() if name in {"order_id", *DATE_COLUMNS, *SUM_COLUMNS}}
    scattered = find_scattered(read_rows(source, layout, looked_at), lambda row: survey.look(row.cells))
    reading = _reading(survey, wishes, form)
    understood = Understood(
        form.title,
        NAMES[layout.encoding],
        reading.dates,
        SEPARATORS.get(layout.separator, layout.separator),
        reading.decimal_mark,
        reading.currencies,
    )
    return OrderFile(understood, lambda: group_rows(read_rows(source, layout, picks), scattered), form.tell, reading)


def _open_lines(source: BinaryIO, encoding: str, wishes: Wishes, watch: Callable[[], None]) -> OrderFile:
    survey, seen, last = Survey(watch), Filter(), dict[str, int]()
    for found in jsonlines.read_lines(source, encoding):
        if isinstance(found, Told):
            survey.look(found.cells)
            if seen.add(found.cells["order_id"]):
                last[found.cells["order_id"]] = found.line
    reading = _reading(survey, wishes, None)
    understood = Understood("JSON Lines", NAMES[encoding], reading.dates, currencies=reading.currencies)

    def groups() -> Iterator[Group | Told]:
        for found in jsonlines.read_lines(source, encoding):
            if isinstance(found, BadRow):
                yield Group(found.order_id, [found])
            elif (line := last.get(found.cells["order_id"])) is None or line == found.line:
                yield found if line is None else replace(found, marks=[REPEATED])  # told twice: the last one counts

    return OrderFile(understood, groups, tell_order, reading)


def _reading(survey: Survey, wishes: Wishes, form: Format | None) -> Reading:
    day_first = wishes.day_first if wishes.day_first is not None else survey.days.decide()
    return Reading(
        Dates(wishes.zone, day_first=day_first),
        wishes.currency,
        wishes.as_of,
        decimal_mark=(form.decimal_mark if form else ".") or survey.decimal_mark,
        own_statuses=form.own_statuses if form else False,
    )


def _check_first(beginning: str) -> None:
    """Refuse JSON that is not a line an order, by its first line."""
    first = beginning.splitlines()[0]
    try:
        found = json.loads(first)
    except ValueError:
        if first.strip() == "{":
            raise ImportFormatError(
                "this is one JSON object over several lines; write JSON Lines: each order on a line of its own"
            ) from None
        return  # a broken line is listed, as every other would be
    if isinstance(found, dict):
        columns = {jsonlines.ORDER_NAMES.get(name) or name for name in found}
        picks = dict.fromkeys(columns, (0,)) | {"total": (0,)}
        if missing := missing_columns(picks):
            raise ImportFormatError(seems_to_be(list(found), missing))


def _read_group(group: Group | Told, tell: Tell, reading: Reading) -> Iterator[ParsedOrder | BadRow]:
    """Read one order; every bad row is listed, and then the order is not yielded."""
    if isinstance(group, Told):
        yield from _build(group, (group.line,), reading)
        return
    rows = [row for row in group.rows if isinstance(row, Row)]
    bad = [row for row in group.rows if isinstance(row, BadRow)]
    try:
        told = tell(rows, reading) if rows else None
    except ValueError as error:
        yield from _left_out([*bad, BadRow(rows[0].line, str(error))], group.order_id)
        return
    if told and group.repeated:
        told = replace(told, marks=[*told.marks, REPEATED])
    if told and not bad:
        yield from _build(told, [row.line for row in rows], reading)
    else:
        yield from _left_out([*bad, *(_problems(told, reading) if told else ())], group.order_id)


def _build(told: Told, lines: Sequence[int], reading: Reading) -> Iterator[ParsedOrder | BadRow]:
    order_id = told.cells["order_id"]
    try:
        yield build_order(told, reading)
    except NoCustomerError as error:
        yield from _left_out([BadRow(line, str(error)) for line in lines], order_id)
    except ValueError:
        yield from _left_out(_problems(told, reading), order_id)


def _problems(told: Told, reading: Reading) -> list[BadRow]:
    """Find everything that is wrong with an order, so that a file needs to be mended once."""
    bad, good = [], []
    for line, cells in told.items:
        try:
            read_item(cells, reading)
            good.append((line, cells))
        except ValueError as error:
            bad.append(BadRow(line, str(error)))
    try:
        build_order(replace(told, items=good), reading)
    except ValueError as error:
        bad.append(BadRow(told.line, str(error)))
    return bad


def _left_out(bad: Iterable[BadRow], order_id: str | None) -> Iterator[BadRow]:
    left_out = f"; order {order_id} was left out" if order_id else ""
    for row in sorted(bad, key=lambda row: row.line):
        yield BadRow(row.line, row.reason + left_out, order_id)
