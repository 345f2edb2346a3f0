"""What customers hear from the program itself while they wait, and when they do not answer."""

from datetime import timedelta

import pytest

from bot.storage.tables import CustomerWait, ServiceClock
from bot.storage.tables.conversations import Status

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_off_hours_the_automatic_word_comes_at_once_in_the_customers_language(shift):
    """With a time that holds, in the formal address that the shop uses; it is no answer, and the card says that it went."""
    boris, olga = shift.customer("Борис", language_code="ru"), shift.agent("Olga")
    await shift.asks(boris, "Здравствуйте, где мой заказ?")
    await shift.until(lambda: shift.received(boris))
    conversation = await shift.conversation(boris)
    await shift.push(olga, shift.card(boris), f"t1:take:{conversation.id}:1")  # behind the dots
    await shift.until(lambda: shift.shows(boris, "🤖 told automatically"))
    (said,) = shift.received(boris)
    conversation = await shift.conversation(boris)

    assert said.startswith("Это автоматическое сообщение: ваше обращение получено, но сейчас мы закрыты.")
    assert conversation.waiting_since is not None
    assert [one.met_at for one in await shift.of(ServiceClock, boris)] == [None, None]


async def test_a_second_message_is_not_confirmed_again(shift):
    """Once a day says it."""
    anna, boris = shift.customer(), shift.customer("Boris")
    await shift.asks(anna, "Hello, do you have lamps?")
    await shift.until(lambda: shift.received(anna))
    shift.telegram.write(anna, "Red ones, I mean. Do you?")
    await shift.asks(boris, "Hello, do you have chairs?")
    await shift.until(lambda: shift.received(boris))

    assert len(shift.received(anna)) == 1


async def test_agents_can_leave_somebody_in_peace_before_they_are_reminded(shift):
    """The announcement has the button; after it nothing is said, and nothing closes."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna, "Hello, do you have lamps?")
    await shift.says(olga, anna, "Which colour would you like?")
    shift.harness.clock.advance(timedelta(hours=23, minutes=1))
    await shift.until(lambda: any("No answer to our question" in line for line in shift.lines(anna)))
    note = next(one for one in shift.topic(anna) if "No answer to our question" in one.get("text", ""))
    told = await shift.press(olga, note, "wait_off")
    again = await shift.press(olga, note, "wait_off")
    (wait,) = await shift.of(CustomerWait, anna)

    assert told.text == "Nobody is reminded, and nothing closes by itself"
    assert again.text == "That is over already"
    assert wait.why == "switched_off"
    assert (await shift.conversation(anna)).status == Status.OPEN
