"""`/shop`: the shop at a glance, for leads, while everybody else is answered."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
import pytest_asyncio

from bot.clocks import machine_now
from bot.desk.shopview import ShopView
from bot.sandbox.faults import Fault, hang, status
from bot.shop.shopfile import load_shop
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.orders import save_order
from bot.storage.tables.people import Customer
from bot.wording import load_wording
from classifier.history.orders import Item, Order

LEAD = 424242
SETTINGS = {"leads": (LEAD,)}
HISTORIES = [(5,), (10, 40, 70, 100, 130, 160, 190, 220), (400, 420), (800,)]

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def fill(database, now, histories):
    """Put customers with orders of fifty euros into a database."""
    async with database.writing() as session:
        for number, days in enumerate(histories):
            person = Customer(first_name="Buyer", created_at=now)
            session.add(person)
            await session.flush()
            for place, ago in enumerate(days):
                at, item = now - timedelta(days=ago), Item("A-1", "Lamp", 1, Decimal(50), "home")
                order = Order(f"B{number}-{place}", at, "EUR", Decimal(50), (item,))
                await save_order(session, person.id, order)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lead(shift):
    """Somebody who leads a desk whose shop has sold something."""
    await fill(shift.app.database, shift.harness.clock.now(), HISTORIES)
    return shift.telegram.agent("Lena", id=LEAD, started=True)


def answers(shift, asked, thread=None):
    """List what the bot has sent there since a message."""
    sent = shift.telegram.sent(shift.staff, thread)
    return [one for one in sent if one["from"]["is_bot"] and one["message_id"] > asked["message_id"]]


def ask(shift, agent, thread=None, text="/shop"):
    return shift.telegram.write_in_topic(agent, thread, text)


async def test_a_lead_gets_the_main_shares_and_three_charts(shift, lead):
    """In General too: words that answer the question, then one album."""
    asked = ask(shift, lead)
    await shift.until(lambda: len(answers(shift, asked)) == 4)
    words, *charts = answers(shift, asked)

    assert shift.reactions(asked["message_id"]) == ["👀"]
    assert words["reply_to_message"]["message_id"] == asked["message_id"]
    assert "Revenue after refunds: €600" in words["text"]
    assert "• loyal: 25%, 67%" in words["text"]
    assert "• The regular: 25%, 67%" in words["text"]
    assert len({chart["media_group_id"] for chart in charts}) == 1
    assert all(chart["photo"][-1]["width"] > 0 for chart in charts)


async def test_the_answer_stands_in_the_topic_where_it_was_asked(shift, lead):
    """And nothing of it leaves for the customer whose topic it is."""
    anna = shift.customer()
    await shift.asks(anna)
    thread = shift.thread(anna)
    asked = ask(shift, lead, thread, "/shop@triage_bot")
    await shift.until(lambda: len([one for one in answers(shift, asked, thread) if "photo" in one]) == 3)

    assert shift.received(anna) == []


async def test_an_agent_who_does_not_lead_is_told_so(shift, lead):
    """What the shop earns is for leads and the owner."""
    asked = ask(shift, shift.agent("Olga"))
    await shift.until(lambda: answers(shift, asked))

    assert [one["text"] for one in answers(shift, asked)] == [
        "/shop shows what the shop earns, so it is for leads and the owner"
    ]


async def test_a_second_question_meanwhile_is_refused(shift, lead):
    """Politely, and the first one is answered all the same."""
    shift.telegram.faults.add(Fault(method="sendMediaGroup", kind=hang(1.0)))
    first = ask(shift, lead)
    await shift.until(lambda: answers(shift, first))
    second = ask(shift, lead)
    await shift.until(lambda: len(answers(shift, first)) == 5)
    told = [one["text"] for one in answers(shift, second) if "text" in one]

    assert told == ["I am still counting for an earlier /shop. Its answer comes first; ask again after it"]


async def test_pictures_that_telegram_refuses_leave_the_words(shift, lead):
    """The next question is taken as ever."""
    shift.telegram.faults.add(Fault(method="sendMediaGroup", kind=status(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")))
    first = ask(shift, lead)
    await shift.until(lambda: answers(shift, first))
    teller = shift.app.dispatcher["shop_teller"]
    await teller.glances.running
    second = ask(shift, lead)
    await shift.until(lambda: len([one for one in answers(shift, second) if "photo" in one]) == 3)

    assert [one for one in answers(shift, first) if "photo" in one] == answers(shift, second)[1:]


@pytest.fixture
def view(sqlite_url):
    """Look at a database as the desk of the default shop does."""

    def make(lang="en"):
        shop = load_shop()
        return ShopView(sqlite_url, shop, machine_now().tzinfo, load_wording(lang))

    return make


async def test_an_empty_shop_gets_a_sentence(view, sqlite_url):
    """And no empty charts."""
    await migrate(sqlite_url)
    glance = await view()(machine_now())

    assert glance.charts == ()
    assert glance.text.startswith("No orders yet, so there is nothing to show.")


async def test_a_chart_that_would_be_empty_is_a_line(view, sqlite_url):
    """A shop of one day has nobody who could have come back."""
    await migrate(sqlite_url)
    database, now = Database(sqlite_url), machine_now()
    await fill(database, now, [(0,)])
    glance = await view("ru")(now)
    await database.close()

    assert [chart.name for chart in glance.charts] == ["map", "revenue"]
    assert glance.text.splitlines()[-1].startswith("После первых заказов не прошло ни одного полного месяца")


async def test_counting_does_not_hold_the_others_up(view, sqlite_url):
    """While the shop is counted, the loop goes on turning."""
    await migrate(sqlite_url)
    database, now = Database(sqlite_url), machine_now()
    await fill(database, now, [(day,) for day in range(1, 300)])
    counting = asyncio.create_task(view()(now))
    turns = 0
    while not counting.done():
        await asyncio.sleep(0.005)
        turns += 1
    await database.close()

    assert counting.result().charts
    assert turns > 10
