"""Sets reminders, and settles the ones that came."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.awaiting import asks_at, has_happened, order_awaited
from bot.desk.reminder_words import Wanted
from bot.desk.when import DayParts, Moment
from bot.shop.shopfile import Shop
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.followups import PROMISE, add_follow_up
from bot.storage.notes import queue_note
from bot.storage.orders import load_orders
from bot.storage.outgoing import refresh_card
from bot.storage.tables.conversations import Conversation, FollowUpRow, FollowUpStatus
from classifier.history.orders import Order

# What becomes of a reminder when the customer writes, by kind; an agent may change it below the confirmation.
KEEP, LIFT, ASK = "keep", "lift", "ask"


@dataclass(frozen=True, slots=True)
class Reminder:
    """When to come back to a conversation, and why."""

    conversation_id: int
    moment: Moment
    text: str = ""


def parts_of(shop: Shop) -> DayParts:
    """Say what parts of a day mean in a shop; one that is open over midnight ends its working day at six."""
    opens, closes = shop.hours.opens, shop.hours.closes
    return DayParts(opens, closes) if opens < closes else DayParts()


async def remind(session: AsyncSession, *, action: Action, reminder: Reminder) -> Answer:
    """Store a reminder; it comes back in the topic at its time."""
    conversation = await session.get(Conversation, reminder.conversation_id)
    if conversation is None:
        return answer("card_is_old", alert=True)
    wanted = Wanted(reminder.text, reminder.moment)
    row = await _set(session, action, conversation, wanted)
    return row if isinstance(row, Answer) else answer("reminder_set", at=local(row.due_at, action), reaction="👌")


async def remind_of(session: AsyncSession, *, action: Action, conversation_id: int, wanted: Wanted) -> Answer:
    """Store what `/remind` asks for and say it back with its whole time, and what becomes of it if they write."""
    conversation = await session.get_one(Conversation, conversation_id)
    row = await _set(session, action, conversation, wanted)
    if isinstance(row, Answer):
        return row
    await queue_note(session, conversation, confirmation(row), action.machine_now)
    return answer("reminder_set", at=local(row.due_at, action), reaction="👌")


async def _set(
    session: AsyncSession, action: Action, conversation: Conversation, wanted: Wanted
) -> FollowUpRow | Answer:
    found = await _moment(session, action, conversation, wanted)
    if isinstance(found, Answer):
        return found
    moment, order = found
    if moment.at <= action.now:
        return answer("time_is_past", alert=True, at=local(moment.at, action))
    agent = await agent_of(session, action)
    row = FollowUpRow(
        conversation_id=conversation.id or 0,
        agent_id=agent.id,
        source="agent",
        text=wanted.text,
        due_at=moment.at,
        wall_time=moment.wall_time,
        zone=str(action.zone) if moment.wall_time else None,
        turn=conversation.turn,
        created_at=action.now,
        event=wanted.event,
        order_number=order.id if order else None,
        repeats=wanted.repeats,
        unless="customer_wrote" if wanted.silence else "resolved" if wanted.repeats else None,
        on_write=LIFT if wanted.silence else KEEP,
    )
    await add_follow_up(session, row)
    record(session, "remind", action.now, conversation_id=conversation.id, agent_id=agent.id, follow_up=row.id or 0)
    await refresh_card(session, conversation.id or 0, conversation.turn, action.machine_now)
    return row


async def _moment(
    session: AsyncSession, action: Action, conversation: Conversation, wanted: Wanted
) -> tuple[Moment, Order | None] | Answer:
    """Find the time; where an order's news is awaited, when to ask without."""
    if wanted.event is None:
        return (wanted.moment, None) if wanted.moment else answer("reminder_without_time", alert=True)
    orders = await load_orders(session, conversation.customer_id)
    order = order_awaited(orders, wanted.event, wanted.order)
    if order is None:
        return answer("no_order_to_await", alert=True)
    check = action.shop.service.delivery_check
    usual = asks_at(wanted.event, order, action.now, action.zone, check)
    if has_happened(wanted.event, order) and not (wanted.event == "day_after" and usual.wall_time):
        return answer(f"happened_{wanted.event}", alert=True, number=order.id.lstrip("#"))
    return wanted.moment or usual, order


def confirmation(row: FollowUpRow) -> dict[str, object]:
    """Say what was set; the buttons change what becomes of it when the customer writes."""
    kind = row.event or ("repeats" if row.repeats else "silence" if row.unless == "customer_wrote" else "time")
    others = [word for word in (KEEP, LIFT, ASK) if word != row.on_write]
    buttons = [[f"on_write_{word}", f"on_write:{row.id}:{word}"] for word in others]
    return {
        "key": f"set_{kind}",
        "values": {"text": f": {row.text}" if row.text else "", "number": (row.order_number or "").lstrip("#")},
        "times": {"due": row.due_at.isoformat()},
        "buttons": [*buttons, ["drop_reminder", f"drop:{row.id}"]],
    }


async def change_policy(session: AsyncSession, *, action: Action, follow_up_id: int, on_write: str) -> Answer:
    """Choose what becomes of a reminder when the customer writes."""
    row = await session.get(FollowUpRow, follow_up_id, with_for_update=True)
    if row is None or row.status != FollowUpStatus.PENDING or on_write not in {KEEP, LIFT, ASK}:
        return answer("already_settled")
    row.on_write = on_write
    if on_write != LIFT and row.unless == "customer_wrote":
        row.unless = None
    record(session, "reminder_policy", action.now, conversation_id=row.conversation_id, follow_up=follow_up_id)
    return answer(f"on_write_is_{on_write}")


async def drop(session: AsyncSession, *, action: Action, follow_up_id: int) -> Answer:
    """Take a reminder back."""
    row = await session.get(FollowUpRow, follow_up_id, with_for_update=True)
    if row is None or row.status != FollowUpStatus.PENDING:
        return answer("already_settled")
    row.status = FollowUpStatus.CANCELLED
    conversation = await session.get_one(Conversation, row.conversation_id)
    await refresh_card(session, row.conversation_id, conversation.turn, action.machine_now)
    return answer("reminder_dropped")


async def settle(session: AsyncSession, *, action: Action, follow_up_id: int) -> Answer:
    """Tick a reminder off."""
    row = await session.get(FollowUpRow, follow_up_id, with_for_update=True)
    if row is None or row.status == FollowUpStatus.DONE:
        return answer("already_settled")
    row.status = FollowUpStatus.DONE
    await _keep_word(session, row, action)
    agent = await agent_of(session, action)
    record(
        session,
        "reminder_done",
        action.now,
        conversation_id=row.conversation_id,
        agent_id=agent.id,
        follow_up=follow_up_id,
    )
    return answer("reminder_done")


async def _keep_word(session: AsyncSession, row: FollowUpRow, action: Action) -> None:
    """What was promised is done with its reminder, by a call as well as by a message: nobody is told that it is late."""
    conversation = await session.get_one(Conversation, row.conversation_id)
    own = row.source == PROMISE and conversation.promised == row.text
    if own or (row.source == "playbook" and conversation.promised_at == row.due_at):
        await change(session, conversation, promised_at=None, promised=None)
        await refresh_card(session, row.conversation_id, conversation.turn, action.machine_now)


async def snooze(session: AsyncSession, *, action: Action, follow_up_id: int, after: timedelta) -> Answer:
    """Let a reminder come back later."""
    row = await session.get(FollowUpRow, follow_up_id, with_for_update=True)
    if row is None or row.status != FollowUpStatus.FIRED:
        return answer("already_settled")
    row.status, row.due_at = FollowUpStatus.PENDING, action.now + after
    row.wall_time, row.zone = None, None
    return answer("reminder_set", at=local(row.due_at, action))


def local(at: datetime, action: Action) -> str:
    """Write a time as the shop's clocks show it, with the day where it is not today: so a misread Friday is seen."""
    there, today = at.astimezone(action.zone), action.now.astimezone(action.zone).date()
    day = "" if there.date() == today else format_date(there.date(), "EEE d MMM ", locale=action.lang)
    return f"{day}{there:%H:%M}"
