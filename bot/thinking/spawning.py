"""Starts a thinking process: needs nothing but the standard library, so that it can come before anything slow."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

PROGRAM: Final = "bot.thinking.child"
_STDERR: Final = 2


@dataclass(frozen=True, slots=True)
class Spawned:
    """A process that was started, and the line to it; which both are this process's to end."""

    process: "subprocess.Popen[bytes]"
    line: socket.socket

    def kill(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError):
            self.process.kill()

    def end(self) -> None:
        """End it at once and see it ended."""
        self.line.close()
        self.kill()
        self.process.wait()


def spawn() -> Spawned:
    """Start one; raises `OSError` where this machine starts none. It is told by `requests` what to go by."""
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            # Nothing is taken from the folder it is started in, what it prints goes where its logs go, and Ctrl-C is
            # for the bot alone.
            process = subprocess.Popen(
                [sys.executable, "-m", PROGRAM], stdin=theirs.fileno(), stdout=_STDERR, process_group=0
            )
        except OSError:
            ours.close()
            raise
    return Spawned(process, ours)


def has_core_to_spare() -> bool:
    """Tell whether this process may use more than one processor core."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) > 1
    return (os.cpu_count() or 1) > 1


@contextmanager
def started_early() -> Iterator[Spawned | None]:
    """Start one where that pays, before large libraries are imported; it has ended when the block has."""
    try:
        early = spawn() if has_core_to_spare() else None
    except OSError:
        early = None
    try:
        yield early
    finally:
        if early is not None:
            early.end()
