"""How fast a message becomes a card, and how many a minute: `python tests/bench/speed.py [--messages N]`.

Latency: 10 messages a second, open loop, whatever the bot does. Sustained: a heap of
messages waits, and the time until the last card is there counts. A heap goes to a bare
echo bot on the same kind of server before and after: what a shared machine gives changes
within a minute, so the ratio is to the mean of both (`--only ratio` measures these three).
"""

import argparse
import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path

from machine import describe, load_messages
from processes import Server, bot, cpu_seconds, sandbox

A_SECOND = 10
HEAP = 1_000
# A heap of so many times more: 1,000 echoes take about a second, too short to measure by.
ECHOED = 5
CUSTOMERS = 200


async def latency(messages: list[str], folder: Path) -> dict[str, float]:
    """Send at a steady rate and time each message's card from the moment its update was received."""
    times = folder / "times.json"
    database = folder / "latency.db"
    async with sandbox() as server, bot(server, f"sqlite:///{database}", BENCH_TIMES=str(times)):
        customers = await server.customers(CUSTOMERS)
        await warm(server, customers[0])
        await settled(database, 1)
        began = time.perf_counter()
        writes = []
        for index, text in enumerate(messages):
            await asyncio.sleep(max(0.0, began + index / A_SECOND - time.perf_counter()))
            writes.append(asyncio.create_task(server.write(customers[index % CUSTOMERS], text)))
        await asyncio.gather(*writes)
        await settled(database, len(messages) + 1)
    return read_times(database, json.loads(times.read_text()))


async def sustained(messages: list[str], folder: Path, profile: str | None) -> tuple[float, float]:
    """Let a heap of messages wait and tell how many a second become cards."""
    database = folder / "sustained.db"
    more = {"BENCH_PROFILE": profile} if profile else {}
    async with sandbox() as server:
        customers = await server.customers(CUSTOMERS)
        async with bot(server, f"sqlite:///{database}", **more) as process:
            await warm(server, customers[0])
            await settled(database, 1)
            used = cpu_seconds(process.pid)
            began = time.perf_counter()
            await asyncio.gather(*(server.write(customers[i % CUSTOMERS], text) for i, text in enumerate(messages)))
            await settled(database, len(messages) + 1)
            rate = len(messages) / (time.perf_counter() - began)
            return rate, (cpu_seconds(process.pid) - used) / len(messages) * 1000


async def echoed(messages: list[str]) -> tuple[float, float]:
    """Do the same with the bare echo bot."""
    async with sandbox() as server:
        customers = await server.customers(CUSTOMERS)
        async with bot(server, "", script="echo_process.py") as process:
            await server.write(customers[0], "warm up")
            while await echoes(server, customers[:1]) < 1:
                await asyncio.sleep(0.1)
            used = cpu_seconds(process.pid)
            began = time.perf_counter()
            await asyncio.gather(*(server.write(customers[i % CUSTOMERS], text) for i, text in enumerate(messages)))
            last = customers[(len(messages) - 1) % CUSTOMERS]
            while await echoes(server, [last]) < len(messages) // CUSTOMERS:
                await asyncio.sleep(0.05)
            while await echoes(server, customers) < len(messages) + 1:
                await asyncio.sleep(0.05)
            rate = len(messages) / (time.perf_counter() - began)
            return rate, (cpu_seconds(process.pid) - used) / len(messages) * 1000


async def echoes(server: Server, customers: list[int]) -> int:
    chats = [await server.get(f"chat/{customer}") for customer in customers]
    return sum(message["from"].get("is_bot", False) for chat in chats for message in chat["messages"])


async def warm(server: Server, customer: int) -> None:
    await server.write(customer, "Hello, where is my order?")


async def settled(database: Path, count: int) -> None:
    """Wait until so many messages are kept and nothing is left to send."""
    while True:
        await asyncio.sleep(0.1)
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10) as connection:
            kept = connection.execute("SELECT count(*) FROM message").fetchone()[0]
            left = connection.execute("SELECT count(*) FROM outgoing WHERE state IN ('queued','sending')").fetchone()[0]
        if kept >= count and not left:
            return


def read_times(database: Path, times: dict[str, object]) -> dict[str, float]:
    """Match each update with its commit and with the first card or edit that was delivered after it."""
    delivered: dict[tuple[int, int], list[float]] = {}
    for conversation, turn, kind, at in times["sent"]:
        if kind in {"card", "edit"}:
            delivered.setdefault((conversation, turn), []).append(at)
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "SELECT i.seq, i.received_at, m.conversation_id, m.turn FROM intake i JOIN message m "
            "ON m.telegram_id = json_extract(i.payload, '$.message.message_id') "
            "AND m.chat_id = json_extract(i.payload, '$.message.chat.id') WHERE i.kind = 'message'"
        ).fetchall()
    to_row, to_card = [], []
    for seq, received, conversation, turn in rows:
        at = datetime.fromisoformat(received + "+00:00").timestamp()
        kept = times["written"][str(seq)]
        to_row.append((kept - at) * 1000)
        card = min((one for one in delivered.get((conversation, turn), []) if one >= kept), default=None)
        if card is None:  # an edit under way already shows it, since cards render what is true when sent
            card = max(delivered[conversation, turn])
        to_card.append((card - at) * 1000)
    return {
        "messages": len(rows),
        "row_p50_ms": statistics.median(to_row),
        "row_p95_ms": statistics.quantiles(to_row, n=20)[-1],
        "card_p50_ms": statistics.median(to_card),
        "card_p95_ms": statistics.quantiles(to_card, n=20)[-1],
        "card_p99_ms": statistics.quantiles(to_card, n=100)[-1],
    }


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--heap", type=int, default=HEAP)
    parser.add_argument("--only", choices=["latency", "sustained", "echo", "ratio"])
    parser.add_argument("--profile")
    options = parser.parse_args()
    report: dict[str, object] = {"machine": describe()}
    with tempfile.TemporaryDirectory() as folder:
        if options.only in {None, "latency"}:
            report["latency"] = await latency(load_messages(options.messages), Path(folder))
        paired = options.only in {None, "ratio"}
        heap, to_echo = load_messages(options.heap), load_messages(options.heap * ECHOED)
        before = [(await echoed(to_echo))[0]] if paired else []
        if options.only in {None, "sustained", "ratio"}:
            report["sustained_per_second"], report["sustained_cpu_ms"] = await sustained(
                heap, Path(folder), options.profile
            )
        if options.only in {None, "echo", "ratio"}:
            after, report["echo_cpu_ms"] = await echoed(to_echo)
            report["echoes_per_second"] = [*before, after]
        if paired:
            report["ratio_to_echo"] = report["sustained_per_second"] / statistics.mean(report["echoes_per_second"])
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    asyncio.run(main())
