"""Time limits of the ladder: when they begin, whom they call, and when they stay silent."""

from datetime import timedelta

import pytest
from saddles import ASK, ASKS, LEAD, LEAD_CALLS, SETTINGS, alerts, buttons, climbs, note

from bot.clocks import Clocks
from bot.followups import FollowUps
from bot.storage.steps import LADDER
from bot.storage.tables import FollowUpRow
from bot.storage.tables.conversations import FollowUpStatus

pytestmark = pytest.mark.asyncio(loop_scope="module")
__all__ = ["SETTINGS"]


@pytest.fixture(scope="module")
def lead(shift):
    """Somebody who leads, and has opened the bot in private."""
    return shift.telegram.agent("Lena", id=LEAD, started=True)


async def rung(shift, customer):
    """The time limit of the lead's rung in the customer's first turn."""
    return (await shift.of(FollowUpRow, customer, source=LADDER, text=LEAD_CALLS))[0]


async def comes_due(shift, row):
    """Let the time pass until a follow-up is due, and look at once."""
    shift.harness.clock.advance(max(timedelta(0), row.due_at - shift.harness.clock.now()) + timedelta(seconds=1))
    await FollowUps(shift.app.database, Clocks(business=shift.harness.clock.now), (LEAD,))()
    shift.app.parts.sender.wake.set()


async def test_a_rung_comes_due_after_the_reply(shift, lead):
    """The topic and the leads are told once, with the summary; the button takes it."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna, ASKS)
    await shift.says(olga, anna, "I'm asking the saddler")
    row, before = await rung(shift, anna), len(alerts(shift, anna))
    await comes_due(shift, row)
    await shift.until(lambda: len(alerts(shift, anna)) > before)
    await shift.until(lambda: any(LEAD_CALLS in line and "Due since" in line for line in shift.lines(anna)))
    told = await shift.press(olga, note(shift, anna, "Due since"), "climb")
    await comes_due(shift, row)

    assert row.status == FollowUpStatus.PENDING
    assert alerts(shift, anna)[before].startswith("⏰⬆️ lead: due since ")
    for text in (alerts(shift, anna)[before], note(shift, anna, "Due since")["text"]):
        assert "TOLD “I'm asking the saddler” (Olga, " in text
    assert told.text == "Leads are being told"
    assert (await rung(shift, anna)).status == FollowUpStatus.FIRED


@pytest.mark.parametrize("ends", ["ticked", "climbed", "resolved", "answered"])
async def test_a_rung_with_no_reason_left_stays_silent(shift, lead, ends):
    """Taken, solved, or answered in a later turn: nobody is called for nothing."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna, ASKS)
    await shift.says(olga, anna, "I'm asking the saddler")
    row = await rung(shift, anna)
    if ends == "ticked":
        await shift.press(olga, shift.card(anna), "tick", "lead")
    elif ends == "climbed":
        await climbs(shift, olga, anna)
    elif ends == "resolved":
        await shift.press(olga, shift.card(anna), "resolve")
    else:
        await shift.asks(anna, "thanks, any news?")
        await shift.says(olga, anna, "it is on its way")
    stopped = (await rung(shift, anna)).status
    await comes_due(shift, row)

    assert (row.status, stopped) == (FollowUpStatus.PENDING, FollowUpStatus.CANCELLED)
    assert not any("Due since" in line for line in shift.lines(anna))


async def test_opening_a_rung_again_lets_its_time_run_on(shift, lead):
    """A slip of the finger costs nothing."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna, ASKS)
    await shift.says(olga, anna, "I'm asking the saddler")
    row = await rung(shift, anna)
    await shift.press(olga, shift.card(anna), "tick", "lead")
    await shift.until(lambda: any(":untick:" in data for data in buttons(shift.card(anna))))
    await shift.press(olga, shift.card(anna), "untick", "lead")
    after = await rung(shift, anna)

    assert (after.status, after.due_at) == (FollowUpStatus.PENDING, row.due_at)


async def test_undo_takes_the_times_back(shift, lead):
    """They begin anew with the reply that is really sent, once."""
    anna, olga = shift.customer(), shift.agent("Olga")
    card = await shift.asks(anna, ASKS)
    await shift.press(olga, card, "say")
    await shift.until(lambda: any(":undo:" in data for data in buttons(shift.card(anna))))
    await shift.press(olga, shift.card(anna), "undo")
    between = await shift.of(FollowUpRow, anna, status=FollowUpStatus.PENDING)
    await shift.says(olga, anna, "I'm asking the saddler")
    after = await shift.of(FollowUpRow, anna, source=LADDER, text=LEAD_CALLS, status=FollowUpStatus.PENDING)

    assert between == []
    assert len(after) == 1


async def test_the_first_step_starts_the_clock(shift):
    """Work that has begun is timed, whether a reply went out or not."""
    anna, olga = shift.customer(), shift.agent("Olga")
    card = await shift.asks(anna, ASKS)
    before = await shift.of(FollowUpRow, anna, source=LADDER)
    await shift.press(olga, card, "tick", ASK)
    begun = await rung(shift, anna)
    await shift.says(olga, anna, "I'm asking the saddler")
    after = await rung(shift, anna)

    assert before == []
    assert (after.status, after.due_at) == (FollowUpStatus.PENDING, begun.due_at)
