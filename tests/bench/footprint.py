"""How fast the bot is ready, and whether it grows: `python tests/bench/footprint.py [--messages 20000]`.

Start: from nothing to a `/readyz` that says yes, against importing the three large libraries.
Memory: what the process holds after 1,000 messages and after 20,000.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp
from machine import describe, load_messages
from processes import bot, resident_mib, sandbox
from speed import settled

IMPORTS = "import aiogram, spacy, sqlmodel"
CUSTOMERS = 400
# Enough under way to keep the bot busy, little enough that nothing piles up in the server.
AT_ONCE = 100


async def start_seconds(folder: Path) -> float:
    """Time from starting the process to `/readyz` answering 200."""
    async with sandbox() as server:
        began = time.perf_counter()
        async with bot(server, f"sqlite:///{folder / f'{began}.db'}") as process, aiohttp.ClientSession() as http:
            while True:
                async with http.get(f"{process.address}/readyz") as answer:
                    if answer.status == 200:
                        return time.perf_counter() - began
                await asyncio.sleep(0.05)


def import_seconds() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)
    return time.perf_counter() - began


async def memory(count: int, folder: Path) -> dict[str, float]:
    """Send messages in heaps and note what the process holds after the first thousand and at the end."""
    database = folder / "memory.db"
    texts = load_messages(count)
    held: dict[str, float] = {}
    async with sandbox() as server:
        customers = await server.customers(CUSTOMERS)
        async with bot(server, f"sqlite:///{database}") as process:
            for start in range(0, count, AT_ONCE):
                heap = texts[start : start + AT_ONCE]
                # New words each time: real customers never write the same thing twice.
                writes = [
                    server.write(customers[(start + i) % CUSTOMERS], f"{text} {start + i}x")
                    for i, text in enumerate(heap)
                ]
                await asyncio.gather(*writes)
                await settled(database, start + len(heap))
                if start + len(heap) in {1_000, count}:
                    held[f"mib_after_{start + len(heap)}"] = round(resident_mib(process.pid), 1)
    return {**held, "ratio": round(held[f"mib_after_{count}"] / held["mib_after_1000"], 3)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    report: dict[str, object] = {"machine": describe()}
    with tempfile.TemporaryDirectory() as folder:
        pairs = [(import_seconds(), asyncio.run(start_seconds(Path(folder)))) for _ in range(options.runs)]
        imports, starts = (statistics.median(side) for side in zip(*pairs, strict=True))
        report["start"] = {"imports_s": imports, "ready_s": starts, "allowed_s": 1.3 * imports + 2}
        if options.messages:
            report["memory"] = asyncio.run(memory(options.messages, Path(folder)))
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
