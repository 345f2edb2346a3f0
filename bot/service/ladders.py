"""The ladder of a promise: half of its time, four fifths, all of it, twice. Each is told once, the highest alone."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clockwork import HALF, MOST, OVER, RESOLVE, next_check, reached
from bot.service.serving import Moment, Serving
from bot.storage.alerts import tell_people
from bot.storage.clocks import running_of
from bot.storage.conversations import holder_at
from bot.storage.outgoing import Urgency, edit_card, find_turn_rows
from bot.storage.pages import leads_of
from bot.storage.tables.conversations import Conversation, Status
from bot.storage.tables.people import Agent
from bot.storage.tables.service import CLOCK_RUNS, ServiceClock
from bot.storage.tables.traffic import OutgoingKind, OutgoingState
from bot.storage.team import on_shift

BATCH: Final = 100
# More lines than this at one look are one line with their number: who is flooded reads none of them.
LINES: Final = 3
# As many names as stand below a line on a phone.
NAMES: Final = 8


@dataclass(slots=True)
class Told:
    """What is to be said to whom, gathered over one look."""

    lines: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, people: list[int], content: dict[str, Any]) -> None:
        for one in people:
            self.lines[one].append(content)

    async def say(self, session: AsyncSession, moment: Moment) -> int:
        """Queue the lines, those of a crowded look as one."""
        for person, contents in sorted(self.lines.items()):
            many = {"key": "clock_many", "values": {"count": len(contents)}}
            for content in contents if len(contents) <= LINES else [many]:
                await tell_people(session, [person], machine_now=moment.machine, content=content)
        return len(self.lines)


async def look_at_clocks(session: AsyncSession, serving: Serving, moment: Moment) -> int:
    """Tell every stage that has come; returns how many people were written to or cards changed."""
    found = await session.scalars(
        select(ServiceClock)
        .where(CLOCK_RUNS, col(ServiceClock.check_at) <= moment.now)
        .order_by(col(ServiceClock.check_at), col(ServiceClock.id))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    told, changed = Told(), 0
    for clock in found.all():
        conversation = await session.get_one(Conversation, clock.conversation_id)
        if not _settled(clock, conversation, moment):
            changed += await _stage(session, serving, (clock, conversation), told, moment)
    return changed + await told.say(session, moment)


def _settled(clock: ServiceClock, conversation: Conversation, moment: Moment) -> bool:
    """Take out a clock whose reason ended on a way that nobody told the clocks of."""
    over = conversation.status == Status.RESOLVED
    if clock.kind == RESOLVE:
        clock.met_at = moment.now if over else None
    elif over or conversation.turn != clock.turn:
        clock.dropped_at = moment.now
    elif conversation.waiting_since is None:
        claimed = conversation.claimed_at
        clock.met_at = claimed if claimed is not None and claimed >= clock.started_at else moment.now
    done = clock.met_at is not None or clock.dropped_at is not None
    clock.check_at = None if done else clock.check_at
    return done


async def _stage(
    session: AsyncSession, serving: Serving, of: tuple[ServiceClock, Conversation], told: Told, moment: Moment
) -> int:
    """Gather what is told of the stage that was reached; returns how many cards were changed."""
    clock, conversation = of
    stage = _advance(clock, serving, moment)
    if not stage:
        return 0
    content = None if _is_paged(clock) else _line(clock, conversation, stage)  # danger has a ladder of its own
    people = await _whom(session, serving, of, stage, moment) if content is not None else []
    if content is not None:
        told.add(people, content | await _names(session, conversation, stage))
    shown = stage == OVER or (stage == HALF and content is not None and not people)
    return await _show(session, conversation, moment) if shown and clock.kind != RESOLVE else 0


def _advance(clock: ServiceClock, serving: Serving, moment: Moment) -> int:
    """Move a clock on; tells the stage to be told now, 0 for none. At night it waits until somebody is there."""
    running, promises = running_of(clock.model_dump()), serving.promises
    stage = reached(running, moment.now, promises)
    if stage >= OVER and clock.breached_at is None:
        clock.breached_at = moment.now
        serving.metrics.breaches.labels(clock.kind).inc()
    if not _is_paged(clock) and not promises.hours.is_open(moment.now):
        clock.check_at = promises.hours.next_open(moment.now)
        return 0
    clock.check_at = next_check(running, moment.now, promises)
    if stage <= clock.warned:
        return 0
    if clock.warned < OVER < stage:  # nobody has heard yet that it is over: that first, and the rest at the next look
        stage, clock.check_at = OVER, moment.now
    clock.warned = stage
    return stage


def _is_paged(clock: ServiceClock) -> bool:
    return clock.any_hour and clock.kind != RESOLVE


def _line(clock: ServiceClock, conversation: Conversation, stage: int) -> dict[str, Any] | None:
    """Give one line and the way to the topic; what is twice over stands in the owner's digest instead."""
    name = {HALF: "half", MOST: "most", OVER: "over"}.get(stage)
    if name is None:
        return None
    matter = "matter" if clock.kind == RESOLVE else "reply"
    return {
        "key": f"clock_{matter}_{name}",
        "times": {"due": clock.due_at.isoformat()},
        "link_topic_of": conversation.customer_id,
    }


async def _whom(
    session: AsyncSession, serving: Serving, of: tuple[ServiceClock, Conversation], stage: int, moment: Moment
) -> list[int]:
    """Choose who hears it: whoever has the case, else agents of its language; from four fifths on the leads."""
    clock, conversation = of
    there = await on_shift(session)
    if clock.kind == RESOLVE and stage < OVER:
        owner = [agent.telegram_id for agent in there if agent.id == conversation.assignee_id]
        return owner if stage == MOST else []
    if stage == HALF:
        holder = holder_at(conversation, moment.now, serving.shop.service.claim_lapse)
        mine = [agent.telegram_id for agent in there if agent.id == holder]
        able = await on_shift(session, conversation.lang)
        return mine or [agent.telegram_id for agent in able]
    leads = await leads_of(session, serving.heads, serving.owners)
    at_work = {agent.telegram_id for agent in there}
    return [lead for lead in leads if lead in at_work] or leads


async def _names(session: AsyncSession, conversation: Conversation, stage: int) -> dict[str, Any]:
    """Let a lead assign what is over: a button for everybody on shift who reads the language."""
    if stage != OVER:
        return {}
    able: list[Agent] = await on_shift(session, conversation.lang)
    buttons = [["case_to", f"hand_to:{conversation.id}:{agent.id}", agent.name] for agent in able[:NAMES]]
    return {"buttons": buttons}


async def _show(session: AsyncSession, conversation: Conversation, moment: Moment) -> int:
    """Bring the card up to date, after everything else that waits for the group: nobody is alerted by an edit."""
    cards = await find_turn_rows(session, conversation.id or 0, conversation.turn, OutgoingKind.CARD)
    live = [card for card in cards if card.state in {OutgoingState.SENT, OutgoingState.SENDING}]
    if live:
        await edit_card(session, live[-1], moment.machine, priority=Urgency.REMINDER)
    return len(live)
