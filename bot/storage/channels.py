"""The shop's own accounts, and the conversations held in their chats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.chosen import choose
from bot.storage.effects import Conflict
from bot.storage.tables.channels import BusinessAccount
from bot.storage.tables.conversations import Conversation, Message, Status
from bot.storage.tables.setup import Chosen
from bot.storage.tables.traffic import Delivery, Outgoing

# Telegram lets a bot write in an account's chat when the customer wrote there within this time.
ACTIVE: Final = timedelta(hours=24)
# Under this name it is kept, with the account's number, that a lead let it in.
_LET_IN: Final = "account:"
# What a bot can pass on into the chat of an account: Telegram copies nothing there, it only sends files again.
PASSABLE: Final = frozenset(
    {"text", "photo", "video", "animation", "document", "audio", "voice", "video_note", "sticker"}
)


@dataclass(frozen=True, slots=True)
class AccountTold:
    """A connection as Telegram tells of it."""

    connection: str
    user_id: int
    chat_id: int
    name: str
    can_reply: bool
    enabled: bool
    since: datetime


async def find_account(session: AsyncSession, connection: str) -> BusinessAccount | None:
    """Load an account by Telegram's id of its connection."""
    found = await session.scalars(select(BusinessAccount).where(col(BusinessAccount.connection) == connection))
    return found.first()


async def save_account(session: AsyncSession, told: AccountTold, now: datetime) -> tuple[bool, bool]:
    """Keep what Telegram tells of an account; returns (could be answered before, can be answered now)."""
    account = await find_account(session, told.connection)
    before = account is not None and account.enabled and account.can_reply
    if account is None:
        account = BusinessAccount(
            connection=told.connection,
            user_id=told.user_id,
            chat_id=told.chat_id,
            name=told.name,
            since=told.since,
            changed_at=now,
        )
        session.add(account)
    account.name, account.chat_id = told.name, told.chat_id
    account.can_reply, account.enabled, account.changed_at = told.can_reply, told.enabled, now
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict from error
    return before, told.enabled and told.can_reply


async def may_in(session: AsyncSession, user_id: int, heads: Sequence[int]) -> bool:
    """Tell whether somebody's chats may come to the desk: of who leads it, or whom a lead let in."""
    return user_id in heads or await session.get(Chosen, f"{_LET_IN}{user_id}") is not None


async def let_in(session: AsyncSession, user_id: int, now: datetime, by: int) -> None:
    """Keep that an account is the shop's own, however often it is connected. Write session."""
    await choose(session, f"{_LET_IN}{user_id}", True, now, by)


async def why_closed(session: AsyncSession, conversation: Conversation, now: datetime) -> str | None:
    """Tell, by a key of the wording, why nothing can be said in this conversation now; None where something can."""
    if not conversation.connection:
        return None
    account = await find_account(session, conversation.connection)
    if account is None or not account.enabled:
        return "business_gone"
    if not account.can_reply:
        return "business_no_right"
    wrote = select(func.max(col(Message.at))).where(
        col(Message.conversation_id) == conversation.id, col(Message.direction) == "incoming"
    )
    last = await session.scalar(wrote)
    return "business_too_late" if last is None or now - last >= ACTIVE else None


async def last_in(session: AsyncSession, customer_id: int, connection: str) -> Conversation | None:
    """Find a customer's newest conversation in one chat."""
    asked = select(Conversation).where(
        col(Conversation.customer_id) == customer_id, col(Conversation.connection) == connection
    )
    return (await session.scalars(asked.order_by(col(Conversation.id).desc()).limit(1))).first()


async def open_in(session: AsyncSession, connection: str) -> list[Conversation]:
    """List what is not resolved yet in an account's chats."""
    asked = select(Conversation).where(
        col(Conversation.connection) == connection, col(Conversation.status) != Status.RESOLVED
    )
    return list((await session.scalars(asked.order_by(col(Conversation.id)))).all())


async def meant(
    session: AsyncSession, customer_id: int, staff_chat: int, answered: int | None
) -> Conversation | str | None:
    """Find which conversation of a customer a word in their topic is about.

    It is the one whose line the agent answers; else the only chat there is, the only one that waits, or the one
    where something was said last. Where two chats wait, a key of the wording asks the agent to say which.
    """
    newest = await _newest_of_each(session, customer_id)
    if len(newest) < 2:
        return newest[0] if newest else None
    about = await _connection_of(session, staff_chat, answered) if answered is not None else None
    named = [one for one in newest if one.connection == about] if about is not None else []
    waiting = named or [one for one in newest if one.waiting_since is not None]
    if len(waiting) > 1:
        return "which_chat"
    return waiting[0] if waiting else await _last_spoken(session, newest)


async def mark_deleted(
    session: AsyncSession, place: tuple[str, int], numbers: Sequence[int], now: datetime
) -> list[Message]:
    """Mark messages of a chat as taken back, (connection, chat); gives those that were not yet."""
    asked = select(Message).where(
        col(Message.connection) == place[0],
        col(Message.chat_id) == place[1],
        col(Message.telegram_id).in_(numbers),
        col(Message.deleted_at).is_(None),
    )
    found = list((await session.scalars(asked.order_by(col(Message.id)))).all())
    ids = [message.id for message in found]
    await session.execute(
        update(Message)
        .where(col(Message.id).in_(ids))
        .values(deleted_at=now)
        .execution_options(synchronize_session=False)
    )
    return found


async def _newest_of_each(session: AsyncSession, customer_id: int) -> list[Conversation]:
    mine = select(func.max(col(Conversation.id))).where(col(Conversation.customer_id) == customer_id)
    asked = select(Conversation).where(col(Conversation.id).in_(mine.group_by(col(Conversation.connection))))
    return list((await session.scalars(asked.order_by(col(Conversation.id)))).all())


async def _connection_of(session: AsyncSession, staff_chat: int, number: int) -> str | None:
    """Tell in which chat that was said which a message in a topic shows."""
    asked = (
        select(col(Conversation.connection))
        .join(Outgoing, col(Outgoing.conversation_id) == col(Conversation.id))
        .join(Delivery, col(Delivery.outgoing_id) == col(Outgoing.id))
        .where(col(Delivery.chat_id) == staff_chat, col(Delivery.telegram_id) == number)
    )
    return await session.scalar(asked.limit(1))


async def _last_spoken(session: AsyncSession, conversations: Sequence[Conversation]) -> Conversation:
    asked = select(col(Message.conversation_id)).where(
        col(Message.conversation_id).in_([one.id for one in conversations])
    )
    last = await session.scalar(asked.order_by(col(Message.id).desc()).limit(1))
    return next((one for one in conversations if one.id == last), conversations[-1])
