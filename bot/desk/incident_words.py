"""What leads write about incidents: `/incident …`, and the words that answer a bench; and who takes a case out."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.incident import begin
from bot.desk.incident_bench import Bench, load_bench, post_bench, read_words, row_at, take_time, take_words, turn_to
from bot.desk.roles import Power, may
from bot.desk.when import read_when
from bot.incidents import Case, Subject, of_one_kind
from bot.storage.audit import record
from bot.storage.effects import Answer, answer
from bot.storage.incident_lists import FALLBACK
from bot.storage.incidents import (
    NEWS,
    add_incident,
    is_sending,
    lock_incident,
    member_of,
    refresh_boards,
    standing_incidents,
)
from bot.storage.outgoing import refresh_card
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.incidents import Incident, IncidentState, MemberState

# Who waited longer than a day was missed, and is no part of what began today.
BACK: Final = timedelta(hours=24)
# "by 18:00", "до завтра 10:00": by when we write again.
_BY: Final = re.compile(r"\s*(?:by|until|до)\s+(.+)", re.IGNORECASE)
# As much of a title as a button and a card show.
TITLE: Final = 60


def subject_in(words: str, cases: Sequence[Case]) -> Subject:
    """Read what a lead means: a carrier or a product by its name, else words that the messages share."""
    name = " ".join(words.split())[:TITLE]
    carriers = {case.carrier.casefold(): case.carrier for case in cases if case.carrier}
    products = {product.casefold(): product for case in cases for product in case.products}
    if name.casefold() in carriers:
        return Subject("carrier", carriers[name.casefold()])
    if name.casefold() in products:
        return Subject("product", products[name.casefold()])
    return Subject("words", name)


async def open_by_hand(
    session: AsyncSession, *, action: Action, words: str, chat_id: int, cases: Sequence[Case]
) -> Answer:
    """Open an incident about these words; `cases` are all that wait."""
    if not await may(session, action, Power.INCIDENTS):
        return answer("incident_leads_only")
    subject = subject_in(words, cases)
    mine = of_one_kind(cases, None, subject)
    wanted = Incident(
        live_key=f"|{subject.key}",
        title=subject.name,
        subject_kind=subject.kind,
        subject=subject.name,
        started_at=min((case.at for case in mine), default=action.now),
        noticed_at=action.now,
    )
    incident = await add_incident(session, wanted)
    if incident is None:
        return answer("incident_there_already", title=subject.name)
    await begin(session, incident, action, mine)
    await post_bench(session, incident, NEWS, chat_id, action.machine_now)
    return answer("incident_opened", reaction="👌")


async def list_incidents(session: AsyncSession, *, action: Action) -> Answer:
    """Name what goes on, and how one is opened."""
    if not await may(session, action, Power.INCIDENTS):
        return answer("incident_leads_only")
    standing = [
        one.title
        for one in await standing_incidents(session)
        if one.state in {IncidentState.DRAFTING, IncidentState.OPEN, IncidentState.CLOSING}
    ]
    return answer("incident_list", titles="\n".join(f"• {title}" for title in standing) or "–")


async def answer_bench(session: AsyncSession, *, action: Action, place: tuple[int, int], words: str) -> Answer:
    """Take what a lead wrote in answer to a bench: a time, or the text of a language."""
    if not await may(session, action, Power.INCIDENTS):
        return answer("incident_leads_only")
    row = await row_at(session, place)
    incident = await lock_incident(session, row.content.get("incident", 0)) if row else None
    if row is None or incident is None or incident.state == IncidentState.CLOSED:
        return answer("incident_closed_already")
    if await is_sending(session, incident.id or 0):
        return answer("incident_sends_now")
    part = row.content.get("part", NEWS)
    by = _BY.fullmatch(words)
    if by:
        return await _take_time(session, incident, row, action, by[1])
    bench = await load_bench(session, incident, part, action.now, action.shop.service.claim_lapse)
    expected = expected_lang(bench, action.lang)
    read = read_words(words, expected)
    if read is None:
        return answer("incident_which_language", lang=expected)
    await take_words(session, incident, part, read[0], read[1])
    await turn_to(session, row, incident, action.machine_now, "draft")
    return answer("incident_text_taken", reaction="👌")


def expected_lang(bench: Bench, desk_lang: str) -> str:
    """Say in which language the next text is asked for: first the desk's own, where anybody reads it."""
    lacking = [lang for lang in bench.wanted if lang not in bench.texts]
    if desk_lang in lacking or not bench.texts:
        return desk_lang if desk_lang in bench.wanted or not bench.wanted else bench.missing[0]
    return bench.missing[0] if bench.missing else next(iter(bench.texts), FALLBACK)


async def _take_time(session: AsyncSession, incident: Incident, row: object, action: Action, words: str) -> Answer:
    try:
        moment, _ = read_when(words, action.now, action.zone)
    except ValueError as error:
        return answer("time_unread", reason=str(error))
    if moment.at <= action.now:
        return answer("incident_time_past")
    await take_time(session, incident, moment.at, action)
    await turn_to(session, row, incident, action.machine_now, "draft")  # type: ignore[arg-type] # an outgoing row
    return answer("incident_time_taken", reaction="👌")


async def take_out(session: AsyncSession, *, action: Action, conversation_id: int) -> Answer:
    """Take a conversation out: it gets its usual card, and no text of the incident. Any agent may."""
    member = await member_of(session, conversation_id)
    if member is None or member.state not in {MemberState.IN, MemberState.DUE}:
        return answer("incident_not_in", alert=True)
    agent, member.state = await agent_of(session, action), MemberState.OUT
    record(session, "incident_take_out", action.now, conversation_id=conversation_id, agent_id=agent.id)
    conversation = await session.get_one(Conversation, conversation_id)
    await refresh_card(session, conversation_id, conversation.turn, action.machine_now)
    incident = await session.get_one(Incident, member.incident_id)
    await refresh_boards(session, incident, action.machine_now)
    return answer("incident_taken_out")
