"""Judges a turn again after a join or its undoing: with other orders the card says and offers something else."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.incoming import Incoming
from bot.storage.cases import Case, load_case
from bot.storage.conversations import change
from bot.storage.effects import Conflict, Effect
from bot.storage.outgoing import refresh_card
from bot.storage.profiles import keep_profiles
from bot.storage.suggestions import newest_of_turn, read
from bot.storage.tables.conversations import Conversation, Message
from bot.storage.tables.people import Customer
from bot.storage.triaged import Triaged, keep_conclusions
from bot.triage import Triage


@dataclass(frozen=True, slots=True)
class Latest:
    """The last message of a turn, as it came, and all that is known of its writer."""

    case: Case
    message: Message
    incoming: Incoming


async def judge_again(triage: Triage, telegram_id: int) -> Effect | None:
    """Judge the customer's last turn by what holds now; `None` where there is none, or its card says so already."""
    now = triage.clocks.business()
    async with triage.database.reading() as session:
        latest = await _latest(session, telegram_id, now)
        known = latest is None or await _is_shown(session, latest)
    if latest is None or known:
        return None
    triaged = await triage.think(_before(latest), latest.incoming, now)
    return partial(_keep, triaged=triaged, latest=latest, machine_now=triage.clocks.machine())


async def _latest(session: AsyncSession, telegram_id: int, now: datetime) -> Latest | None:
    case = await load_case(session, telegram_id, now)
    if case.customer is None or case.conversation is None:
        return None
    found = await session.scalars(
        select(Message)
        .where(
            col(Message.conversation_id) == case.conversation.id,
            col(Message.turn) == case.conversation.turn,
            col(Message.direction) == "incoming",
        )
        .order_by(col(Message.id).desc())
        .limit(1)
    )
    message = found.first()
    return Latest(case, message, _incoming(message, case.customer, telegram_id)) if message else None


async def _is_shown(session: AsyncSession, latest: Latest) -> bool:
    """Tell whether the turn was judged by these orders: a link may be pressed, and an update done, more than once."""
    row = await newest_of_turn(session, latest.message.conversation_id, latest.message.turn)
    facts = read(row)[1] if row is not None else None
    return facts is not None and (facts.linked, facts.orders) == (latest.case.linked, len(latest.case.orders))


def _incoming(message: Message, customer: Customer, telegram_id: int) -> Incoming:
    return Incoming(
        telegram_id=telegram_id,
        chat_id=message.chat_id or telegram_id,
        message_id=message.telegram_id or 0,
        at=message.at,
        text=message.text,
        kind=message.kind,
        media=message.media,
        album=message.album,
        first_name=customer.first_name,
        last_name=customer.last_name,
        username=customer.username,
        language=customer.language,
        connection=message.connection,
    )


def _before(latest: Latest) -> Case:
    """Give the case as it was before the message, which else would count twice."""
    case, message = latest.case, latest.message
    said = [one for one in case.said if (one.text, one.at) != (message.text, message.at)]
    conversation = case.conversation
    if conversation is not None:
        conversation = conversation.model_copy(update={"unanswered": max(0, conversation.unanswered - 1)})
    return replace(case, said=said, conversation=conversation)


async def _keep(session: AsyncSession, *, triaged: Triaged, latest: Latest, machine_now: datetime) -> None:
    """Keep what is concluded now; where the customer has begun another turn since, that one is judged right already."""
    conversation = await session.get_one(Conversation, latest.message.conversation_id)
    turn = latest.message.turn
    if conversation.turn != turn:
        return
    read = latest.case.conversation
    if read is not None and conversation.version != read.version:
        raise Conflict(f"conversation {conversation.id} went on while its turn was judged again")
    await keep_conclusions(session, triaged, (conversation.id or 0, turn), latest.message.id or 0)
    if triaged.to_keep is not None:
        await keep_profiles(session, [triaged.to_keep])
    if conversation.waiting_since is not None:
        await change(session, conversation, priority=triaged.priority.value, due_at=triaged.priority.due_at)
    await refresh_card(session, conversation.id or 0, turn, machine_now)
