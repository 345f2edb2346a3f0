"""Updates in: stored once, handed out in order within a line, tried three times, never lost."""

import asyncio
import random
from datetime import timedelta

import pytest
from sqlalchemy import select
from storage_rows import BOT, an_update

from bot.storage.backlog import backlog, count_by_state, set_aside_list
from bot.storage.intake import (
    CRASHES,
    KEEP_DONE,
    LEASE,
    SUSPECT,
    TRIES,
    claim_following,
    claim_heads,
    fail,
    finish,
    forget_done,
    leases_held,
    release,
    release_dead,
    store_updates,
)
from bot.storage.tables import Intake

SECOND = timedelta(seconds=1)


@pytest.fixture
def store(database, now):
    """Store updates."""

    async def store(*updates, at=now):
        async with database.writing() as session:
            await store_updates(session, BOT, updates, at)

    return store


@pytest.fixture
def claim(database, now):
    """Claim under a lease; gives what was claimed."""

    async def claim(lease="a", at=now, limit=8):
        async with database.writing() as session:
            return await claim_heads(session, lease, at, limit)

    return claim


@pytest.fixture
def end(database, now):
    """Finish what was claimed; tells whether it was still ours."""

    async def end(claimed, at=now):
        async with database.writing() as session:
            return await finish(session, claimed, at)

    return end


@pytest.fixture
def failing(database, now):
    """Note a failed try."""

    async def failing(claimed, error="ValueError: no", at=now):
        async with database.writing() as session:
            await fail(session, claimed, error, at)

    return failing


async def states(database):
    """Count by state."""
    async with database.reading() as session:
        return await count_by_state(session)


def payloads(claimed):
    """What was claimed, in order."""
    return [one.payload for one in claimed]


async def test_an_update_is_stored_once(store, claim, database):
    """Telegram repeats what it believes unconfirmed; the first wording of it stays."""
    await store(an_update(5), an_update(6, "chat:8"), an_update(5))
    await store(an_update(6, "chat:8"), an_update(7, "chat:9"))

    assert await states(database) == {"waiting": 3}
    assert payloads(await claim()) == ["5", "6", "7"]


async def test_numbers_of_another_bot_are_other_updates(store, database, now):
    """A shop that changes its bot loses nothing."""
    await store(an_update(5))
    async with database.writing() as session:
        await store_updates(session, BOT + 1, [an_update(5)], now)

    assert await states(database) == {"waiting": 2}


async def test_order_is_ours_not_telegrams(store, claim, end):
    """Numbers start anew after a quiet week; what came later is worked on later."""
    await store(an_update(900), an_update(3), an_update(901))
    order = []
    while claimed := await claim():
        order += payloads(claimed)
        await end(claimed[0])

    assert order == ["900", "3", "901"]


async def test_only_heads_of_lines_are_handed_out(store, claim, end):
    """The second of a line waits for the first; other lines go on."""
    await store(an_update(1), an_update(2), an_update(3, "chat:8"), an_update(4, "topic:-1:5"))
    first = await claim()
    second = await claim()
    await end(first[0])
    third = await claim()

    assert payloads(first) == ["1", "3", "4"]
    assert second == []
    assert payloads(third) == ["2"]


async def test_the_oldest_lines_go_first(store, claim):
    """With more lines than hands, whoever wrote first is served first."""
    await store(*[an_update(number, f"chat:{number}") for number in range(20)])

    assert payloads(await claim(limit=3)) == ["0", "1", "2"]


async def test_a_lease_that_ends_is_anybodys(store, claim, end, now):
    """A process that hangs loses its update to another, and what it did meanwhile is not kept."""
    await store(an_update(1))
    [slow] = await claim("slow")
    too_early = await claim("quick", now + LEASE)
    [quick] = await claim("quick", now + LEASE + SECOND)

    assert too_early == []
    assert not await end(slow)
    assert await end(quick)


async def test_an_update_is_finished_once(store, claim, end, database):
    """The second finish of the same claim keeps nothing."""
    await store(an_update(1))
    [claimed] = await claim()

    assert await end(claimed)
    assert not await end(claimed)
    assert await states(database) == {"done": 1}


async def test_three_failures_set_aside(store, claim, failing, database, now):
    """It is tried again after half a second, then after one; then its line goes on without it."""
    await store(an_update(1), an_update(2))
    waits, at = [], now
    for _ in range(TRIES):
        [claimed] = await claim(at=at)
        await failing(claimed, at=at)
        start = at
        while not (found := await claim("look", at)):
            at += SECOND / 4
        async with database.writing() as session:
            await release(session, "look")
        waits.append((payloads(found), (at - start) / SECOND))
    async with database.reading() as session:
        [aside] = await set_aside_list(session)

    assert waits == [(["1"], 0.5), (["1"], 1.0), (["2"], 0.0)]
    assert (aside.payload, aside.error) == ("1", "ValueError: no")


@pytest.mark.parametrize("words", ["NUL \x00 inside", "half a pair \ud83d", "x" * 10_000])
async def test_any_error_can_be_noted(store, claim, failing, database, words, now):
    """What a failure says may hold what databases refuse; the failure is noted all the same."""
    await store(an_update(1))
    for second in range(TRIES):
        [claimed] = await claim(at=now + second * SECOND)
        await failing(claimed, words, at=now + second * SECOND)

    assert await states(database) == {"aside": 1}


async def test_a_failure_under_a_lost_lease_does_not_count(store, claim, failing, database, now):
    """Only who holds the update may say that it failed."""
    await store(an_update(1))
    [slow] = await claim("slow")
    await claim("quick", now + LEASE + SECOND)
    await failing(slow)
    async with database.reading() as session:
        row = (await session.scalars(select(Intake))).one()

    assert (row.attempts, row.lease) == (0, "quick")


async def test_an_update_that_takes_the_process_down(store, claim, database, now):
    """Claims that end with the process are counted: after ten the update is set aside, and its line goes on."""
    await store(an_update(1), an_update(2))
    at, got = now, []
    for life in range(CRASHES + 1):
        got.append(payloads(await claim(f"life {life}", at)))
        at += LEASE + SECOND
    async with database.reading() as session:
        [aside] = await set_aside_list(session)

    assert got == [["1"]] * CRASHES + [[]]
    assert "stopped 10 times" in aside.error
    assert payloads(await claim("next", at)) == ["2"]


async def test_a_suspect_is_worked_on_alone(store, claim, database, now):
    """After three ends of the process with it in hand an update has no company, so that no innocent one is blamed."""
    await store(an_update(1), an_update(2, "chat:8"), an_update(3, "chat:9"))
    at = now
    for life in range(SUSPECT):
        together = await claim(f"life {life}", at, limit=2)
        at += LEASE + SECOND
    async with database.writing() as session:
        in_company = await claim_heads(session, "busy", at, 8, alone=False)
    first = await claim("alone", at)
    await store(an_update(4, "chat:10"))

    assert payloads(together) == ["1", "2"]
    assert in_company == []
    assert [(one.payload, one.alone) for one in first] == [("1", True)]
    assert [(one.payload, one.alone) for one in await claim("next", at)] == [("2", True)]
    assert [(one.payload, one.alone) for one in await claim("rest", at)] == [("3", False), ("4", False)]


async def test_a_clean_stop_gives_back_and_counts_as_no_try(store, claim, database):
    """Another process goes on at once."""
    await store(an_update(1), an_update(2, "chat:8"))
    await claim("a")
    async with database.writing() as session:
        given_back = await release(session, "a")
    async with database.reading() as session:
        claims = list(await session.scalars(select(Intake.claims)))

    assert (given_back, claims) == (2, [0, 0])
    assert payloads(await claim("b")) == ["1", "2"]


async def test_what_dead_processes_held_is_given_back(store, claim, database):
    """The leases that hold something can be listed, and those of the dead ended."""
    await store(an_update(1), an_update(2, "chat:8"))
    await claim("dead", limit=1)
    await claim("alive", limit=1)
    async with database.writing() as session:
        held = await leases_held(session)
        count = await release_dead(session, ["dead"])

    assert (sorted(held), count) == (["alive", "dead"], 1)
    assert payloads(await claim("b")) == ["1"]


async def test_what_cannot_be_handled_is_stored_aside(store, claim, database):
    """It is kept for a person to look at, and holds nobody up."""
    await store(an_update(1, error="no JSON object"), an_update(2))

    assert payloads(await claim()) == ["2"]
    assert (await states(database))["aside"] == 1


async def test_done_updates_are_forgotten_after_three_days(store, claim, end, database, now):
    """Telegram repeats nothing after a day; what waits or was set aside stays."""
    await store(an_update(1), an_update(2, "chat:8"), an_update(3, "chat:9", error="odd"))
    [first, second] = await claim()
    await end(first)
    await end(second, now + timedelta(days=1))
    await store(an_update(4))
    async with database.writing() as session:
        await forget_done(session, now + KEEP_DONE + SECOND)

    assert await states(database) == {"done": 1, "aside": 1, "waiting": 1}


async def test_the_backlog_is_what_is_still_to_be_done(store, claim, end, database):
    """Waiting and claimed; not done, not aside."""
    await store(an_update(1), an_update(2), an_update(3, "chat:8"), an_update(4, error="odd"))
    [first, _] = await claim()
    await end(first)
    async with database.reading() as session:
        assert await backlog(session) == 2


@pytest.mark.slow
async def test_workers_side_by_side_take_everything_once_and_in_order(store, database, other, now):
    """Four workers of two processes, some of whom stop half-way: nothing twice, nothing missed, no line out of order."""
    chance = random.Random(4)
    lines = [f"chat:{chance.randrange(12)}" for _ in range(150)]
    await store(*[an_update(number, line) for number, line in enumerate(lines)])
    finished = []

    async def worker(where, name):
        empty = 0
        while empty < 3:
            async with where.writing() as session:
                claimed = await claim_heads(session, name, now, 3)
            empty = 0 if claimed else empty + 1
            for one in claimed:
                async with where.writing() as session:
                    if await finish(session, one, now):
                        finished.append((one.line, int(one.payload)))
            if not claimed:
                await asyncio.sleep(0)

    await asyncio.gather(*(worker(where, f"{name}") for name, where in enumerate([database, other] * 2)))
    by_line = {line: [number for where, number in finished if where == line] for line in set(lines)}

    assert sorted(number for _, number in finished) == list(range(150))
    assert all(numbers == sorted(numbers) for numbers in by_line.values())


@pytest.fixture
def end_and_go_on(database, now):
    """Finish an update and claim what stands next in its line, in one write."""

    async def end_and_go_on(claimed, at=now):
        async with database.writing() as session:
            await finish(session, claimed, at)
            return await claim_following(session, claimed, at)

    return end_and_go_on


async def test_a_burst_is_worked_off_in_one_go(store, claim, end_and_go_on):
    """What the same customer wrote next is handed on with the finish; another's is left to the claim."""
    await store(an_update(1), an_update(2, "chat:8"), an_update(3), an_update(4))
    (first, other) = await claim()
    second = await end_and_go_on(first)
    third = await end_and_go_on(second)

    assert payloads([second, third]) == ["3", "4"]
    assert await end_and_go_on(third) is None
    assert await end_and_go_on(other) is None


async def test_a_following_update_under_suspicion_waits_to_be_claimed_alone(store, claim, end_and_go_on, database):
    """What saw several ends of the process is not handed on beside others."""
    await store(an_update(1), an_update(2))
    async with database.writing() as session:
        (await session.get_one(Intake, 2)).claims = SUSPECT
    (first,) = await claim()

    assert await end_and_go_on(first) is None
    assert payloads(await claim()) == ["2"]


async def test_a_following_update_that_waits_after_a_failure_keeps_its_place(
    store, claim, end_and_go_on, database, now
):
    """Neither it nor what stands behind it is handed on before its time."""
    await store(an_update(1), an_update(2), an_update(3))
    async with database.writing() as session:
        (await session.get_one(Intake, 2)).not_before = now + SECOND
    (first,) = await claim()

    assert await end_and_go_on(first) is None
