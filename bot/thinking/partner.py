"""This process's end of one thinking process, from its start to its end."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any, Final

from bot.thinking.frames import Ended, frame, next_frame
from bot.thinking.requests import Asked, Measured, Reread, Setup
from bot.thinking.spawning import Spawned, spawn

# A message takes milliseconds; one over which a minute goes by will never end.
PATIENCE: Final = 60.0
# It ends by itself when its input does; what it thinks about at a stop, it need not end.
FAREWELL: Final = 2.0


class PartnerEndedError(Exception):
    """It ended with this question open; `over_this` where it was the one being thought about."""

    def __init__(self, *, over_this: bool) -> None:
        super().__init__("the thinking process ended")
        self.over_this = over_this


class Partner:
    """One thinking process, to be asked in turn."""

    def __init__(self, spawned: Spawned, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.ended = False
        self._spawned, self._reader, self._writer = spawned, reader, writer
        self._open: deque[asyncio.Future[Any]] = deque()
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def meet(cls, spawned: Spawned | None = None) -> "Partner":
        """Speak with a process, a new one where none is handed in; raises `OSError` where this machine starts none."""
        spawned = spawned or spawn()
        try:
            return cls(spawned, *await asyncio.open_unix_connection(sock=spawned.line))
        except BaseException:  # also where who asked for it waits no longer
            spawned.end()
            raise

    def tell(self, told: Measured | Reread) -> None:
        """Say what is not answered."""
        self._writer.write(frame(told))

    async def ask(self, question: Asked | Setup, patience: float = PATIENCE) -> Any:
        """Wait for the answer; raises `PartnerEndedError`, also where the process had to be ended over it."""
        if self.ended:
            raise PartnerEndedError(over_this=False)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        self._writer.write(frame(question))
        self._open.append(answer)
        watch = loop.call_later(patience, self.kill)
        try:
            return await answer
        finally:
            watch.cancel()

    def kill(self) -> None:
        """End it at once."""
        self._spawned.kill()

    async def stop(self) -> None:
        """Let it end, and see to it that it does."""
        self._writer.close()
        watch = asyncio.get_running_loop().call_later(FAREWELL, self.kill)
        try:
            await self.end()
            await self._listening
        finally:
            watch.cancel()

    async def end(self) -> int:
        """Wait for its end and tell its exit code, or less than nothing for the signal that ended it."""
        return await asyncio.to_thread(self._spawned.process.wait)

    async def _listen(self) -> None:
        """Hand answers out in the order of the questions, until the process ends."""
        with suppress(Ended):
            while True:
                content = await next_frame(self._reader)
                answer = self._open.popleft()
                if not answer.done():  # who asked may no longer wait
                    answer.set_result(content)
        self.ended = True
        for number, answer in enumerate(self._open):
            if not answer.done():
                answer.set_exception(PartnerEndedError(over_this=number == 0))
        self._open.clear()
