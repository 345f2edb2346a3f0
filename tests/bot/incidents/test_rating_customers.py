"""How was our help: asked once, answered by a tap, never after danger, and only by the customer themselves."""

from datetime import timedelta

import pytest

from bot.clocks import Clocks
from bot.satisfaction import Asker
from bot.shop.shopfile import load_shop
from bot.storage.tables import Message, Rating

pytestmark = pytest.mark.asyncio(loop_scope="module")

OFF = "off"
AGENTS = {}  # one for the whole file: what somebody else holds would stay a note


async def ask(shift, wish="on"):
    """Have the round look, in the middle of the day and two hours after everything so far."""
    settings, shop = shift.app.settings, load_shop(shift.app.settings.shop)
    shop = shop.model_copy(update={"satisfaction": shop.satisfaction.model_copy(update={"ask": wish})})
    asked = await Asker(shift.app.database, Clocks(business=shift.harness.clock.now), settings, shop)()
    shift.app.parts.sender.wake.set()
    return asked


def at_noon(shift, days=1):
    """Move the shop's clock to the next noon."""
    now = shift.harness.clock.now()
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)
    shift.harness.clock.advance(noon - now)


async def resolved(shift, customer, words="It comes tomorrow", asked=None):
    """A case that was answered and resolved by an agent."""
    agent = AGENTS.setdefault(id(shift), None) or shift.agent("Olga")
    AGENTS[id(shift)] = agent
    await (shift.asks(customer, asked) if asked else shift.asks(customer))
    await shift.says(agent, customer, words)
    await shift.until(lambda: shift.shows(customer, "✅"))
    await shift.press(agent, shift.card(customer), "resolve")
    await shift.until(lambda: shift.shows(customer, "resolved"))
    return agent


def question(shift, customer):
    """The question as it stands in the customer's chat now."""
    found = [one for one in shift.telegram.sent(customer.id) if ":rate:" in str(one.get("reply_markup") or {})]
    return found[-1] if found else None


async def asked_one(shift, **more):
    at_noon(shift)
    customer = shift.customer("Anna", **more)
    await resolved(shift, customer)
    shift.harness.clock.advance(timedelta(hours=3))
    await ask(shift)
    await shift.until(lambda: question(shift, customer))
    return customer


async def test_off_by_default(shift):
    """An automatic question in the shop's name is the shop's own decision."""
    assert load_shop(shift.app.settings.shop).satisfaction.ask == OFF
    assert await ask(shift, OFF) == 0


async def test_one_tap_and_one_for_the_reason(shift):
    """In the customer's language, automatic and saying so; a low one reaches whoever had the case, and the next card."""
    boris = await asked_one(shift, language_code="ru")
    first = question(shift, boris)
    await shift.press(boris, first, "rate", "1")
    await shift.until(lambda: ":because:" in str(shift.fresh(first).get("reply_markup")))
    await shift.press(boris, shift.fresh(first), "because", "slow")
    await shift.until(lambda: "reply_markup" not in shift.fresh(first))
    (rating,) = await shift.of(Rating, boris)
    await shift.until(lambda: any("rated our help. too slow" in line for line in shift.lines(boris)))
    card = await shift.asks(boris, "Where is my other order then?")

    assert "automatic" in first["text"]
    assert (rating.score, rating.reason) == (1, "slow")
    assert "Low rating on" in card["text"]


async def test_at_most_once_a_month_and_not_at_night(shift):
    """A second case in the same month is not asked about; at night nobody is."""
    eva = await asked_one(shift)
    await resolved(shift, eva)
    shift.harness.clock.advance(timedelta(hours=3))
    await ask(shift)
    ines = shift.customer("Ines")
    await resolved(shift, ines)
    shift.harness.clock.advance(timedelta(hours=9))
    at_night = await ask(shift)

    assert len(await shift.rows(Rating, customer_id=(await shift.conversation(eva)).customer_id)) == 1
    assert at_night == 0
    assert question(shift, ines) is None


async def test_never_after_a_flag(shift):
    """Whoever spoke of danger or of a lawyer is not asked how it was."""
    at_noon(shift)
    luis = shift.customer("Luis")
    await resolved(shift, luis, asked="I am disabled and alone, and my lawyer will write to you about the order")
    shift.harness.clock.advance(timedelta(hours=3))
    await ask(shift)

    assert await shift.of(Rating, luis) == []


async def test_nobody_rates_for_somebody_else(shift):
    """Forged data of another's question changes nothing and tells nothing."""
    vera, eve = await asked_one(shift), shift.customer("Eve")
    mine = question(shift, vera)
    shift.telegram.write(eve, "/start")
    await shift.until(lambda: shift.received(eve))
    told = await shift.push(eve, shift.telegram.sent(eve.id)[-1], shift.data(mine, "rate", "1"))
    odd = await shift.push(vera, mine, shift.data(mine, "rate", "1")[:-1] + "9")
    (rating,) = await shift.of(Rating, vera)

    assert (told.text, odd.text) == (None, None)
    assert rating.score is None


async def test_a_kind_word_beside_a_rating_opens_no_case_and_a_question_does(shift):
    """The word is kept with the rating and shown in the topic; in doubt somebody answers."""
    kim = await asked_one(shift)
    first, cards = question(shift, kim), len(shift.cards(kim))
    await shift.press(kim, first, "rate", "3")
    await shift.until(lambda: ":because:" in str(shift.fresh(first).get("reply_markup")))
    shift.telegram.write(kim, "Thank you so much, you were great")
    await shift.until(lambda: any("you were great" in line for line in shift.lines(kim)))
    (rating,) = await shift.of(Rating, kim)
    quiet = await shift.conversation(kim)

    assert rating.words == "Thank you so much, you were great"
    assert (quiet.status, quiet.waiting_since) == ("resolved", None)
    assert len(shift.cards(kim)) == cards
    await shift.asks(kim, "But where is the invoice for it?")
    assert (await shift.conversation(kim)).waiting_since is not None
    assert len(await shift.of(Message, kim, direction="incoming")) == 3
