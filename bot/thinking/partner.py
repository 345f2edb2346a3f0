"""This process's end of one thinking process, from its start to its end."""

import asyncio
import logging
from collections import deque
from typing import Any, Final

from bot.thinking.frames import Ended, frame, next_frame
from bot.thinking.requests import Asked, Measured, Reread, Setup
from bot.thinking.spawning import Spawned, spawn

logger = logging.getLogger(__name__)

# A message takes milliseconds; one over which a minute goes by will never end.
PATIENCE: Final = 60.0


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
        """Say what is not answered; raises `PartnerEndedError`."""
        self._write(frame(told))

    async def ask(self, question: Asked | Setup, patience: float = PATIENCE) -> Any:
        """Wait for the answer; raises `PartnerEndedError`, also where the process had to be ended over it."""
        loop = asyncio.get_running_loop()
        self._write(frame(question))
        answer: asyncio.Future[Any] = loop.create_future()
        self._open.append(answer)
        watch = loop.call_later(patience, self.kill)
        try:
            return await answer
        finally:
            watch.cancel()

    def _write(self, said: bytes) -> None:
        if self.ended:
            raise PartnerEndedError(over_this=False)
        try:
            self._writer.write(said)
        except (OSError, RuntimeError) as error:  # it ended, and nobody has noticed yet
            self.ended = True
            raise PartnerEndedError(over_this=False) from error

    def kill(self) -> None:
        """End it at once."""
        self._spawned.kill()

    async def stop(self) -> None:
        """End it and see it ended; what it thinks about, nobody waits for."""
        self.kill()
        await self.end()
        await self._listening

    async def end(self) -> int:
        """Wait for its end and tell its exit code, or less than nothing for the signal that ended it."""
        return await asyncio.to_thread(self._spawned.process.wait)

    async def _listen(self) -> None:
        """Hand answers out in the order of the questions, until the process ends or says what nobody understands."""
        try:
            while True:
                content = await next_frame(self._reader)
                answer = self._open.popleft()
                if not answer.done():  # who asked may no longer wait
                    answer.set_result(content)
        except Ended:
            pass
        except Exception:
            logger.exception("the thinking process said what is no answer")
        finally:
            self._close()

    def _close(self) -> None:
        """See the process ended and nobody left waiting for it."""
        self.ended = True
        self.kill()
        self._writer.close()
        for number, answer in enumerate(self._open):
            if not answer.done():
                answer.set_exception(PartnerEndedError(over_this=number == 0))
        self._open.clear()
