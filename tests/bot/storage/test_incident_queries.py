"""What is read for incidents: on both databases, in bounded stretches, along an index."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, text

from bot.incidents import WINDOW
from bot.storage.incident_cases import cases_between, newest_case, past_of
from bot.storage.incidents import add_incident
from bot.storage.tables import (
    AssessmentRow,
    Conversation,
    Customer,
    Incident,
    Message,
    OrderItem,
    ShopOrder,
    SuggestionRow,
)


@pytest.fixture
async def asked(database, now):
    """Somebody who asked about an order with a carrier and a product."""
    async with database.writing() as session:
        session.add(Customer(id=1, first_name="Anna", created_at=now))
        await session.flush()
        session.add(
            ShopOrder(
                id=1, number="1042", customer_id=1, placed_at=now, currency="EUR", total=Decimal(20), carrier="DHL"
            )
        )
        session.add(Conversation(id=1, customer_id=1, opened_at=now, turn=1, waiting_since=now))
        await session.flush()
        session.add(OrderItem(order_id=1, sku="K", title="Blue kettle", quantity=1, price=Decimal(20)))
        session.add(Message(id=1, conversation_id=1, direction="incoming", turn=1, text="where is it", at=now))
        await session.flush()
        about = {"conversation_id": 1, "turn": 1, "at": now}
        session.add(AssessmentRow(id=1, message_id=1, lang="en", intent="order_status", content={"flags": []}, **about))
        await session.flush()
        order = {"carrier": "DHL", "number": "1042"}
        session.add(SuggestionRow(assessment_id=1, content={"suggestion": {}, "facts": {"order": order}}, **about))
    return database


async def test_a_case_knows_its_carrier_and_its_products(asked, now):
    """From the order that the card was about."""
    async with asked.reading() as session:
        (case,) = await cases_between(session, now - WINDOW, now)
        newest = await newest_case(session, 1)

    assert (case.carrier, case.products, case.intent) == ("DHL", ("Blue kettle",), "order_status")
    assert newest == case


async def test_the_past_is_this_hour_of_the_last_weeks(asked, now):
    """A week later at this hour it counts, at another hour it does not; a young shop has no past."""
    async with asked.reading() as session:
        week = await past_of(session, now + timedelta(days=7, hours=1), {"order_status"})
        same = await past_of(session, now + timedelta(days=14), {"order_status"})
        young = await past_of(session, now + timedelta(minutes=30), {"order_status"})

    assert week.usual("order_status", None) == 0
    assert same.known
    assert not young.known


async def test_an_incident_is_noticed_once(database, now):
    """Two processes that look in the same second keep one."""
    flood = {"live_key": "order_status|", "title": "x", "started_at": now, "noticed_at": now}
    async with database.writing() as session:
        first = await add_incident(session, Incident(**flood))
        second = await add_incident(session, Incident(**flood))

    assert first is not None
    assert second is None


async def test_the_look_of_the_minute_reads_by_time_alone(database, now):
    """However many messages there are: those of the window are found by the index of times."""
    async with database.writing() as session:
        await session.execute(insert(Customer), [{"id": 1, "created_at": now, "no_profile": False}])
        plan = "EXPLAIN QUERY PLAN" if (await session.connection()).dialect.name == "sqlite" else "EXPLAIN"
        if plan == "EXPLAIN":
            await session.execute(text("SET LOCAL enable_seqscan = off"))
        found = await session.execute(
            text(f"{plan} SELECT id FROM message WHERE at > '2026-03-01 10:00:00' AND at <= '2026-03-01 10:30:00'")
        )
        told = " ".join(str(row) for row in found.all())

    assert "ix_message_at" in told
