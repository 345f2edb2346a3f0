"""The question that is open in the walk: who is heard as its answer, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest
from aiogram import Bot, Dispatcher

from bot.chosen import fixed_by
from bot.clocks import Clocks
from bot.desk.setup.walk import Code, Walk
from bot.settings import Settings
from bot.shop.shopfile import load_shop
from bot.storage.chosen import choose, load_chosen
from bot.storage.engine import Database
from bot.telegram.handlers import setup
from bot.telegram.settingup import SettingUp
from bot.telegram.work import Work
from bot.wording import load_wording

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
MARIT = 7_000_000_001


@pytest.fixture
async def type_in(migrated_url, tmp_path):
    """Have an owner who was asked for the shop's name write something in private; gives the name that is kept."""
    database, settings = Database(migrated_url), Settings(_env_file=None, owners=str(MARIT))
    walk = Walk(settings, load_shop(), load_wording("en"), fixed_by(settings), Code(), "desk_bot")

    async def type_in(later=timedelta(0), **message):
        clocks = Clocks(business=lambda: NOW + later, machine=lambda: NOW)
        dispatcher, work = Dispatcher(disable_fsm=True), Work()
        dispatcher.include_router(setup.build_router([MARIT], [MARIT]))
        dispatcher["setting_up"] = SettingUp(walk, database, clocks, tmp_path, lambda _: "en")
        async with database.writing() as session:
            await choose(session, "asked", {"subject": "name", "by": MARIT}, NOW, MARIT)
        person = {"id": MARIT, "is_bot": False, "first_name": "Marit"}
        chat = {"id": MARIT, "type": "private", "first_name": "Marit"}
        told = {"message_id": 5, "date": 1, "chat": chat, "from": person, "text": "Noordlicht", **message}
        bot = Bot("42:TEST")
        await dispatcher.feed_raw_update(bot, {"update_id": 1, "message": told}, work=work)
        await bot.session.close()
        async with database.writing() as session:
            for effect in work.effects:
                await effect(session)
            return (await load_chosen(session)).get("name")

    yield type_in
    await database.close()


async def test_what_the_owner_types_next_is_the_answer(type_in):
    """Within the quarter of an hour in which one still knows what was asked."""
    assert await type_in() == "Noordlicht"


async def test_a_question_that_nobody_answered_is_over(type_in):
    """What an owner pastes a day later, to be read for them, is not the shop's name."""
    assert await type_in(later=timedelta(minutes=15)) is None


@pytest.mark.parametrize(
    "message",
    [
        {"message_thread_id": 9, "is_topic_message": True},
        {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Mira"}},
    ],
    ids=["a reply in a customer's topic", "a customer's words, forwarded"],
)
async def test_words_to_or_from_a_customer_answer_no_question(type_in, message):
    """At a private desk the owner works in the same chat."""
    assert await type_in(**message) is None
