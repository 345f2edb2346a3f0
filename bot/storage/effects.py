"""What a piece of work wants to be kept: done in one short write, all or nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession


class Conflict(Exception):  # noqa: N818 - an event between two writers, not an error of either
    """Somebody else changed the conversation in between: read again and do it again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the agent who pressed or wrote is told, in the desk's words; `alert` waits for an OK."""

    key: str
    values: tuple[tuple[str, str], ...] = ()
    alert: bool = False
    # An emoji that Telegram allows as a reaction on the agent's own message.
    reaction: str | None = None


Effect = Callable[[AsyncSession], Awaitable[Answer | None]]


def answer(key: str, *, alert: bool = False, reaction: str | None = None, **values: object) -> Answer:
    """Build an answer from a key of the wording and its values."""
    return Answer(key, tuple((name, str(value)) for name, value in values.items()), alert, reaction)


async def nothing(_session: AsyncSession) -> None:
    """Keep nothing: what was told is known already."""
