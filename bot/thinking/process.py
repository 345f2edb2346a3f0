"""Thinks in a process of its own: where there is a second processor core, half as many messages again get their card.

The interpreter runs one thread at a time, so a thread that thinks takes its time from the one that stores, saves and
sends. A process that ends, killed for its memory or over one message, is replaced, and it is asked again.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from operator import is_not
from typing import Final

from bot.incoming import Incoming
from bot.storage.cases import Case
from bot.storage.triaged import Triaged
from bot.thinking.partner import Partner, PartnerEndedError
from bot.thinking.premises import Premises
from bot.thinking.requests import Asked, Measured, Reread, Setup
from bot.thinking.spawning import Spawned
from bot.thinking.thinking import unread_case
from bot.thinking.thread import InThread
from classifier.classifier import Classifier

logger = logging.getLogger(__name__)

# So often a process may end over one message, or before it is ready, until it is done without.
TRIES: Final = 2
# A start on a busy machine takes some seconds; one that takes this long takes forever.
START_PATIENCE: Final = 180.0


class InProcess:
    """One process that thinks; `ready` once the shop's languages are."""

    def __init__(self, setup: Setup, early: Spawned | None = None) -> None:
        self.ready = asyncio.Event()
        self._setup, self._early = setup, early
        self._premises: Premises | None = None
        self._partner: Partner | None = None
        self._coming: Partner | None = None  # started, and not ready yet
        self._stopped = False
        self._spare: InThread | None = None
        # What the present process goes by: the figures, and the state of the folder of playbooks.
        self._figures: tuple[object, ...] = ()
        self._read: object = None
        self._starting = asyncio.Lock()
        self._first_start = asyncio.create_task(self._make_ready())

    def take(self, premises: Premises) -> None:
        """Go by these from now on."""
        self._premises = premises
        if self._spare is not None:
            self._spare.take(premises)

    async def __call__(self, case: Case, incoming: Incoming, now: datetime) -> Triaged:
        """Think about one message."""
        if self._premises is None:
            raise RuntimeError("this thinker was given nothing to go by")
        asked, ends = Asked.of(case, incoming, now), 0
        while ends < TRIES:
            living = await self._living()
            if isinstance(living, InThread):
                return await living(case, incoming, now)
            try:
                self._bring_up_to_date(living, self._premises)
                triaged: Triaged | None = await living.ask(asked)
            except PartnerEndedError as error:
                ends += error.over_this
                continue
            if triaged is None:
                break
            return replace(triaged, case=case, incoming=incoming)
        logger.error("message %s of chat %s gets a plain card", incoming.message_id, incoming.chat_id)
        return unread_case(self._premises, case, incoming, now)

    async def stop(self) -> None:
        """Ask nothing more, and see the process end."""
        self._stopped = True
        self._first_start.cancel()
        await asyncio.wait([self._first_start])
        if self._spare is not None:
            await self._spare.stop()
        for partner in [one for one in (self._coming, self._partner) if one is not None]:
            await partner.stop()

    async def _make_ready(self) -> None:
        living = await self._living()
        if isinstance(living, InThread):
            await living.ready.wait()
        self.ready.set()

    async def _living(self) -> Partner | InThread:
        """Give the process that lives, a new one where the last ended, or the thread where none can be had."""
        self._go_on()
        if self._partner is not None and not self._partner.ended:
            return self._partner
        async with self._starting:
            return self._spare or await self._replaced()

    async def _replaced(self) -> Partner | InThread:
        """Start a process in the place of one that ended, where nobody has meanwhile."""
        if self._partner is not None and self._partner.ended:
            logger.warning("the thinking process ended with %s", await self._partner.end())
            self._partner = None
        for _ in range(TRIES):
            if self._partner is not None:
                return self._partner
            self._go_on()
            self._partner = await self._started()
        if self._partner is not None:
            return self._partner
        logger.error("no thinking process can be had; this one thinks itself, and is slower")
        self._spare = InThread(Classifier(axes_on=self._setup.shop.axes), self._setup.shop.languages)
        if self._premises is not None:
            self._spare.take(self._premises)
        return self._spare

    async def _started(self) -> Partner | None:
        """Start a process and wait until it is ready."""
        self._figures, early, self._early = (), self._early, None
        try:
            self._coming = await Partner.meet(early)
            self._read = await self._coming.ask(self._setup, START_PATIENCE)
            ready, self._coming = self._coming, None
        except Exception:
            logger.warning("a thinking process did not start", exc_info=True)
            return None
        else:
            return ready
        finally:
            coming, self._coming = self._coming, None
            if coming is not None:  # it failed, or who asked for it waits no longer
                await coming.stop()

    def _go_on(self) -> None:
        """Think no further after a stop: what is not thought about yet stays stored for the next start."""
        if self._stopped:
            raise asyncio.CancelledError

    def _bring_up_to_date(self, partner: Partner, premises: Premises) -> None:
        """Tell the process what is new since it was last told; figures are replaced whole, never changed."""
        measures, seen = premises.measures, premises.shelf.seen
        figures = (measures.statistics, measures.records, measures.fair)
        if not self._figures or any(map(is_not, figures, self._figures)):
            self._figures = figures
            partner.tell(Measured(measures))
        if seen != self._read:
            self._read = seen
            partner.tell(Reread())
