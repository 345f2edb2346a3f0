"""What the rest of the bot knows of thinking: that it is asked, and answers."""

from datetime import datetime
from typing import Protocol

from bot.incoming import Incoming
from bot.storage.cases import Case
from bot.storage.triaged import Triaged


class Thinker(Protocol):
    """Thinks where the event loop is not held up, about one message at a time."""

    async def __call__(self, case: Case, incoming: Incoming, now: datetime) -> Triaged:
        """Conclude what there is to conclude; what fails in there is a plain card, never an error."""
