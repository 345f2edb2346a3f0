"""Reads what a report counts; flags are only counted as pages, and never by what they were."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.handover import Outcome, promises_of
from bot.report import FAULT, Happened, Opened
from bot.searchwords import words_of
from bot.storage.columns import table_of
from bot.storage.tables.conversations import (
    AssessmentRow,
    Conversation,
    Correction,
    FollowUpRow,
    Message,
    SuggestionRow,
)
from bot.storage.tables.incidents import Rating
from bot.storage.tables.people import OrderItem, ShopOrder
from bot.storage.tables.playbooks import ReplyUse
from bot.storage.tables.service import Page
from bot.storage.tables.shop import ProfileRow

_TALKS, _MESSAGES, _ASSESSED = table_of(Conversation), table_of(Message), table_of(AssessmentRow)
_PROFILES, _SUGGESTIONS = table_of(ProfileRow), table_of(SuggestionRow)
_ORDERS, _ITEMS = table_of(ShopOrder), table_of(OrderItem)
# Words that an agent kept of somebody who never wrote here hang on a conversation in which nobody waited.
_HEARD: Final = exists().where(_MESSAGES.c.conversation_id == _TALKS.c.id, _MESSAGES.c.direction == "incoming")
# Words of a product's name that tell it from another; shorter ones stand in every sentence.
LETTERS: Final = 4
# SQLite takes 32,766 values in one question.
AT_ONCE: Final = 10_000


async def what_happened(session: AsyncSession, since: datetime, until: datetime) -> Happened:
    """Read everything that happened from one moment up to another."""
    counted = _Counted(session, since, until)
    return Happened(
        opened=await _opened(session, since, until),
        messages=await counted.messages(),
        resolved=await counted.resolved(),
        promises=await _promises(session, since, until),
        uses=await counted.uses(),
        corrections=await counted.count(col(Correction.id), col(Correction.at)),
        pages=await counted.count(col(Page.id), col(Page.raised_at)),
        false_pages=await counted.count(col(Page.id), col(Page.raised_at), col(Page.false_at).is_not(None)),
        asked=await counted.count(col(Rating.id), col(Rating.asked_at)),
        ratings=await counted.ratings(),
    )


class _Counted:
    """The short questions, which share their stretch of time."""

    def __init__(self, session: AsyncSession, since: datetime, until: datetime) -> None:
        self.session, self.since, self.until = session, since, until

    def within(self, at: Any) -> Any:
        return (at >= self.since) & (at < self.until)

    async def count(self, what: Any, at: Any, *more: Any) -> int:
        return await self.session.scalar(select(func.count(what)).where(self.within(at), *more)) or 0

    async def messages(self) -> list[datetime]:
        asked = select(_MESSAGES.c.at).where(self.within(_MESSAGES.c.at), _MESSAGES.c.direction == "incoming")
        return [row.at for row in (await (await self.session.connection()).execute(asked)).all()]

    async def resolved(self) -> list[tuple[datetime, datetime]]:
        asked = select(_TALKS.c.opened_at, _TALKS.c.resolved_at).where(self.within(_TALKS.c.resolved_at), _HEARD)
        return [
            (row.opened_at, row.resolved_at) for row in (await (await self.session.connection()).execute(asked)).all()
        ]

    async def uses(self) -> dict[str, int]:
        asked = select(col(ReplyUse.outcome), func.count()).where(self.within(col(ReplyUse.at)))
        rows = await self.session.execute(asked.group_by(col(ReplyUse.outcome)))
        return dict(rows.all())

    async def ratings(self) -> list[int]:
        found = await self.session.scalars(
            select(col(Rating.score)).where(self.within(col(Rating.rated_at)), col(Rating.score).is_not(None))
        )
        return [score for score in found.all() if score is not None]


async def _opened(session: AsyncSession, since: datetime, until: datetime) -> list[Opened]:
    connection = await session.connection()
    within = (_TALKS.c.opened_at >= since) & (_TALKS.c.opened_at < until) & _HEARD
    replied = (
        select(func.min(_MESSAGES.c.at))
        .where(_MESSAGES.c.conversation_id == _TALKS.c.id, _MESSAGES.c.direction == "outgoing")
        .scalar_subquery()
    )
    rows = await connection.execute(
        select(
            _TALKS.c.id,
            _TALKS.c.opened_at,
            _TALKS.c.lang,
            _TALKS.c.reopened,
            replied.label("answered_at"),
            _PROFILES.c.content,
        )
        .outerjoin(_PROFILES, _PROFILES.c.customer_id == _TALKS.c.customer_id)
        .where(within)
        .order_by(_TALKS.c.id)
    )
    talks = rows.all()
    intents = await _intents(session, since, until)
    faults = await _faults(session, [row.id for row in talks if FAULT in intents.get(row.id, ())])
    return [
        Opened(
            at=row.opened_at,
            lang=row.lang,
            intent=next(iter(intents.get(row.id, ())), None),
            reopened=row.reopened,
            answered_at=row.answered_at,
            percentile=_percentile(row.content),
            fault=faults.get(row.id),
        )
        for row in talks
    ]


async def _intents(session: AsyncSession, since: datetime, until: datetime) -> Mapping[int, Sequence[str]]:
    """List what each conversation was about, in the order in which it was said; "something else" where nothing more is."""
    rows = await (await session.connection()).execute(
        select(_ASSESSED.c.conversation_id, _ASSESSED.c.intent)
        .join(_TALKS, _TALKS.c.id == _ASSESSED.c.conversation_id)
        .where(_TALKS.c.opened_at >= since, _TALKS.c.opened_at < until)
        .order_by(case((_ASSESSED.c.intent.in_(["unknown", "other"]), 1), else_=0), _ASSESSED.c.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for talk, intent in rows.all():
        found[talk].append(intent)
    return found


async def _faults(session: AsyncSession, talks: Sequence[int]) -> dict[int, str]:
    """Find the product of each: of the order that the card was about, the one item, or the one that the words name."""
    found: dict[int, str] = {}
    for talk in talks:
        titles = await _titles(session, talk)
        said = set(words_of(" ".join(await _said(session, talk))))
        named = [title for title in titles if any(len(word) >= LETTERS and word in said for word in words_of(title))]
        if len(titles) == 1 or len(named) == 1:
            found[talk] = (named or titles)[0]
    return found


async def _titles(session: AsyncSession, talk: int) -> list[str]:
    connection = await session.connection()
    rows = await connection.execute(
        select(_SUGGESTIONS.c.content).where(_SUGGESTIONS.c.conversation_id == talk).order_by(_SUGGESTIONS.c.id)
    )
    orders = ((row.content.get("facts") or {}).get("order") or {} for row in rows.all())
    numbers = list(dict.fromkeys(order["number"] for order in orders if order.get("number")))
    if not numbers:
        return []
    items = await connection.execute(
        select(_ITEMS.c.title)
        .join(_ORDERS, _ORDERS.c.id == _ITEMS.c.order_id)
        .where(_ORDERS.c.number.in_(numbers))
        .order_by(_ITEMS.c.id)
    )
    return list(dict.fromkeys(row.title for row in items.all()))


async def _said(session: AsyncSession, talk: int) -> list[str]:
    rows = await (await session.connection()).execute(
        select(_MESSAGES.c.text).where(_MESSAGES.c.conversation_id == talk, _MESSAGES.c.direction == "incoming")
    )
    return [row.text for row in rows.all()]


async def _promises(session: AsyncSession, since: datetime, until: datetime) -> list[bool]:
    """Judge the promises that came due, by the next thing that their customers heard from us."""
    found = await session.scalars(
        select(FollowUpRow)
        .where(
            col(FollowUpRow.source).in_(["playbook", "promise"]),
            col(FollowUpRow.due_at) >= since,
            col(FollowUpRow.due_at) < until,
        )
        .order_by(col(FollowUpRow.id))
    )
    due: dict[int, list[FollowUpRow]] = defaultdict(list)
    for row in found.all():
        due[row.conversation_id].append(row)
    replies, undone = await _our_words(session, list(due))
    judged = (
        promise
        for talk, rows in due.items()
        for promise in promises_of(rows, replies.get(talk, ()), until, undone=undone.get(talk, ()))
    )
    return [promise.outcome is Outcome.KEPT for promise in judged if promise.outcome is not Outcome.OPEN]


async def _our_words(
    session: AsyncSession, talks: Sequence[int]
) -> tuple[Mapping[int, list[datetime]], Mapping[int, list[datetime]]]:
    said: dict[str, dict[int, list[datetime]]] = {"outgoing": defaultdict(list), "undone": defaultdict(list)}
    for start in range(0, len(talks), AT_ONCE):
        rows = await (await session.connection()).execute(
            select(_MESSAGES.c.conversation_id, _MESSAGES.c.direction, _MESSAGES.c.at)
            .where(
                _MESSAGES.c.conversation_id.in_(talks[start : start + AT_ONCE]),
                _MESSAGES.c.direction.in_(list(said)),
            )
            .order_by(_MESSAGES.c.at)
        )
        for talk, direction, at in rows.all():
            said[direction][talk].append(at)
    return said["outgoing"], said["undone"]


def _percentile(content: Mapping[str, Any] | None) -> float | None:
    """Read one figure of a kept profile without building the rest."""
    value, _ = ((content or {}).get("figures") or {}).get("margin_percentile", (None, ""))
    return value if isinstance(value, float) else None
