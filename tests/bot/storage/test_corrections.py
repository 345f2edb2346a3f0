"""What agents call wrong is kept for the next training and the report."""

from sqlalchemy import select
from sqlmodel import col

from bot.cli.corrections import messages_to_learn
from bot.storage.corrections import corrected_messages, live_precision
from bot.storage.tables import Audit, Correction


async def test_a_correction_is_kept_beside_the_record(harness):
    """Which axis, what was shown, what is right, by whom, in which turn; the record says the same in words."""
    anna, olga = harness.telegram.customer("Anna"), harness.telegram.agent("Olga")
    async with harness.bot() as app:
        harness.telegram.write(anna, "Where is my order? I need it today")
        card = await harness.card()
        place = (card["message_id"], harness.staff)
        callback = harness.telegram.press(olga, *place, "t1:fix:1:1:demeanour:calm", force=True)
        await harness.telegram.until(lambda: harness.telegram.callback(callback).answered, timeout=15)
        async with app.database.reading() as session:
            [kept] = (await session.scalars(select(Correction))).all()
            audit = await session.scalar(select(col(Audit.why)).where(col(Audit.action) == "correct"))

    assert (kept.conversation_id, kept.turn, kept.agent_id, kept.axis, kept.right) == (1, 1, 1, "demeanour", "calm")
    assert kept.was not in {None, "calm"}
    assert audit == f"demeanour: {kept.was} was wrong, calm is right"


async def corrected(harness, *fixes):
    """Have Anna write once and Olga correct it; gives what the database says afterwards."""
    anna, olga = harness.telegram.customer("Anna"), harness.telegram.agent("Olga")
    async with harness.bot() as app:
        harness.telegram.write(anna, "Where is my order? I need it today, hurry!!")
        card = await harness.card()
        for fix in fixes:
            callback = harness.telegram.press(olga, card["message_id"], harness.staff, f"t1:fix:1:1:{fix}", force=True)
            await harness.telegram.until(lambda callback=callback: harness.telegram.callback(callback).answered)
        async with app.database.reading() as session:
            return await live_precision(session), await corrected_messages(session)


async def test_live_precision_counts_turns(harness):
    """A type that was shown once and called wrong once was never right; the agent's last word counts."""
    precision, _ = await corrected(harness, "demeanour:angry", "demeanour:calm")
    hurried = next(one for one in precision if one.type == "hurried")

    assert (hurried.shown, hurried.wrong, hurried.right) == (1, 1, 0.0)


async def test_a_correction_taken_back_counts_for_nothing(harness):
    """Who says that the shown type was right after all has corrected nothing."""
    precision, _ = await corrected(harness, "demeanour:angry", "demeanour:hurried")

    assert [one.wrong for one in precision if one.type == "hurried"] == [0]


async def test_corrected_messages_carry_what_is_right(harness):
    """The next training gets the customer's words with the right type, and the rest as it was concluded."""
    _, messages = await corrected(harness, "demeanour:calm")
    [learnt] = messages_to_learn(messages)

    assert (learnt.text, learnt.demeanour) == ("Where is my order? I need it today, hurry!!", ("calm",))
    assert not learnt.validation


async def test_the_desk_tells_how_often_it_was_called_wrong(harness):
    """`/accuracy` answers in the topic with counts, in neutral names."""
    anna, olga = harness.telegram.customer("Anna"), harness.telegram.agent("Olga")

    def told():
        return [text for text in harness.texts(harness.staff) if "1 of 1" in text]

    async with harness.bot():
        harness.telegram.write(anna, "Where is my order? I need it today, hurry!!")
        card = await harness.card()
        callback = harness.telegram.press(
            olga, card["message_id"], harness.staff, "t1:fix:1:1:demeanour:calm", force=True
        )
        await harness.telegram.until(lambda: harness.telegram.callback(callback).answered, timeout=15)
        harness.telegram.write_in_topic(olga, card["message_thread_id"], "/accuracy")
        await harness.telegram.until(told, timeout=15)

    assert "in a hurry: 1 of 1" in told()[0]
