"""What agents and the clock do in tests of reminders: commands written, time passed, lines seen."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.clocks import Clocks
from bot.followups import FollowUps
from bot.reminding import Reminding
from bot.storage.conversations import last_conversation
from bot.storage.customers import find_customer
from bot.storage.orders import save_order
from classifier.history.orders import Item, Order

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=s) for s in (1, 60, 3600, 86400))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def clocks(shift):
    return Clocks(business=shift.harness.clock.now)


def shop_of(shift):
    return shift.app.dispatcher["desk"].shop


def reminding(shift):
    return Reminding(shift.app.database, clocks(shift), shop_of(shift), AMSTERDAM, shift.harness.settings.heads)


async def passes(shift, time):
    """Let time pass and do what the clock does then, instead of waiting for its next beat."""
    shift.harness.clock.advance(time)
    await looks(shift)


async def looks(shift):
    await FollowUps(shift.app.database, clocks(shift))()
    await reminding(shift)()
    shift.app.parts.sender.wake.set()


async def command(shift, agent, customer, words):
    """Write a command and wait for the line or the reaction that answers it; gives the newest line."""
    before = len(shift.topic(customer))
    message = shift.telegram.write_in_topic(agent, shift.thread(customer), words)
    await shift.until(lambda: len(shift.topic(customer)) > before + 1)
    return [one for one in shift.topic(customer) if one["message_id"] > message["message_id"]][-1]


async def line(shift, customer, start):
    """Wait for a line in the topic that begins so; gives the newest."""
    await shift.until(lambda: lines(shift, customer, start))
    return lines(shift, customer, start)[-1]


def lines(shift, customer, start):
    return [one for one in shift.topic(customer) if one.get("text", "").startswith(start)]


async def order_of(shift, customer, number, **facts):
    """Give a customer an order, or bring it up to date, as the shop's webhook does."""
    now = shift.harness.clock.now()
    facts.setdefault("placed_at", now - 5 * DAY)
    order = Order(
        id=number,
        currency="EUR",
        total=Decimal(40),
        items=(Item("L-1", "Lamp", 1, Decimal(40)),),
        as_of=now,
        **facts,
    )
    async with shift.app.database.writing() as session:
        row = await find_customer(session, customer.id)
        await save_order(session, row.id, order)
    return order


async def customer_row(shift, customer):
    async with shift.app.database.reading() as session:
        return await find_customer(session, customer.id)


async def talk_of(shift, customer):
    async with shift.app.database.reading() as session:
        row = await find_customer(session, customer.id)
        return await last_conversation(session, row.id)
