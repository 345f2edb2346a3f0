"""Updates in, once and in order: store, claim the head of a line, finish, set aside, forget."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    CursorResult,
    TextClause,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.incoming import storable
from bot.storage.columns import table_of
from bot.storage.tables.traffic import Intake, IntakeState
from bot.storage.upserts import insert_on

# After three failures an update is set aside: the fourth try would fail too, and its line waits behind it.
TRIES = 3
# Claims that ended with the process: a kill can hit an innocent update, so it takes more of them.
CRASHES = 10
# From so many on an update is worked on alone: the next end of the process is then no other one's fault.
SUSPECT = 3
# Longer than the slowest classification, shorter than an agent's patience after a crash elsewhere.
LEASE = timedelta(seconds=30)
# Telegram keeps updates for 24 hours; three days leave room for a long weekend's outage.
KEEP_DONE = timedelta(days=3)


def is_open(column: str) -> TextClause:
    """Ask for open updates in the words of the partial index: with parameters no database would use it."""
    return text(f"{column} IN ('{IntakeState.WAITING}', '{IntakeState.CLAIMED}')")


# Questions asked for every update are built once: building one takes longer than SQLite does to answer it.
_TABLE = table_of(Intake)
_EARLIER = aliased(Intake, name="earlier")
_HEADS = (
    select(col(Intake.seq), col(Intake.claims))
    .where(
        is_open("intake.state"),
        or_(
            (col(Intake.state) == IntakeState.WAITING) & (col(Intake.not_before) <= bindparam("now")),
            (col(Intake.state) == IntakeState.CLAIMED) & (col(Intake.lease_until) < bindparam("now")),
        ),
        ~exists().where(
            col(_EARLIER.line) == col(Intake.line), col(_EARLIER.seq) < col(Intake.seq), is_open("earlier.state")
        ),
    )
    .order_by(col(Intake.seq))
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_HEAD_OF = _HEADS.where(col(Intake.line) == bindparam("line"))
_CLAIM = (
    update(_TABLE)
    .where(_TABLE.c.seq.in_(bindparam("seqs", expanding=True)))
    .values(state=IntakeState.CLAIMED, lease=bindparam("by"), lease_until=bindparam("end"), claims=_TABLE.c.claims + 1)
    .returning(_TABLE.c.seq, _TABLE.c.payload, _TABLE.c.line, _TABLE.c.received_at, _TABLE.c.claims)
)
_FINISH = (
    update(_TABLE)
    .where(
        _TABLE.c.seq == bindparam("which"),
        _TABLE.c.lease == bindparam("by"),
        _TABLE.c.state == IntakeState.CLAIMED,
    )
    .values(state=IntakeState.DONE, done_at=bindparam("at"), lease=None, lease_until=None)
)
# The head of a line whose last update was just finished; nobody else can have it before the commit.
_FOLLOWING = (
    update(_TABLE)
    .where(
        _TABLE.c.seq
        == select(func.min(_EARLIER.seq))
        .where(col(_EARLIER.line) == bindparam("of"), is_open("earlier.state"))
        .scalar_subquery(),
        _TABLE.c.state == IntakeState.WAITING,
        _TABLE.c.not_before <= bindparam("now"),
        _TABLE.c.claims < SUSPECT,
    )
    .values(state=IntakeState.CLAIMED, lease=bindparam("by"), lease_until=bindparam("end"), claims=_TABLE.c.claims + 1)
    .returning(_TABLE.c.seq, _TABLE.c.payload, _TABLE.c.line, _TABLE.c.received_at)
)


@dataclass(frozen=True, slots=True)
class Update:
    """An update to be stored: its key, its line, and the text that Telegram sent."""

    update_id: int
    line: str
    kind: str
    payload: str
    error: str | None = None  # set where nothing can be done with it: it is stored aside


@dataclass(frozen=True, slots=True)
class Claimed:
    """An update that is ours to work on until the lease ends."""

    seq: int
    payload: str
    line: str
    lease: str
    received_at: datetime
    alone: bool = False  # nothing else may be worked on beside it


async def store_updates(session: AsyncSession, bot_id: int, updates: Sequence[Update], now: datetime) -> None:
    """Store updates in the order given; one that is already there is left as it is."""
    rows = [
        {
            "bot_id": bot_id,
            "update_id": one.update_id,
            "line": one.line,
            "kind": one.kind,
            "payload": one.payload,
            "received_at": now,
            "not_before": now,
            "state": IntakeState.ASIDE if one.error else IntakeState.WAITING,
            "error": one.error,
            "attempts": 0,
            "claims": 0,
        }
        for one in updates
    ]
    if not rows:
        return
    connection = await session.connection()
    insert_here = insert_on(connection)
    statement = insert_here(Intake).on_conflict_do_nothing(index_elements=["bot_id", "update_id"])
    await connection.execute(statement, rows)


async def claim_heads(
    session: AsyncSession, lease: str, now: datetime, limit: int, *, alone: bool = True, line: str | None = None
) -> list[Claimed]:
    """Claim the oldest update of up to `limit` lines that nobody works on, or of one line; write session.

    `alone` says that nothing else is in hand: an update that saw the process end several times is claimed only
    then, and by itself.
    """
    asked = {"now": now, "most": limit} | ({"line": line} if line else {})
    heads = (await session.execute(_HEAD_OF if line else _HEADS, asked)).all()
    suspects = [head for head in heads if head.claims >= SUSPECT]
    if suspects:
        heads = suspects[:1] if alone else []
    if not heads:
        return []
    connection = await session.connection()
    seqs = [head.seq for head in heads]
    claimed = await connection.execute(_CLAIM, {"seqs": seqs, "by": lease, "end": now + LEASE})
    rows = sorted(claimed.all())
    crashing = [row.seq for row in rows if row.claims > CRASHES]
    if crashing:
        await _set_aside(session, crashing, f"the program stopped {CRASHES} times while working on it")
    return [
        Claimed(row.seq, row.payload, row.line, lease, row.received_at, alone=row.claims > SUSPECT)
        for row in rows
        if row.claims <= CRASHES
    ]


async def finish(session: AsyncSession, claimed: Claimed, now: datetime) -> bool:
    """Mark an update done; False where the lease went to somebody else, and then nothing may be kept."""
    connection = await session.connection()
    result = await connection.execute(_FINISH, {"which": claimed.seq, "by": claimed.lease, "at": now})
    return _changed(result) == 1


async def claim_following(session: AsyncSession, finished: Claimed, now: datetime) -> Claimed | None:
    """Claim what stands next in the line of an update that was finished in this write; None where nothing is ready."""
    connection = await session.connection()
    parameters = {"of": finished.line, "now": now, "by": finished.lease, "end": now + LEASE}
    row = (await connection.execute(_FOLLOWING, parameters)).first()
    return None if row is None else Claimed(row.seq, row.payload, row.line, finished.lease, row.received_at)


async def fail(session: AsyncSession, claimed: Claimed, error: str, now: datetime) -> bool:
    """Note a failed try: the update is tried again a little later, or set aside after three; tells whether it was."""
    row = await session.get(Intake, claimed.seq)
    if row is None or row.lease != claimed.lease:
        return False
    row.attempts += 1
    row.error = storable(error[:500])
    row.lease, row.lease_until = None, None
    row.state = IntakeState.ASIDE if row.attempts >= TRIES else IntakeState.WAITING
    row.not_before = now + timedelta(seconds=2**row.attempts / 4)  # half a second, then one: most faults are clashes
    return row.state == IntakeState.ASIDE


async def release(session: AsyncSession, lease: str) -> int:
    """Give back what a lease still holds, as if it had not been claimed."""
    return await _give_back(session, lease, claims=Intake.claims - 1)


async def release_dead(session: AsyncSession, leases: Sequence[str]) -> int:
    """Give back what processes held that are known to be gone; each may have died of what it held."""
    return sum([await _give_back(session, lease) for lease in leases])


async def _give_back(session: AsyncSession, lease: str, **more: object) -> int:
    result = await session.execute(
        update(Intake)
        .where(col(Intake.lease) == lease, col(Intake.state) == IntakeState.CLAIMED)
        .values(state=IntakeState.WAITING, lease=None, lease_until=None, **more)
        .execution_options(synchronize_session=False)
    )
    return _changed(result)


async def leases_held(session: AsyncSession) -> list[str]:
    """List the leases that hold an update at the moment."""
    found = await session.scalars(select(col(Intake.lease)).where(col(Intake.state) == IntakeState.CLAIMED).distinct())
    return [lease for lease in found if lease]


async def forget_done(session: AsyncSession, now: datetime) -> None:
    """Drop updates that were done three days ago, and their keys with them."""
    await session.execute(
        delete(Intake)
        .where(col(Intake.state) == IntakeState.DONE, col(Intake.done_at) < now - KEEP_DONE)
        .execution_options(synchronize_session=False)
    )


async def _set_aside(session: AsyncSession, seqs: Sequence[int], why: str) -> None:
    await session.execute(
        update(Intake)
        .where(col(Intake.seq).in_(seqs))
        .values(state=IntakeState.ASIDE, error=why, lease=None)
        .execution_options(synchronize_session=False)
    )


def _changed(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
