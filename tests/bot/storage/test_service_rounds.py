"""The rounds of the service on either database: ladders, pages, automatic words, questions that wait."""

import asyncio
from datetime import timedelta

import pytest
from desk_cases import MINUTE, a_message, a_turn, action
from service_cases import CUSTOMER, LEAD, OTHER_LEAD, OWNER, Desk, a_question, both, danger, migrated_url, on_shift
from sqlalchemy import update
from storage_rows import NOW

from bot.desk.claim import take_over
from bot.desk.clocking import after_reply
from bot.desk.danger import call_false, take_page
from bot.storage.alerts import alert_leads
from bot.storage.breaches import breaches_since, page_counts
from bot.storage.conversations import change
from bot.storage.pages import Danger, raise_pages
from bot.storage.tables import Agent, AssessmentRow, Audit, Conversation, CustomerWait, Page, ServiceClock
from bot.storage.tables.conversations import Status
from playbooks.suggestion import Reply

__all__ = ["migrated_url"]
AGENT, TOPIC = 9, -1
HOUR = 60
APPROVED = tuple(Reply("self_harm", "en", tone, f"{tone} words", "", approved=True) for tone in ("short", "firm"))


@pytest.fixture
def desk(database):
    return Desk(database)


async def replied(desk, text="Which colour is it?", at=NOW + MINUTE):
    """Olga answers, and it is out."""

    async def do(session):
        conversation = await session.get_one(Conversation, 1)
        olga = await session.get_one(Agent, 1)
        await change(session, conversation, waiting_since=None, due_at=None, assignee_id=1, claimed_at=at)
        content = {"text": text, "waiting_since": NOW.isoformat()}
        await after_reply(session, conversation, olga, action(at), content)

    await desk.change(do)
    await desk.fresh()


# the ladder of a reply


@both
async def test_each_stage_is_told_once_to_who_can_do_something(desk):
    """Half: agents of the language on shift. Four fifths: a lead who is there. Over: the lead gives it to somebody."""
    await a_question(desk, flagged=True)
    await on_shift(desk)
    await on_shift(desk, LEAD, role="lead", languages=["ru"])
    told = [await desk.at(minute) for minute in (14, 15, 16, 24, 25, 30, 31, 60, 61)]

    assert told == [
        [],
        [(AGENT, "clock_reply_half")],
        [],
        [(LEAD, "clock_reply_most")],
        [],
        [(LEAD, "clock_reply_over")],
        [],
        [],
        [],
    ]


async def test_the_lead_gives_what_is_over_to_somebody_on_shift(desk):
    """One button for each agent there who reads the customer's language."""
    await a_question(desk, flagged=True)
    await on_shift(desk)
    await on_shift(desk, LEAD, role="lead", languages=["ru"])
    await desk.at(30)
    from bot.storage.tables import Outgoing

    line = next(row for row in await desk.load(Outgoing) if row.content.get("key") == "clock_reply_over")

    assert line.content["buttons"] == [["case_to", "hand_to:1:1", "Olga"]]
    assert line.content["link_topic_of"] == 1


async def test_after_downtime_only_the_highest_stage_is_told(desk):
    """Who reads three lines at once about the same customer reads none."""
    await a_question(desk, flagged=True)
    await on_shift(desk)

    assert await desk.at(31) == [(LEAD, "clock_reply_over"), (OTHER_LEAD, "clock_reply_over")]


async def test_nobody_on_shift_means_nobody_is_called_at_half_time(desk):
    """A shop that uses no /on hears of it by its cards; its leads hear as everywhere."""
    await a_question(desk, flagged=True)

    assert await desk.at(15) == []
    assert await desk.at(24) == [(LEAD, "clock_reply_most"), (OTHER_LEAD, "clock_reply_most")]


async def test_whoever_has_the_case_is_told_alone(desk):
    """The others have cases of their own."""
    await a_question(desk, flagged=True)
    await on_shift(desk)
    await on_shift(desk, 10)
    await desk.change(lambda session: take_over(session, action=action(NOW + 5 * MINUTE), conversation_id=1))
    await desk.fresh()

    assert await desk.at(15) == [(AGENT, "clock_reply_half")]


@both
async def test_a_breach_is_counted_and_listed_for_the_owner(desk):
    """When it was due, and that it is twice over by now."""
    await a_question(desk, flagged=True)
    await desk.at(31)
    await desk.at(61)
    async with desk.database.reading() as session:
        (breach,) = await breaches_since(session, NOW)
        none = await breaches_since(session, NOW + timedelta(hours=2))

    assert (breach.kind, breach.due_at, breach.twice, breach.met_at) == ("first", NOW + 30 * MINUTE, True, None)
    assert none == []


async def test_at_night_a_breach_is_kept_and_told_in_the_morning(desk):
    """Nobody's telephone rings at ten in the evening for a reply; the promise counts as broken all the same."""
    desk.now = NOW
    await a_question(desk, flagged=True)
    at_night, in_the_morning = await desk.at(10 * HOUR), await desk.at(21 * HOUR)
    (clock,) = [one for one in await desk.load(ServiceClock) if one.kind == "first"]

    assert at_night == []
    assert clock.breached_at == NOW + timedelta(hours=10)
    assert (LEAD, "clock_reply_over") in in_the_morning


@both
async def test_two_processes_tell_a_stage_once(desk, other):
    """Each takes what the other has not."""
    await a_question(desk, flagged=True)
    twin = Desk(other, now=NOW + 30 * MINUTE)
    desk.now = NOW + 30 * MINUTE
    await asyncio.gather(desk.service(), twin.service(), desk.service())

    assert await desk.fresh() == [(LEAD, "clock_reply_over"), (OTHER_LEAD, "clock_reply_over")]


# danger


@both
async def test_danger_reaches_leads_then_all_of_them_then_the_owner(desk):
    """At once who is on shift, after two minutes every lead, after five the owners; nothing twice."""
    await on_shift(desk, LEAD, role="lead")
    await danger(desk)
    told = [await desk.fresh()] + [await desk.at(minute) for minute in (1, 2, 3, 5, 6)]

    assert told == [
        [(LEAD, "danger_alert")],
        [],
        [(LEAD, "page_unclaimed"), (OTHER_LEAD, "page_unclaimed")],
        [],
        [(OWNER, "page_unclaimed")],
        [],
    ]


@both
async def test_who_takes_it_stops_the_ladder(desk):
    """The others who were alerted read that they need not run; later nobody is called."""
    await danger(desk)
    await desk.fresh()
    taken = await desk.change(lambda s: take_page(s, action=action(NOW + MINUTE), conversation_id=1))
    told = await desk.fresh()
    again = await desk.change(lambda s: take_page(s, action=action(NOW + MINUTE), conversation_id=1))

    assert (taken.key, again.key) == ("taken_over", "page_settled")
    assert [one for one in told if one[1] == "page_taken"] == [(LEAD, "page_taken"), (OTHER_LEAD, "page_taken")]
    assert await desk.at(6) == []


async def test_an_answer_in_the_topic_is_a_claim(desk):
    """Whoever writes to the customer is there."""
    await danger(desk)
    await replied(desk, "Are you safe?")
    (page,) = await desk.load(Page)

    assert (page.claimed_by, page.claimed_at) == (1, NOW + MINUTE)
    assert await desk.at(6) == []


@both
async def test_a_false_alarm_is_recorded_and_counted(desk):
    """Also by who took it first and looked then."""
    await danger(desk)
    await desk.change(lambda s: take_page(s, action=action(), conversation_id=1))
    await desk.change(lambda s: call_false(s, action=action(NOW + MINUTE), conversation_id=1, turn=1))
    async with desk.database.reading() as session:
        counts = await page_counts(session, NOW)

    assert counts == {"false": 1, "claimed": 0, "open": 0}
    assert [row.action for row in await desk.load(Audit)].count("page_false") == 1


@pytest.mark.parametrize(("said_now", "told"), [(["self_harm"], [LEAD, OTHER_LEAD]), ([], [])])
@both
async def test_danger_that_is_said_again_after_a_false_alarm_is_alerted_again(desk, said_now, told):
    """Not for what was judged before: only where the newest message itself says it."""
    await danger(desk)
    await desk.change(lambda s: call_false(s, action=action(), conversation_id=1, turn=1))
    await desk.fresh()

    async def again(session):
        conversation = await session.get_one(Conversation, 1)
        found = Danger(["self_harm"], "Anna", desk.heads, desk.owners, 1, said_now)
        await raise_pages(session, conversation, found, desk.now, desk.now)

    await desk.change(again)
    alerted = [chat for chat, key in await desk.fresh() if key == "danger_alert"]
    (page,) = await desk.load(Page)

    assert (alerted, page.false_at is None) == (told, bool(told))


async def test_who_leads_by_role_hears_of_what_is_passed_up(desk):
    """A lead made by `/role` stands in no setting."""
    await a_question(desk)

    async def passed_up(session):
        session.add(Agent(telegram_id=55, name="Lars", role="lead", created_at=NOW))
        conversation = await session.get_one(Conversation, 1)
        content = {"key": "escalated_alert", "values": {"name": "Olga", "to": "lead"}}
        await alert_leads(session, conversation, leads=(LEAD,), machine_now=NOW, content=content)

    await desk.change(passed_up)

    assert [chat for chat, _ in await desk.fresh()] == [LEAD, 55]


async def test_without_leads_the_topic_is_told(database):
    """Danger is never told to nobody."""
    desk = Desk(database, heads=(), owners=())
    await danger(desk)

    assert await desk.fresh() == [(TOPIC, "danger_alert")]


@both
async def test_off_hours_the_approved_words_go_out_once(desk):
    """Marked as automatic, in the tone that speaks of no reader, and the agents read that they went."""
    desk.now = NOW + timedelta(hours=9)
    await danger(desk, replies=APPROVED)
    await desk.fresh()
    early, due, later = [await desk.at(9 * HOUR + minute) for minute in (4, 5, 10)]
    words = [text for chat, text in due if chat == CUSTOMER]

    assert not any(chat == CUSTOMER for chat, _ in early + later)
    assert words == ["This is an automatic note, because nobody is at the desk at this hour.\n\nfirm words"]
    assert (TOPIC, "crisis_text_sent") in due


async def test_in_hours_nothing_automatic_is_said_to_who_may_hurt_themselves(desk):
    """A person answers, or nobody does."""
    await danger(desk, replies=APPROVED)
    told = [await desk.at(minute) for minute in (5, 30, 60)]

    assert not any(chat == CUSTOMER for each in told for chat, _ in each)


async def test_danger_of_another_kind_gets_no_automatic_words(desk):
    """The approved words for the night are about one's own life."""
    desk.now = NOW + timedelta(hours=9)
    await danger(desk, "safety", replies=APPROVED)

    assert not any(chat == CUSTOMER for chat, _ in await desk.at(9 * HOUR + 10))


# the automatic word


async def test_who_waits_a_minute_is_told_that_it_arrived_and_by_when(desk):
    """The time is the promise, in words as the shop addresses people; said once."""
    await a_question(desk)
    before, then, after = await desk.at(0.9), await desk.at(1), await desk.at(10)

    assert (before, after) == ([], [])
    assert then == [(CUSTOMER, "This is an automatic note: your message has arrived. A person answers here by 12:30.")]


async def test_it_is_no_answer(desk):
    """The clock runs on, and so does the turn."""
    await a_question(desk)
    await desk.at(1)
    (clock,) = [one for one in await desk.load(ServiceClock) if one.kind == "first"]
    (conversation,) = await desk.load(Conversation)

    assert (clock.met_at, clock.said_at) == (None, NOW + MINUTE)
    assert conversation.waiting_since == NOW


async def test_who_was_answered_is_told_nothing(desk):
    """An answer within the minute says it better."""
    await a_question(desk)
    await replied(desk, "It is on its way.")

    assert await desk.at(2) == []


async def test_whoever_is_flagged_is_told_nothing(desk):
    """Nobody in trouble is spoken to by a machine, also where the flag came after the question."""
    await a_question(desk)

    async def flag(session):
        session.add(Page(conversation_id=1, turn=1, flag="safety", raised_at=NOW, told=[], claimed_at=NOW))

    await desk.change(flag)

    assert not any(chat == CUSTOMER for chat, _ in await desk.at(2))


async def test_no_time_is_promised_that_is_over_already(desk):
    """After downtime the clock has run out: it takes longer than usual, and says so."""
    await a_question(desk)
    told = await desk.at(45)

    assert any("longer than usual" in text for chat, text in told if chat == CUSTOMER)


@both
async def test_once_a_day_is_enough(desk):
    """A second question in the same afternoon is not confirmed again; one of the next day is."""
    from bot.clockwork import Heard
    from bot.storage import clocks

    await a_question(desk)
    await desk.at(1)
    said = []
    for turn, hours in ((2, 1), (3, 26)):
        await replied(desk, "It is on its way.", NOW + timedelta(hours=hours - 0.5))
        at = NOW + timedelta(hours=hours)

        async def ask(session, turn=turn, at=at):
            await a_turn(session, await session.get_one(Conversation, 1), at)
            heard = Heard(1, turn, at, at, False, True, "rest", "order_status", False)
            await clocks.customer_wrote(session, heard, desk.serving.promises)

        await desk.change(ask)
        told = await desk.at(hours * HOUR + 2)
        said.append([text for chat, text in told if chat == CUSTOMER and "has arrived" in text])

    assert [len(one) for one in said] == [0, 1]


# waiting for the customer


@both
async def test_a_question_of_ours_is_announced_reminded_once_and_closed(desk):
    """An hour's notice for agents, one reminder, a kind last word; reopening is a message away."""
    await a_question(desk, flagged=True)
    await replied(desk)
    notice, reminder, quiet, closed, after = [await desk.at(hours * HOUR + 1) for hours in (23, 24, 48, 72, 96)]
    (conversation,) = await desk.load(Conversation)
    (wait,) = await desk.load(CustomerWait)

    assert notice == [(TOPIC, "wait_announced")]
    assert [chat for chat, _ in reminder] == [CUSTOMER]
    assert (quiet, after) == ([], [])
    assert "we put this aside for now" in closed[0][1]
    assert (conversation.status, wait.why) == (Status.RESOLVED, "closed")


@pytest.mark.parametrize("text", ["It is on its way.", "Is it? It is.", "Thank you\nOlga"])
async def test_what_asks_nothing_waits_for_nobody(desk, text):
    """Only a question at the end leaves the next word to the customer."""
    await a_question(desk, flagged=True)
    await replied(desk, text)

    assert await desk.load(CustomerWait) == []


async def test_a_question_that_was_undone_waits_for_nobody(desk):
    """A second word that asked was taken back: the customer has nothing to answer, and nothing closes."""
    await a_question(desk, flagged=True)
    await replied(desk)
    await desk.change(
        lambda s: _message_of(s, direction="undone", text="Which colour is it?", agent_id=1, at=NOW + MINUTE)
    )
    told = await desk.at(23 * HOUR + 1)
    (wait,) = await desk.load(CustomerWait)

    assert (told, wait.why) == ([], "no_longer")


async def _message_of(session, **more):
    await a_message(session, await session.get_one(Conversation, 1), more.pop("at"), **more)


async def test_in_a_chat_of_an_account_nobody_is_reminded_or_closed(desk):
    """Nothing automatic is said there, so nothing is announced either."""
    await a_question(desk, flagged=True)

    async def move(session):
        (await session.get_one(Conversation, 1)).connection = "lamps"

    await desk.change(move)
    await replied(desk)

    assert await desk.load(CustomerWait) == []


async def test_an_answer_ends_the_waiting(desk):
    """Their word is the last, so nobody reminds them."""
    await a_question(desk, flagged=True)
    await replied(desk)

    async def write(session):
        await a_turn(session, await session.get_one(Conversation, 1), NOW + timedelta(hours=2))

    await desk.change(write)
    told = await desk.at(24 * HOUR)
    (wait,) = await desk.load(CustomerWait)

    assert not any(chat == CUSTOMER for chat, _ in told)
    assert wait.why == "wrote"


async def test_whoever_was_flagged_is_neither_reminded_nor_closed(desk):
    """A door is never closed on somebody who may be in trouble."""
    await a_question(desk, flagged=True)
    await replied(desk)

    async def flag(session):
        message = await a_message(session, await session.get_one(Conversation, 1), NOW, direction="incoming")
        content = {
            "lang": "en",
            "verdicts": {},
            "demeanours": [{"type": "calm", "score": 0.9}],
            "intent": {"type": "other", "score": 0.9, "best": {"type": "other", "score": 0.9}},
            "flags": [{"type": "vulnerable", "score": 0.9, "tier": "check", "evidence": []}],
        }
        about = {"message_id": message.id, "conversation_id": 1, "turn": 1, "lang": "en", "intent": "other", "at": NOW}
        session.add(AssessmentRow(content=content, **about))

    await desk.change(flag)
    told = [await desk.at(hours * HOUR) for hours in (23, 24, 72)]
    (wait,) = await desk.load(CustomerWait)

    assert wait.why == "flagged"
    assert not any(chat == CUSTOMER for each in told for chat, _ in each)


async def test_quiet_hours_put_a_reminder_off_to_the_morning(desk):
    """Asked at half past nine in the evening, reminded at nine in the morning."""
    await a_question(desk, flagged=True)
    asked = NOW + timedelta(hours=9, minutes=30)
    await replied(desk, at=asked)
    evening = await desk.at(9.5 * HOUR + 23 * HOUR)
    night = await desk.at(9.5 * HOUR + 24 * HOUR)
    morning = await desk.at(45 * HOUR + 1)

    assert (TOPIC, "wait_announced") in evening
    assert not any(chat == CUSTOMER for chat, _ in night)
    assert any(chat == CUSTOMER for chat, _ in morning)


async def test_who_cannot_be_written_to_gets_nothing_automatic(desk):
    """A customer who blocked the bot is not shouted after."""
    from bot.storage.tables import Customer

    await a_question(desk)
    await desk.change(lambda session: session.execute(update(Customer).values(blocked_at=NOW)))

    assert await desk.at(1) == []
