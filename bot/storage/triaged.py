"""Keeps everything that came of one customer message: one short write."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cardfacts import CardFacts
from bot.incoming import Incoming
from bot.storage.alerts import alert_leads
from bot.storage.cases import Case, is_known
from bot.storage.columns import table_of
from bot.storage.conversations import Turn, carry_on, open_conversation
from bot.storage.customers import add_customer, refresh_customer
from bot.storage.encoding import encode_assessment, encode_evidence, encode_suggestion, names_in
from bot.storage.followups import cancel_on_customer_message
from bot.storage.outgoing import Draft, Urgency, add_outgoing, has_open, queue_card, staff_line
from bot.storage.profiles import Kept, keep_profiles
from bot.storage.relays import join_album
from bot.storage.tables.conversations import AssessmentRow, Conversation, Message, SuggestionRow, VerdictRow
from bot.storage.tables.people import Customer, IdentityKind
from bot.storage.tables.traffic import OutgoingKind
from bot.storage.tombstones import erased_at
from classifier.assessment import Assessment
from classifier.priority import Priority
from classifier.taxonomy import OPTIONAL_AXES
from playbooks.suggestion import Suggestion

# Parts of an album arrive up to two seconds apart; the relay waits this long after the last (design.md).
ALBUM_PAUSE = timedelta(seconds=2.5)
# Not kept in rows that profiles and reports read (desk.md, guards); the turn's own assessment has them.
UNKEPT = frozenset({"self_harm", "vulnerable"})


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is kept, and when by either clock."""

    staff_chats: Sequence[int]
    leads: Sequence[int]
    business_now: datetime
    machine_now: datetime


async def save_triaged(session: AsyncSession, triaged: Triaged, place: Place) -> None:
    """Keep message, conclusions and the rows that are to go out; raises `Conflict` where overtaken."""
    incoming = triaged.incoming
    if await is_known(session, incoming.connection, incoming.chat_id, incoming.message_id):
        return
    if triaged.case.customer is None and await _is_older_than_erasure(session, incoming):
        return
    customer = await _customer(session, triaged, place)
    turn = await _turn(session, triaged, customer)
    message_id = await _message(session, incoming, turn)
    await keep_conclusions(session, triaged, (turn.conversation_id, turn.number), message_id)
    if triaged.to_keep is not None:
        await keep_profiles(session, [triaged.to_keep])
    if triaged.case.conversation is not None:
        await cancel_on_customer_message(session, turn.conversation_id)
    await _speak(session, triaged, (customer, turn, message_id), place)


async def _is_older_than_erasure(session: AsyncSession, incoming: Incoming) -> bool:
    """Tell whether somebody wrote this before they were erased: then it is erased, too, however late it comes."""
    at = await erased_at(session, (IdentityKind.TELEGRAM, str(incoming.telegram_id)))
    # Telegram's times are whole seconds: what was written in the very second is a new word.
    return at is not None and incoming.at < at.replace(microsecond=0)


async def _customer(session: AsyncSession, triaged: Triaged, place: Place) -> Customer:
    customer = triaged.case.customer
    if customer is None:
        return await add_customer(session, triaged.incoming, place.staff_chats, place.business_now)
    await refresh_customer(session, customer, triaged.incoming, place.staff_chats)
    return customer


async def _turn(session: AsyncSession, triaged: Triaged, customer: Customer) -> Turn:
    conversation, at = triaged.case.conversation, triaged.incoming.at
    judged = {
        "lang": triaged.assessment.lang,
        "priority": triaged.priority.value,
        "due_at": triaged.priority.due_at,
    }
    if conversation is None:
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


def verdict_rows(assessment: Assessment) -> list[dict[str, object]]:
    """Spell what is kept of an assessment for later questions: shown verdicts and flags, without what is never kept."""
    verdicts = [
        (verdict.axis.value, verdict.type, verdict.score, verdict.best.type, verdict.evidence)
        for axis, verdict in assessment.verdicts.items()
        if verdict.shown and axis not in OPTIONAL_AXES
    ]
    flags = [
        ("flag", flag.type, flag.score, flag.tier, flag.evidence)
        for flag in assessment.flags
        if flag.type not in UNKEPT
    ]
    return [
        {
            "axis": axis,
            "type": type_,
            "score": score,
            "best": best,
            "evidence": [encode_evidence(one) for one in evidence],
        }
        for axis, type_, score, best, evidence in verdicts + flags
    ]


async def _speak(session: AsyncSession, triaged: Triaged, kept: tuple[Customer, Turn, int], place: Place) -> None:
    """Queue the topic where there is none, the relay, and the card: one a turn."""
    customer, turn, message_id = kept
    now, card = place.machine_now, card_of(customer, turn, triaged, place)
    drafts: list[Draft] = []
    if customer.topic_id is None and not await has_open(session, card.line, OutgoingKind.CREATE_TOPIC):
        drafts.append(replace(card, kind=OutgoingKind.CREATE_TOPIC))
    relay = relay_of(replace(card, kind=OutgoingKind.RELAY, message_id=message_id), triaged.incoming, now)
    if relay.content.get("album") is None or not await join_album(session, relay, now + ALBUM_PAUSE):
        drafts.append(relay)
    if turn.first:
        await add_outgoing(session, [*drafts, card], now)
    else:
        await add_outgoing(session, drafts, now)
        await queue_card(session, card, now, louder=triaged.louder)
    if triaged.danger and (turn.first or triaged.louder):
        await page_leads(session, triaged, card, place)


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


async def page_leads(session: AsyncSession, triaged: Triaged, card: Draft, place: Place) -> None:
    """Tell the leads in private, at once, and by name: the topic may not be there yet."""
    flag = next(flag for flag in triaged.assessment.flags if flag.tier == "page")
    conversation = await session.get_one(Conversation, card.conversation_id)
    await alert_leads(
        session,
        conversation,
        leads=place.leads,
        machine_now=place.machine_now,
        content={"key": "danger_alert", "values": {"flag": flag.type, "name": triaged.incoming.first_name or "?"}},
    )


def relay_of(draft: Draft, incoming: Incoming, now: datetime) -> Draft:
    """Fill in what the relay needs: text as it stands, everything else as a copy of the original."""
    if incoming.kind == "text":
        return replace(draft, content={"text": incoming.text})
    content = {"copy": [[incoming.message_id, draft.message_id]], "from": incoming.chat_id, "album": incoming.album}
    later = now + ALBUM_PAUSE if incoming.album else now
    return replace(draft, content=content, not_before=later)
