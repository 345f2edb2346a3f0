"""Growing pauses between tries."""

import asyncio
import random
from dataclasses import dataclass
from datetime import timedelta

FIRST = 0.2  # seconds: most faults are over at once
LONGEST = 10.0  # seconds: an outage that ends is noticed soon


@dataclass(slots=True)
class Pauses:
    """Each pause is twice the last, up to the longest, with chance so that processes don't knock in step."""

    next: float = FIRST

    async def wait(self) -> None:
        """Pause, a little longer than the last time."""
        await asyncio.sleep(self.next * random.uniform(0.75, 1.25))
        self.next = min(self.next * 2, LONGEST)

    def reset(self) -> None:
        """Begin again with the short pause."""
        self.next = FIRST


def pause_after(attempts: int) -> timedelta:
    """Twice as long after each try; ten doublings are beyond every longest pause."""
    return timedelta(seconds=0.25 * 2 ** min(attempts, 10))
