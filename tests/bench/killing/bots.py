"""Real bot processes, forked from a parent that has done the imports, and their sudden ends."""

import os
import signal
import sys
import traceback
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import running
from bot.clocks import Clocks, machine_now
from bot.loop import run_loop
from bot.settings import Settings


@dataclass
class Bots:
    """Forks bots and kills them; `ahead` is how far business time is ahead of the machine's."""

    settings: Settings
    classifier: Any
    log: Path
    ahead: timedelta = timedelta()
    ended_early: dict[int, str] = field(default_factory=dict)  # by process id

    def start(self) -> int:
        """Fork a bot and tell its process id."""
        process = os.fork()
        if process == 0:
            self._be_a_bot()
        return process

    def lives(self, process: int) -> bool:
        """Tell whether it still runs; one that ended by itself is noted, since no bot may."""
        if process in self.ended_early:
            return False
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            self.ended_early[process] = f"process {process} ended by itself with status {status}"
        return not found

    def kill(self, process: int) -> None:
        """End it as a power cut would."""
        if self.lives(process):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)

    def _be_a_bot(self) -> None:
        """The child: never returns."""
        try:
            log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            ahead = self.ahead
            run_loop(_serve(self.settings, Clocks(business=lambda: _business(ahead)), self.classifier))
        except BaseException:  # noqa: BLE001 - a child must not go on as a second parent
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(1)


def _business(ahead: timedelta) -> datetime:
    return machine_now() + ahead


async def _serve(settings: Settings, clocks: Clocks, classifier: Any) -> None:
    async with running(settings, clocks, classifier=classifier) as app:
        await app.wait()
