"""Thinks in a thread of this process."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from bot.incoming import Incoming
from bot.storage.cases import Case
from bot.storage.triaged import Triaged
from bot.thinking.premises import Premises
from bot.thinking.thinking import Thinking
from bot.thinking.warming import begin_warming
from classifier.classifier import Classifier


class InThread:
    """One thread that thinks; `ready` once the shop's languages are."""

    def __init__(self, classifier: Classifier, languages: tuple[str, ...]) -> None:
        self.ready = asyncio.Event()
        self._thinking: Thinking | None = None
        self._classifier = classifier
        self._executor = ThreadPoolExecutor(1, "classify")
        warming = asyncio.wrap_future(begin_warming(self._executor, classifier, languages))
        warming.add_done_callback(lambda _: self.ready.set())

    def take(self, premises: Premises) -> None:
        """Go by these from now on."""
        self._thinking = Thinking(self._classifier, premises)

    async def __call__(self, case: Case, incoming: Incoming, now: datetime) -> Triaged:
        """Think about one message."""
        if self._thinking is None:
            raise RuntimeError("this thinker was given nothing to go by")
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._thinking, case, incoming, now)

    async def stop(self) -> None:
        """Begin nothing more; what is under way is not waited for."""
        self._executor.shutdown(wait=False, cancel_futures=True)
