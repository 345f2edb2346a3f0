"""The whole walk: a customer's message in, a card out, a reply back, a reminder later."""

from datetime import timedelta


async def test_a_message_becomes_a_card_and_a_pressed_reply_arrives(harness):
    """A customer writes, the card stands in their topic, and the suggested reply reaches them."""
    anna, olga = harness.telegram.customer("Anna"), harness.telegram.agent("Olga")
    async with harness.bot():
        harness.telegram.write(anna, "Where is my order? I need it today")
        card = await harness.card()
        harness.telegram.press(olga, card["message_id"], harness.staff, harness.button(card, "say"))
        await harness.telegram.until(lambda: len(harness.texts(anna.id)) == 2, timeout=15)

    assert harness.texts(harness.staff, card["message_thread_id"])[1] == "💬 Where is my order? I need it today"
    assert "Anna" in harness.texts(anna.id)[1]


async def test_a_reminder_comes_back_on_time(harness):
    """Two hours after an agent asked, the topic shows the reminder, and not before."""
    anna, olga = harness.telegram.customer("Anna"), harness.telegram.agent("Olga")

    def reminders():
        return [text for text in harness.texts(harness.staff) if text.startswith("⏰ Reminder")]

    async with harness.bot():
        harness.telegram.write(anna, "hello, is the blue tent in stock?")
        card = await harness.card()
        harness.telegram.write_in_topic(olga, card["message_thread_id"], "/remind 2h ask the warehouse")
        await harness.telegram.until(lambda: "⏰" in harness.cards()[-1]["text"], timeout=15)
        harness.clock.advance(timedelta(hours=1, minutes=59))
        before = reminders()
        harness.clock.advance(timedelta(minutes=2))
        await harness.telegram.until(reminders, timeout=15)

    assert before == []
    assert reminders() == ["⏰ Reminder: ask the warehouse"]
