"""The two clocks. Business time is for due times and histories, and the sandbox can move it;
machine time is for leases, pacing and waits, and nobody can.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

Now = Callable[[], datetime]


def machine_now() -> datetime:
    """Tell the machine's time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Both clocks, handed to everything that must know the time."""

    business: Now = machine_now
    machine: Now = machine_now
