"""`/who` and `/report` at a Russian desk: what agents and leads see."""

from datetime import timedelta
from decimal import Decimal

import pytest
import pytest_asyncio

from bot.storage.tables import Audit, Note, OrderItem, ShopOrder, SuggestionRow

LEAD = 424246
SETTINGS = {"leads": (LEAD,), "language": "ru"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def olga(shift):
    return shift.agent("Olga")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def anna(shift):
    """A customer with seven orders, who asked something and was noted about."""
    anna = shift.customer("Anna")
    await shift.asks(anna, "This is outrageous! Where is my order? I am furious!!!")
    talk = await shift.conversation(anna)
    async with shift.app.database.writing() as session:
        for number in range(7):
            at = talk.opened_at - timedelta(days=30 * number + 2)
            order = ShopOrder(
                number=f"88{number}", customer_id=talk.customer_id, placed_at=at, currency="EUR", total=Decimal(40)
            )
            session.add(order)
            await session.flush()
            session.add(
                OrderItem(order_id=order.id, sku="L", title="Lamp", quantity=1, price=Decimal(40), category="Свет")
            )
        session.add(Note(conversation_id=talk.id, text="Prefers evenings", at=talk.opened_at))
    return anna


async def answer_to(shift, asked):
    def answers():
        sent = shift.telegram.sent(asked["chat"]["id"])
        return [one for one in sent if (one.get("reply_to_message") or {}).get("message_id") == asked["message_id"]]

    await shift.until(answers)
    return answers()[-1]


async def who(shift, agent, customer, words="/who"):
    thread = shift.thread(customer) if customer else None
    return await answer_to(shift, shift.telegram.write_in_topic(agent, thread, words))


async def test_the_page_of_a_topics_customer(shift, olga, anna):
    """Figures in the desk's language, how they sounded, what they asked and bought, what was noted."""
    page = await who(shift, olga, anna)
    text = page["text"]

    assert text.startswith(f"Anna {anna.last_name}, с нами с ")
    assert "заказов: 7" in text
    assert "обычно дней между заказами: " in text, text
    assert "Как звучали сообщения" in text
    assert "Prefers evenings" in text
    assert "Заказы (7)" in text
    assert text.count("#88") == 5
    assert "orders" not in text
    assert len(text) <= 4096
    assert page["has_protected_content"]


async def test_more_orders_are_shown_in_place_and_back(shift, olga, anna):
    """One message, whatever is pressed."""
    page = await who(shift, olga, anna)
    await shift.press(olga, page, "who", "orders")
    await shift.until(lambda: "#886" in shift.fresh(page)["text"])
    more = shift.fresh(page)
    await shift.press(olga, more, "who", "page")
    await shift.until(lambda: "заказов: 7" in shift.fresh(page)["text"])

    assert "6–7 из 7" in more["text"]
    assert "#880" not in more["text"]


@pytest.mark.parametrize("asked", ["/who #884", "/who 884"])
async def test_an_order_names_its_customer(shift, olga, anna, asked):
    """Anywhere, not only in the topic; our own numbers are nobody's."""
    page = await who(shift, olga, None, asked)

    assert anna.last_name in page["text"]


async def test_of_several_an_agent_chooses(shift, olga, anna):
    """By a button with the name; an id is never shown."""
    from bot.knowing import FoundFilling

    twins = [shift.customer("Thelma") for _ in range(2)]
    for twin in twins:
        await shift.asks(twin)
    await FoundFilling(shift.app.database)()
    choice = await who(shift, olga, None, "/who thelm")
    names = [row[0]["text"] for row in choice["reply_markup"]["inline_keyboard"]]
    await shift.push(olga, choice, choice["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    await shift.until(lambda: "с нами с" in shift.fresh(choice)["text"])

    assert sorted(names) == sorted(f"Thelma {twin.last_name}" for twin in twins)


async def test_nobody_is_known_by_that(shift, olga):
    """The sentence says how people are looked for."""
    page = await who(shift, olga, None, "/who qqqqq")

    assert page["text"].startswith("Никого такого нет")


async def test_who_was_looked_at_is_noted(shift, olga, anna):
    """By whom, and at whom."""
    await who(shift, olga, anna)
    customer = (await shift.conversation(anna)).customer_id
    rows = [row for row in await shift.rows(Audit, action="looked_at") if row.detail.get("what") == "person"]

    assert rows[-1].detail == {"what": "person", "customer": customer}


async def test_who_objects_has_no_figures(shift, olga):
    """Their conversations are the desk's work; conclusions from purchases are not drawn."""
    boris = shift.customer("Boris")
    await shift.asks(boris)
    shift.telegram.write(boris, "/noprofile")
    await shift.until(lambda: shift.received(boris))
    page = await who(shift, olga, boris)

    assert "Не хочет выводов" in page["text"]
    assert "Цифры" not in page["text"]


async def test_details_say_figures_in_russian(shift, olga, anna):
    """A Russian desk reads Russian figures, on the card's details too."""
    shift.telegram.write(anna, "Where is order 881?")

    async def suggested_again():
        return len(await shift.of(SuggestionRow, anna)) > 1

    await shift.eventually(suggested_again)
    talk = await shift.conversation(anna)
    await shift.push(olga, shift.card(anna), f"t1:details:{talk.id}:{talk.turn}")
    await shift.until(lambda: any("• заказов: 7" in line for line in shift.lines(anna)))
    details = next(line for line in shift.lines(anna) if "• заказов: 7" in line)

    assert "orders" not in details


async def test_a_report_with_a_picture_for_leads(shift, anna):
    """Words first, then the charts; in private as in the group."""
    lead = shift.telegram.agent("Lena", id=LEAD, started=True)
    asked = shift.telegram.write(lead, "/report день")
    told = await answer_to(shift, asked)
    await shift.until(lambda: any("photo" in one for one in shift.telegram.sent(lead.id)))

    assert "Новых разговоров" in told["text"]


async def test_a_report_is_for_leads(shift, olga):
    """An agent reads why not."""
    told = await who(shift, olga, None, "/report")

    assert "для старших и владельца" in told["text"]
