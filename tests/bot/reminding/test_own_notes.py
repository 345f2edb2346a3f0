"""Notes that the shop begins itself, and the consent that some of them need: never unasked, never in trouble."""

from datetime import datetime, time, timedelta

import pytest
from reminding_desk import AMSTERDAM, DAY, HOUR, command, customer_row, line, lines, order_of, shop_of
from sqlalchemy import update

from bot.occasions import Occasions
from bot.shop.notes import Notes
from bot.storage.consents import consents
from bot.storage.tables.conversations import AssessmentRow, Conversation, Message
from bot.storage.tables.followups import ConsentRow, OwnNote
from bot.storage.tables.people import Customer

SETTINGS = {"timezone": "Europe/Amsterdam"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


def notes(**on):
    usual = dict.fromkeys(("thank_you", "onboarding", "check_in", "win_back"), "off")
    after = {"thank_you_after": "1d", "onboarding_after": "2d", "check_in_after": "4d", "win_back_after": "180d"}
    return Notes(**{"send": "ask", **usual, **after, **on})


def round_of(shift, **on):
    triage = shift.app.dispatcher["triage"]
    shop = shop_of(shift).model_copy(update={"notes": notes(**on)})
    return Occasions(shift.app.database, triage, shop, AMSTERDAM)


def at(shift, hour):
    """Move to this hour of the next day."""
    there = shift.harness.clock.now().astimezone(AMSTERDAM)
    then = datetime.combine(there.date() + timedelta(days=1), time(hour), AMSTERDAM)
    shift.harness.clock.advance(then - shift.harness.clock.now())


async def settled(shift, olga, name="Anna", **order):
    """A customer with a delivered order whose matter is closed."""
    customer = shift.customer(name)
    await shift.asks(customer, "Do you have this lamp in green?")
    await shift.says(olga, customer, "Yes, we do")
    await shift.press(olga, shift.card(customer), "resolve")
    now = shift.harness.clock.now()
    facts = {"placed_at": now - 9 * DAY, "shipped_at": now - 7 * DAY, "delivered_at": now - 4 * DAY, **order}
    await order_of(shift, customer, f"N{customer.id}", **facts)
    return customer


async def run(shift, **on):
    found = await round_of(shift, **on)()
    shift.app.parts.sender.wake.set()
    return found


async def test_nothing_is_begun_unless_the_shop_switches_it_on(shift):
    """Every note is off as shipped."""
    await settled(shift, shift.agent())
    at(shift, 11)

    assert shop_of(shift).notes.wanted() == {}
    assert await run(shift) == 0


async def test_a_check_in_is_proposed_once_and_goes_out_by_a_tap(shift):
    """It names the order and asks one thing; the agent reads it before anybody else does."""
    olga = shift.agent()
    anna = await settled(shift, olga)
    at(shift, 11)
    await run(shift, check_in="on")
    proposed = await line(shift, anna, "✉️ Check-in after delivery")
    before = shift.received(anna)
    again = await run(shift, check_in="on")
    await shift.press(olga, proposed, "own_send")
    await shift.until(lambda: len(shift.received(anna)) > len(before))
    twice = await shift.press(olga, proposed, "own_send")

    assert again == 0
    assert "A yes or no is enough" in shift.received(anna)[-1]
    assert "automatic" not in shift.received(anna)[-1]
    assert twice.text == "Settled already"
    assert len(lines(shift, anna, "✉️ Check-in")) == 1


async def test_sent_by_itself_it_says_so(shift):
    """Only where the shop wants it so; the topic shows what went out."""
    olga = shift.agent()
    anna = await settled(shift, olga)
    at(shift, 11)
    await run(shift, check_in="on", send="automatic")
    await line(shift, anna, "✉️ Check-in after delivery: sent automatically")
    await shift.until(lambda: "automatically" in shift.received(anna)[-1])
    said = await shift.of(Message, anna, direction="outgoing")

    assert said[-1].agent_id is None
    assert "N" in shift.received(anna)[-1]


async def test_thanks_and_win_backs_need_consent_and_come_once_a_month(shift):
    """Marketing: nothing without a recorded yes, the way out below each, and the second waits a month."""
    olga = shift.agent()
    now = shift.harness.clock.now()
    anna = await settled(shift, olga, placed_at=now - 12 * HOUR, delivered_at=None, shipped_at=None)
    at(shift, 11)
    without = await run(shift, thank_you="on")
    shift.telegram.write(anna, "/news on")
    await shift.until(lambda: "/news off ends it" in shift.received(anna)[-1])
    await run(shift, thank_you="on")
    note = await line(shift, anna, "✉️ Thank-you")
    await shift.press(olga, note, "own_send")
    await shift.until(lambda: "/news off" in shift.received(anna)[-1] and "rather" in shift.received(anna)[-1])
    await order_of(shift, anna, f"M{anna.id}", placed_at=shift.harness.clock.now() - 26 * HOUR)

    assert without == 0
    assert await run(shift, thank_you="on") == 0


async def test_a_no_is_immediate_also_for_what_was_proposed(shift):
    """The agent's tap comes too late: nothing goes out."""
    olga = shift.agent()
    now = shift.harness.clock.now()
    anna = await settled(shift, olga, placed_at=now - 12 * HOUR, delivered_at=None, shipped_at=None)
    shift.telegram.write(anna, "/news on")
    await shift.until(lambda: "/news off ends it" in shift.received(anna)[-1])
    at(shift, 12)
    await run(shift, thank_you="on")
    note = await line(shift, anna, "✉️ Thank-you")
    shift.telegram.write(anna, "/news off")
    await shift.until(lambda: "no news or offers any more" in shift.received(anna)[-1])
    count = len(shift.received(anna))
    told = await shift.press(olga, note, "own_send")
    row = await customer_row(shift, anna)
    async with shift.app.database.reading() as session:
        agreed = await consents(session, row.id)

    assert told.text == "Not now: there is no consent"
    assert not agreed
    assert len(shift.received(anna)) == count


@pytest.mark.parametrize("trouble", ["open", "complaint", "blocked", "banned", "returned", "quiet", "objects"])
async def test_what_speaks_against_a_note(shift, trouble):
    """Not in an open conversation, after a complaint or a return, at night, to who blocked us, is banned or objects."""
    olga = shift.agent()
    anna = await settled(shift, olga, delivered_at=shift.harness.clock.now() - 3 * DAY)
    row = await customer_row(shift, anna)
    at(shift, 22 if trouble == "quiet" else 12)
    async with shift.app.database.writing() as session:
        mine = Conversation.customer_id == row.id
        if trouble == "open":
            await session.execute(update(Conversation).where(mine).values(status="open", resolved_at=None))
        if trouble == "complaint":
            talk = (await shift.conversation(anna)).id
            await session.execute(
                update(AssessmentRow).where(AssessmentRow.conversation_id == talk).values(intent="complaint_service")
            )
        if trouble in {"blocked", "banned", "objects"}:
            now = shift.harness.clock.now()
            values = {"no_profile": True} if trouble == "objects" else {f"{trouble}_at": now}
            await session.execute(update(Customer).where(Customer.id == row.id).values(**values))
    if trouble == "returned":
        now = shift.harness.clock.now()
        await order_of(shift, anna, f"N{anna.id}", delivered_at=now - 3 * DAY, returned_at=now - HOUR)
    await run(shift, onboarding="on")

    assert await shift.rows(OwnNote, customer_id=row.id) == []


async def test_an_agent_notes_where_and_how_consent_was_given(shift):
    """A bare yes is no proof; a no ends it at once."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    bare = await command(shift, olga, anna, "/consent yes")
    noted = await command(shift, olga, anna, "/consent yes by phone on 12 November, wants offers")
    row = await customer_row(shift, anna)
    (kept,) = await shift.rows(ConsentRow, customer_id=row.id)
    ended = await command(shift, olga, anna, "/consent off")
    (over,) = await shift.rows(ConsentRow, customer_id=row.id)

    assert bare["text"].startswith("No consent is recorded")
    assert noted["text"] == "Noted: they agreed to news of the shop"
    assert (kept.source, kept.words, kept.withdrawn_at) == ("agent", "by phone on 12 November, wants offers", None)
    assert ended["text"].startswith("Noted: no news")
    assert over.withdrawn_at is not None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "no news or offers"),
        ("ru", "больше не присылает"),
        ("zh", "已停止"),
        ("es", "ya no"),
        ("ca", "ja no"),
        ("fy", "gjin nijs"),
    ],
)
async def test_news_off_is_answered_in_their_language(shift, language, words):
    """Six languages; a stranger may say no before they ever wrote, and no file of the shop's begins it anew."""
    stranger = shift.customer("Stranger", language_code=language)
    shift.telegram.write(stranger, "/news off")
    await shift.until(lambda: any(words in text for text in shift.received(stranger)))

    assert len(shift.received(stranger)) == 1
