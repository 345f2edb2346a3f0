"""A clean stop: SIGTERM to the real program ends what is under way, gives the leases back, says so within seconds."""

import asyncio
import os
import re
import signal
import sys
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from stored import until

from bot.storage.engine import Database
from bot.storage.tables import Message
from bot.storage.tables.traffic import Lease, Outgoing
from bot.telegram.recording import Recorder

# What the bot itself may take; how long Python needs to leave depends on the machine and who else works on it.
SECONDS = 5
# TimeoutStopSec in deploy/triage.service: after that the program would be killed.
PATIENCE = 30
# A whole program starts, maybe beside others that do.
START = 60
PEOPLE = 12


@asynccontextmanager
async def program(harness, **more):
    """`triage run` in a process of its own, working already; killed at the end if it still lives."""
    settings = harness.settings
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIAGE_")} | {
        "TRIAGE_BOT_TOKEN": settings.bot_token.get_secret_value(),
        "TRIAGE_TELEGRAM_API": settings.telegram_api,
        "TRIAGE_STAFF_CHAT": str(harness.staff),
        "TRIAGE_DATABASE_URL": settings.database_url,
        "TRIAGE_HTTP_PORT": "0",
        "TRIAGE_LIMITS": "off",
        "TRIAGE_LOG": "json",
        **more,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from bot.cli import main; main()", "run"),
        env=environment,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def stopped(process):
    """Send SIGTERM; gives the exit code, the seconds that the bot says it took, and all that was said."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, said = await process.communicate()
    assert time.monotonic() - began < PATIENCE
    told = re.search(r"stopped in ([\d.]+) seconds", said.decode())
    assert told is not None, said.decode()
    return process.returncode, float(told[1]), said.decode()


@pytest.mark.slow
async def test_a_stop_in_the_midst_of_work(harness, stored):
    """Nothing is in anybody's hand afterwards, nothing is lost, and the next start says nothing twice."""
    people = [harness.telegram.customer(f"Anna {number}") for number in range(PEOPLE)]
    async with program(harness) as process:
        harness.telegram.write(people[0], "Where is my order?")
        await harness.telegram.until(harness.cards, timeout=START)
        for number, person in enumerate(people):
            harness.telegram.write(person, f"message {number}")
        await until(lambda: stored.count(Message, Message.text.startswith("message")))
        code, seconds, said = await stopped(process)
    leases, states = await stored.all(Lease), await stored.states()
    left_sending = await stored.all(Outgoing, Outgoing.state == "sending")
    async with harness.bot():
        await stored.quiet(harness.telegram)
    texts = [text.removeprefix("💬 ") for text in harness.texts(harness.staff) if text.startswith("💬")]
    relayed = [line for text in texts for line in text.split("\n") if line.startswith("message")]

    assert code == 0
    assert seconds < SECONDS
    assert '"words": "stopping: nothing new is taken' in said
    assert states.get("claimed", 0) == 0
    assert left_sending == []
    assert all(lease.until <= datetime.now(UTC) for lease in leases)
    assert sorted(relayed) == sorted(f"message {number}" for number in range(PEOPLE))


@pytest.mark.slow
@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)  # which database it is changes nothing here
async def test_an_open_connection_does_not_hold_a_stop_up(harness):
    """Whoever looks at the figures may keep the connection; a body that never comes to its end is not waited for."""
    async with program(harness, TRIAGE_SHOP_SECRET="sesame") as process:
        said = await process.stderr.readuntil(b"/readyz")
        port = int(said.removesuffix(b"/readyz").rpartition(b":")[2])
        idle, half = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        idle[1].write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        await idle[0].readuntil(b"alive")
        half[1].write(b"POST /shop/engagement HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        await half[1].drain()
        code, seconds, _ = await stopped(process)
        for _, writer in (idle, half):
            writer.close()

    assert code == 0
    assert seconds < SECONDS


async def test_a_database_that_stays_away_does_not_hold_a_stop_up(sqlite_url, monkeypatch):
    """What could not be kept is ambiguous at the next start, which is the truth."""
    monkeypatch.setattr("bot.telegram.recording.DRAIN_SECONDS", 0.01)

    class Away(Database):
        def writing(self):
            raise ConnectionRefusedError

    recorder = Recorder(Away(sqlite_url), None, None, asyncio.Event())
    keeping = asyncio.create_task(recorder.record([]))
    await asyncio.sleep(0)
    await recorder.drain()

    assert not keeping.done()
    recorder._task.cancel()
    keeping.cancel()
