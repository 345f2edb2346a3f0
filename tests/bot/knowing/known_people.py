"""People who wrote, were noted about and bought, for tests of finding and knowing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.finding import read_question
from bot.knowing import FoundFilling
from bot.storage.found import find
from bot.storage.tables import Agent, Conversation, Customer, Identity, Message, Note, OrderItem, ShopOrder

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)  # a Thursday
HOUR = timedelta(hours=1)


async def add(session, row):
    """Put one row in; returns its number."""
    session.add(row)
    await session.flush()
    return row.id


async def a_person(session, first_name, *, email=None, phone=None, **more):
    """A customer known by these."""
    person = await add(session, Customer(first_name=first_name, created_at=NOW, **more))
    for kind, value in (("email", email), ("phone", phone)):
        if value:
            await add(session, Identity(customer_id=person, kind=kind, value=value, created_at=NOW))
    return person


async def a_talk(session, person, *texts, at=NOW, lang="en", **more):
    """A conversation in which a customer said these, an hour after each other; returns the conversation and the last."""
    talk = await add(session, Conversation(customer_id=person, opened_at=at, version=1, turn=1, lang=lang, **more))
    said = None
    for number, text in enumerate(texts):
        said = await says(session, talk, text, at=at + number * HOUR)
    return talk, said


async def says(session, talk, text, *, at=NOW, direction="incoming", **more):
    return await add(session, Message(conversation_id=talk, direction=direction, turn=1, text=text, at=at, **more))


async def notes(session, talk, text, *, at=NOW, agent=None):
    return await add(session, Note(conversation_id=talk, agent_id=agent, text=text, at=at))


async def an_agent(session, name="Olga", telegram_id=9):
    return await add(session, Agent(telegram_id=telegram_id, name=name, created_at=NOW))


async def buys(session, person, number, *titles, at=NOW, **more):
    """An order of these items; returns its row."""
    order = ShopOrder(number=number, customer_id=person, placed_at=at, currency="EUR", total=Decimal("49.80"), **more)
    row = await add(session, order)
    for title in titles:
        await add(
            session, OrderItem(order_id=row, sku=f"S-{len(title)}", title=title, quantity=1, price=Decimal("49.80"))
        )
    return row


async def read_all(database):
    """Have the index read what is due, as the round does."""
    await FoundFilling(database)()


async def found(database, asked, *, skip=0, count=10, now=NOW):
    """What a question finds, as kinds and numbers."""
    question = read_question(asked, now, UTC)
    async with database.reading() as session:
        return [(hit.kind, hit.row_id) for hit in await find(session, question, skip=skip, count=count)]
