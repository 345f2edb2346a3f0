"""Starts a thinking process: needs nothing but the standard library, so that it can come before anything slow."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROGRAM: Final = "bot.thinking.child"
_STDERR: Final = 2
# What Linux lets a container use: microseconds of processor time, in so many.
_QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")


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
            command = [sys.executable, "-P", "-m", PROGRAM]
            process = subprocess.Popen(command, stdin=theirs.fileno(), stdout=_STDERR, process_group=0)
        except OSError:
            ours.close()
            raise
    return Spawned(process, ours)


def has_core_to_spare(quota_file: Path = _QUOTA) -> bool:
    """Tell whether this process may use more than one processor core: by its affinity, and by its container's quota."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores > 1 and _share_of_quota(quota_file) > 1


def _share_of_quota(file: Path) -> float:
    """Read how many cores' worth of time a container may use; without a limit, as many as there are."""
    try:
        quota, period = file.read_text(encoding="ascii").split()
        return int(quota) / int(period)
    except (OSError, ValueError):  # no such file, or "max"
        return float("inf")


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
