"""Leases: who may poll and who may send. The fence rises with each new holder, so a late one is noticed."""

import os
import socket
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.tables.traffic import Lease

# Long enough to survive a slow write, short enough that another process takes over before agents notice.
TERM = timedelta(seconds=6)


@dataclass(frozen=True, slots=True)
class Held:
    """A lease in our hands."""

    name: str
    fence: int


def new_holder() -> str:
    """Name this process so that another on the same machine can tell whether it still lives."""
    return f"{socket.gethostname()}|{os.getpid()}|{uuid.uuid4().hex[:8]}"


def is_dead(holder: str) -> bool:
    """Tell whether a holder on this machine has surely ended; False wherever that can't be known."""
    host, _, rest = holder.partition("|")
    pid = rest.partition("|")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return _is_zombie(int(pid))


async def take(session: AsyncSession, name: str, holder: str, now: datetime) -> Held | None:
    """Take or renew a lease; None while somebody else holds it. Write session."""
    row = await session.get(Lease, name, with_for_update=True)
    if row is None:
        session.add(Lease(name=name, holder=holder, fence=1, until=now + TERM))
        await session.flush()
        return Held(name, 1)
    if row.holder != holder:
        if now < row.until and not is_dead(row.holder):
            return None
        row.holder = holder
        row.fence += 1
    row.until = now + TERM
    return Held(name, row.fence)


async def give_back(session: AsyncSession, name: str, holder: str, now: datetime) -> None:
    """End a lease early, so that the next process need not wait."""
    row = await session.get(Lease, name, with_for_update=True)
    if row is not None and row.holder == holder:
        row.until = now


async def still_held(session: AsyncSession, held: Held) -> bool:
    """Tell whether nobody took the lease over since; nobody can until the end of this write."""
    row = await session.get(Lease, held.name, with_for_update={"read": True})
    return row is not None and row.fence == held.fence


def _is_zombie(pid: int) -> bool:
    """A killed child that its parent has not collected yet holds nothing any more (Linux only)."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:  # noqa: PTH123
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False
