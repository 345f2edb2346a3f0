"""Opens a table as shops export it: finds encoding and separator, and yields rows with their line numbers."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

SEPARATORS: Final = (",", ";", "\t")
CHUNK_BYTES: Final = 1 << 20  # a megabyte: the file never stands in memory as a whole


class ImportFormatError(ValueError):
    """The file as a whole cannot be read as orders; nothing was imported."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row, or a whole order from this row on, that was left out, and what would be right."""

    line: int
    reason: str
    order_id: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by column name, trimmed; `line` is where it begins."""

    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """Give a cell; a column that the file has not is empty."""
        return self.cells.get(column, "")


def read_rows(source: BinaryIO, *, required: Sequence[str], known: Sequence[str]) -> Iterator[Row | BadRow]:
    """Yield the rows below the header, which must name the required columns; the order of columns is free."""
    source.seek(0)
    encoding = _encoding(source)
    source.seek(0)
    text = io.TextIOWrapper(source, encoding=encoding, errors="replace", newline="")
    try:
        yield from _rows(text, _separator(text, known), required)
    finally:
        text.detach()  # the file is the caller's to close


def _encoding(source: BinaryIO) -> str:
    """Take UTF-8 if all of the file is; spreadsheets also write UTF-16, older shop programs Windows-1252."""
    if source.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return "utf-16"
    source.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := source.read(CHUNK_BYTES):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _separator(text: io.TextIOWrapper, known: Sequence[str]) -> str:
    """Choose the separator under which the header has most of the known names."""
    first = text.readline()
    text.seek(0)
    found = {
        separator: len(
            set(known) & {name.strip().lower() for name in next(csv.reader([first], delimiter=separator), [])}
        )
        for separator in SEPARATORS
    }
    return max(SEPARATORS, key=lambda separator: found[separator])


def _header(names: Sequence[str], required: Sequence[str]) -> list[str]:
    header = [name.strip().lower() for name in names]
    if not any(header):
        raise ImportFormatError("the file is empty; its first line must name the columns")
    missing = [name for name in required if name not in header]
    if missing:
        raise ImportFormatError(
            f"the columns {', '.join(missing)} are missing; the first line names {', '.join(header)}"
        )
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise ImportFormatError(f"the columns {', '.join(twice)} stand twice; name each once")
    return header


def _rows(text: io.TextIOWrapper, separator: str, required: Sequence[str]) -> Iterator[Row | BadRow]:
    reader = csv.reader(text, delimiter=separator)
    header = _header(next(reader, []), required)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield BadRow(line, f"the row cannot be read ({error}); look for a quotation mark that is not closed")
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _row(line, cells, header)


def _row(line: int, cells: Sequence[str], header: Sequence[str]) -> Row | BadRow:
    extra = [cell for cell in cells[len(header) :] if cell.strip()]
    if extra or len(cells) < len(header):
        reason = f"the row has {len(cells)} cells and the header {len(header)}; quote cells that contain the separator"
        order_id = cells[header.index("order_id")].strip() if "order_id" in header[: len(cells)] else None
        return BadRow(line, reason, order_id)
    return Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name})
