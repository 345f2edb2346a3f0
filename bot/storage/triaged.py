"""Keeps everything that came of one customer message: one short write."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cardfacts import CardFacts
from bot.clockwork import Heard, Promises
from bot.incoming import Incoming
from bot.storage.bursts import is_burst, let_go
from bot.storage.cases import Case
from bot.storage.clocks import customer_wrote
from bot.storage.columns import table_of
from bot.storage.conversations import Turn, carry_on, open_conversation
from bot.storage.customers import add_customer, refresh_customer
from bot.storage.encoding import encode_assessment, encode_suggestion, names_in
from bot.storage.first_look import look_first
from bot.storage.incident_joining import join_incidents
from bot.storage.on_write import look_at_reminders
from bot.storage.outgoing import Draft, Urgency, queue_card, staff_line
from bot.storage.pages import Danger, raise_pages
from bot.storage.profiles import Kept, keep_profiles
from bot.storage.quiet import quiet_turn
from bot.storage.relays import Way, queue_relay
from bot.storage.tables.conversations import AssessmentRow, Conversation, Message, SuggestionRow, VerdictRow
from bot.storage.tables.people import Customer, IdentityKind
from bot.storage.tables.traffic import OutgoingKind
from bot.storage.tombstones import erased_at
from bot.storage.verdicts import verdict_rows
from classifier.assessment import Assessment
from classifier.priority import Priority, wants_a_person
from classifier.taxonomy import INTENTS, LANGUAGES
from playbooks.suggestion import Suggestion

# Built once, since they are used for every message.
_MESSAGES, _ASSESSMENTS = table_of(Message), table_of(AssessmentRow)
_INSERT_MESSAGE = insert(_MESSAGES).returning(_MESSAGES.c.id)
_INSERT_ASSESSMENT = insert(_ASSESSMENTS).returning(_ASSESSMENTS.c.id)
_INSERT_VERDICTS, _INSERT_SUGGESTION = insert(table_of(VerdictRow)), insert(table_of(SuggestionRow))


@dataclass(frozen=True, slots=True)
class Triaged:
    """A message with all that was concluded; `louder` asks for a new card instead of an edit."""

    incoming: Incoming
    case: Case
    assessment: Assessment
    suggestion: Suggestion
    facts: CardFacts
    priority: Priority
    danger: bool
    louder: bool
    lifts: bool
    to_keep: Kept | None = None  # the profile, where it was worked out anew
    said_now: frozenset[str] = frozenset()  # danger in this very message, and not only somewhere in its turn


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is kept, and when by either clock."""

    staff_chats: Sequence[int]
    leads: Sequence[int]
    business_now: datetime
    machine_now: datetime
    owners: Sequence[int] = ()
    promises: Promises | None = None  # without them no clock runs


async def save_triaged(session: AsyncSession, triaged: Triaged, place: Place) -> None:
    """Keep message, conclusions and the rows that are to go out; raises `Conflict` where overtaken."""
    incoming = triaged.incoming
    look = await look_first(session, incoming, triaged.case.conversation)
    if look.known:
        return
    if triaged.case.customer is None and await _is_older_than_erasure(session, incoming):
        return
    customer = await _customer(session, triaged, place)
    quiet = await quiet_turn(session, triaged, customer, place)
    turn = quiet or await _turn(session, triaged, customer)
    message_id = await _message(session, incoming, turn)
    await keep_conclusions(session, triaged, (turn.conversation_id, turn.number), message_id)
    if triaged.to_keep is not None:
        await keep_profiles(session, [triaged.to_keep])
    if quiet is not None:
        card = replace(card_of(customer, turn, triaged, place), message_id=message_id)
        await queue_relay(session, card, customer, incoming, way="silent")
        return
    if look.incidents:
        await join_incidents(session, triaged, turn, message_id, place)
    if triaged.case.conversation is not None and look.reminders:
        await look_at_reminders(session, triaged.case.conversation, place.machine_now)
    await start_clocks(session, triaged, turn, place)
    await _speak(session, triaged, (customer, turn, message_id), place)


async def _is_older_than_erasure(session: AsyncSession, incoming: Incoming) -> bool:
    """Tell whether somebody wrote this before they were erased: then it is erased, too, however late it comes."""
    at = await erased_at(session, (IdentityKind.TELEGRAM, str(incoming.telegram_id)))
    # Telegram's times are whole seconds: what was written in the very second is a new word.
    return at is not None and incoming.at < at.replace(microsecond=0)


async def _customer(session: AsyncSession, triaged: Triaged, place: Place) -> Customer:
    customer = triaged.case.customer
    lang = triaged.assessment.lang if triaged.assessment.lang in LANGUAGES else None
    if customer is None:
        return await add_customer(session, triaged.incoming, place.staff_chats, place.business_now, lang)
    await refresh_customer(session, customer, triaged.incoming, place.staff_chats, lang)
    return customer


async def _turn(session: AsyncSession, triaged: Triaged, customer: Customer) -> Turn:
    conversation, at = triaged.case.conversation, triaged.incoming.at
    judged: dict[str, Any] = {
        "lang": triaged.assessment.lang,
        "priority": triaged.priority.value,
        "due_at": triaged.priority.due_at,
    }
    if conversation is None:
        judged["connection"] = triaged.incoming.connection
        return await open_conversation(session, customer.id or 0, at, **judged)
    return await carry_on(session, conversation, at, lifts=triaged.lifts, **judged)


async def _message(session: AsyncSession, incoming: Incoming, turn: Turn) -> int:
    row = {
        "conversation_id": turn.conversation_id,
        "direction": "incoming",
        "turn": turn.number,
        "connection": incoming.connection,
        "chat_id": incoming.chat_id,
        "telegram_id": incoming.message_id,
        "kind": incoming.kind,
        "text": incoming.text,
        "media": incoming.media,
        "album": incoming.album,
        "reply_to_id": incoming.reply_to_id,
        "quote": incoming.quote,
        "forwarded": incoming.forwarded,
        "at": incoming.at,
    }
    connection = await session.connection()
    return int((await connection.execute(_INSERT_MESSAGE, [row])).scalar_one())


async def keep_conclusions(session: AsyncSession, triaged: Triaged, turn: tuple[int, int], message_id: int) -> None:
    """Keep assessment, verdicts and suggestion of a turn: (conversation, number)."""
    conversation_id, number = turn
    assessment, at = triaged.assessment, triaged.incoming.at
    connection = await session.connection()
    row = {
        "message_id": message_id,
        "conversation_id": conversation_id,
        "turn": number,
        "lang": assessment.lang,
        "intent": assessment.intent.type,
        "at": at,
        "content": encode_assessment(assessment),
    }
    found = await connection.execute(_INSERT_ASSESSMENT, [row])
    assessment_id = found.scalar_one()
    verdicts = [{"assessment_id": assessment_id, **verdict} for verdict in verdict_rows(assessment)]
    if verdicts:
        await connection.execute(_INSERT_VERDICTS, verdicts)
    suggestion = {
        "assessment_id": assessment_id,
        "conversation_id": conversation_id,
        "turn": number,
        "at": at,
        "content": encode_suggestion(triaged.suggestion, triaged.facts),
        "playbooks": names_in(triaged.suggestion),
    }
    await connection.execute(_INSERT_SUGGESTION, [suggestion])


async def _speak(session: AsyncSession, triaged: Triaged, kept: tuple[Customer, Turn, int], place: Place) -> None:
    """Queue the topic where there is none, the relay, and the card: one a turn."""
    customer, turn, message_id = kept
    now, card = place.machine_now, card_of(customer, turn, triaged, place)
    burst = await is_burst(session, triaged, turn.conversation_id)
    if triaged.danger and not turn.first:
        await let_go(session, card.line, now)
    way: Way = "held" if burst and not triaged.danger else "now"
    relay = replace(card, message_id=message_id)
    await queue_relay(session, relay, customer, triaged.incoming, way=way, then=[card] if turn.first else ())
    if not turn.first:
        await queue_card(session, card, now, louder=triaged.louder and (triaged.danger or not burst))
    if triaged.danger and (turn.first or triaged.louder or triaged.said_now):
        await page_leads(session, triaged, (turn.conversation_id, turn.number), place)


def card_of(customer: Customer, turn: Turn, triaged: Triaged, place: Place) -> Draft:
    """Draft a turn's card; danger makes its whole line go first. When the message came is kept to measure with."""
    received = triaged.incoming.received_at
    return Draft(
        kind=OutgoingKind.CARD,
        line=staff_line(customer.id or 0),
        chat_id=customer.staff_chat or 0,
        priority=Urgency.DANGER if triaged.danger else Urgency.CARD,
        not_before=place.machine_now,
        customer_id=customer.id,
        conversation_id=turn.conversation_id,
        turn=turn.number,
        content={"received_at": received.isoformat()} if received else {},
    )


async def page_leads(session: AsyncSession, triaged: Triaged, about: tuple[int, int], place: Place) -> None:
    """Tell the leads in private, at once, and by name: the topic may not be there yet. `about` is a turn."""
    flags = [flag.type for flag in triaged.assessment.flags if flag.tier == "page"]
    conversation = await session.get_one(Conversation, about[0])
    danger = Danger(flags, triaged.incoming.first_name or "?", place.leads, place.owners, about[1], triaged.said_now)
    await raise_pages(session, conversation, danger, place.business_now, place.machine_now)


async def start_clocks(session: AsyncSession, triaged: Triaged, turn: Turn, place: Place) -> None:
    """Let the promises run that this message gives a claim to."""
    if place.promises is None:
        return
    intent = triaged.assessment.intent
    heard = Heard(
        conversation_id=turn.conversation_id,
        turn=turn.number,
        at=triaged.incoming.at,
        now=place.business_now,
        begins=triaged.case.conversation is None,
        asks=triaged.lifts or triaged.danger,
        group=triaged.priority.group,
        intent=intent.type if intent.type in INTENTS else intent.best.type,
        flagged=any(wants_a_person(flag.type, flag.score) for flag in triaged.assessment.flags),
    )
    await customer_wrote(session, heard, place.promises)
