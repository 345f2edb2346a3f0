"""Puts parsed orders into the database, batch by batch; doing it again changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.consent import ToldConsent
from bot.shop.erased import NOBODY, without_erased
from bot.shop.filling import fill_in, is_newer, says_the_same
from bot.shop.joining import People
from bot.shop.parsed import BadRow, ParsedOrder
from bot.shop.people import meet, settle
from bot.storage.again import in_one_write
from bot.storage.consents import note_told
from bot.storage.engine import Database
from bot.storage.order_batches import freshen, insert_orders, replace_orders, shop_keys_numbered
from bot.storage.orders import StoredOrder, orders_numbered
from bot.storage.profiles import mark_stale

# Large enough that the questions cost little, small enough that a running bot waits under half a second for its turn.
BATCH: Final = 200
# Somebody who writes for the first time in the same moment may become known by the same e-mail.
TRIES: Final = 3


@dataclass(slots=True)
class Report:
    """What an import did, or would do."""

    new: int = 0
    changed: int = 0
    same: int = 0
    older: int = 0  # the database has heard of these later than the file was written
    new_customers: int = 0
    divided: int = 0
    erased: int = 0  # orders of erased persons, kept without the person
    customers: set[int] = field(default_factory=set)
    marks: Counter[str] = field(default_factory=Counter)  # orders by what is odd about them (bot/shop/marks.py)
    bad: list[BadRow] = field(default_factory=list)

    @property
    def orders(self) -> int:
        """Count the orders that could be read."""
        return self.new + self.changed + self.same + self.older


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written for one batch; orders are with whose they are."""

    new: list[tuple[int, ParsedOrder]]
    changed: list[tuple[StoredOrder, int, ParsedOrder]]  # as it stood; whose it is now
    same: list[StoredOrder]
    older: list[StoredOrder]
    owners: set[int]
    shop_keys: Mapping[str, str | None]  # as they stood, by the orders' numbers
    as_of: datetime | None  # when the file was written
    erased: int = 0
    consents: dict[int, ToldConsent] = field(default_factory=dict)

    @property
    def nameless(self) -> int:
        """Count the new orders of erased persons: each has a customer row of its own, of whom nothing is known."""
        return sum(each.customer is NOBODY for _, each in self.new)


async def import_orders(
    database: Database,
    found: Iterable[ParsedOrder | BadRow],
    *,
    now: datetime,
    dry_run: bool = False,
    watch: Callable[[], None] = lambda: None,
) -> Report:
    """Store what was parsed and say what happened; `watch` is called after each batch."""
    report, people = Report(), People()
    for batch in _batches(found, report.bad):
        if dry_run:
            async with database.reading() as session:
                plan = await _plan(session, batch, people)
        else:
            plan, people = await _store(database, batch, now)
        _count(report, plan, people)
        report.marks.update(mark for each in batch for mark in each.order.marks)
        watch()
    return report


async def _store(database: Database, batch: Sequence[ParsedOrder], now: datetime) -> tuple[Plan, People]:
    """Store one batch in one write; who it met is looked up anew, since the bot goes on working beside us."""

    async def deed(session: AsyncSession) -> tuple[Plan, People]:
        people = People()
        plan = await _plan(session, batch, people)
        return await _write(session, plan, people, now), people

    return await in_one_write(database, deed, tries=TRIES)


async def _plan(session: AsyncSession, batch: Sequence[ParsedOrder], people: People) -> Plan:
    """Decide for each order whose it is and whether it is new."""
    batch, erased = await without_erased(session, batch)
    await meet(session, [each.customer for each in batch], people)
    stored = await orders_numbered(session, [each.order.id for each in batch])
    keys = await shop_keys_numbered(session, list(stored)) if stored else {}
    plan = Plan([], [], [], [], set(), keys, batch[0].order.as_of, erased)
    for each in batch:
        _place(plan, each, stored.get(each.order.id), people)
    return plan


def _place(plan: Plan, each: ParsedOrder, before: StoredOrder | None, people: People) -> None:
    """Put an order into its plan; that of somebody erased, once it is there, stays where it was parted from them."""
    named = each.customer is not NOBODY
    owner = before.customer_id if before and not named else people.place(each.customer)
    if named:
        plan.owners.add(owner)
        if each.consent is not None:
            plan.consents[owner] = each.consent
    if before is None:
        plan.new.append((owner, each))
        return
    each = replace(each, order=fill_in(each.order, before.order))
    key = plan.shop_keys.get(each.order.id)
    if is_newer(before.order, each.order):
        plan.older.append(before)
    elif before.customer_id == owner and each.shop_key in {None, key} and says_the_same(before.order, each.order):
        plan.same.append(before)
    else:
        plan.changed.append((before, owner, each))


async def _write(session: AsyncSession, plan: Plan, people: People, now: datetime) -> Plan:
    """Store people before their orders; their numbers become real on the way."""
    ids = await settle(session, people, now)

    def real(owner: int) -> int:
        return ids.get(owner, owner)

    keys = plan.shop_keys
    await insert_orders(session, [(real(owner), each.order, each.shop_key) for owner, each in plan.new])
    await replace_orders(
        session,
        [
            (before.id, real(owner), each.order, each.shop_key or keys.get(each.order.id))
            for before, owner, each in plan.changed
        ],
    )
    await note_told(session, {real(owner): consent for owner, consent in plan.consents.items()})
    await freshen(session, [each.id for each in plan.same], plan.as_of)
    # Whose history changed is worked out anew, and so is whoever lost an order to them.
    touched = {real(owner) for owner, _ in plan.new} | {real(owner) for _, owner, _ in plan.changed}
    await mark_stale(session, touched | {before.customer_id for before, _, _ in plan.changed})
    return replace(plan, owners={real(owner) for owner in plan.owners})


def _count(report: Report, plan: Plan, people: People) -> None:
    report.new += len(plan.new)
    report.changed += len(plan.changed)
    report.same += len(plan.same)
    report.older += len(plan.older)
    report.customers |= plan.owners
    report.new_customers += len(people.new) - plan.nameless
    report.erased += plan.erased
    report.divided += people.divided
    people.begin_next()


def _batches(found: Iterable[ParsedOrder | BadRow], bad: list[BadRow]) -> Iterator[list[ParsedOrder]]:
    batch: dict[str, ParsedOrder] = {}
    for each in found:
        if isinstance(each, BadRow):
            bad.append(each)
            continue
        if len(batch) == BATCH or each.order.id in batch:  # told twice: the later telling changes the earlier
            yield list(batch.values())
            batch = {}
        batch[each.order.id] = each
    if batch:
        yield list(batch.values())
