"""Puts what a shop tells into the database: one delivery, one short write, once.

A shop may tell the same thing twice, the newer before the older, and a refund
before its order. Deliveries are known by their key, orders by when the shop
last changed them, refunds by their own key.
"""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.erased import without_erased
from bot.shop.filling import fill_in, is_newer, says_the_same
from bot.shop.joining import keys_of
from bot.shop.live.events import (
    DataRequest,
    Delivery,
    Erasure,
    Fact,
    OrderTold,
    Outcome,
    RefundTold,
    ShopLeft,
)
from bot.shop.parsed import ParsedOrder
from bot.shop.people import find_all, place_people
from bot.storage.again import in_one_write
from bot.storage.audit import record
from bot.storage.consents import note_told
from bot.storage.engine import Database
from bot.storage.order_batches import as_stored
from bot.storage.orders import StoredOrder, orders_numbered, save_order
from bot.storage.profiles import mark_stale
from bot.storage.redaction import (
    cut_orders,
    cut_orders_of,
    erase_people,
    part_orders,
    shop_keys_of,
    writers_among,
)
from bot.storage.shop_events import (
    find_by_shop_key,
    give_order,
    hold_order,
    note_delivery,
    note_refunds,
    refunds_noted,
)
from bot.storage.tombstones import bury
from classifier.history.orders import Order, Status

# Somebody who writes for the first time in the same moment may become known by the same e-mail.
TRIES: Final = 3
# An order in one of these states was bought, so money can go back on it.
BOUGHT: Final = frozenset({"paid", "partially_refunded", "refunded"})


async def apply(database: Database, delivery: Delivery, event: Fact, now: datetime) -> Outcome:
    """Take a delivery in; the database being away raises, and nothing of it is kept then."""
    return await in_one_write(database, partial(_apply, delivery, event, now), tries=TRIES)


async def _apply(delivery: Delivery, event: Fact, now: datetime, session: AsyncSession) -> Outcome:
    if not await note_delivery(session, delivery.source, delivery.key, delivery.topic, now):
        return Outcome.KNOWN
    match event:
        case OrderTold():
            return await _take_order(session, delivery.source, event, now)
        case RefundTold():
            return await _take_refund(session, delivery.source, event, now)
        case Erasure():
            return await _erase(session, event, now)
        case DataRequest():
            people = sorted(await find_all(session, event.customer))
            record(session, "data_requested", now, why=f"request {event.request} of the shop", customers=people)
            return Outcome.NOTED
        case ShopLeft():
            record(session, "shop_left", now, why=f"{event.domain} took the app out and wants its data erased")
            return Outcome.NOTED


async def _take_order(session: AsyncSession, shop: str, told: OrderTold, now: datetime) -> Outcome:
    ((parsed,), erased) = await without_erased(session, [told.parsed])
    key = parsed.shop_key or parsed.order.id
    await hold_order(session, shop, key)
    waiting = await refunds_noted(session, shop, key)
    await note_refunds(session, shop, key, told.refunds, now)
    stored = (await orders_numbered(session, [parsed.order.id])).get(parsed.order.id)
    if stored is not None and is_newer(stored.order, parsed.order):
        return Outcome.OLDER
    missing = sum((amount for refund, amount in waiting.items() if refund not in told.refunds), Decimal(0))
    parsed = replace(parsed, order=_give_back(parsed.order, missing))
    if stored is not None:
        parsed = replace(parsed, order=fill_in(parsed.order, stored.order))
    if any(keys_of(parsed.customer)) or (erased and stored is None):
        (owner,), _ = await place_people(session, [parsed.customer], now)
        if parsed.consent is not None and not erased:
            await note_told(session, {owner: parsed.consent})
    elif stored is not None:  # the shop forgot the person, or sells over the counter: the order stays where it is
        owner = stored.customer_id
    else:
        return Outcome.NOBODY
    return await _store(session, stored, owner, parsed)


async def _store(session: AsyncSession, stored: StoredOrder | None, owner: int, parsed: ParsedOrder) -> Outcome:
    order = as_stored(parsed.order)
    await save_order(session, owner, order)
    await give_order(session, order.id, owner, parsed.shop_key)
    if stored is None:
        await mark_stale(session, [owner])
        return Outcome.STORED
    if stored.customer_id == owner and says_the_same(stored.order, order):
        return Outcome.SAME
    await mark_stale(session, {owner, stored.customer_id})
    return Outcome.STORED


async def _take_refund(session: AsyncSession, shop: str, told: RefundTold, now: datetime) -> Outcome:
    await hold_order(session, shop, told.order_key)
    if not await note_refunds(session, shop, told.order_key, {told.refund_key: told.amount}, now):
        return Outcome.KNOWN
    stored = (await find_by_shop_key(session, [told.order_key])).get(told.order_key)
    if stored is None:
        return Outcome.WAITING
    order = stored.order
    if order.as_of is not None and order.as_of > told.at:  # an export written later has it in its sums
        return Outcome.SAME
    if told.currency not in {None, order.currency}:  # the order's own update tells the sum in the shop's currency
        return Outcome.WAITING
    refunded = _give_back(order, told.amount)
    if told.sent_back and refunded.returned_at is None:
        refunded = replace(refunded, returned_at=told.at)
    await save_order(session, stored.customer_id, refunded)
    await mark_stale(session, [stored.customer_id])
    return Outcome.STORED


async def _erase(session: AsyncSession, told: Erasure, now: datetime) -> Outcome:
    people = await find_all(session, told.customer)
    known = (await shop_keys_of(session, people)).values()
    await bury(session, set(keys_of(told.customer)).union(*known), now)
    writing = await writers_among(session, people)
    named = (await find_by_shop_key(session, told.order_keys)).values()
    await erase_people(session, people)
    await cut_orders(session, [order.id for order in named])
    await cut_orders_of(session, people - writing)
    # Whoever has lost their name keeps their orders, which lead nowhere now; the others' must be parted from them.
    await part_orders(session, [order for order in named if order.customer_id not in people - writing], now)
    record(
        session,
        "customer_erased",
        now,
        why="the shop was asked to forget them",
        customers=sorted(people),
        orders=len(named),
        still_writing=sorted(writing),
    )
    return Outcome.ERASED


def _give_back(order: Order, amount: Decimal) -> Order:
    """Add a refund that the order does not contain yet."""
    if not amount:
        return order
    refunded = order.refunded + amount
    status: Status = "refunded" if refunded >= order.total else "partially_refunded"
    return replace(order, refunded=refunded, status=status if order.status in BOUGHT else order.status)
