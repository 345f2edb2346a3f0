"""What leads do with an incident: open, dismiss, write, send by two presses, stop, close."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.incident_bench import Bench, load_bench, post_bench, ready_for, row_at, take_ready, take_time, turn_to
from bot.desk.incident_starting import begin_closing, start_end, start_news
from bot.desk.roles import Power, may
from bot.desk.undo import undo_reply
from bot.desk.when import tomorrow_morning
from bot.incidents import Case
from bot.promises import round_up
from bot.storage.audit import record
from bot.storage.effects import Answer, answer
from bot.storage.incident_waiting import queued_texts, refresh_members
from bot.storage.incidents import (
    END,
    NEWS,
    SILENCE,
    is_sending,
    join_cases,
    lock_incident,
    refresh_boards,
    set_members,
)
from bot.storage.tables.incidents import Incident, IncidentState, MemberState
from bot.storage.tables.traffic import Outgoing

# By when we write again, where the lead names no time: long enough to know more.
USUAL_WAIT: Final = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Asked:
    """A press on a note of an incident: where it stands, what it asks for, and the cases read before the write."""

    incident_id: int
    deed: str
    number: int
    place: tuple[int, int]  # chat and message
    cases: Sequence[Case] = ()
    staff_chats: Sequence[int] = ()


Doing = Callable[[AsyncSession, Incident, Outgoing, Action, Asked], Awaitable[Answer | None]]


async def do_incident(session: AsyncSession, *, action: Action, asked: Asked) -> Answer | None:
    """Do what a button of an incident asks for; only leads and owners may."""
    if not await may(session, action, Power.INCIDENTS):
        return answer("incident_leads_only", alert=True)
    incident, row = await lock_incident(session, asked.incident_id), await row_at(session, asked.place)
    deed = DEEDS.get(asked.deed)
    if incident is None or row is None or deed is None:
        return answer("expired", alert=True)
    if incident.state == IncidentState.CLOSED:
        return answer("incident_closed_already", alert=True)
    if asked.deed in CHANGES and await is_sending(session, asked.incident_id):
        return answer("incident_sends_now", alert=True)
    return await deed(session, incident, row, action, asked)


async def _open(session: AsyncSession, incident: Incident, _row: Outgoing, action: Action, asked: Asked) -> Answer:
    """Begin to write; whoever presses second gets a bench of their own on the same texts."""
    if incident.state in {IncidentState.NOTICED, IncidentState.DISMISSED}:
        await begin(session, incident, action, asked.cases)
    await post_bench(session, incident, NEWS, asked.place[0], action.machine_now)
    return answer("incident_opened")


async def begin(session: AsyncSession, incident: Incident, action: Action, cases: Sequence[Case]) -> None:
    """Let an incident take in its cases; nothing is told to anybody yet."""
    agent = await agent_of(session, action)
    incident.state, incident.opened_at, incident.opened_by = IncidentState.DRAFTING, action.now, agent.id
    incident.silent_until = None
    hours = action.shop.business_hours(action.zone)
    incident.until = incident.until or round_up(hours.next_open(action.now + USUAL_WAIT))
    await join_cases(session, incident, cases, action.now)
    record(session, "incident_open", action.now, agent_id=agent.id, incident=incident.id or 0, title=incident.title)
    await refresh_members(session, incident.id or 0, action.machine_now)


async def _dismiss(session: AsyncSession, incident: Incident, _row: Outgoing, action: Action, _asked: Asked) -> Answer:
    """Leave the subject alone for some hours; a lead may still open it with the same note."""
    if incident.state != IncidentState.NOTICED:
        return answer("incident_open_already", alert=True)
    agent = await agent_of(session, action)
    incident.state, incident.silent_until = IncidentState.DISMISSED, action.now + SILENCE
    record(session, "incident_dismiss", action.now, agent_id=agent.id, incident=incident.id or 0)
    return answer("incident_dismissed", hours=int(SILENCE.total_seconds() // 3600))


async def _ready(session: AsyncSession, incident: Incident, row: Outgoing, action: Action, asked: Asked) -> Answer:
    part = row.content.get("part", NEWS)
    offered = ready_for(incident, part)
    if asked.number >= len(offered):
        return answer("expired", alert=True)
    await take_ready(session, incident, part, offered[asked.number], action)
    await turn_to(session, row, incident, action.machine_now, "draft")
    return answer("incident_text_taken")


async def _hours(session: AsyncSession, incident: Incident, row: Outgoing, action: Action, asked: Asked) -> Answer:
    return await _until(session, incident, row, action, round_up(action.now + timedelta(hours=asked.number)))


async def _morning(session: AsyncSession, incident: Incident, row: Outgoing, action: Action, _asked: Asked) -> Answer:
    return await _until(session, incident, row, action, tomorrow_morning(action.now, action.zone).at)


async def _until(session: AsyncSession, incident: Incident, row: Outgoing, action: Action, until: object) -> Answer:
    await take_time(session, incident, until, action)  # type: ignore[arg-type] # a datetime from both callers
    await turn_to(session, row, incident, action.machine_now, "draft")
    return answer("incident_time_taken")


async def _rest(session: AsyncSession, incident: Incident, row: Outgoing, action: Action, _asked: Asked) -> Answer:
    """Let everybody without a text in their language get the English one, or not."""
    incident.english_for_rest = not incident.english_for_rest
    await turn_to(session, row, incident, action.machine_now, "draft")
    return answer("incident_rest_on" if incident.english_for_rest else "incident_rest_off")


async def _draft(
    session: AsyncSession, incident: Incident, row: Outgoing, action: Action, _asked: Asked
) -> Answer | None:
    await turn_to(session, row, incident, action.machine_now, "draft")
    return None


async def _preview(
    session: AsyncSession, incident: Incident, row: Outgoing, action: Action, asked: Asked
) -> Answer | None:
    await turn_to(session, row, incident, action.machine_now, "preview", page=asked.number)
    return None


async def _send(session: AsyncSession, incident: Incident, row: Outgoing, action: Action, asked: Asked) -> Answer:
    """The first press: say again how many, and ask for the second."""
    bench = await _bench(session, incident, row, action)
    count = len(bench.recipients)
    if count != asked.number:
        await turn_to(session, row, incident, action.machine_now, "preview", page=0)
        return answer("incident_list_changed", alert=True, count=count)
    if not count:
        return answer("incident_nobody", alert=True)
    last = max(one.member.id or 0 for one in bench.recipients)
    await turn_to(session, row, incident, action.machine_now, "sure", page=0, last=last)
    return answer("incident_tap_again", alert=True, count=count)


async def _sure(session: AsyncSession, incident: Incident, row: Outgoing, action: Action, asked: Asked) -> Answer:
    """The second press: those on the list are to be written to, and nobody who joined it since."""
    bench = await _bench(session, incident, row, action)
    joined = any((one.member.id or 0) > row.content.get("last", 0) for one in bench.recipients)
    if row.content.get("view") != "sure" or len(bench.recipients) != asked.number or joined:
        await turn_to(session, row, incident, action.machine_now, "preview", page=0)
        return answer("incident_list_changed", alert=True, count=len(bench.recipients))
    if bench.part == NEWS and (incident.until is None or incident.until <= action.now):
        await turn_to(session, row, incident, action.machine_now, "draft")
        return answer("promise_passed", alert=True)
    agent = await agent_of(session, action)
    record(
        session,
        "incident_send",
        action.now,
        agent_id=agent.id,
        incident=incident.id or 0,
        part=bench.part,
        count=asked.number,
    )
    if bench.part == NEWS:
        await start_news(session, bench, action, asked.staff_chats)
    else:
        await start_end(session, bench, action)
    await turn_to(session, row, incident, action.machine_now, "sending")
    return answer("incident_sending", count=asked.number)


async def _stop(session: AsyncSession, incident: Incident, _row: Outgoing, action: Action, _asked: Asked) -> Answer:
    """Send to nobody else; what waits to go out is taken back, and its customers wait on as before."""
    await set_members(session, incident.id or 0, MemberState.DUE, MemberState.IN)
    taken_back = 0
    for member in await queued_texts(session, incident.id or 0):
        told = await undo_reply(session, action=action, outgoing_id=member.outgoing_id or 0)
        if told.key == "undone":
            member.state, member.outgoing_id = MemberState.IN, None
            taken_back += 1
    agent = await agent_of(session, action)
    record(session, "incident_stop", action.now, agent_id=agent.id, incident=incident.id or 0, taken_back=taken_back)
    await refresh_boards(session, incident, action.machine_now)
    return answer("incident_stopped")


async def _more(session: AsyncSession, incident: Incident, _row: Outgoing, action: Action, asked: Asked) -> Answer:
    """Write to those who joined since: the same texts, a new preview."""
    await post_bench(session, incident, NEWS, asked.place[0], action.machine_now)
    return answer("incident_bench_below")


async def _close(session: AsyncSession, incident: Incident, _row: Outgoing, action: Action, asked: Asked) -> Answer:
    await post_bench(session, incident, END, asked.place[0], action.machine_now)
    return answer("incident_bench_below")


async def _wordless(session: AsyncSession, incident: Incident, row: Outgoing, action: Action, _asked: Asked) -> Answer:
    """Close without a last word: who was told and has not written since is resolved all the same."""
    if row.content.get("part") != END:
        return answer("expired", alert=True)
    bench = await _bench(session, incident, row, action)
    incident.figures = {**incident.figures, "wordless": True}
    for one in bench.listed:
        if one.why in (None, "no_text"):
            one.member.state = MemberState.END_DUE
    await begin_closing(session, incident, action)
    await turn_to(session, row, incident, action.machine_now, "sending")
    return answer("incident_closing")


async def _bench(session: AsyncSession, incident: Incident, row: Outgoing, action: Action) -> Bench:
    part = row.content.get("part", NEWS)
    return await load_bench(session, incident, part, action.now, action.shop.service.claim_lapse)


# What changes the texts, and must not while they go out.
CHANGES: Final = frozenset({"ready", "hours", "morning", "rest"})
DEEDS: Final[Mapping[str, Doing]] = {
    "open": _open,
    "not": _dismiss,
    "ready": _ready,
    "hours": _hours,
    "morning": _morning,
    "rest": _rest,
    "draft": _draft,
    "preview": _preview,
    "send": _send,
    "sure": _sure,
    "stop": _stop,
    "more": _more,
    "close": _close,
    "wordless": _wordless,
}
