"""Opens a table as shops export it: finds the separator, and yields rows with their line numbers."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from bot.shop.parsed import BadRow, ImportFormatError

__all__ = ["BadRow", "ImportFormatError", "Layout", "Picks", "Row", "read_layout", "read_rows"]

SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
# Excel's own first line, which says what separates the cells.
SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
# The longest header seen has 200 columns; what is longer than this is no line of a table.
LONGEST_HEADER: Final = 100_000

# Where a column stands: our name for it, and its places in a row, the first filled one counts.
Picks = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table stands in its file; `header` in lower case."""

    encoding: str
    separator: str
    header: tuple[str, ...]
    skip: int = 0  # lines above the header


@dataclass(frozen=True, slots=True)
class Row:
    """The filled cells of one row by our column names, trimmed; `line` is where it begins."""

    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """Give a cell; a column that the file has not is empty."""
        return self.cells.get(column, "")


def read_layout(source: BinaryIO, encoding: str, known: Callable[[Sequence[str]], int]) -> Layout:
    """Find the separator under which `known` counts most names in the header; then the one with most cells."""
    source.seek(0)
    text = io.TextIOWrapper(source, encoding=encoding, errors="replace", newline="")
    try:
        first, skip = _line(text), 0
        if told := SEPARATOR_LINE.fullmatch(first.strip()):
            first, skip = _line(text), 1
        while first and not first.strip():
            first, skip = _line(text), skip + 1
    finally:
        text.detach()  # the file is the caller's to close
    headers = {mark: _header(first, mark) for mark in ([told[1]] if told else SEPARATORS)}
    best = max(headers, key=lambda mark: (known(headers[mark]), len(headers[mark])))
    if not any(headers[best]):
        raise ImportFormatError("the file is empty; its first line must name the columns, and orders follow")
    return Layout(encoding, best, headers[best], skip)


def read_rows(source: BinaryIO, layout: Layout, picks: Picks) -> Iterator[Row | BadRow]:
    """Yield the rows below the header, with the cells that `picks` names."""
    source.seek(0)
    text = io.TextIOWrapper(source, encoding=layout.encoding, errors="replace", newline="")
    try:
        for _ in range(layout.skip):
            text.readline()
        yield from _rows(csv.reader(text, delimiter=layout.separator), layout, picks)
    finally:
        text.detach()


def refuse_twins(layout: Layout, picks: Picks) -> None:
    """Refuse a header that has the same column twice, where it is one that counts."""
    names = [layout.header[place] for places in picks.values() for place in places]
    if twice := sorted({name for name in names if layout.header.count(name) > 1}):
        raise ImportFormatError(f"the columns {', '.join(twice)} stand twice; name each once")


def _line(text: io.TextIOWrapper) -> str:
    return text.readline(LONGEST_HEADER)


def _header(line: str, separator: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in next(csv.reader([line], delimiter=separator), []))


class _Reader(Protocol):
    """What `csv.reader` gives; its own type has no name to use."""

    line_num: int

    def __next__(self) -> list[str]: ...

    def __iter__(self) -> Iterator[list[str]]: ...


def _rows(reader: _Reader, layout: Layout, picks: Picks) -> Iterator[Row | BadRow]:
    width = len(layout.header)
    next(reader, None)
    single = [(name, places[0]) for name, places in picks.items() if len(places) == 1]
    several = [(name, places) for name, places in picks.items() if len(places) > 1]
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            reason = f"the row cannot be read ({error}); look for a quotation mark that is not closed"
            yield BadRow(line + layout.skip, reason)
            continue
        if cells is None:
            return
        if len(cells) != width and not _fits(cells, width):
            if any(cell.strip() for cell in cells):
                yield _misfit(line + layout.skip, cells, width, picks)
            continue
        found = {name: cell for name, place in single if (cell := cells[place]) and (cell := cell.strip())}
        for name, places in several:
            if cell := next((cell for place in places if (cell := cells[place].strip())), ""):
                found[name] = cell
        if found or any(cell.strip() for cell in cells):
            yield Row(line + layout.skip, found)


def _fits(cells: Sequence[str], width: int) -> bool:
    """A row may have more cells than the header where they are empty."""
    return len(cells) > width and not any(cell.strip() for cell in cells[width:])


def _misfit(line: int, cells: Sequence[str], width: int, picks: Picks) -> BadRow:
    reason = f"the row has {len(cells)} cells and the header {width}; quote cells that contain the separator"
    places = picks.get("order_id", ())
    return BadRow(line, reason, next((cells[place].strip() for place in places if place < len(cells)), None))
