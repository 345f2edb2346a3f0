"""Fifty messages a second for a minute, reminders running: `python tests/bench/rush.py [--seconds 60]`.

Open loop: a message is sent when its time has come, whatever the bot does. Then what counts: every message kept and
relayed in its customer's order, no complaint about a locked database, memory flat, every reminder fired once.
"""

import argparse
import asyncio
import json
import re
import sqlite3
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from machine import describe, load_messages
from processes import Server, bot, resident_mib, sandbox
from speed import settled, warm

A_SECOND = 50
CUSTOMERS = 300
# A reminder every fifth of a second, spread over the customers' conversations.
REMINDERS_A_SECOND = 5


async def rush(seconds: int, folder: Path) -> dict[str, object]:
    """Send, look at memory each five seconds, wait until all is settled, and judge what is there."""
    database, log = folder / "rush.db", folder / "log.txt"
    texts = load_messages(seconds * A_SECOND)
    async with sandbox() as server:
        customers = await server.customers(CUSTOMERS)
        async with bot(server, f"sqlite:///{database}", BENCH_LOG=str(log)) as process:
            for customer in customers[:20]:
                await warm(server, customer)
            await settled(database, 20)
            due = plan_reminders(database, seconds)
            held, began = [resident_mib(process.pid)], time.perf_counter()
            writes = []
            for index, text in enumerate(texts):
                await asyncio.sleep(max(0.0, began + index / A_SECOND - time.perf_counter()))
                words = f"{text[:300]} [{index}]"
                writes.append(asyncio.create_task(server.write(customers[index % CUSTOMERS], words)))
                if index % (5 * A_SECOND) == 0:
                    held.append(resident_mib(process.pid))
            await asyncio.gather(*writes)
            sent_in = time.perf_counter() - began
            await settled(database, len(texts) + 20)
            settled_in = time.perf_counter() - began
            held.append(resident_mib(process.pid))
            told = await judge(server, database, customers, len(texts))
    complaints = log.read_text(encoding="utf-8") if log.exists() else ""
    return {
        "messages": len(texts),
        "sent_in_s": round(sent_in, 1),
        "settled_in_s": round(settled_in, 1),
        **told,
        "reminders_planned": due,
        "locked": len(re.findall(r"database is (?:locked|away)", complaints)),
        "mib": [round(one) for one in held],
        "mib_ratio": round(held[-1] / held[len(held) // 4], 3),
    }


def plan_reminders(database: Path, seconds: int) -> int:
    """Put reminders for the coming minute beside the bot's own, as agents would have set them."""
    count, now = seconds * REMINDERS_A_SECOND, datetime.now(UTC).replace(tzinfo=None)
    with sqlite3.connect(database, timeout=10) as connection:
        conversations = [row[0] for row in connection.execute("SELECT id FROM conversation")]
        connection.executemany(
            "INSERT INTO follow_up (conversation_id, source, text, due_at, turn, status, created_at)"
            " VALUES (?, 'agent', ?, ?, 0, 'pending', ?)",
            [
                (
                    conversations[number % len(conversations)],
                    f"reminder {number}",
                    str(now + timedelta(seconds=number / REMINDERS_A_SECOND)),
                    str(now),
                )
                for number in range(count)
            ],
        )
    return count


async def judge(server: Server, database: Path, customers: list[int], count: int) -> dict[str, int]:
    """Count what is missing, what is out of order, and what became of the reminders."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10) as connection:
        rows = connection.execute(
            "SELECT conversation_id, text FROM message WHERE direction = 'incoming' ORDER BY id"
        ).fetchall()
        fired = connection.execute("SELECT count(*) FROM follow_up WHERE text LIKE 'reminder %' AND status = 'fired'")
        reminders = fired.fetchone()[0]
        aside = connection.execute("SELECT count(*) FROM intake WHERE state = 'aside'").fetchone()[0]
    numbers = [(row[0], int(found[1])) for row in rows if (found := re.search(r"\[(\d+)\]$", row[1]))]
    return {
        "lost": count - len({number for _, number in numbers}),
        "stored_out_of_order": out_of_order(numbers),
        "relayed_out_of_order": out_of_order(await relayed(server)),
        "set_aside": aside,
        "reminders_fired": reminders,
    }


async def relayed(server: Server) -> list[tuple[int, int]]:
    """List the numbers as they stand in the topics, oldest first."""
    chat = await server.get(f"chat/{server.staff_chat}")
    return [
        (message.get("message_thread_id", 0), int(number))
        for message in chat["messages"]
        if "ASKS" not in message.get("text", "")
        for number in re.findall(r"\[(\d+)\]", message.get("text", ""))
    ]


def out_of_order(numbers: list[tuple[int, int]]) -> int:
    """Count numbers that stand behind a larger one of the same customer."""
    last: dict[int, int] = {}
    wrong = 0
    for whose, number in numbers:
        wrong += number < last.get(whose, -1)
        last[whose] = max(number, last.get(whose, -1))
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = asyncio.run(rush(options.seconds, Path(folder)))
    print(json.dumps({"machine": describe(), **told}, indent=2))


if __name__ == "__main__":
    main()
