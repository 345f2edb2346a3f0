"""How values go between two processes of ours: their length in four bytes, then they themselves, pickled."""

import asyncio
import pickle
import struct
from typing import Any, BinaryIO, Final

_LENGTH: Final = struct.Struct("!I")


class Ended(EOFError):  # noqa: N818 - how a conversation of programs ends is no error by itself
    """The other side has ended."""


def frame(content: object) -> bytes:
    """Spell a value for the other side."""
    body = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


async def next_frame(stream: asyncio.StreamReader) -> Any:
    """Wait for the next value; raises `Ended` where there comes none."""
    try:
        (length,) = _LENGTH.unpack(await stream.readexactly(_LENGTH.size))
        body = await stream.readexactly(length)
    except (asyncio.IncompleteReadError, OSError) as error:
        raise Ended from error
    return pickle.loads(body)  # noqa: S301 - from a process that this one started


def read_frame(file: BinaryIO) -> Any:
    """Read the next value from a file without a buffer; raises `Ended` where there comes none."""
    (length,) = _LENGTH.unpack(_read_exactly(file, _LENGTH.size))
    return pickle.loads(_read_exactly(file, length))  # noqa: S301 - from the process that started this one


def _read_exactly(file: BinaryIO, count: int) -> bytes:
    parts, left = list[bytes](), count
    while left:
        part = file.read(left)
        if not part:
            raise Ended
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
