"""One try at saying a row, and what came of it so far."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from aiogram.types import ReplyParameters

from bot.storage.tables.traffic import Outgoing
from bot.telegram.outcomes import Placed, Topic


@dataclass(slots=True)
class Attempt:
    """One try at a row; what was placed is noted at once, so that a failure half-way forgets nothing."""

    row: Outgoing
    merged: Sequence[Outgoing] = ()
    placed: list[Placed] = field(default_factory=list)
    topic: Topic | None = None
    parts_sent: int = 0
    reply: ReplyParameters | None = None  # what its first message hangs below
    left_out: bool = False  # a file was named, since Telegram does not copy it

    def keep(self, ours: Collection[int]) -> "Attempt | None":
        """Leave out rows that are not ours to send; None where nothing is left."""
        rows = [row for row in (self.row, *self.merged) if row.id in ours]
        if not rows:
            return None
        self.row, *self.merged = rows
        return self

    def stands_for(self, outgoing_id: int | None) -> None:
        """Keep what was placed as the messages of another row, whose own are gone."""
        self.placed = [replace(one, outgoing_id=outgoing_id) for one in self.placed]

    @property
    def sent(self) -> int:
        """Count what Telegram counts: each message, a part of a text or album too, and a topic."""
        return len({(one.chat_id, one.telegram_id) for one in self.placed}) + (self.topic is not None)
