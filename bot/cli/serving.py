"""Runs a piece of the program until Ctrl-C or a service manager says stop, and lets it end in order."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

from bot.loop import run_loop

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(work: Coroutine[Any, Any, None]) -> None:
    """Run until the work ends or a signal comes; a second signal no longer waits for an orderly end."""
    run_loop(_until_told(work))


async def _until_told(work: Coroutine[Any, Any, None]) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)

    def stop() -> None:
        for number in SIGNALS:
            loop.remove_signal_handler(number)
        task.cancel()

    for number in SIGNALS:
        loop.add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not task.cancelled():
            raise
