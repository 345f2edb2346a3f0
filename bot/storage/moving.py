"""Staff chats that change under the desk: a group gets another id, or refuses and its customers go elsewhere."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.storage.outgoing import Draft, Urgency, add_outgoing, group_line, has_open, is_open, staff_line
from bot.storage.staffchats import choose_staff_chat
from bot.storage.tables.conversations import Conversation, Message, Status
from bot.storage.tables.groups import StaffChat
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import ChatWait, Outgoing, OutgoingKind, OutgoingState
from bot.storage.upserts import insert_on

# What names a chat, in whatever table.
_NAMES: Final = ("staff_chat", "chat_id")
# Telegram numbers a supergroup's messages anew, so those that stand in the old group stay known as there: a new
# message with the same number must not be taken for one of them.
_STAYS: Final = frozenset({Message.__tablename__, StaffChat.__tablename__, ChatWait.__tablename__})
# What names chats inside of a row that is still to be sent.
_PLACES: Final = ("copy", "agent_message")


async def move_chat(session: AsyncSession, old: int, new: int) -> bool:
    """The group has another id: all that names the old one names the new one, topics stay; True where that is news.

    The settings go on naming the old id, so the move is remembered.
    """
    if old == new:
        return False
    connection = await session.connection()
    statement = insert_on(connection)(StaffChat).values(chat_id=old, moved_to=new)
    # The sender and a worker may learn of it in the same moment: one of them finds it new.
    found = await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["chat_id"],
            set_={"moved_to": new, "refused_at": None},
            where=col(StaffChat.moved_to).is_distinct_from(new),
        ).returning(col(StaffChat.chat_id))
    )
    news = found.first() is not None
    await _update(session, StaffChat, {"moved_to": new}, col(StaffChat.moved_to) == old)
    for table in SQLModel.metadata.sorted_tables:
        for name in _NAMES:
            if name in table.columns and table.name not in _STAYS:
                await connection.execute(update(table).where(table.c[name] == old).values({name: new}))
    await _update(session, Outgoing, {"line": group_line(new)}, col(Outgoing.line) == group_line(old))
    await _move_wait(session, old, new)
    await _rewrite_queued(session, old, new)
    return news


async def find_new_id(session: AsyncSession, chat_id: int) -> int:
    """Give the id that a chat has now; what was written there just before the move is still to be handled."""
    moved = await session.scalar(select(col(StaffChat.moved_to)).where(col(StaffChat.chat_id) == chat_id))
    return moved or chat_id


async def leave_chat(session: AsyncSession, gone: int, chats: Sequence[int], now: datetime) -> int:
    """Give a desk's customers to the others, with what is still to be said; returns how many conversations moved.

    `now` is the machine's time. Customers who have nothing open are placed when they write again.
    """
    open_ones = (
        await session.execute(
            select(Customer, Conversation)
            .join(Conversation, col(Conversation.customer_id) == col(Customer.id))
            .where(col(Customer.staff_chat) == gone, col(Conversation.status) != Status.RESOLVED)
            .order_by(col(Conversation.id))
        )
    ).all()
    for customer, conversation in open_ones:
        if customer.staff_chat == gone:  # not moved yet with an earlier conversation
            await _place(session, customer, await choose_staff_chat(session, chats, conversation.lang), now)
    for conversation in {row.customer_id: row for _, row in open_ones}.values():
        await _introduce(session, conversation, now)
    nowhere = {"staff_chat": None, "topic_id": None, "topic_title": None}
    await _update(session, Customer, nowhere, col(Customer.staff_chat) == gone)
    dropped = {"state": OutgoingState.CANCELLED, "error": "the staff chat refuses"}
    await _update(session, Outgoing, dropped, is_open("state"), col(Outgoing.chat_id) == gone)
    return len(open_ones)


async def _place(session: AsyncSession, customer: Customer, chat_id: int, now: datetime) -> None:
    """Give a customer to another desk: what waits goes there, but for changes of what stands in the old place."""
    waiting = (is_open("state"), col(Outgoing.line) == staff_line(customer.id or 0))
    # A reaction names its message by a number that means another customer's in the next group.
    stale = col(Outgoing.kind).in_([OutgoingKind.EDIT, OutgoingKind.DELETE, OutgoingKind.REACT])
    await _update(session, Outgoing, {"state": OutgoingState.CANCELLED}, *waiting, stale)
    again = {"chat_id": chat_id, "not_before": now, "attempts": 0, "parts_sent": 0}
    await _update(session, Outgoing, again, *waiting, ~stale)
    customer.staff_chat, customer.topic_id, customer.topic_title = chat_id, None, None
    await session.flush()


async def _introduce(session: AsyncSession, conversation: Conversation, now: datetime) -> None:
    """Show the new desk what it was given: the summary, and the card with its buttons."""
    customer = await session.get_one(Customer, conversation.customer_id)
    note = Draft(
        kind=OutgoingKind.NOTE,
        line=staff_line(conversation.customer_id),
        chat_id=customer.staff_chat or 0,
        priority=Urgency.CARD,
        not_before=now,
        content={"key": "came_from_desk", "handover": conversation.turn, "buttons": []},
        customer_id=conversation.customer_id,
        conversation_id=conversation.id,
        turn=conversation.turn,
    )
    card = replace(note, kind=OutgoingKind.CARD, content={})
    shown = await has_open(session, note.line, OutgoingKind.CARD)
    await add_outgoing(session, [note] if shown else [note, card], now)


async def _move_wait(session: AsyncSession, old: int, new: int) -> None:
    """Leave the new id alone for as long as the old one was to be; where it has a wait of its own, that counts."""
    wait = await session.get(ChatWait, old)
    if wait is None:
        return
    connection = await session.connection()
    statement = insert_on(connection)(ChatWait).values(chat_id=new, until=wait.until)
    await connection.execute(statement.on_conflict_do_nothing(index_elements=["chat_id"]))
    await session.execute(
        delete(ChatWait).where(col(ChatWait.chat_id) == old).execution_options(synchronize_session=False)
    )


async def _rewrite_queued(session: AsyncSession, old: int, new: int) -> None:
    """Let what is to be copied from the group, or shown on a message there, name its new id."""
    found = await session.scalars(select(Outgoing).where(is_open("state"), col(Outgoing.kind) == OutgoingKind.REPLY))
    for row in found.all():
        places = {name: [new, *row.content[name][1:]] for name in _PLACES if row.content.get(name, [None])[0] == old}
        if places:
            row.content = {**row.content, **places}


async def _update(session: AsyncSession, table: type[SQLModel], values: dict[str, Any], *where: Any) -> None:
    await session.execute(update(table).where(*where).values(values).execution_options(synchronize_session=False))
