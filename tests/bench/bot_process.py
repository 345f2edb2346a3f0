"""The bot as `triage run` runs it, with a stopwatch: when each update was kept, and each card delivered."""

import asyncio
import json
import logging
import os
import signal
import sys
import time
from pathlib import Path

from bot.loop import run_loop
from bot.settings import load_settings
from bot.thinking.spawning import started_early

written: dict[int, float] = {}
sent: list[tuple[int, int, str, float]] = []


def watch() -> None:
    """Note the time behind each commit; the product itself is left as it is."""
    from bot.telegram.sender import Sender
    from bot.telegram.worker import Worker

    keep, say = Worker._keep, Sender._say

    async def timed_keep(self, claimed, work, *, more):
        following = await keep(self, claimed, work, more=more)
        written[claimed.seq] = time.time()
        return following

    async def timed_say(self, attempt):
        outcome = await say(self, attempt)
        sent.append((attempt.row.conversation_id, attempt.row.turn, attempt.row.kind, time.time()))
        return outcome

    Worker._keep, Sender._say = timed_keep, timed_say


def show_tasks() -> None:
    for task in asyncio.all_tasks():
        task.print_stack(file=sys.stderr)


async def work(early, stop: asyncio.Event) -> None:
    from bot.app import running

    watch()
    async with running(load_settings(), early=early) as app:
        print(json.dumps({"ready": app.address}), flush=True)
        waiting = asyncio.create_task(app.wait())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if waiting.done():
            waiting.result()
        waiting.cancel()


async def main() -> None:
    if os.environ.get("BENCH_LOG"):
        logging.basicConfig(filename=os.environ["BENCH_LOG"], level=logging.WARNING)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, show_tasks)  # where is everybody? for a bench that hangs
    with started_early() as early:
        await work(early, stop)
    path = os.environ.get("BENCH_TIMES")
    if path:
        Path(path).write_text(json.dumps({"written": written, "sent": sent}))


if __name__ == "__main__":
    if os.environ.get("BENCH_PROFILE"):
        import cProfile

        profile = cProfile.Profile()
        profile.enable()
        run_loop(main())
        profile.disable()
        profile.dump_stats(os.environ["BENCH_PROFILE"])
    else:
        run_loop(main())
    sys.exit(0)
