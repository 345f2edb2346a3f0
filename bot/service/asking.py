"""Waiting for the customer: announced to agents, one reminder, then closed with a kind word. Reopening is free."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import automatic_allowed
from bot.service.serving import Moment, Serving
from bot.storage import clocks
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.customer_waits import NOTICE, due_waits, was_taken_back
from bot.storage.flags import flagged_since
from bot.storage.followups import cancel_unless
from bot.storage.notes import queue_note
from bot.storage.outgoing import Urgency, refresh_card
from bot.storage.tables.conversations import Conversation, Status
from bot.storage.tables.service import CustomerWait
from classifier.taxonomy import FLAGS
from playbooks.automatic import Automatic, say_automatic

BATCH: Final = 50


async def look_at_waits(session: AsyncSession, serving: Serving, moment: Moment) -> int:
    """Do what is due for every question that nobody answered; returns how many."""
    waits = await due_waits(session, moment.now, BATCH)
    for wait in waits:
        conversation = await session.get_one(Conversation, wait.conversation_id)
        over = await _why_over(session, serving, wait, conversation, moment.now)
        if over is not None:
            wait.ended_at, wait.why = moment.now, over
        elif wait.announced_at is None:
            await _announce(session, serving, wait, conversation, moment)
        elif wait.nudged_at is None:
            await _nudge(session, serving, wait, conversation, moment)
        else:
            await _close(session, serving, wait, conversation, moment)
    return len(waits)


async def _why_over(
    session: AsyncSession, serving: Serving, wait: CustomerWait, conversation: Conversation, now: datetime
) -> str | None:
    """Tell why nobody is reminded; None while our question still is the last word."""
    if not automatic_allowed(conversation, serving.shop):
        return "switched_off"
    if conversation.turn != wait.turn or conversation.waiting_since is not None:
        return "wrote"
    if conversation.status != Status.OPEN:
        return "no_longer" if conversation.status == Status.RESOLVED else "switched_off"
    if conversation.promised_at is not None or await was_taken_back(session, wait):  # the next word is ours
        return "no_longer"
    # Whatever was flagged in this conversation, or just now in another: neither a nudge nor a closed door.
    return "flagged" if await flagged_since(session, wait.conversation_id, FLAGS, now - timedelta(days=1)) else None


async def _announce(
    session: AsyncSession, serving: Serving, wait: CustomerWait, conversation: Conversation, moment: Moment
) -> None:
    service = serving.shop.service
    nudge_at = _daytime(serving, max(wait.asked_at + service.nudge, moment.now + NOTICE))
    close_at = _closes(serving, wait, nudge_at)
    note = {
        "key": "wait_announced",
        "times": {"asked": wait.asked_at.isoformat(), "nudge": nudge_at.isoformat(), "close": close_at.isoformat()},
        "buttons": [["wait_off", f"wait_off:{conversation.id}:{wait.turn}"]],
    }
    await queue_note(session, conversation, note, moment.machine, urgency=Urgency.REMINDER)
    wait.announced_at, wait.next_at = moment.now, nudge_at


async def _nudge(
    session: AsyncSession, serving: Serving, wait: CustomerWait, conversation: Conversation, moment: Moment
) -> None:
    if _put_off(serving, wait, moment):
        return
    await serving.say(session, conversation, _words(serving, "nudge", conversation, moment), moment, Urgency.REMINDER)
    record(session, "customer_nudged", moment.now, conversation_id=conversation.id)
    wait.nudged_at, wait.next_at = moment.now, _closes(serving, wait, moment.now)


async def _close(
    session: AsyncSession, serving: Serving, wait: CustomerWait, conversation: Conversation, moment: Moment
) -> None:
    if _put_off(serving, wait, moment):
        return
    number = conversation.id or 0
    closing = {"status": Status.RESOLVED, "resolved_at": moment.now, "escalated_to": None, "due_at": None}
    await change(session, conversation, **closing)
    await cancel_unless(session, number, ["answered", "resolved", "done"])
    await clocks.resolved(session, number, moment.now)
    await serving.say(session, conversation, _words(serving, "closed", conversation, moment), moment, Urgency.REMINDER)
    record(session, "closed_waiting", moment.now, conversation_id=number, why="the customer did not answer")
    await refresh_card(session, number, conversation.turn, moment.machine)
    wait.ended_at, wait.why = moment.now, "closed"


def _put_off(serving: Serving, wait: CustomerWait, moment: Moment) -> bool:
    """Leave customers in peace in their quiet hours, also where an outage made us late."""
    wait.next_at = _daytime(serving, moment.now)
    return wait.next_at > moment.now


def _closes(serving: Serving, wait: CustomerWait, nudged: datetime) -> datetime:
    """Give the whole time between reminder and end, however late the reminder was."""
    service = serving.shop.service
    return _daytime(serving, max(wait.asked_at + service.close, nudged + (service.close - service.nudge)))


def _daytime(serving: Serving, at: datetime) -> datetime:
    return serving.shop.customer_hours(serving.zone).next_open(at)


def _words(serving: Serving, key: Automatic, conversation: Conversation, moment: Moment) -> str:
    return say_automatic(key, serving.voice(conversation.lang, moment.now), formal=serving.shop.formal)
