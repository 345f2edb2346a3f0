"""What customers do beside buying: one act a row of a CSV, or a request of the shop's pages.

Columns are found by name, in any order and case; columns with other names are left alone.

| column | must | holds |
| --- | --- | --- |
| customer_email, customer_phone, customer_id | one of them | who it was; `customer_id` is the shop's own number |
| customer_name | no | `Anna de Vries` |
| kind | yes | one of the kinds below |
| at | yes | `2026-03-01 14:05`, `2026-03-01T14:05:00+01:00`; without an offset: shop time |
| amount | no | what the cart was worth; of `followers`: how many |

Kinds that lead to a purchase: cart, cart_left, checkout, price_question,
product_signup, quote, wishlist. Looks: visit, page_viewed, product_viewed,
video_watched. For the shop: good_review, recommended, shared. Against it:
bad_review, low_rating, complaint, downgrade; account_closed, said_goodbye. Other:
link_clicked, newsletter, opted_in, followed, commented, followers. What a
shop adds under `history:` in `shop.yaml` counts too.

The same person, kind and moment is one act, however often it is told.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from functools import partial
from typing import BinaryIO, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.cells import read_money
from bot.shop.contacts import normalise_email, normalise_phone
from bot.shop.dates import Dates
from bot.shop.encodings import find_encoding
from bot.shop.erased import erased_among
from bot.shop.joining import People
from bot.shop.parsed import BadRow, ImportFormatError, ShopCustomer
from bot.shop.people import meet, place_people
from bot.shop.tables import Picks, Row, read_layout, read_rows, refuse_twins
from bot.storage.again import in_one_write
from bot.storage.engagement import add_engagement, known_engagement
from bot.storage.engine import Database
from bot.storage.profiles import mark_stale
from bot.storage.shop_events import note_delivery
from classifier.history.orders import Engagement
from classifier.history.rules import HistoryRules

SOURCE: Final = "engagement"
REQUIRED: Final = ("kind", "at")
CONTACTS: Final = ("customer_email", "customer_phone", "customer_id")
COLUMNS: Final = (*REQUIRED, *CONTACTS, "customer_name", "amount")
# Engagement that means neither buying nor praise; the shop's rules name the other kinds.
PLAIN_KINDS: Final = frozenset({"link_clicked", "newsletter", "opted_in", "followed", "commented", "followers"})
# Clocks differ a little; what is further ahead is a mistake, and would hide what really comes last.
AHEAD: Final = timedelta(minutes=5)
# Short enough that a running bot waits little for its turn.
BATCH: Final = 500
TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class EngagementTold:
    """One act and whose it was; `key` is the shop's own number for the telling, where it has one."""

    customer: ShopCustomer
    event: Engagement
    key: str | None = None


@dataclass(slots=True)
class EngagementReport:
    """What an import did, or would do."""

    new: int = 0
    same: int = 0
    new_customers: int = 0
    bad: list[BadRow] = field(default_factory=list)


def known_kinds(rules: HistoryRules) -> frozenset[str]:
    """List the kinds that mean something under a shop's rules."""
    lifecycle = rules.lifecycle
    return PLAIN_KINDS.union(
        lifecycle.sales_kinds,
        lifecycle.looking_kinds,
        lifecycle.unhappy_kinds,
        lifecycle.goodbye_kinds,
        rules.advocacy.praise_kinds,
        rules.advocacy.expert_kinds,
        rules.motive.view_kinds,
        rules.motive.left_kinds,
        {"bad_review"},
    )


def read_event(kind: str, at: datetime, amount: Decimal | None, kinds: Collection[str], now: datetime) -> Engagement:
    """Check an act; raises `ValueError` with what would be right."""
    known = kind.strip().lower().replace(" ", "_").replace("-", "_")
    if known not in kinds:
        raise ValueError(f"kind {kind[:40]!r} is not known; send one of {', '.join(sorted(kinds))}")
    if at > now + AHEAD:
        raise ValueError(f"at {at:%Y-%m-%d %H:%M} UTC lies in the future; send when it happened")
    if amount is not None and amount < 0:
        raise ValueError(f"amount {amount} is below zero; send zero or more, or leave it out")
    return Engagement(known, at, amount)


def parse_engagement(
    source: BinaryIO, *, zone: tzinfo, kinds: Collection[str], now: datetime
) -> Iterator[EngagementTold | BadRow]:
    """Yield acts and bad rows as they come from a seekable file."""
    dates = Dates(zone)
    for row in _table(source):
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            yield _read_row(row, dates, kinds, now)
        except ValueError as error:
            yield BadRow(row.line, str(error))


def _table(source: BinaryIO) -> Iterator[Row | BadRow]:
    layout = read_layout(source, find_encoding(source), lambda header: len(set(header) & set(COLUMNS)))
    if missing := [name for name in REQUIRED if name not in layout.header]:
        raise ImportFormatError(
            f"the columns {', '.join(missing)} are missing; the first line names {', '.join(layout.header)[:200]}"
        )
    picks: Picks = {name: [layout.header.index(name)] for name in COLUMNS if name in layout.header}
    refuse_twins(layout, picks)
    return read_rows(source, layout, picks)


async def import_engagement(
    database: Database,
    found: Iterable[EngagementTold | BadRow],
    *,
    now: datetime,
    dry_run: bool = False,
    watch: Callable[[], None] = lambda: None,
) -> EngagementReport:
    """Store what was parsed and say what happened; `watch` is called after each batch."""
    report, dry = EngagementReport(), DryRun()
    for batch in _batches(found, report.bad):
        if dry_run:
            async with database.reading() as session:
                new = await dry.count(session, batch)
        else:
            new, added = await store_engagement(database, batch, now=now)
            report.new_customers += added
        report.new += new
        report.same += len(batch) - new
        watch()
    report.new_customers += len(dry.strangers)
    return report


async def store_engagement(database: Database, told: Sequence[EngagementTold], *, now: datetime) -> tuple[int, int]:
    """Store acts in one write; counts those that were new, and the people who were."""
    return await in_one_write(database, partial(_store, told, now), tries=TRIES)


async def _store(told: Sequence[EngagementTold], now: datetime, session: AsyncSession) -> tuple[int, int]:
    gone = await erased_among(session, [each.customer for each in told])
    fresh = [
        each
        for each, erased in zip(told, gone, strict=True)
        if not erased and (each.key is None or await note_delivery(session, SOURCE, each.key, each.event.kind, now))
    ]
    owners, added = await place_people(session, [each.customer for each in fresh], now)
    new = await add_engagement(session, [(owner, each.event) for owner, each in zip(owners, fresh, strict=True)])
    await mark_stale(session, new)
    return len(new), added


@dataclass(slots=True)
class DryRun:
    """Counts what would be new, over all batches of a file."""

    people: People = field(default_factory=People)
    seen: set[tuple[int, str, datetime]] = field(default_factory=set)
    strangers: set[int] = field(default_factory=set)

    async def count(self, session: AsyncSession, told: Sequence[EngagementTold]) -> int:
        """Count the acts that nobody told before."""
        gone = await erased_among(session, [each.customer for each in told])
        told = [each for each, erased in zip(told, gone, strict=True) if not erased]
        await meet(session, [each.customer for each in told], self.people)
        owners = [self.people.place(each.customer) for each in told]
        self.strangers |= {owner for owner in owners if owner < 0}
        self.people.begin_next()
        self.seen |= await known_engagement(session, {owner for owner in owners if owner > 0})
        acts = {(owner, each.event.kind, each.event.at) for owner, each in zip(owners, told, strict=True)}
        new = acts - self.seen
        self.seen |= new
        return len(new)


def _batches(found: Iterable[EngagementTold | BadRow], bad: list[BadRow]) -> Iterator[list[EngagementTold]]:
    batch: list[EngagementTold] = []
    for each in found:
        if isinstance(each, BadRow):
            bad.append(each)
            continue
        batch.append(each)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _read_row(row: Row, dates: Dates, kinds: Collection[str], now: datetime) -> EngagementTold:
    if not any(row.get(column) for column in CONTACTS):
        raise ValueError(f"{', '.join(CONTACTS)} are all empty; fill one, or nobody can be told who it was")
    customer = ShopCustomer(
        email=normalise_email(row.get("customer_email")),
        phone=normalise_phone(row.get("customer_phone")),
        name=row.get("customer_name") or None,
        shop_id=row.get("customer_id") or None,
    )
    amount = read_money(row.get("amount")) if row.get("amount") else None
    return EngagementTold(customer, read_event(row.get("kind"), dates.read(row.get("at")), amount, kinds, now))
