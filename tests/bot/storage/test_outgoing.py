"""What is to be said: in order within a line, the urgent first, held while a chat must wait, never lost on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col
from storage_rows import NOW, a_conversation, queue, set_state

from bot.clocks import Clocks
from bot.storage.leases import take
from bot.storage.outgoing import Draft, Urgency, cancel_queued, has_open, queue_card, refresh_card, staff_line
from bot.storage.relays import change_queued_text, join_album
from bot.storage.sending import (
    change_row,
    left_on_the_way,
    make_chat_wait,
    mark_sending,
    next_time,
    outgoing_backlog,
    queued_in,
    ready,
    unmark_sending,
)
from bot.storage.tables import Outgoing
from bot.storage.tables.traffic import OutgoingKind, OutgoingState
from bot.telegram.attempt import Attempt
from bot.telegram.outcomes import Ambiguous, Retry, Sent, Wait
from bot.telegram.recording import keep, recover
from bot.telegram.runs import run_of

SECOND = timedelta(seconds=1)
CLOCKS = Clocks(business=lambda: NOW, machine=lambda: NOW)


async def go(session, at=NOW, **more):
    """The ids of the rows that may go."""
    rows = await ready(session, at, busy_lines=more.get("busy", ()), full_chats=more.get("full", ()))
    return [row.id for row in rows]


@pytest.fixture
async def held(database):
    """The sender's lease in our hands."""
    async with database.writing() as session:
        lease = await take(session, "sender", "a|1|x", NOW)
    assert lease is not None
    return lease


async def row(session, row_id):
    """A row as it is now."""
    return await session.get_one(Outgoing, row_id, populate_existing=True)


async def test_only_the_head_of_a_line_may_go(database):
    """The second waits until the first is sent, has failed, or was taken back."""
    async with database.writing() as session:
        first, second, elsewhere = [await queue(session, line) for line in ("s:1", "s:1", "s:2")]
        at_first = await go(session)
        seen = {}
        for state in OutgoingState:
            await set_state(session, first, state)
            seen[state] = second in await go(session)

    assert at_first == [first, elsewhere]
    assert seen == {
        "queued": False,
        "sending": False,
        "sent": True,
        "ambiguous": True,
        "failed": True,
        "cancelled": True,
    }


async def test_the_urgent_go_first_then_the_old(database):
    """Danger, replies, cards, reminders; within each whoever waits longest."""
    order = [Urgency.REMINDER, Urgency.CARD, Urgency.REPLY, Urgency.DANGER, Urgency.REPLY]
    async with database.writing() as session:
        ids = [await queue(session, f"s:{index}", priority=urgency) for index, urgency in enumerate(order)]
        assert await go(session) == [ids[3], ids[2], ids[4], ids[1], ids[0]]


async def test_a_held_row_holds_its_line(database):
    """A reply that can still be undone is not overtaken by the next one."""
    async with database.writing() as session:
        held = await queue(session, not_before=NOW + 5 * SECOND)
        behind = await queue(session)
        early, later = await go(session), await go(session, NOW + 5 * SECOND)
        wakes = await next_time(session, NOW)

    assert (early, later) == ([], [held])
    assert behind not in later
    assert wakes == NOW + 5 * SECOND


async def test_what_depends_on_another_row_waits_for_it(database):
    """An edit of a card waits until the card is out, even in another line."""
    async with database.writing() as session:
        card = await queue(session, "s:1", not_before=NOW + SECOND)
        edit = await queue(session, "s:2", depends_on=card)
        before = await go(session)
        await set_state(session, card, OutgoingState.SENT)
        after = await go(session)

    assert (before, after) == ([], [edit])


async def test_a_chat_that_must_wait_holds_only_its_own_rows(database):
    """Telegram's wait is kept in the database, a longer one replaces it, and other chats go on."""
    async with database.writing() as session:
        waits, free = await queue(session, "s:1", chat=-1), await queue(session, "p:7", chat=7)
        await make_chat_wait(session, -1, NOW + SECOND)
        await make_chat_wait(session, -1, NOW + 2282 * SECOND)
        now, later = await go(session), await go(session, NOW + 2282 * SECOND)
        wakes = await next_time(session, NOW)

    assert (now, sorted(later)) == ([free], sorted([waits, free]))
    assert wakes == NOW + 2282 * SECOND


async def test_busy_lines_and_full_chats_are_passed_over(database):
    """What is under way, and what has no budget left, is not even looked at."""
    async with database.writing() as session:
        busy, full, free = [await queue(session, line, chat) for line, chat in (("s:1", -1), ("s:2", -2), ("s:3", -3))]

        assert await go(session, busy=["s:1"], full=[-2]) == [free]
        assert await go(session) == [busy, full, free]


async def test_a_reply_taken_back_is_not_sent(database, held):
    """Undo wins until the row is on its way; afterwards it is too late."""
    async with database.writing() as session:
        undone, sent = await queue(session, "p:7"), await queue(session, "p:8")
        assert await cancel_queued(session, undone)
        ours = await mark_sending(session, [undone, sent], held)

        assert list(ours) == [sent]
        assert not await cancel_queued(session, sent)
        assert not await cancel_queued(session, undone)


async def test_what_changed_since_it_was_read_is_sent_as_it_is_now(database, held):
    """An edited text and a grown album reach the sender even in its last moment."""
    relay = {"kind": OutgoingKind.RELAY}
    async with database.writing() as session:
        text = await queue(session, "s:1", **relay, message_id=1, content={"text": "befoer"})
        album = await queue(session, "s:2", **relay, message_id=2, content={"copy": [[1, 2]], "from": 7, "album": "a"})
        await change_queued_text(session, "s:1", 1, "before")
        part = Draft(OutgoingKind.RELAY, "s:2", -1, Urgency.CARD, NOW, {"copy": [[2, 3]], "from": 7, "album": "a"})
        joined = await join_album(session, part, NOW)
        ours = await mark_sending(session, [text, album], held)
        too_late = await change_queued_text(session, "s:1", 1, "after"), await join_album(session, part, NOW)

    assert joined
    assert ours[text] == {"text": "before"}
    assert ours[album]["copy"] == [[1, 2], [2, 3]]
    assert too_late == (False, False)


async def test_texts_that_wait_for_one_topic_go_together(database):
    """Relays of text right behind each other become one message; a picture between them ends it."""
    async with database.writing() as session:
        kinds = [("text", "a"), ("text", "b"), ("text", "c"), ("copy", [[1, 1]]), ("text", "d")]
        ids = [await queue(session, kind=OutgoingKind.RELAY, content={key: value}) for key, value in kinds]
        await queue(session, "s:2", kind=OutgoingKind.RELAY, content={"text": "elsewhere"})
        run = run_of(await row(session, ids[0]), await queued_in(session, ["s:1"]), NOW, lambda: True)

    assert [[one.id for one in (attempt.row, *attempt.merged)] for attempt in run] == [ids[:3], ids[3:4], ids[4:]]


async def test_a_stop_between_marking_and_sending(database, held):
    """What was marked and never begun is simply queued again; what is still under way is left alone."""
    async with database.writing() as session:
        marked, under_way = await queue(session, "p:7"), await queue(session, "p:8")
        await mark_sending(session, [marked, under_way], held)
        await unmark_sending(session, held, busy_lines=["p:8"])
        states = [(await row(session, one)).state for one in (marked, under_way)]

    assert states == ["queued", "sending"]


async def test_a_crash_between_sending_and_knowing(database, held):
    """The next sender asks agents about replies and sends everything else again; nothing is forgotten."""
    async with database.writing() as session:
        conversation = await a_conversation(session)
        more = {"conversation_id": conversation.id, "customer_id": 1, "turn": 1}
        reply = await queue(session, "p:7", chat=7, kind=OutgoingKind.REPLY, content={"text": "Hi"}, **more)
        card = await queue(session, kind=OutgoingKind.CARD, **more)
        waiting = await queue(session, "s:2")
        await mark_sending(session, [reply, card], held)
    async with database.writing() as session:
        mine = await left_on_the_way(session, held.fence)
        count = await recover(session, held.fence + 1, CLOCKS)
    async with database.reading() as session:
        states = {one: (await row(session, one)).state for one in (reply, card, waiting)}
        [note] = (
            await session.scalars(select(Outgoing).where(col(Outgoing.kind) == OutgoingKind.NOTE).offset(1))
        ).all()

    assert (mine, count) == ([], 2)
    assert states == {reply: "ambiguous", card: "queued", waiting: "queued"}
    assert note.content["buttons"] == [["send_again", f"again:{reply}"], ["it_arrived", f"arrived:{reply}"]]


@pytest.mark.parametrize("outcome", [Retry("refused"), Wait(5), Ambiguous("reset")])
async def test_a_late_outcome_of_another_process_changes_nothing(database, held, outcome):
    """A sender that was taken over must not bring a reply back that an agent has settled since."""
    async with database.writing() as session:
        conversation = await a_conversation(session)
        reply = await queue(
            session, "p:7", kind=OutgoingKind.REPLY, conversation_id=conversation.id, customer_id=1, turn=1
        )
        await mark_sending(session, [reply], held)
    async with database.reading() as session:
        slow = Attempt(await row(session, reply))
    async with database.writing() as session:
        await recover(session, held.fence + 1, CLOCKS)
        await change_row(session, reply, state=OutgoingState.SENT)
    async with database.writing() as session:
        before = await outgoing_backlog(session)
        await keep(session, slow, outcome, CLOCKS)
        after = await outgoing_backlog(session)
    async with database.reading() as session:
        state = (await row(session, reply)).state

    assert (state, after) == ("sent", before)


async def test_a_late_success_is_the_truth(database, held):
    """It did arrive: the agent need not be asked any more."""
    async with database.writing() as session:
        conversation = await a_conversation(session)
        reply = await queue(
            session, "p:7", kind=OutgoingKind.REPLY, conversation_id=conversation.id, customer_id=1, turn=1
        )
        await mark_sending(session, [reply], held)
        slow = Attempt(await row(session, reply))
    async with database.writing() as session:
        await recover(session, held.fence + 1, CLOCKS)
    async with database.writing() as session:
        await keep(session, slow, Sent(), CLOCKS)
    async with database.reading() as session:
        assert (await row(session, reply)).state == "sent"


async def cards(session):
    """What is queued about cards, oldest first."""
    kinds = (OutgoingKind.CARD, OutgoingKind.EDIT)
    rows = await session.scalars(select(Outgoing).where(col(Outgoing.kind).in_(kinds)).order_by(col(Outgoing.id)))
    return [(one.kind, one.depends_on, bool(one.content.get("strip"))) for one in rows.all()]


async def test_a_turn_has_one_card(database):
    """A second message finds the card queued, or brings the one that is out up to date, once."""
    async with database.writing() as session:
        conversation = await a_conversation(session)
        card = Draft(
            OutgoingKind.CARD,
            staff_line(1),
            -1,
            Urgency.CARD,
            NOW,
            conversation_id=conversation.id,
            customer_id=1,
            turn=1,
        )
        await queue_card(session, card, NOW)
        await queue_card(session, card, NOW)
        queued = await cards(session)
        number = await session.scalar(select(col(Outgoing.id)))
        await set_state(session, number, OutgoingState.SENT)
        await queue_card(session, card, NOW)
        await refresh_card(session, conversation.id, 1, NOW)
        edited = await cards(session)
        await queue_card(session, card, NOW, louder=True)
        louder = await cards(session)

    assert queued == [("card", None, False)]
    assert edited == [("card", None, False), ("edit", number, False)]
    assert louder[2:] == [("edit", number, True), ("card", None, False)]


async def test_a_line_whose_card_became_urgent_overtakes(database):
    """The relays before the card rise with it, so that danger does not wait behind them."""
    async with database.writing() as session:
        conversation = await a_conversation(session)
        calm = await queue(session, "s:9")
        relay = await queue(session, "s:1", kind=OutgoingKind.RELAY)
        card = Draft(OutgoingKind.CARD, "s:1", -1, Urgency.CARD, NOW, conversation_id=conversation.id, turn=1)
        await queue_card(session, card, NOW)
        before = await go(session)
        danger = Draft(OutgoingKind.CARD, "s:1", -1, Urgency.DANGER, NOW, conversation_id=conversation.id, turn=1)
        await queue_card(session, danger, NOW)
        after = await go(session)

    assert (before, after) == ([calm, relay], [relay, calm])


async def test_a_topic_is_queued_once(database):
    """Whether a line still has its topic to come can be asked."""
    async with database.writing() as session:
        topic = await queue(session, "s:1", kind=OutgoingKind.CREATE_TOPIC)
        waiting = await has_open(session, "s:1", OutgoingKind.CREATE_TOPIC)
        await set_state(session, topic, OutgoingState.SENT)

        assert waiting
        assert not await has_open(session, "s:1", OutgoingKind.CREATE_TOPIC)
        assert not await has_open(session, "s:2", OutgoingKind.CREATE_TOPIC)
