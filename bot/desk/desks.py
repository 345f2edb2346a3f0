"""Looks after the desks themselves: groups that move, that refuse for good, or in which no topic can be made."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clocks import Clocks
from bot.staffchats import StaffChats
from bot.storage.alerts import tell_leads, tell_staff
from bot.storage.audit import record
from bot.storage.moving import leave_chat, move_chat
from bot.storage.staffchats import mark_refused, mark_told, mark_well, standing
from bot.storage.team import heads

# One word for all that keeps topics from being made: people are told of it once, whatever the cause turns into.
NO_TOPICS = "no_topics"


@dataclass(frozen=True, slots=True)
class Desks:
    """What is done when a desk is not as it was; each method is called within a write."""

    chats: StaffChats
    leads: tuple[int, ...]
    clocks: Clocks

    async def moved(self, session: AsyncSession, old: int, new: int) -> None:
        """Follow a group to its new id, and ask the leads to write it into the settings."""
        if await move_chat(session, old, new):
            record(session, "group_moved", self.clocks.business(), old=old, new=new)
            await self._tell_leads(session, "group_moved", old=old, new=new)

    async def gone(self, session: AsyncSession, chat_id: int, cause: str) -> None:
        """Give the customers of a desk that refuses for good to the others; with no other, they wait."""
        first = await mark_refused(session, chat_id, self.clocks.business())
        refused = (await standing(session)).refused
        if all(chat in refused for chat in self.chats):
            if first:
                await self._tell_leads(session, "desk_gone_alone", chat=chat_id, cause=cause)
            return
        count = await leave_chat(session, chat_id, self.chats, self.clocks.machine())
        if first:
            record(session, "desk_gone", self.clocks.business(), why=cause, chat=chat_id, conversations=count)
            await self._tell_leads(session, "desk_gone", chat=chat_id, cause=cause, count=count)

    async def returned(self, session: AsyncSession, chat_id: int) -> None:
        """A desk can be written to again: new customers come there; those who were moved stay where they are."""
        if await mark_well(session, chat_id):
            await self._tell_leads(session, "desk_back", chat=chat_id)

    async def answers(self, session: AsyncSession, chat_id: int) -> None:
        """Topics are made again, which needs no words: they are there."""
        await mark_well(session, chat_id)

    async def makes_no_topics(self, session: AsyncSession, chat_id: int, cause: str, *, here: bool) -> None:
        """Tell once that customers' messages wait; `here` also in the group, outside of every topic."""
        if not await mark_told(session, chat_id, NO_TOPICS):
            return
        await self._tell_leads(session, "desk_no_topics_lead", chat=chat_id, cause=cause)
        if here:
            machine_now = self.clocks.machine()
            await tell_staff(session, [chat_id], machine_now=machine_now, key="desk_no_topics", values={"cause": cause})

    async def _tell_leads(self, session: AsyncSession, key: str, **values: object) -> None:
        """Tell the leads; without any, the desks that can still be written to."""
        machine_now, gone = self.clocks.machine(), values.get("chat")
        leads = [lead for lead in await heads(session, self.leads) if lead != gone]
        if leads:
            await tell_leads(session, leads, machine_now=machine_now, key=key, values=values)
            return
        desks = [chat for chat in self.chats if chat not in {gone, values.get("old")}]
        await tell_staff(session, desks, machine_now=machine_now, key=key, values=values)
