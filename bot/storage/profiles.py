"""Profiles kept from one message to the next, so that a history is not gone through again for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import BindParameter, Executable, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import table_of
from bot.storage.tables.people import Customer, EngagementRow, ShopOrder
from bot.storage.tables.shop import ProfileRow
from bot.storage.upserts import insert_in
from classifier.assessment import FactEvidence, Verdict
from classifier.history.fact import Fact
from classifier.history.orders import Engagement, Order
from classifier.history.profile import Profile
from classifier.taxonomy import Axis

PLAIN = frozenset({str, int, float, bool, type(None)})
_VERDICTS = TypeAdapter(dict[Axis, Verdict])

# Built once, since they are asked for many customers.
_PROFILES, _ORDERS, _EVENTS = table_of(ProfileRow), table_of(ShopOrder), table_of(EngagementRow)
_THEIRS: BindParameter[int] = bindparam("customers", expanding=True)
_ORDERS_TOLD = (
    select(
        _ORDERS.c.customer_id,
        func.count().label("orders"),
        func.max(_ORDERS.c.as_of).label("told"),
        func.sum(_ORDERS.c.refunded).label("refunded"),
    )
    .where(_ORDERS.c.customer_id.in_(_THEIRS))
    .group_by(_ORDERS.c.customer_id)
)
_EVENTS_TOLD = (
    select(_EVENTS.c.customer_id, func.count().label("events"))
    .where(_EVENTS.c.customer_id.in_(_THEIRS))
    .group_by(_EVENTS.c.customer_id)
)
_MARK = update(_PROFILES).where(_PROFILES.c.customer_id.in_(bindparam("customers", expanding=True))).values(stale=True)
_HELD = (
    select(_PROFILES.c.customer_id)
    .where(_PROFILES.c.customer_id.in_(bindparam("customers", expanding=True)))
    .order_by(_PROFILES.c.customer_id)
    .with_for_update()
)
_STALE = (
    select(_PROFILES.c.customer_id).where(_PROFILES.c.stale).order_by(_PROFILES.c.customer_id).limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a profile was worked out from; where the database has more by now, it is not kept."""

    orders: int
    told: datetime | None
    events: int
    refunded: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Kept:
    """A profile to be kept: whose, from what, when worked out, and how long its words hold."""

    customer_id: int
    profile: Profile
    basis: Basis
    computed_at: datetime
    good_until: datetime


def basis_of(orders: Sequence[Order], engagement: Sequence[Engagement]) -> Basis:
    """Say what a profile is worked out from."""
    told = [order.as_of for order in orders if order.as_of is not None]
    return Basis(
        len(orders), max(told, default=None), len(engagement), sum((one.refunded for one in orders), Decimal(0))
    )


async def keep_profiles(session: AsyncSession, worked_out: Sequence[Kept]) -> int:
    """Keep profiles, but for those whose history grew since it was read; returns how many. Write session."""
    worked_out = sorted(worked_out, key=lambda kept: kept.customer_id)  # two processes take them in one order
    ids = [kept.customer_id for kept in worked_out]
    connection = await session.connection()
    if connection.dialect.name != "sqlite":  # there nobody else writes meanwhile
        # Who is just marking these stale is waited for, and then what they changed is seen.
        await connection.execute(_HELD, {"customers": ids})
    basis = await _bases(session, ids)
    rows = [_row(kept) for kept in worked_out if basis[kept.customer_id] == kept.basis]
    if rows:
        await connection.execute(_put(connection.dialect.name, tuple(rows[0])), rows)
    return len(rows)


@lru_cache
def _put(dialect: str, names: tuple[str, ...]) -> Executable:
    """Build the statement that puts a profile in the place of the one before; once for each database."""
    statement = insert_in(dialect)(_PROFILES)
    told = {name: statement.excluded[name] for name in names if name != "customer_id"}
    put: Executable = statement.on_conflict_do_update(index_elements=["customer_id"], set_=told)
    return put


async def _bases(session: AsyncSession, customer_ids: Sequence[int]) -> dict[int, Basis]:
    connection, asked = await session.connection(), {"customers": list(customer_ids)}
    orders = {row.customer_id: row for row in (await connection.execute(_ORDERS_TOLD, asked)).all()}
    events = {row.customer_id: row.events for row in (await connection.execute(_EVENTS_TOLD, asked)).all()}
    return {
        id_: Basis(
            orders[id_].orders if id_ in orders else 0,
            orders[id_].told if id_ in orders else None,
            events.get(id_, 0),
            orders[id_].refunded if id_ in orders else Decimal(0),
        )
        for id_ in customer_ids
    }


async def mark_stale(session: AsyncSession, customer_ids: Iterable[int]) -> None:
    """Have these profiles worked out anew when they are next asked for. Write session."""
    ids = sorted(set(customer_ids))
    if ids:
        await (await session.connection()).execute(_MARK, {"customers": ids})


async def stale_customers(session: AsyncSession, most: int) -> list[int]:
    """List customers whose profile waits to be worked out anew."""
    found = await (await session.connection()).execute(_STALE, {"most": most})
    return [int(row.customer_id) for row in found.all()]


async def forget_profiles(session: AsyncSession, customer_ids: Sequence[int]) -> None:
    """Throw profiles away: of people who object, and of rows that were joined to others."""
    if not customer_ids:
        return
    await (await session.connection()).execute(delete(_PROFILES).where(_PROFILES.c.customer_id.in_(customer_ids)))


async def objectors_among(session: AsyncSession, customer_ids: Sequence[int]) -> set[int]:
    """Find who of these said no to profiles."""
    people = table_of(Customer)
    asked = select(people.c.id).where(people.c.id.in_(customer_ids), people.c.no_profile)
    return {int(row.id) for row in (await (await session.connection()).execute(asked)).all()}


def encode_profile(profile: Profile) -> dict[str, Any]:
    """Spell a profile as JSON that reads back exactly."""
    return {
        "figures": {
            name: [fact.value if type(fact.value) in PLAIN else _spell(fact.value), fact.words]
            for name, fact in profile.figures.items()
        },
        # By plain names: pydantic's writer takes three times as long over a profile that has members of an enumeration.
        "verdicts": {axis.value: _verdict(verdict) for axis, verdict in profile.verdicts.items()},
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    """Spell a verdict of history: its evidence is facts, never words."""
    facts = [{"fact": one.fact, "value": one.value} for one in verdict.evidence if isinstance(one, FactEvidence)]
    best, second = verdict.best, verdict.second
    return {
        "axis": verdict.axis.value,
        "type": verdict.type,
        "score": verdict.score,
        "best": {"type": best.type, "score": best.score},
        "second": {"type": second.type, "score": second.score} if second else None,
        "evidence": facts,
    }


def decode_profile(content: Mapping[str, Any]) -> Profile:
    """Read what `encode_profile` wrote."""
    figures = {name: Fact(_read(value), words) for name, (value, words) in content["figures"].items()}
    return Profile(figures, _VERDICTS.validate_python(content["verdicts"]))


def _row(kept: Kept) -> dict[str, object]:
    return {
        "customer_id": kept.customer_id,
        "computed_at": kept.computed_at,
        "good_until": kept.good_until,
        "stale": False,
        "lifecycle": kept.profile.type_of(Axis.LIFECYCLE),
        "value": kept.profile.type_of(Axis.VALUE),
        "content": encode_profile(kept.profile),
    }


def _spell(value: object) -> object:
    """JSON has no sums, times and tuples, so these say what they are."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Decimal):
        return {"sum": str(value)}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, tuple):
        return {"list": [_spell(one) for one in value]}
    return value


def _read(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    ((kind, told),) = value.items()
    if kind == "sum":
        return Decimal(told)
    return datetime.fromisoformat(told) if kind == "time" else tuple(_read(one) for one in told)
