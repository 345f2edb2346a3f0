"""Scenario 27: the bot starts anew while an agent edits a draft."""

import pytest
from harness import make_harness
from shift import Shift


@pytest.fixture
async def starting(sqlite_url, classifier, tmp_path):
    """A local Telegram and a bot to be started twice."""
    shop = tmp_path / "shop.yaml"
    shop.write_text("service:\n  undo: 600s\n", encoding="utf-8")
    async with make_harness(sqlite_url, classifier, shop=shop) as harness:
        yield Shift(harness)


async def test_a_draft_survives_a_restart(starting):
    """What the agent was editing is only text: sent after the restart it is the reply, and old buttons answer."""
    shift = starting
    async with shift.harness.bot() as shift.app:
        anna, boris, olga = shift.customer("Anna"), shift.customer("Boris"), shift.agent()
        card, other = await shift.asks(anna), await shift.asks(boris)
        await shift.press(olga, card, "edit")
        await shift.until(lambda: any("_html" in one and "<code>" in one["_html"] for one in shift.topic(anna)))
    async with shift.harness.bot() as shift.app:
        told = await shift.push(olga, other, shift.data(other, "resolve"))
        await shift.says(olga, anna, "Hi Anna, my own words about it.")
        stale = await shift.push(olga, card, shift.data(card, "say"))
        forgotten = await shift.push(olga, card, "0:edit:1:1:1")

    assert told.answered
    assert shift.received(anna) == ["Hi Anna, my own words about it."]
    assert stale.text
    assert "expired" in forgotten.text.lower() or "old" in forgotten.text.lower()
