"""Everything held on a person as plain values, in words that the person may read (GDPR, article 15)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import table_of
from bot.storage.erasing import person_of
from bot.storage.tables.channels import Assist
from bot.storage.tables.conversations import (
    AssessmentRow,
    Conversation,
    Correction,
    FollowUpRow,
    Message,
    MessageVersion,
    Note,
    SuggestionRow,
    VerdictRow,
)
from bot.storage.tables.followups import ConsentRow, OwnNote
from bot.storage.tables.incidents import IncidentMember, Rating
from bot.storage.tables.people import Audit, Customer, EngagementRow, Identity, OrderItem, ShopOrder
from bot.storage.tables.playbooks import StepRow
from bot.storage.tables.service import CustomerWait, Page, ServiceClock
from bot.storage.tables.shop import Link, LinkAttempt, ProfileRow
from bot.storage.tables.team import Approval

Told = dict[str, Any]
# Neutral words for a type of an axis: (axis, type) to a name (bot/wording).
Names = Callable[[str, str], str]
# The column that leads to what a row belongs to, and columns that say nothing of the person: our own numbers,
# and which agent it was, who is a person too.
_OURS: Final = frozenset(
    {"id", "customer_id", "conversation_id", "message_id", "order_id", "assessment_id", "agent_id", "assignee_id"}
    | {
        "incident_id",
        "outgoing_id",
        "end_outgoing_id",
        "from_customer_id",
        "by",
        "undone_by",
        "done_by",
        "decided_by",
        "offered_to",
        "follow_up_id",
        "reply_to_id",
        "told_id",
        "content",
        "version",
        "moved",
    }
    | {"staff_chat", "topic_id", "telegram_id", "chat_id", "shop_key", "playbooks", "spoken", "key", "stale"}
    | {"told", "claimed_by", "false_by", "alarm_tries", "alarm_not_before", "check_at", "say_at", "next_at", "warned"}
)


async def export_person(session: AsyncSession, customer_id: int, *, names: Names, now: datetime) -> Told:
    """Gather everything held on a person: one tree, ready to be written as JSON."""
    ids = await person_of(session, customer_id)
    customers = await _rows(session, Customer, "id", ids)
    talks = await _rows(session, Conversation, "customer_id", ids)
    return {
        "exported_at": now.isoformat(),
        "person": [_told(row) for row in customers],
        "known_by": [_told(row) for row in await _rows(session, Identity, "customer_id", ids)],
        "orders": await _orders(session, ids),
        "activity": [_told(row) for row in await _rows(session, EngagementRow, "customer_id", ids)],
        "conclusions_from_orders": await _profiles(session, ids, names),
        "joined_accounts": [_told(row) for row in await _rows(session, Link, "customer_id", ids)],
        "tries_to_join": [_told(row) for row in await _rows(session, LinkAttempt, "customer_id", ids)],
        "words_read_for_an_agent": [_told(row) for row in await _rows(session, Assist, "customer_id", ids)],
        "consents": [_told(row) for row in await _rows(session, ConsentRow, "customer_id", ids)],
        "conversations": await _conversations(session, talks, names),
    }


async def _orders(session: AsyncSession, ids: Sequence[int]) -> list[Told]:
    orders = await _rows(session, ShopOrder, "customer_id", ids)
    items = _by(await _rows(session, OrderItem, "order_id", [row["id"] for row in orders]), "order_id")
    return [
        _told(row) | {"items": [_told({**item, "cost": None}) for item in items[row["id"]]]}  # cost is the shop's own
        for row in orders
    ]


async def _profiles(session: AsyncSession, ids: Sequence[int], names: Names) -> list[Told]:
    rows = await _rows(session, ProfileRow, "customer_id", ids)
    return [
        {
            "worked_out_at": _plain(row["computed_at"]),
            "figures": {name: words for name, (_, words) in row["content"]["figures"].items()},
            "verdicts": [_verdict(one, names) for one in row["content"]["verdicts"].values()],
        }
        for row in rows
    ]


async def _conversations(session: AsyncSession, talks: Sequence[Told], names: Names) -> list[Told]:
    ids = [row["id"] for row in talks]
    under = {
        "notes": Note,
        "corrections": Correction,
        "follow_ups": FollowUpRow,
        "own_notes": OwnNote,
        "replies_for_approval": Approval,
        "steps": StepRow,
        "decisions": Audit,
        "incidents": IncidentMember,
        "ratings": Rating,
        "promised_times": ServiceClock,
        "questions_of_ours": CustomerWait,
    }
    found = {
        name: _by(await _rows(session, model, "conversation_id", ids), "conversation_id")
        for name, model in under.items()
    }
    alarms = [row | {"flag": names("flag", row["flag"])} for row in await _rows(session, Page, "conversation_id", ids)]
    found["alarms"] = _by(alarms, "conversation_id")
    found["suggested_replies"] = _by(await _suggestions(session, ids), "conversation_id")
    messages = _by(await _messages(session, ids, names), "conversation_id")
    return [
        _told(row)
        | {"messages": [_told(one) for one in messages[row["id"]]]}
        | {name: [_told(_named(one, names)) for one in rows[row["id"]]] for name, rows in found.items()}
        for row in talks
    ]


async def _suggestions(session: AsyncSession, ids: Sequence[int]) -> list[Told]:
    rows = await _rows(session, SuggestionRow, "conversation_id", ids)
    return [row | {"replies": [one["text"] for one in row["content"]["suggestion"]["replies"]]} for row in rows]


async def _messages(session: AsyncSession, ids: Sequence[int], names: Names) -> list[Told]:
    """List the messages, each with its earlier wordings and with what was concluded from it."""
    rows = await _rows(session, Message, "conversation_id", ids)
    of = [row["id"] for row in rows]
    versions = _by(await _rows(session, MessageVersion, "message_id", of), "message_id")
    assessments = await _rows(session, AssessmentRow, "message_id", of)
    found = await _rows(session, VerdictRow, "assessment_id", [one["id"] for one in assessments])
    verdicts = _by(found, "assessment_id")
    concluded: dict[int, list[Told]] = defaultdict(list)
    for one in assessments:
        about = {"language": one["lang"], "about": names("intent", one["intent"]), "at": _plain(one["at"])}
        concluded[one["message_id"]].append(
            about | {"verdicts": [_verdict(each, names) for each in verdicts[one["id"]]]}
        )
    return [
        row | {"versions": [_told(one) for one in versions[row["id"]]]} | {"concluded": concluded[row["id"]]}
        for row in rows
    ]


def _named(row: Told, names: Names) -> Told:
    """Say a correction in neutral words, where it stands in a row of its own and where in the record."""
    if isinstance(row.get("detail"), dict):
        return row | {"detail": _named(row["detail"], names)}
    axis = row.get("axis")
    if axis is None:
        return row
    types = {name: names(axis, row[name]) for name in ("was", "right") if row.get(name)}
    return row | types | {"axis": names("axis", axis)}


def _verdict(row: Mapping[str, Any], names: Names) -> Told:
    evidence = [each.get("text", each.get("fact")) for each in row["evidence"]]
    axis = row["axis"]
    group = names("axis", axis) if axis != "flag" else "flag"
    return {"kind": group, "type": names(axis, row["type"]), "score": round(row["score"], 2), "because": evidence}


async def _rows(session: AsyncSession, model: type[Any], column: str, values: Sequence[int]) -> list[Told]:
    table: Table = table_of(model)
    asked = select(table).where(table.c[column].in_(list(values))).order_by(*table.primary_key.columns)
    rows = await (await session.connection()).execute(asked)
    return [dict(row) for row in rows.mappings().all()]


def _by(rows: Iterable[Told], column: str) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _told(row: Mapping[str, Any]) -> Told:
    """Keep what a row says; nothing is said of what is not known."""
    return {name: _plain(value) for name, value in row.items() if name not in _OURS and value not in (None, [], {})}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
