"""What is due at `now`: each follow-up fires exactly once, and only while its reason holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clocks import Clocks
from bot.desk.reminder_words import next_time
from bot.desk.when import at_wall_time
from bot.metrics import Metrics
from bot.storage.alerts import alert_leads, tell_people
from bot.storage.audit import record
from bot.storage.engine import Database
from bot.storage.followups import BATCH, PROMISE, claim_due, spoke_since, with_other_zone
from bot.storage.notes import queue_note
from bot.storage.orders import load_orders
from bot.storage.outgoing import Urgency
from bot.storage.pages import was_taken
from bot.storage.privately import whom_to_tell
from bot.storage.steps import LADDER, rung_coming_due
from bot.storage.tables.conversations import Conversation, FollowUpRow, FollowUpStatus, Status
from bot.storage.tables.playbooks import StepRow
from classifier.history.orders import Order
from playbooks.orders import is_open

# A tick comes every second; what is this much behind was held up by an outage, and says so.
LATE = timedelta(minutes=5)
ABOUT_ORDERS = frozenset({"delivered", "refunded"})
# A word to the customer from so long before its time on keeps a promise: since the first reminder of it.
KEPT_FROM = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Fires what is due; called by every tick."""

    database: Database
    clocks: Clocks
    leads: tuple[int, ...] = ()
    metrics: Metrics = field(default_factory=Metrics)

    async def __call__(self) -> int:
        """Fire everything due, in batches; returns how many reminders went out."""
        fired = 0
        while True:
            async with self.database.writing() as session:
                due = await claim_due(session, self.clocks.business())
                for row in due:
                    fired += await self._fire(session, row)
            self._count(due)
            if len(due) < BATCH:
                return fired

    def _count(self, settled: Sequence[FollowUpRow]) -> None:
        for row in settled:
            fired = row.status == FollowUpStatus.FIRED
            self.metrics.reminders.labels("fired" if fired else "dropped").inc()
            if fired and row.fired_at and row.fired_at - row.due_at >= LATE:
                self.metrics.reminders_late.inc()

    async def _fire(self, session: AsyncSession, row: FollowUpRow) -> bool:
        now, machine_now = self.clocks.business(), self.clocks.machine()
        if row.source == LADDER:
            return await fire_rung(session, row, self.leads, now, machine_now)
        return await fire(session, row, now, machine_now)

    async def move_to(self, zone: ZoneInfo) -> int:
        """Keep wall times when the shop moved to another zone; returns how many moved."""
        async with self.database.writing() as session:
            rows = await with_other_zone(session, str(zone))
            for row in rows:
                row.due_at = at_wall_time(datetime.fromisoformat(row.wall_time or ""), zone).at
                row.zone = str(zone)
        return len(rows)


async def fire(session: AsyncSession, row: FollowUpRow, now: datetime, machine_now: datetime) -> bool:
    """Turn a due follow-up into a line in the customer's topic, or drop it where its reason is gone."""
    conversation = await session.get_one(Conversation, row.conversation_id)
    orders = await load_orders(session, conversation.customer_id) if row.unless in ABOUT_ORDERS else []
    dropped = why_dropped(row, conversation, orders)
    if dropped is None and row.source == PROMISE and await spoke_since(session, row, row.due_at - KEPT_FROM):
        dropped = "the promise was kept"
    if dropped:
        row.status = FollowUpStatus.DONE if row.source == PROMISE else FollowUpStatus.CANCELLED
        record(session, "follow_up_dropped", now, conversation_id=conversation.id, why=dropped, follow_up=row.id or 0)
        return False
    content = reminder_content(row, now)
    row.fired_at = now
    if row.repeats and row.wall_time and row.zone:
        come_again(row, now)
    else:
        row.status = FollowUpStatus.FIRED
    await queue_note(session, conversation, content, machine_now, urgency=Urgency.REMINDER)
    # Whoever holds the conversation now keeps its promises; a reminder is its writer's.
    holder = conversation.assignee_id if row.source == PROMISE else None
    people = await whom_to_tell(session, holder or row.agent_id)
    private = {**content, "buttons": [], "link_topic_of": conversation.customer_id}
    await tell_people(session, people, machine_now=machine_now, content=private)
    return True


def come_again(row: FollowUpRow, now: datetime) -> None:
    """Move what recurs to its next time; what was missed meanwhile came once."""
    moment = next_time(row.repeats or "", datetime.fromisoformat(row.wall_time or ""), now, ZoneInfo(row.zone or "UTC"))
    row.due_at, row.wall_time = moment.at, moment.wall_time


async def fire_rung(
    session: AsyncSession, row: FollowUpRow, leads: Sequence[int], now: datetime, machine_now: datetime
) -> bool:
    """Tell the topic that a rung has come due, and whom it names, with the summary; not where it was taken."""
    conversation = await session.get_one(Conversation, row.conversation_id)
    rung = await rung_coming_due(session, row.id or 0)
    dropped = "the step was taken" if rung is None or rung.done_at else why_dropped(row, conversation)
    if rung is not None and await was_taken(session, row.conversation_id, rung.turn):
        dropped = "somebody is there for the danger"
    if rung is None or dropped:
        row.status = FollowUpStatus.CANCELLED
        record(
            session, "follow_up_dropped", now, conversation_id=conversation.id, why=dropped or "", follow_up=row.id or 0
        )
        return False
    row.status, row.fired_at = FollowUpStatus.FIRED, now
    content = {**rung_content(row, rung, conversation.turn), "handover": conversation.turn}
    await queue_note(session, conversation, content, machine_now, urgency=Urgency.REMINDER)
    if rung.escalate_to != "agent":
        alert = {**content, "key": "rung_due_alert"}
        await alert_leads(session, conversation, leads=leads, machine_now=machine_now, content=alert)
    return True


def why_dropped(row: FollowUpRow, conversation: Conversation, orders: Sequence[Order] = ()) -> str | None:
    """Tell why a follow-up has lost its reason; None while it holds."""
    resolved = conversation.status == Status.RESOLVED
    if row.unless == "resolved" and resolved:
        return "the conversation was resolved"
    if row.unless == "customer_wrote" and conversation.turn > row.turn:
        return "the customer wrote"
    answered = resolved or (conversation.turn > row.turn and conversation.waiting_since is None)
    if row.unless in ("answered", "done") and answered:
        return "the customer was answered"
    if row.unless == "delivered" and orders and not any(is_open(order) for order in orders):
        return "every order was delivered"
    if row.unless == "refunded" and orders and not any(_refund_open(order) for order in orders):
        return "every return was refunded"
    return None


def _refund_open(order: Order) -> bool:
    return order.returned_at is not None and order.status == "paid"


def reminder_content(row: FollowUpRow, now: datetime) -> dict[str, Any]:
    """Say what a reminder says, and how late it is where it could not come in time."""
    late = now - row.due_at
    key = f"reminder_unheard_{row.event}" if row.event else "reminder_late" if late >= LATE else "reminder"
    later = [["snooze_15m", f"snooze:{row.id}:15"], ["snooze_2h", f"snooze:{row.id}:120"]]
    if row.event:
        later = [["wait_a_day", f"snooze:{row.id}:1440"]]
    return {
        "key": key,
        "values": {
            "text": row.text,
            "late_minutes": int(late.total_seconds() // 60),
            "number": (row.order_number or "").lstrip("#"),
        },
        "times": {"due": row.due_at.isoformat()},
        "buttons": [
            ["done", f"done:{row.id}"],
            *([] if row.repeats else later),
            ["open_card", f"open:{row.conversation_id}"],
        ],
    }


def rung_content(row: FollowUpRow, rung: StepRow, turn: int) -> dict[str, Any]:
    """Say which rung has come due; its button takes it in the conversation's turn of now."""
    to = rung.escalate_to or ""
    return {
        "key": "rung_due",
        "values": {"to": to, "text": rung.text},
        "times": {"due": row.due_at.isoformat()},
        "buttons": [
            ["climb", f"climb:{row.conversation_id}:{turn}:{to}"],
            ["ticked", f"tick:{row.conversation_id}:{rung.turn}:{rung.key}"],
            ["snooze_15m", f"snooze:{row.id}:15"],
            ["open_card", f"open:{row.conversation_id}"],
        ],
    }
