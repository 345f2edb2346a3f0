"""Tells in which encoding a text file was written, by what its bytes can and cannot be."""

import codecs
import re
from typing import BinaryIO, Final

CHUNK: Final = 1 << 20  # a megabyte: the file never stands in memory as a whole

# What a report calls them; the keys are Python's names.
NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte-order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "cp1251": "Windows-1251",
    "gb18030": "GB18030",
}
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HIGH: Final = re.compile(rb"[\x80-\xff]+")
# Chinese text consists of characters of GB 2312, whose two bytes are both this high.
CHINESE_PAIR: Final = re.compile(rb"(?:[\xa1-\xf7][\xa1-\xfe])+")


def find_encoding(source: BinaryIO) -> str:
    """Name the encoding of a file, read to its end.

    A mark decides. Without one, every second byte empty is UTF-16, and what is valid
    UTF-8 throughout is UTF-8, since other text hardly ever is by chance. The rest is GB18030 where all of
    it can be and its high bytes stand in pairs, as Chinese characters do; the letters of
    Western text with a mark stand alone between plain ones, which is Windows-1252;
    whole words of high bytes are Cyrillic, Windows-1251.
    """
    source.seek(0)
    head = source.read(CHUNK)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if wide := find_wide(head[:4096]):
        return wide
    if _is_all(source, "utf-8"):
        return "utf-8"
    high, paired, longest = _high_bytes(source)
    if paired * 10 >= high * 9 and _is_all(source, "gb18030"):
        return "gb18030"
    return "cp1251" if longest * 2 >= high else "cp1252"


def find_wide(head: bytes) -> str | None:
    """Recognise UTF-16 without a mark: the plain letters of its header leave nearly every second byte empty."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 3 < len(head) or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_all(source: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    source.seek(0)
    try:
        while chunk := source.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _high_bytes(source: BinaryIO) -> tuple[int, int, int]:
    """Count the high bytes: all, those that may be Chinese characters, and those in runs of three or more."""
    source.seek(0)
    high = paired = longest = 0
    while chunk := source.read(CHUNK):
        for run in HIGH.findall(chunk):
            high += len(run)
            longest += len(run) if len(run) >= 3 else 0
            if len(run) % 2 == 0 and CHINESE_PAIR.fullmatch(run):
                paired += len(run)
    return high, paired, longest
