"""One try at saying a row, and what came of it so far."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

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

    def keep(self, ours: Collection[int]) -> "Attempt | None":
        """Leave out rows that are not ours to send; None where nothing is left."""
        rows = [row for row in (self.row, *self.merged) if row.id in ours]
        if not rows:
            return None
        self.row, *self.merged = rows
        return self

    @property
    def sent(self) -> int:
        """Count what Telegram counts: each message, a part of a text or album too, and a topic."""
        return len({(one.chat_id, one.telegram_id) for one in self.placed}) + (self.topic is not None)
