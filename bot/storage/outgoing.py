"""What is to be said: rows added with the work that wants them, sent later by the sender."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import TextClause, bindparam, exists, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.columns import table_of
from bot.storage.tables.conversations import Message
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState

OPEN_STATES = (OutgoingState.QUEUED, OutgoingState.SENDING)


class Urgency(IntEnum):
    """Which line goes first: danger, then replies to customers, then cards, then reminders."""

    DANGER = 0
    REPLY = 1
    CARD = 2
    REMINDER = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """A row to be: what, where, for whom."""

    kind: OutgoingKind
    line: str
    chat_id: int
    priority: Urgency
    not_before: datetime
    content: dict[str, Any] = field(default_factory=dict)
    customer_id: int | None = None
    conversation_id: int | None = None
    message_id: int | None = None
    turn: int | None = None
    depends_on: int | None = None


def staff_line(customer_id: int) -> str:
    """Name the line of a customer's topic."""
    return f"s:{customer_id}"


def private_line(chat_id: int) -> str:
    """Name the line of a private chat."""
    return f"p:{chat_id}"


def group_line(chat_id: int) -> str:
    """Name the line of a staff group's general topic."""
    return f"g:{chat_id}"


def is_open(column: str) -> TextClause:
    """Ask for rows not settled yet in the words of the partial index: with parameters no database would use it."""
    return text(f"{column} IN ('{OutgoingState.QUEUED}', '{OutgoingState.SENDING}')")


# Questions asked for every message are built once: building one takes longer than SQLite does to answer it.
_TABLE = table_of(Outgoing)
_INSERT = insert(_TABLE)
_INSERT_ONE = insert(_TABLE).returning(_TABLE.c.id)
_OF_TURN = (
    select(Outgoing)
    .where(
        col(Outgoing.conversation_id) == bindparam("conversation"),
        col(Outgoing.turn) == bindparam("turn"),
        col(Outgoing.kind) == bindparam("kind"),
    )
    .order_by(col(Outgoing.id))
)
_OPEN_OF_KIND = select(func.count()).where(
    col(Outgoing.line) == bindparam("line"), is_open("outgoing.state"), col(Outgoing.kind) == bindparam("kind")
)
_EDITS_WAITING = select(func.count()).where(
    col(Outgoing.line) == bindparam("line"),
    is_open("outgoing.state"),
    col(Outgoing.state) == OutgoingState.QUEUED,
    col(Outgoing.kind) == OutgoingKind.EDIT,
    col(Outgoing.depends_on) == bindparam("card"),
)


async def add_outgoing(session: AsyncSession, drafts: Sequence[Draft], now: datetime) -> None:
    """Queue rows in this order; the sender finds them after the commit."""
    if drafts:
        connection = await session.connection()
        await connection.execute(_INSERT, [_row(draft, now) for draft in drafts])


async def add_one(session: AsyncSession, draft: Draft, now: datetime) -> int:
    """Queue one row and tell its id."""
    connection = await session.connection()
    found = await connection.execute(_INSERT_ONE, [_row(draft, now)])
    return int(found.scalar_one())


async def find_turn_rows(session: AsyncSession, conversation_id: int, turn: int, kind: OutgoingKind) -> list[Outgoing]:
    """List the rows of one kind that belong to a turn, oldest first."""
    found = await session.scalars(_OF_TURN, {"conversation": conversation_id, "turn": turn, "kind": kind})
    return list(found.all())


async def has_open(session: AsyncSession, line: str, kind: OutgoingKind) -> bool:
    """Tell whether a line still has a row of this kind to be sent."""
    found = await (await session.connection()).scalar(_OPEN_OF_KIND, {"line": line, "kind": kind})
    return bool(found)


async def cancel_queued(session: AsyncSession, outgoing_id: int) -> bool:
    """Take a row back; False where it is out already."""
    result = await session.execute(
        update(Outgoing)
        .where(col(Outgoing.id) == outgoing_id, col(Outgoing.state) == OutgoingState.QUEUED)
        .values(state=OutgoingState.CANCELLED)
        .returning(col(Outgoing.id))
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None


async def replied_since(session: AsyncSession, row: Outgoing) -> bool:
    """Tell whether something else was said to a reply's customer after it."""
    undone = exists().where(col(Message.id) == col(Outgoing.message_id), col(Message.direction) == "undone")
    found = select(col(Outgoing.id)).where(
        col(Outgoing.conversation_id) == row.conversation_id,
        col(Outgoing.kind) == OutgoingKind.REPLY,
        col(Outgoing.id) > row.id,
        col(Outgoing.state).not_in([OutgoingState.CANCELLED, OutgoingState.FAILED]),
        ~undone,
    )
    return await session.scalar(found.limit(1)) is not None


async def queue_card(session: AsyncSession, draft: Draft, now: datetime, *, louder: bool = False) -> None:
    """See that a turn has its card: queue one, or bring the one that is there up to date.

    `louder` posts a new card below the conversation and strips the old one of its
    buttons, because an edit alerts nobody.
    """
    cards = await find_turn_rows(session, draft.conversation_id or 0, draft.turn or 0, OutgoingKind.CARD)
    live = [card for card in cards if card.state not in {OutgoingState.CANCELLED, OutgoingState.FAILED}]
    if not live:
        await add_outgoing(session, [draft], now)
    elif live[-1].state == OutgoingState.QUEUED:
        await _raise(session, live[-1], draft.priority)
    elif louder:
        await add_outgoing(session, [_edit_of(draft, live[-1], strip=True), draft], now)
    else:
        await edit_card(session, live[-1], now, priority=draft.priority)


async def edit_card(session: AsyncSession, card: Outgoing, now: datetime, *, priority: Urgency = Urgency.CARD) -> None:
    """Queue an edit of a card, unless one is waiting already: cards render what is true when sent."""
    waiting = await (await session.connection()).scalar(_EDITS_WAITING, {"line": card.line, "card": card.id})
    if not waiting:
        await add_outgoing(session, [_edit(card, now, priority)], now)


async def refresh_card(session: AsyncSession, conversation_id: int, turn: int, now: datetime) -> None:
    """Bring the newest card of a turn up to date, where it is out already."""
    cards = await find_turn_rows(session, conversation_id, turn, OutgoingKind.CARD)
    live = [card for card in cards if card.state in {OutgoingState.SENT, OutgoingState.SENDING}]
    if live:
        await edit_card(session, live[-1], now)


def _edit(card: Outgoing, now: datetime, priority: Urgency) -> Draft:
    return Draft(
        kind=OutgoingKind.EDIT,
        line=card.line,
        chat_id=card.chat_id,
        priority=priority,
        not_before=now,
        customer_id=card.customer_id,
        conversation_id=card.conversation_id,
        turn=card.turn,
        depends_on=card.id,
    )


def _edit_of(draft: Draft, card: Outgoing, *, strip: bool) -> Draft:
    edit = _edit(card, draft.not_before, draft.priority)
    edit.content["strip"] = strip
    return edit


async def _raise(session: AsyncSession, card: Outgoing, priority: Urgency) -> None:
    """Let a line whose card became urgent overtake the others: its earlier rows must rise with it."""
    if priority < card.priority:
        await session.execute(
            update(Outgoing)
            .where(
                col(Outgoing.line) == card.line,
                col(Outgoing.state) == OutgoingState.QUEUED,
                col(Outgoing.id) <= card.id,
            )
            .values(priority=priority)
            .execution_options(synchronize_session=False)
        )


def _row(draft: Draft, now: datetime) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "line": draft.line,
        "chat_id": draft.chat_id,
        "priority": int(draft.priority),
        "customer_id": draft.customer_id,
        "conversation_id": draft.conversation_id,
        "message_id": draft.message_id,
        "turn": draft.turn,
        "content": draft.content,
        "not_before": draft.not_before,
        "depends_on": draft.depends_on,
        "state": OutgoingState.QUEUED,
        "parts_sent": 0,
        "attempts": 0,
        "created_at": now,
    }
