"""Who may poll and who may send: one at a time, taken over from the dead, and no late one keeps anything."""

import asyncio
import multiprocessing
import os
import socket
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from storage_rows import queue

from bot.clocks import Clocks
from bot.leasing import Leasing
from bot.storage.leases import TERM, Held, give_back, is_dead, new_holder, still_held, take
from bot.storage.sending import mark_sending
from bot.storage.tables import Outgoing

SECOND = timedelta(seconds=1)


def a_dead_process():
    """The name of a process of this machine that has ended."""
    ended = multiprocessing.get_context("spawn").Process(target=int)
    ended.start()
    ended.join()
    return f"{socket.gethostname()}|{ended.pid}|x"


@pytest.fixture
def ask(database):
    """Ask for the sender's lease."""

    async def ask(holder, at):
        async with database.writing() as session:
            return await take(session, "sender", holder, at)

    return ask


async def test_one_holds_a_lease_at_a_time(ask, now):
    """The second is refused until the first has let the term pass; then the fence rises."""
    first = await ask("a|1|x", now)
    refused = await ask("b|2|y", now + TERM - SECOND)
    second = await ask("b|2|y", now + TERM)

    assert first == Held("sender", 1)
    assert refused is None
    assert second == Held("sender", 2)


async def test_a_renewed_lease_keeps_its_fence(ask, now):
    """Renewing in time is nothing that anybody else would notice."""
    await ask("a|1|x", now)
    renewed = await ask("a|1|x", now + TERM / 2)

    assert renewed == Held("sender", 1)
    assert await ask("b|2|y", now + TERM) is None


async def test_a_lease_given_back_is_free_at_once(ask, database, now):
    """A clean stop keeps nobody waiting; only the holder can give back."""
    await ask("a|1|x", now)
    async with database.writing() as session:
        await give_back(session, "sender", "b|2|y", now)
    foreign = await ask("b|2|y", now)
    async with database.writing() as session:
        await give_back(session, "sender", "a|1|x", now)

    assert foreign is None
    assert await ask("b|2|y", now) == Held("sender", 2)


async def test_a_dead_process_is_taken_over_at_once(ask, now):
    """After a kill the next process of the same machine need not wait for the term."""
    await ask(a_dead_process(), now)

    assert await ask(new_holder(), now) == Held("sender", 2)


def test_who_is_dead():
    """A process of this machine that is gone; never ourselves, another machine's, or what nobody can tell."""
    us = new_holder()

    assert not is_dead(us)
    assert not is_dead(f"{socket.gethostname()}|{os.getppid()}|x")
    assert not is_dead("another machine|1|x")
    assert not is_dead("nonsense")
    assert is_dead(a_dead_process())


async def test_several_processes_ask_for_a_new_lease_at_once(database, other, now):
    """The row does not exist yet: one gets it, the others are told no."""

    async def ask(where, name):
        try:
            async with where.writing() as session:
                return await take(session, "poller", name, now)
        except IntegrityError:
            return None

    held = await asyncio.gather(*(ask(where, f"host|{index}|x") for index, where in enumerate([database, other] * 3)))

    assert [one for one in held if one] == [Held("poller", 1)]


async def test_a_process_that_lost_its_lease_starts_no_request(ask, database, now):
    """Held up for too long, it finds that nothing is its to send any more; the new holder may send it."""
    async with database.writing() as session:
        row = await queue(session)
    old = await ask("a|1|x", now)
    new = await ask("b|2|y", now + TERM)
    async with database.writing() as session:
        late = await mark_sending(session, [row], old)
        held = (await still_held(session, old), await still_held(session, new))
    async with database.writing() as session:
        ours = await mark_sending(session, [row], new)
    async with database.reading() as session:
        fence = (await session.get_one(Outgoing, row)).fence

    assert (late, held) == ({}, (False, True))
    assert (list(ours), fence) == ([row], 2)


async def test_two_processes_share_the_work_of_one(database, other):
    """Each keeps what it has; when one stops, the other takes over with a higher fence."""
    first, second = (Leasing(where, Clocks(), name) for where, name in ((database, "a|1|x"), (other, "b|2|y")))
    await first.renew()
    await second.renew()
    both = ({name: held.fence for name, held in first.held.items()}, dict(second.held))
    await first.give_back()
    await second.renew()

    assert both == ({"poller": 1, "sender": 1}, {})
    assert first.held == {}
    assert {name: held.fence for name, held in second.held.items()} == {"poller": 2, "sender": 2}
