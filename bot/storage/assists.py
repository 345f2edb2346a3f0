"""Words that agents hand in: gathered into turns, claimed to be read, read, and dropped after a day."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.cardfacts import CardFacts
from bot.storage.cases import Case
from bot.storage.encoding import encode_assessment, encode_suggestion
from bot.storage.orders import load_engagement, load_orders
from bot.storage.service import services_of
from bot.storage.tables.channels import Assist, AssistState
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import Delivery, Intake, IntakeState, Outgoing
from classifier.assessment import Assessment
from playbooks.suggestion import Suggestion

# Messages that are forwarded together arrive within a second or two; a long paste comes in several as well.
PAUSE: Final = timedelta(seconds=2)
# Longer than the slowest reading; somebody else reads it then.
LEASE: Final = timedelta(seconds=30)
# So long the buttons of a card work; then nothing of the words is left here.
KEPT: Final = timedelta(hours=24)
# As many as are read in one go.
AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One message that an agent handed in; who wrote it where Telegram tells."""

    text: str
    forwarded: bool = False
    name: str | None = None
    telegram_id: int | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """What is to be read: all parts of a turn, as they were when it was claimed."""

    id: int
    version: int
    parts: tuple[Part, ...]
    asked: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading; `whose` says how it stands with the writer: known, unknown or several."""

    assessment: Assessment
    suggestion: Suggestion
    facts: CardFacts
    words: str
    whose: str
    customer_id: int | None = None
    left_out: int = 0  # pieces that were too many to read

    def content(self) -> dict[str, Any]:
        """Spell it for the database."""
        return {
            "assessment": json.loads(encode_assessment(self.assessment).text),
            "suggestion": json.loads(encode_suggestion(self.suggestion, self.facts).text),
            "words": self.words,
            "whose": self.whose,
            "left_out": self.left_out,
        }


@dataclass(frozen=True, slots=True)
class HandingIn:
    """Who hands in, and when by the machine's clock."""

    telegram_id: int
    name: str
    at: datetime
    part: Part = field(default_factory=lambda: Part(""))


async def add_part(session: AsyncSession, handing: HandingIn, row: Assist | None = None) -> None:
    """Add a part to the agent's turn that is not read yet, or to `row`; otherwise it begins one."""
    row = row or await _unread(session, handing.telegram_id)
    spelt = _spell(handing.part)
    if row is None:
        row = Assist(
            agent_telegram_id=handing.telegram_id,
            agent_name=handing.name,
            version=0,
            due_at=handing.at,
            created_at=handing.at,
        )
        session.add(row)
    row.parts, row.agent_name = [*row.parts, spelt], handing.name
    _read_again(row, handing.at + PAUSE)
    await session.flush()


async def name_whose(session: AsyncSession, row: Assist, asked: str, now: datetime) -> None:
    """Note whose words these are, and have them read again by it at once."""
    row.asked = asked
    _read_again(row, now)
    await session.flush()


async def find_by_card(session: AsyncSession, chat_id: int, number: int) -> Assist | None:
    """Find what a message in an agent's private chat is the card of."""
    asked = (
        select(col(Outgoing.content))
        .join(Delivery, col(Delivery.outgoing_id) == col(Outgoing.id))
        .where(col(Delivery.chat_id) == chat_id, col(Delivery.telegram_id) == number)
    )
    content = await session.scalar(asked.limit(1))
    return (
        await session.get(Assist, content["assist"], with_for_update=True) if content and "assist" in content else None
    )


async def claim_due(session: AsyncSession, now: datetime) -> list[Handed]:
    """Claim what is due to be read; write session."""
    asked = select(Assist).where(_due(now)).order_by(col(Assist.id)).limit(AT_ONCE)
    rows = (await session.scalars(asked.with_for_update(skip_locked=True))).all()
    for row in rows:
        row.state, row.due_at = AssistState.READING, now + LEASE
    return [Handed(row.id or 0, row.version, tuple(Part(**part) for part in row.parts), row.asked) for row in rows]


async def anything_due(session: AsyncSession, now: datetime) -> bool:
    """Tell whether a claim would find something: most looks find nothing, and need no write."""
    return await session.scalar(select(col(Assist.id)).where(_due(now)).limit(1)) is not None


async def keep_reading(session: AsyncSession, handed: Handed, reading: Reading) -> Assist | None:
    """Keep what came of reading; None where a part came meanwhile, and it is read again."""
    row = await session.get(Assist, handed.id, with_for_update=True)
    if row is None or row.version != handed.version:
        return None
    tones = [reply.tone for reply in reading.suggestion.replies]
    row.state, row.content, row.customer_id = AssistState.READY, reading.content(), reading.customer_id
    row.tone = row.tone if row.tone in tones else (tones[0] if tones else None)
    return row


async def load_known(session: AsyncSession, customer_id: int | None, now: datetime) -> Case:
    """Gather what the shop knows of somebody who is not in a chat with the bot."""
    customer = await session.get(Customer, customer_id) if customer_id is not None else None
    if customer is None or customer.id is None:
        return Case()
    orders = await load_orders(session, customer.id)
    return Case(
        customer=customer,
        orders=orders,
        engagement=await load_engagement(session, customer.id),
        linked=True,
        service=(await services_of(session, [customer.id], now))[customer.id] if orders else None,
    )


async def drop_assists(session: AsyncSession, now: datetime) -> None:
    """Drop what was handed in a day ago, and empty the updates that brought it: their numbers stay."""
    old = col(Assist.created_at) < now - KEPT
    agents = (await session.scalars(select(col(Assist.agent_telegram_id)).where(old).distinct())).all()
    brought = col(Intake.line).in_([f"chat:{agent}" for agent in agents]) & (col(Intake.state) == IntakeState.DONE)
    for statement in (
        update(Intake).where(brought, col(Intake.received_at) < now - KEPT).values(payload="{}"),
        delete(Assist).where(old),
    ):
        await session.execute(statement.execution_options(synchronize_session=False))


async def forget_words_of(session: AsyncSession, customers: Collection[int], chats: Collection[int]) -> None:
    """Drop at once what was handed in of somebody, and empty the updates that brought it. Write session.

    Few rows are ever held, so whose forwards they are is looked up in them here.
    """
    rows = (await session.scalars(select(Assist))).all()
    theirs = [
        row
        for row in rows
        if row.customer_id in customers or any(part.get("telegram_id") in chats for part in row.parts)
    ]
    for row in theirs:
        # It was stored a moment before it was read.
        since = row.created_at - LEASE
        brought = (col(Intake.line) == f"chat:{row.agent_telegram_id}") & (col(Intake.state) == IntakeState.DONE)
        emptied = update(Intake).where(brought, col(Intake.received_at) >= since).values(payload="{}")
        await session.execute(emptied.execution_options(synchronize_session=False))
        await session.execute(delete(Assist).where(col(Assist.id) == row.id))


async def set_card(session: AsyncSession, assist_id: int, outgoing_id: int) -> None:
    """Note which row is the card."""
    await session.execute(
        update(Assist)
        .where(col(Assist.id) == assist_id)
        .values(card_id=outgoing_id)
        .execution_options(synchronize_session=False)
    )


async def _unread(session: AsyncSession, telegram_id: int) -> Assist | None:
    asked = select(Assist).where(
        col(Assist.agent_telegram_id) == telegram_id,
        col(Assist.state).in_([AssistState.GATHERING, AssistState.READING]),
        col(Assist.card_id).is_(None),
    )
    return (await session.scalars(asked.order_by(col(Assist.id).desc()).limit(1).with_for_update())).first()


def _due(now: datetime) -> ColumnElement[bool]:
    return col(Assist.state).in_([AssistState.GATHERING, AssistState.READING]) & (col(Assist.due_at) <= now)


def _read_again(row: Assist, at: datetime) -> None:
    row.state, row.due_at, row.version = AssistState.GATHERING, at, row.version + 1


def _spell(part: Part) -> dict[str, Any]:
    return {"text": part.text, "forwarded": part.forwarded, "name": part.name, "telegram_id": part.telegram_id}
