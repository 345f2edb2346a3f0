"""Where customers are placed among the staff chats, and what the staff chats have become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.settings import SettingsError
from bot.staffchats import StaffChats
from bot.storage.engine import Database
from bot.storage.tables.conversations import Conversation, Status
from bot.storage.tables.groups import StaffChat
from bot.storage.tables.people import Customer
from bot.storage.upserts import insert_on

# In the words of the partial index: with a parameter no database would use it.
_OPEN = text(f"conversation.status <> '{Status.RESOLVED}'")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is remembered of staff chats: which moved where, which refuse."""

    moved: dict[int, int]
    refused: frozenset[int]


async def standing(session: AsyncSession) -> Standing:
    """Read what became of the staff chats."""
    rows = (await session.scalars(select(StaffChat))).all()
    return Standing(
        moved={row.chat_id: row.moved_to for row in rows if row.moved_to is not None},
        refused=frozenset(row.chat_id for row in rows if row.refused_at is not None),
    )


async def find_staff_chats(
    database: Database, named: Sequence[int], languages: Mapping[str, Sequence[int]]
) -> StaffChats:
    """Find the desks that the settings name, under the ids that they have now."""
    for lang, chats in languages.items():
        strange = [chat for chat in chats if chat not in named]
        if strange:
            raise SettingsError(
                f"TRIAGE_STAFF_CHAT does not name {strange[0]}, to which shop.yaml gives the customers of {lang} "
                "(groups); add it, or correct groups"
            )
    async with database.reading() as session:
        moved = (await standing(session)).moved
    return StaffChats(tuple(named), languages, moved)


async def choose_staff_chat(session: AsyncSession, chats: Sequence[int], lang: str | None = None) -> int:
    """Find the desk for a new customer: of those for the language, the one with the fewest open conversations."""
    if len(chats) == 1:
        return chats[0]
    now = await standing(session)
    spoken = chats.speaking(lang) if isinstance(chats, StaffChats) else chats
    for choice in (spoken, chats):  # a language whose desks all refuse is better served by another than by none
        usable = [chat for one in choice if (chat := now.moved.get(one, one)) not in now.refused]
        if usable:
            return await _idlest(session, usable)
    return chats[0]


async def mark_refused(session: AsyncSession, chat_id: int, now: datetime) -> bool:
    """Note that a staff chat refuses for good; True where that is news. Write session."""
    return await _note(session, chat_id, col(StaffChat.refused_at).is_(None), refused_at=now)


async def mark_told(session: AsyncSession, chat_id: int, trouble: str) -> bool:
    """Note that people were told of a staff chat's trouble; True where they were not yet. Write session."""
    return await _note(session, chat_id, col(StaffChat.told).is_distinct_from(trouble), told=trouble)


async def mark_well(session: AsyncSession, chat_id: int) -> bool:
    """Forget a staff chat's trouble and refusal: it answers; True where there was something to forget."""
    result = await session.execute(
        update(StaffChat)
        .where(
            col(StaffChat.chat_id) == chat_id,
            col(StaffChat.refused_at).is_not(None) | col(StaffChat.told).is_not(None),
        )
        .values(refused_at=None, told=None)
        .returning(col(StaffChat.chat_id))
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None


async def _note(session: AsyncSession, chat_id: int, news: ColumnElement[bool], **values: object) -> bool:
    connection = await session.connection()
    statement = insert_on(connection)(StaffChat).values(chat_id=chat_id, **values)
    found = await connection.execute(
        statement.on_conflict_do_update(index_elements=["chat_id"], set_=values, where=news).returning(
            col(StaffChat.chat_id)
        )
    )
    return found.first() is not None


async def _idlest(session: AsyncSession, chats: Sequence[int]) -> int:
    """Find the chat with the fewest open conversations; of equals the one that the settings name first."""
    rows = await session.execute(
        select(col(Customer.staff_chat), func.count())
        .join(Conversation, col(Conversation.customer_id) == col(Customer.id))
        .where(_OPEN, col(Customer.staff_chat).in_(chats))
        .group_by(col(Customer.staff_chat))
    )
    open_there = {row[0]: row[1] for row in rows.all()}
    return min(chats, key=lambda chat: (open_there.get(chat, 0), chats.index(chat)))
