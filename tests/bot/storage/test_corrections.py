"""What agents call wrong is kept for the next training and the report."""

from sqlalchemy import select
from sqlmodel import col

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
