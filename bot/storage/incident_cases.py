"""Cases as incidents see them: read within a bounded stretch of time, along the index of messages by time."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.incidents import WINDOW, Case, Past
from bot.storage.columns import table_of
from bot.storage.tables.conversations import AssessmentRow, Conversation, Message, Status, SuggestionRow
from bot.storage.tables.people import OrderItem, ShopOrder

# More messages than this in one look say nothing new; it bounds the work in the worst hour.
MOST: Final = 3_000
# The last weeks at this hour, each with the window before and after: one quiet half-hour is no measure.
WEEKS: Final = 4
AROUND: Final = 3
# A shop without a week behind it is compared with what its day was like so far.
HOURS_OF_TODAY: Final = 6

_MESSAGES, _ASSESSMENTS, _SUGGESTIONS = table_of(Message), table_of(AssessmentRow), table_of(SuggestionRow)
_CONVERSATIONS, _ORDERS, _ITEMS = table_of(Conversation), table_of(ShopOrder), table_of(OrderItem)
_ORDER = _SUGGESTIONS.c.content["facts"]["order"]
_CASES: Select[*tuple[Any, ...]] = (
    select(
        _MESSAGES.c.conversation_id,
        _MESSAGES.c.id,
        _ASSESSMENTS.c.intent,
        _MESSAGES.c.at,
        _MESSAGES.c.text,
        _ASSESSMENTS.c.lang,
        _ORDER["carrier"].as_string().label("carrier"),
        _ORDER["number"].as_string().label("number"),
    )
    .select_from(_MESSAGES)
    .join(_ASSESSMENTS, _ASSESSMENTS.c.message_id == _MESSAGES.c.id)
    .join(
        _SUGGESTIONS,
        (_SUGGESTIONS.c.conversation_id == _MESSAGES.c.conversation_id)
        & (_SUGGESTIONS.c.turn == _MESSAGES.c.turn)
        & (_SUGGESTIONS.c.assessment_id == _ASSESSMENTS.c.id),
    )
)
_BETWEEN = _CASES.where(
    _MESSAGES.c.at > bindparam("after"), _MESSAGES.c.at <= bindparam("until"), _MESSAGES.c.direction == "incoming"
)
_FIRST = select(func.min(_MESSAGES.c.at))


async def cases_between(session: AsyncSession, after: datetime, until: datetime) -> list[Case]:
    """List what customers wrote in a stretch of time."""
    asked = _BETWEEN.order_by(_MESSAGES.c.at.desc()).limit(MOST)
    rows = (await (await session.connection()).execute(asked, {"after": after, "until": until})).all()
    return await _with_products(session, rows)


async def waiting_cases(session: AsyncSession, after: datetime, until: datetime) -> list[Case]:
    """List the cases of a stretch that still wait for an answer in the turn in which they were written."""
    waits = (
        _CONVERSATIONS.c.waiting_since.is_not(None)
        & (_CONVERSATIONS.c.turn == _MESSAGES.c.turn)
        & (_CONVERSATIONS.c.status != Status.RESOLVED)
    )
    asked = _BETWEEN.join(_CONVERSATIONS, (_CONVERSATIONS.c.id == _MESSAGES.c.conversation_id) & waits)
    found = await (await session.connection()).execute(
        asked.order_by(_MESSAGES.c.at.desc()).limit(MOST), {"after": after, "until": until}
    )
    return await _with_products(session, found.all())


async def newest_case(session: AsyncSession, conversation_id: int) -> Case | None:
    """Read what a conversation is about now."""
    asked = _CASES.where(_MESSAGES.c.conversation_id == conversation_id, _MESSAGES.c.direction == "incoming")
    found = await (await session.connection()).execute(asked.order_by(_ASSESSMENTS.c.id.desc()).limit(1))
    cases = await _with_products(session, found.all())
    return cases[0] if cases else None


async def past_of(session: AsyncSession, now: datetime, intents: Collection[str]) -> Past:
    """Read what was usual: the last weeks at this hour, else the day so far; nothing where the shop is that young."""
    first = await (await session.connection()).scalar(_FIRST)
    if first is None:
        return Past()
    stretches = [
        (now - timedelta(days=7 * week) - WINDOW * (AROUND + 1) / 2, now - timedelta(days=7 * week) + WINDOW)
        for week in range(1, WEEKS + 1)
    ]
    known = [(begin, end) for begin, end in stretches if first <= begin]
    if not known:
        began = max(first, now - timedelta(hours=HOURS_OF_TODAY))
        known = [(began, now - WINDOW)] if now - WINDOW - began >= 2 * WINDOW else []
    cases: list[Case] = []
    for begin, end in known:
        cases += [case for case in await cases_between(session, begin, end) if case.intent in intents]
    windows = sum(((end - begin) / WINDOW for begin, end in known), 0.0)
    return Past(tuple(cases), windows)


async def _with_products(session: AsyncSession, rows: Sequence[Any]) -> list[Case]:
    """Add what was ordered; asked once for all orders concerned."""
    products = await products_of(session, {row.number for row in rows if row.number})
    return [
        Case(
            row.conversation_id,
            row.id,
            row.intent,
            row.at,
            row.text,
            row.lang,
            row.carrier or None,
            products.get(row.number, ()),
        )
        for row in rows
    ]


async def products_of(session: AsyncSession, numbers: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Name what these orders hold."""
    if not numbers:
        return {}
    which: ColumnElement[bool] = _ORDERS.c.number.in_(list(numbers))
    asked = select(_ORDERS.c.number, _ITEMS.c.title).join(_ITEMS, _ITEMS.c.order_id == _ORDERS.c.id).where(which)
    found: dict[str, list[str]] = defaultdict(list)
    for row in (await (await session.connection()).execute(asked)).all():
        found[row.number].append(row.title)
    return {number: tuple(dict.fromkeys(titles)) for number, titles in found.items()}
