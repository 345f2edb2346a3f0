"""Who of an incident gets its text, and who is left out and why: read at once, from what is true now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.conversations import holder_at
from bot.storage.incidents import END, NEWS
from bot.storage.tables.conversations import AssessmentRow, Conversation, Status
from bot.storage.tables.incidents import IncidentMember, MemberState
from bot.storage.tables.people import Customer, Identity, IdentityKind
from bot.storage.tables.traffic import Outgoing
from classifier.priority import wants_a_person

FALLBACK: Final = "en"
# Of these a general text is not the wrong word; every other flag asks for a person's own.
HARMLESS: Final = frozenset({"churn_threat"})
# SQLite takes 32,766 values in one question.
AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A member with what decides about them; `why` is None for who gets the text."""

    member: IncidentMember
    conversation: Conversation
    name: str
    customer_id: int
    lang: str  # of the text that they get
    why: str | None = None
    arrived: str | None = None  # state of the text's row
    ended: str | None = None

    @property
    def replied(self) -> bool:
        """Tell whether they wrote again after the text."""
        return self.conversation.turn > self.member.turn


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides who is left out, beside the rows themselves."""

    now: datetime
    lapse: timedelta
    langs: Collection[str]  # in which there is a text
    english_for_rest: bool
    part: str = NEWS


async def list_members(
    session: AsyncSession, incident_id: int, rules: Rules, only: Collection[int] | None = None
) -> list[Listed]:
    """List the members of an incident in the order in which they joined, or `only` some of them."""
    asked: Any = (
        select(IncidentMember, Conversation, Customer, col(Identity.value), col(Outgoing.state).label("arrived"))
        .join(Conversation, col(Conversation.id) == col(IncidentMember.conversation_id))
        .join(Customer, col(Customer.id) == col(Conversation.customer_id))
        .outerjoin(
            Identity,
            (col(Identity.customer_id) == col(Customer.id)) & (col(Identity.kind) == IdentityKind.TELEGRAM),
        )
        .outerjoin(Outgoing, col(Outgoing.id) == col(IncidentMember.outgoing_id))
        .where(col(IncidentMember.incident_id) == incident_id)
        .order_by(col(IncidentMember.id))
    )
    if only is not None:
        asked = asked.where(col(IncidentMember.id).in_(list(only)))
    rows = (await session.execute(asked)).all()
    flagged = await _flagged(session, [row[1].id for row in rows])
    ended = await _states(session, [row[0].end_outgoing_id for row in rows if row[0].end_outgoing_id])
    return [_listed(row, flagged, ended, rules) for row in rows]


def _listed(row: Any, flagged: Collection[int], ended: dict[int, str], rules: Rules) -> Listed:
    member, conversation, customer, chat, arrived = row
    name = " ".join(filter(None, (customer.first_name, customer.last_name))) or customer.topic_title or "?"
    lang = member.lang if member.lang in rules.langs else FALLBACK
    why = _why_out(member, conversation, customer, rules) or (
        "no_chat"
        if chat is None
        else "flag"
        if conversation.id in flagged
        else None
        if member.lang in rules.langs or (rules.english_for_rest and FALLBACK in rules.langs)
        else "no_text"
    )
    end = ended.get(member.end_outgoing_id or 0)
    return Listed(member, conversation, name, customer.id or 0, lang, why, arrived, end)


def _why_out(member: IncidentMember, conversation: Conversation, customer: Customer, rules: Rules) -> str | None:
    """Say why a member gets nothing, the strongest reason first."""
    reasons = {"banned": customer.banned_at is not None, "blocked": customer.blocked_at is not None}
    if rules.part == END:
        told = member.state in {MemberState.TOLD, MemberState.END_DUE}
        reasons |= {"never_told": not told, "replied": conversation.turn > member.turn}
    else:
        reasons |= _why_no_news(member, conversation, rules)
    return next((reason for reason, holds in reasons.items() if holds), None)


def _why_no_news(member: IncidentMember, conversation: Conversation, rules: Rules) -> dict[str, bool]:
    done = conversation.status == Status.RESOLVED or conversation.waiting_since is None
    escalated = conversation.escalated_to is not None
    return {
        "taken_out": member.state == MemberState.OUT,
        "told": member.state not in {MemberState.IN, MemberState.DUE, MemberState.OUT},
        "answered": done or conversation.turn != member.turn,
        "promise": conversation.promised_at is not None and conversation.promised_at < rules.now,
        "held": escalated or holder_at(conversation, rules.now, rules.lapse) is not None,
    }


async def _flagged(session: AsyncSession, conversation_ids: list[int]) -> set[int]:
    """Find those in which anything was flagged, in whatever turn: they need a person's own words.

    Read from the whole assessments, since two kinds of flags are kept nowhere else.
    """
    found: set[int] = set()
    for start in range(0, len(conversation_ids), AT_ONCE):
        asked = select(col(AssessmentRow.conversation_id), col(AssessmentRow.content)["flags"].label("flags")).where(
            col(AssessmentRow.conversation_id).in_(conversation_ids[start : start + AT_ONCE])
        )
        found |= {row.conversation_id for row in (await session.execute(asked)).all() if _grave(row.flags)}
    return found


def is_grave(type_: str, score: float) -> bool:
    """Tell whether a flag asks for a person's own words instead of a text to all."""
    return type_ not in HARMLESS and wants_a_person(type_, score)


def _grave(flags: list[dict[str, Any]] | None) -> bool:
    return any(is_grave(flag["type"], flag["score"]) for flag in flags or ())


async def _states(session: AsyncSession, ids: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        asked = select(col(Outgoing.id), col(Outgoing.state)).where(col(Outgoing.id).in_(ids[start : start + AT_ONCE]))
        found |= {row.id: row.state for row in (await session.execute(asked)).all()}
    return found
