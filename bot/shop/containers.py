"""Recognises files that are no table at all, and says what they seem to be."""

import codecs
import gzip
import zlib
from typing import BinaryIO, Final, cast

from bot.shop.encodings import find_wide
from bot.shop.parsed import ImportFormatError

NEEDED: Final = "export the orders as CSV or JSON Lines and import that file"
HEAD: Final = 4096
MOST: Final = 1 << 20  # read at a time, so that no file stands in memory as a whole
# The first bytes of kinds that people mistake for an export, and what such a file is.
SIGNS: Final = (
    (b"%PDF", f"this is a PDF, made for printing; {NEEDED}"),
    (b"7z\xbc\xaf", f"this is a 7z archive; unpack it, or {NEEDED}"),
    (b"Rar!", f"this is a RAR archive; unpack it, or {NEEDED}"),
    (b"BZh", f"this is a bzip2 archive; unpack it, or {NEEDED}"),
    (b"\xfd7zXZ", f"this is an xz archive; unpack it, or {NEEDED}"),
    (b"SQLite format 3", f"this is a SQLite database; {NEEDED}"),
    (b"\x89PNG", f"this is a picture; {NEEDED}"),
    (b"\xff\xd8\xff", f"this is a picture; {NEEDED}"),
    (b"GIF8", f"this is a picture; {NEEDED}"),
    (b"{\\rtf", f"this is a text document; {NEEDED}"),
)
ZIP: Final = b"PK\x03\x04"
GZIP: Final = b"\x1f\x8b"
OLE: Final = b"\xd0\xcf\x11\xe0"
# A text has line ends and tabs and hardly anything else below the blank.
CONTROL: Final = frozenset(map(chr, set(range(32)) - {9, 10, 11, 12, 13, 26, 27}))


def open_text(file: BinaryIO) -> BinaryIO:
    """Give the bytes of the table: the file itself, or what is packed in it by gzip.

    Raises `ImportFormatError` where it is no text; a packed file is read to its end,
    so that a cut-off one is refused before anything is stored.
    """
    file.seek(0)
    if file.read(2) == GZIP:
        return _unpacked(file)
    _refuse_no_text(file)
    return file


def _refuse_no_text(file: BinaryIO) -> None:
    """Refuse what is no text by its beginning, saying what it seems to be."""
    file.seek(0)
    head = file.read(HEAD)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ImportFormatError("the file is empty; its first line must name the columns, and orders follow")
    if head.startswith(ZIP):
        raise ImportFormatError(_zip(head))
    if head.startswith(OLE):
        raise ImportFormatError(_ole(head + file.read(MOST)))
    for sign, sentence in SIGNS:
        if head.startswith(sign):
            raise ImportFormatError(sentence)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:9].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise ImportFormatError(f"this is a web page or XML, not a table; {NEEDED}")
    if _is_binary(head):
        raise ImportFormatError(f"this is no text but binary data; {NEEDED}")


def _unpacked(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    packed = cast(BinaryIO, gzip.GzipFile(fileobj=file))  # reads, seeks and tells as a file does
    try:
        while packed.read(MOST):
            pass
    except EOFError as error:
        raise ImportFormatError("the gzip file is cut off before its end; download or copy it again") from error
    except (OSError, zlib.error) as error:
        raise ImportFormatError("the gzip file is damaged; download or copy it again") from error
    _refuse_no_text(packed)
    return packed


def _zip(head: bytes) -> str:
    """Name what a zip holds, by its first entry: spreadsheets are zips too."""
    if len(head) > 6 and head[6] & 1:
        return f"this is a zip with a password; {NEEDED} without one"
    if b"[Content_Types].xml" in head or b"xl/" in head or b"_rels/" in head:
        return "this is an Excel workbook; save the sheet with the orders as CSV and import that file"
    if b"opendocument" in head:
        return "this is an OpenDocument file; save the sheet with the orders as CSV and import that file"
    return "this is a zip archive; unpack it and import the CSV that is in it"


def _ole(beginning: bytes) -> str:
    """Excel keeps workbooks with a password, and those before 2007, in this container."""
    if "EncryptedPackage".encode("utf-16-le") in beginning or "EncryptionInfo".encode("utf-16-le") in beginning:
        return "this is an Excel workbook with a password; save the sheet with the orders as CSV, without a password"
    return "this is an Excel or Word file, perhaps with a password; save the sheet with the orders as CSV"


def _is_binary(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        wide: str | None = "utf-16"
    else:
        wide = find_wide(head)
    text = head.decode(wide, errors="ignore") if wide else head.decode("latin-1")
    return any(letter in CONTROL for letter in text)
