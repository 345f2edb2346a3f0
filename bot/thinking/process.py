"""Thinks in a process of its own: where there is a second processor core, half as many messages again get their card.

The interpreter runs one thread at a time, so a thread that thinks takes its time from the one that stores, saves and
sends. A process that ends, killed for its memory or over one message, is replaced, and it is asked again.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.incoming import Incoming
from bot.measures import Measures
from bot.storage.cases import Case
from bot.storage.triaged import Triaged
from bot.thinking.partner import Partner, PartnerEndedError
from bot.thinking.requests import Asked, Measured, Reread, Setup
from bot.thinking.spawning import Spawned
from bot.thinking.thinking import Thinking
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
        self._thinking: Thinking | None = None
        self._partner: Partner | None = None
        self._coming: Partner | None = None  # started, and not ready yet
        self._stopped = False
        self._spare: InThread | None = None
        # What the present process goes by: the figures, and the state of the folder of playbooks.
        self._measured: Measures | None = None
        self._read: object = None
        self._starting = asyncio.Lock()
        self._first_start = asyncio.create_task(self._make_ready())

    def take(self, thinking: Thinking) -> None:
        """Go by this from now on; its classifier only thinks where no process can."""
        self._thinking = thinking

    async def __call__(self, case: Case, incoming: Incoming, now: datetime) -> Triaged:
        """Think about one message."""
        thinking = self._given()
        asked, ends = Asked.of(case, incoming, now), 0
        while ends < TRIES:
            partner = await self._living()
            if partner is None:
                return await self._here()(case, incoming, now)
            try:
                self._bring_up_to_date(partner, thinking)
                triaged: Triaged | None = await partner.ask(asked)
            except PartnerEndedError as error:
                ends += error.over_this
                continue
            if triaged is None:
                break
            return replace(triaged, case=case, incoming=incoming)
        logger.error("message %s of chat %s gets a plain card", incoming.message_id, incoming.chat_id)
        return thinking.unread(case, incoming, now)

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
        if await self._living() is None:
            await self._here().ready.wait()
        self.ready.set()

    async def _living(self) -> Partner | None:
        """Give the process that lives, a new one where the last ended, and none where none can be had."""
        if self._stopped:
            raise asyncio.CancelledError  # what is not thought about yet stays stored for the next start
        if self._partner is not None and not self._partner.ended:
            return self._partner
        async with self._starting:
            await self._replace()
            return self._partner

    async def _replace(self) -> None:
        """See to it that a process lives, or that this one can think itself."""
        if self._partner is not None and self._partner.ended:
            logger.warning("the thinking process ended with %s", await self._partner.end())
            self._partner = None
        for _ in range(TRIES):
            if self._partner is not None or self._spare is not None:
                return
            if self._stopped:
                raise asyncio.CancelledError
            await self._start()
        if self._partner is None:
            logger.error("no thinking process can be had; this one thinks itself, and is slower")
            self._spare = InThread(Classifier(axes_on=self._setup.shop.axes), self._setup.shop.languages)

    async def _start(self) -> None:
        self._measured, early, self._early = None, self._early, None
        try:
            self._coming = await Partner.meet(early)
            self._read = await self._coming.ask(self._setup, START_PATIENCE)
            self._partner, self._coming = self._coming, None
        except Exception:
            logger.warning("a thinking process did not start", exc_info=True)
        finally:
            coming, self._coming = self._coming, None
            if coming is not None:  # it failed, or who asked for it waits no longer
                await coming.stop()

    def _bring_up_to_date(self, partner: Partner, thinking: Thinking) -> None:
        """Tell the process what is new since it was last told; figures are replaced whole, never changed."""
        measures, told = thinking.measures, self._measured
        if told is None or any(
            new is not old
            for new, old in zip(
                (measures.statistics, measures.records, measures.fair),
                (told.statistics, told.records, told.fair),
                strict=True,
            )
        ):
            self._measured = replace(measures)
            partner.tell(Measured(self._measured))
        if thinking.shelf.seen != self._read:
            self._read = thinking.shelf.seen
            partner.tell(Reread())

    def _given(self) -> Thinking:
        if self._thinking is None:
            raise RuntimeError("this thinker was given nothing to go by")
        return self._thinking

    def _here(self) -> InThread:
        if self._spare is None:
            raise RuntimeError("a process thinks, not this one")
        if self._thinking is not None:
            self._spare.take(self._thinking)
        return self._spare
