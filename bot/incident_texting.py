"""Sends the texts of incidents a few at a time, so that a reply of an agent never waits behind them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clocks import Clocks
from bot.clockwork import Promises
from bot.desk.action import Action, Actor
from bot.desk.incident_bench import Bench, load_bench
from bot.desk.replying import by_button, keep_reply, propose_follow_up
from bot.desk.resolve import resolve
from bot.settings import Settings
from bot.shop.shopfile import Shop
from bot.storage import clocks
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.engine import Database
from bot.storage.incident_lists import Listed
from bot.storage.incidents import END, NEWS, claim_members, on_their_way, refresh_boards
from bot.storage.outgoing import Urgency
from bot.storage.tables.incidents import Incident, IncidentMember, IncidentState, MemberState
from bot.storage.tables.people import Agent
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState
from bot.wording import load_wording
from playbooks.suggestion import FollowUp

# So many texts may be queued at once: enough to keep the sender busy for a second, few enough to stop soon.
AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Texting:
    """Takes the next few members, in one short write: their replies are queued with the very write that says so."""

    database: Database
    clocks: Clocks
    settings: Settings
    shop: Shop

    async def __call__(self) -> int:
        """Queue what may go now; returns how many members were settled."""
        async with self.database.reading() as session:
            waiting = [await _any(session, state) for state in (MemberState.DUE, MemberState.END_DUE)]
            closing = await _closing(session)
        if not any(waiting) and not closing:
            return 0
        async with self.database.writing() as session:
            free = AT_ONCE - await on_their_way(session)
            settled = 0
            for state, part in ((MemberState.DUE, NEWS), (MemberState.END_DUE, END)):
                members = await claim_members(session, state, max(0, free - settled))
                settled += len(members)
                await self._settle(session, members, part)
            await self._close(session)
        return settled

    async def _settle(self, session: AsyncSession, members: Sequence[IncidentMember], part: str) -> None:
        of: dict[int, list[int]] = defaultdict(list)
        for member in members:
            of[member.incident_id].append(member.id or 0)
        for incident_id, ids in of.items():
            incident = await session.get_one(Incident, incident_id)
            lapse, now = self.shop.service.claim_lapse, self.clocks.business()
            bench = await load_bench(session, incident, part, now, lapse, only=ids)
            agent = await session.get_one(Agent, incident.opened_by)
            for one in bench.listed:
                await (self._tell if part == NEWS else self._end)(session, bench, one, agent)
            await refresh_boards(session, incident, self.clocks.machine())

    async def _tell(self, session: AsyncSession, bench: Bench, one: Listed, agent: Agent) -> None:
        """Answer a member, unless something has happened since the list was looked at."""
        incident, conversation = bench.incident, one.conversation
        # Held up by an outage, a text may name a time that is over: a lead sends it again with another.
        if one.why is not None or incident.until is None or incident.until <= self.clocks.business():
            one.member.state = MemberState.IN
            return
        one.member.outgoing_id = await self._reply(session, one, bench.texts[one.lang], agent)
        one.member.state, incident.first_text_at = MemberState.TOLD, incident.first_text_at or self.clocks.business()
        action = self._action(agent)
        words = load_wording(self.settings.language)("incident_follow_up", title=incident.title)
        await propose_follow_up(
            session,
            conversation,
            agent,
            action,
            due=incident.until,
            words=FollowUp(incident.until - action.now, words, unless="answered"),
        )
        await change(session, conversation, promised_at=incident.until, promised=words)
        await clocks.promised(session, conversation.id or 0, action.now, Promises.of(self.shop, self.settings.zone))

    async def _end(self, session: AsyncSession, bench: Bench, one: Listed, agent: Agent) -> None:
        """Say the last word, where there is one, and resolve; who has written since keeps their place."""
        one.member.state = MemberState.ENDED
        if one.why not in (None, "no_text"):
            return
        text = None if bench.incident.figures.get("wordless") else bench.texts.get(one.lang)
        if text is not None and one.why is None:
            one.member.end_outgoing_id = await self._reply(session, one, text, agent)
        await resolve(session, action=self._action(agent), conversation_id=one.conversation.id or 0)

    async def _reply(self, session: AsyncSession, one: Listed, text: str, agent: Agent) -> int | None:
        """Queue a reply like any other, behind those of agents; whoever held the conversation before still does."""
        conversation, action = one.conversation, self._action(agent)
        before = conversation.assignee_id
        message_id = await keep_reply(session, conversation, agent, action, message=by_button(text), hold=timedelta(0))
        # Nobody has it in hand, so that whoever is free answers what comes next.
        await change(session, conversation, assignee_id=before or agent.id, claimed_at=None)
        queued = await session.execute(
            update(Outgoing)
            .where(
                col(Outgoing.conversation_id) == conversation.id,
                col(Outgoing.turn) == conversation.turn,
                col(Outgoing.kind) == OutgoingKind.REPLY,
                col(Outgoing.message_id) == message_id,
                col(Outgoing.state) == OutgoingState.QUEUED,
            )
            .values(priority=int(Urgency.REMINDER))
            .returning(col(Outgoing.id))
            .execution_options(synchronize_session=False)
        )
        return queued.scalar_one_or_none()

    async def _close(self, session: AsyncSession) -> None:
        """Draw the end under an incident whose last member is settled."""
        for incident in await _closing(session):
            if await _any(session, MemberState.END_DUE, incident.id):
                continue
            now = self.clocks.business()
            bench = await load_bench(session, incident, END, now, self.shop.service.claim_lapse)
            incident.figures = {**incident.figures, "summary": summary_of(bench)}
            incident.state, incident.closed_at, incident.live_key = IncidentState.CLOSED, now, None
            record(session, "incident_close", now, agent_id=incident.opened_by, incident=incident.id or 0)
            await refresh_boards(session, incident, self.clocks.machine())

    def _action(self, agent: Agent) -> Action:
        return Action(
            actor=Actor(agent.telegram_id, agent.name),
            now=self.clocks.business(),
            machine_now=self.clocks.machine(),
            shop=self.shop,
            zone=self.settings.zone,
            leads=tuple(self.settings.heads),
            lang=self.settings.language,
        )


def summary_of(bench: Bench) -> dict[str, int]:
    """Count what became of an incident, for the record and the board."""
    incident, told = bench.incident, [one for one in bench.listed if one.member.outgoing_id is not None]
    first: datetime = incident.first_text_at or incident.noticed_at
    return {
        "members": len(bench.listed),
        "told": sum(one.arrived == OutgoingState.SENT for one in told),
        "failed": sum(one.arrived in {OutgoingState.FAILED, OutgoingState.AMBIGUOUS} for one in told),
        "replied": sum(one.replied for one in told),
        "left_out": len(bench.listed) - len(told),
        "minutes": round((first - incident.started_at) / timedelta(minutes=1)),
    }


async def _any(session: AsyncSession, state: MemberState, incident_id: int | None = None) -> bool:
    asked = select(col(IncidentMember.id)).where(col(IncidentMember.state) == state)
    if incident_id is not None:
        asked = asked.where(col(IncidentMember.incident_id) == incident_id)
    return await session.scalar(asked.limit(1)) is not None


async def _closing(session: AsyncSession) -> list[Incident]:
    found = await session.scalars(select(Incident).where(col(Incident.state) == IncidentState.CLOSING))
    return list(found.all())
