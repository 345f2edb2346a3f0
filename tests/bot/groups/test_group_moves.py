"""Scenario 14: a staff group becomes a supergroup with another id, and nothing is lost on the way."""

import pytest
from harness import Harness, make_harness
from shift import Shift

from bot.storage.tables.conversations import Conversation
from bot.storage.tables.groups import StaffChat
from bot.storage.tables.people import Customer, Identity
from bot.storage.tables.traffic import Delivery, Outgoing, OutgoingState

LEAD = 6_900_000_001


@pytest.fixture
async def moving(database_url, classifier, tmp_path):
    """A local Telegram and a bot to be started, on either database."""
    shop = tmp_path / "shop.yaml"
    shop.write_text("service:\n  undo: 600s\n", encoding="utf-8")
    async with make_harness(database_url, classifier, shop=shop, leads=(LEAD,)) as harness:
        yield harness


async def naming(shift, chat_id):
    """List what in the database still names a chat."""
    rows = [await shift.rows(Customer, staff_chat=chat_id)]
    rows += [await shift.rows(table, chat_id=chat_id) for table in (Outgoing, Delivery)]
    return [row for found in rows for row in found]


async def test_a_group_that_moves_takes_everything_along(moving: Harness):
    """The move is learned from a refusal; customers, rows and places follow in one write, and so do the agents."""
    telegram, old = moving.telegram, moving.staff
    lead = telegram.customer("Lena", id=LEAD)
    shift = Shift(moving)
    async with moving.bot() as shift.app:
        anna, olga = shift.customer(), shift.agent()
        await shift.asks(anna)
        thread = shift.thread(anna)
        new = telegram.relations.migrate(old)
        telegram.write(anna, "Are you still there? I need my invoice")
        await shift.until(lambda: any("invoice" in line for line in shift.lines(anna)))
        assert shift.thread(anna) == thread
        message = telegram.say(olga, {"text": "Still here."}, chat_id=new, thread_id=thread)
        await shift.until(lambda: "Still here." in shift.received(anna))
        await shift.eventually(lambda: shift.rows(StaffChat, chat_id=old, moved_to=new))
        boris = shift.customer("Boris")
        await shift.asks(boris)
        await shift.until(lambda: any(str(new) in one["text"] for one in telegram.sent(lead.id)))
        assert message["chat"]["id"] == new
        assert await naming(shift, old) == []
        assert {row.staff_chat for row in await shift.rows(Customer)} == {new}
    assert len([one for one in telegram.sent(lead.id) if str(new) in one["text"]]) == 1


async def test_the_settings_may_name_the_old_group_for_long(moving: Harness):
    """The move is remembered: the next start begins with the new id, though the settings name the old one."""
    telegram, old = moving.telegram, moving.staff
    shift = Shift(moving)
    async with moving.bot() as shift.app:
        anna, olga = shift.customer(), shift.agent()
        await shift.asks(anna)
        new = telegram.relations.migrate(old)
        await shift.eventually(lambda: shift.rows(StaffChat, chat_id=old, moved_to=new))
    async with moving.bot(staff_chat=(old,)) as shift.app:
        telegram.say(olga, {"text": "We moved, I'm here."}, chat_id=new, thread_id=shift.thread(anna))
        await shift.until(lambda: "We moved, I'm here." in shift.received(anna))
        boris = shift.customer("Boris")
        await shift.asks(boris)
        told = await shift.press(olga, shift.card(boris), "resolve")
        assert told.answered


async def test_what_was_on_its_way_is_not_lost(moving: Harness):
    """Words written in the old group just before the move, and a picture to be copied from it, are not forgotten."""
    telegram, old = moving.telegram, moving.staff
    shift = Shift(moving)
    async with moving.bot() as shift.app:
        anna, olga = shift.customer(), shift.agent()
        await shift.asks(anna)
        thread = shift.thread(anna)
        telegram.write_in_topic(olga, thread, "Written a moment before.")
        telegram.relations.migrate(old)
        await shift.until(lambda: "Written a moment before." in shift.received(anna))
        (identity,) = await shift.rows(Identity, kind="telegram", value=str(anna.id))
        (conversation,) = await shift.rows(Conversation, customer_id=identity.customer_id)
        assert conversation.waiting_since is None
        failed = [row for row in await shift.rows(Outgoing, kind="reply") if row.state == OutgoingState.FAILED]
        assert failed == []
