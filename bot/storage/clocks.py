"""Clocks of the service promises in the database: what each event does to them, in one cheap statement or two.

The table of events stands in the README, "Service promises"; `tests/bot/service/test_clock_events.py` is the same.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clockwork import RESOLVE, Heard, Promises, Running, after_message, start
from bot.storage.columns import table_of
from bot.storage.tables.service import ServiceClock

# Built once, since they are asked for messages.
_CLOCKS = table_of(ServiceClock)
_OPEN = _CLOCKS.c.met_at.is_(None) & _CLOCKS.c.dropped_at.is_(None)
_OF = _CLOCKS.c.conversation_id == bindparam("conversation")
_REPLY, _RESOLVE = _CLOCKS.c.kind != RESOLVE, _CLOCKS.c.kind == RESOLVE
_FIND = select(_CLOCKS).where(_OF, _OPEN)
_LAST = select(_CLOCKS).where(_OF, _RESOLVE).order_by(_CLOCKS.c.id.desc()).limit(1)
_MEET = update(_CLOCKS).where(_OF, _REPLY, _OPEN).values(met_at=bindparam("now"), check_at=None, say_at=None)
_DROP = update(_CLOCKS).where(_OF, _REPLY, _OPEN).values(dropped_at=bindparam("now"), check_at=None, say_at=None)
_PAUSE = update(_CLOCKS).where(_OF, _RESOLVE, _OPEN, _CLOCKS.c.paused_at.is_(None)).values(paused_at=bindparam("now"))
_END = update(_CLOCKS).where(_OF, _RESOLVE, _OPEN).values(met_at=bindparam("now"), check_at=None)
_BACK = (
    update(_CLOCKS)
    .where(
        _OF,
        (_REPLY & (_CLOCKS.c.turn == bindparam("in_turn")) & _CLOCKS.c.met_at.is_not(None)) | (_RESOLVE & _OPEN),
    )
    # Long past, so that the next round looks at it: that one knows the hours.
    .values(met_at=None, paused_at=None, check_at=_CLOCKS.c.started_at)
)


async def customer_wrote(session: AsyncSession, heard: Heard, promises: Promises) -> None:
    """Start, resume or shorten what a customer's message starts, resumes or shortens."""
    running = [] if heard.begins else await running_in(session, heard.conversation_id)
    await _keep(session, list(after_message(heard, running, promises)))


async def answered(session: AsyncSession, conversation_id: int, now: datetime) -> None:
    """Our word is out: the reply clock is met, and the matter waits for the customer unless we promised something."""
    connection = await session.connection()
    await connection.execute(_MEET, {"conversation": conversation_id, "now": now})
    await connection.execute(_PAUSE, {"conversation": conversation_id, "now": now})


async def promised(session: AsyncSession, conversation_id: int, now: datetime, promises: Promises) -> None:
    """What we said names a time of ours: the matter is ours from now on, with the time that was left."""
    await woken(session, conversation_id, now, promises)


async def taken_back(session: AsyncSession, conversation_id: int, turn: int) -> None:
    """The reply that had ended a turn never arrived, or was taken back: its clocks ran all the while."""
    await (await session.connection()).execute(_BACK, {"conversation": conversation_id, "in_turn": turn})


async def snoozed(session: AsyncSession, conversation_id: int, now: datetime) -> None:
    """Put aside on purpose: the matter rests. Somebody who waits for a reply goes on waiting."""
    await (await session.connection()).execute(_PAUSE, {"conversation": conversation_id, "now": now})


async def woken(session: AsyncSession, conversation_id: int, now: datetime, promises: Promises) -> None:
    """A snooze is over: the matter goes on with the time that was left."""
    for clock in await running_in(session, conversation_id):
        if clock.kind == RESOLVE and clock.paused_at is not None:
            heard = Heard(conversation_id, clock.turn, now, now, False, True, "rest", "", flagged=True)
            await _keep(session, [one for one in after_message(heard, [clock], promises) if one["kind"] == RESOLVE])


async def resolved(session: AsyncSession, conversation_id: int, now: datetime) -> None:
    """The matter is done; who still waited for a reply gets none."""
    connection = await session.connection()
    await connection.execute(_END, {"conversation": conversation_id, "now": now})
    await connection.execute(_DROP, {"conversation": conversation_id, "now": now})


async def reopened(session: AsyncSession, conversation_id: int, turn: int, now: datetime, promises: Promises) -> None:
    """An agent opened it again: the matter gets its whole time once more."""
    found = await (await session.connection()).execute(_LAST, {"conversation": conversation_id})
    last = found.mappings().first()
    within = timedelta(seconds=last["promised"]) if last else promises.other
    await _keep(session, [start(conversation_id, turn, within, now, promises)])


async def running_in(session: AsyncSession, conversation_id: int) -> list[Running]:
    """List the clocks of a conversation that are neither met nor dropped."""
    found = await (await session.connection()).execute(_FIND, {"conversation": conversation_id})
    return [running_of(row._asdict()) for row in found.all()]


def running_of(row: Mapping[str, Any]) -> Running:
    """Read a row."""
    return Running(
        kind=row["kind"],
        turn=row["turn"],
        started_at=row["started_at"],
        due_at=row["due_at"],
        promised=timedelta(seconds=row["promised"]),
        any_hour=row["any_hour"],
        paused_at=row["paused_at"],
        warned=row["warned"],
        say_at=row["say_at"],
        said_at=row["said_at"],
        breached_at=row["breached_at"],
    )


async def _keep(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep clocks; one that is there already (it got shorter, or its matter was opened again) is as the row says."""
    if rows:
        connection = await session.connection()
        await connection.execute(_INSERTS[connection.dialect.name], list(rows))


def _insert(of: type[sqlite.Insert] | type[postgresql.Insert]) -> sqlite.Insert | postgresql.Insert:
    insert = of(_CLOCKS)
    fresh = {
        column.name: insert.excluded[column.name]
        for column in _CLOCKS.c
        if column.name not in {"id", "conversation_id", "kind", "turn"}
    }
    return insert.on_conflict_do_update(index_elements=["conversation_id", "kind", "turn"], set_=fresh)


# Built once, since one of them is used for every message.
_INSERTS = {"sqlite": _insert(sqlite.Insert), "postgresql": _insert(postgresql.Insert)}
