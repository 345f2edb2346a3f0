"""One message's way: who writes, what they need, what to answer, who comes first."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clocks import Clocks
from bot.incoming import Incoming
from bot.metrics import Metrics
from bot.passing import find_answered, with_regret
from bot.staffchats import StaffChats
from bot.storage.cases import load_case
from bot.storage.edits import find_message, is_changed, save_edit
from bot.storage.effects import Effect, nothing
from bot.storage.engine import Database
from bot.storage.triaged import Place, Triaged, save_triaged
from bot.storage.verdicts import UNKEPT
from bot.thinking.premises import Premises
from bot.thinking.thinker import Thinker


@dataclass(frozen=True, slots=True)
class Triage:
    """Triages a message and hands back what is to be kept."""

    database: Database
    premises: Premises
    think: Thinker
    clocks: Clocks
    staff_chats: StaffChats
    leads: tuple[int, ...] = ()
    metrics: Metrics = field(default_factory=Metrics)
    owners: tuple[int, ...] = ()

    async def __call__(self, incoming: Incoming) -> Effect:
        """Triage a new message."""
        now = self.clocks.business()
        triaged = await self._triaged(incoming, now)
        place = self.place(now)
        return partial(self._keep, triaged=triaged, place=place)

    def place(self, now: datetime) -> Place:
        """Say where a message is kept, whom danger reaches and what is promised."""
        promises = self.premises.usual.promises
        return Place(self.staff_chats, self.leads, now, self.clocks.machine(), self.owners, promises)

    async def _keep(self, session: AsyncSession, *, triaged: Triaged, place: Place) -> None:
        await save_triaged(session, triaged, place)
        self.metrics.saw(triaged.incoming.kind, triaged.assessment, UNKEPT)

    async def edited(self, incoming: Incoming) -> Effect:
        """Triage a message whose words were changed; one that never came is new."""
        async with self.database.reading() as session:
            known = await find_message(session, incoming)
        if known is None:
            return await self(incoming)
        if not is_changed(known, incoming):
            return nothing
        now = self.clocks.business()
        triaged = await self._triaged(incoming, now, turn=known.turn)
        place = self.place(now)
        return partial(save_edit, triaged=triaged, place=place)

    async def _triaged(self, incoming: Incoming, now: datetime, *, turn: int | None = None) -> Triaged:
        async with self.database.reading() as session:
            case = await load_case(session, incoming.telegram_id, now, incoming.connection)
            incoming = with_regret(await find_answered(session, incoming), case, self.premises.shop)
        if turn is not None and case.conversation is not None and case.conversation.turn != turn:
            case = replace(case, turn_so_far=None)  # an old turn's words have nothing to do with this one's
        return await self.think(case, incoming, now)
