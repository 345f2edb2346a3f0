"""Reads WooCommerce's webhooks of orders, in any version of its REST API from 2 on."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final

from bot.shop.cells import find_status
from bot.shop.live.events import Event, OrderTold, Unused
from bot.shop.live.payloads import (
    Absent,
    Currency,
    Key,
    Moment,
    Payload,
    Sum,
    Whole,
    Words,
    contact,
    marked,
    read_payload,
)
from bot.shop.parsed import ParsedOrder, ShopCustomer
from classifier.history.orders import Item, Order, Status

SOURCE: Final = "woocommerce"
TOPICS: Final = frozenset({"order.created", "order.updated"})
# What is sent when a webhook is saved, to see whether anybody answers. It carries no signature.
PING: Final = re.compile(rb"webhook_id=\d{1,20}")
NOBODY: Final = "0"  # the customer number of a guest


class Billing(Payload):
    first_name: Words = None
    last_name: Words = None
    email: Words = None
    phone: Words = None
    country: Words = None


class Line(Payload):
    name: Words = None
    sku: Words = None
    quantity: Whole
    subtotal: Sum = Decimal(0)  # of all pieces, before discount, without taxes


class Coupon(Payload):
    code: Words = None


class Refund(Payload):
    total: Sum  # below zero


class WooCommerceOrder(Payload):
    id: Key
    number: Words = None
    status: Key
    currency: Currency
    date_created_gmt: Moment
    date_modified_gmt: Moment
    date_paid_gmt: Moment | None = None
    total: Sum
    total_tax: Sum | None = None
    shipping_total: Sum | None = None
    discount_total: Sum = Decimal(0)
    created_via: Words = None
    customer_id: Words = None
    billing: Billing
    line_items: Annotated[tuple[Line, ...], Absent]
    coupon_lines: Annotated[tuple[Coupon, ...], Absent] = ()
    refunds: Annotated[tuple[Refund, ...], Absent] = ()


def is_ping(body: bytes) -> bool:
    """Tell the unsigned greeting, which asks for nothing but an answer."""
    return PING.fullmatch(body) is not None


def read_woocommerce(topic: str, told: Mapping[str, Any]) -> Event:
    """Read a body by its topic; raises `PayloadError` where a field that we need is missing or wrong."""
    if topic not in TOPICS:
        return Unused(f"the topic {topic!r} is not used here")
    order = read_payload(WooCommerceOrder, told)
    return OrderTold(ParsedOrder(_customer(order), marked(_as_order(order)), 0, order.id))


def _as_order(told: WooCommerceOrder) -> Order:
    refunded = sum((abs(each.total) for each in told.refunds), Decimal(0))
    return Order(
        id=(told.number or told.id).removeprefix("#"),
        placed_at=told.date_created_gmt,
        currency=told.currency,
        total=told.total,
        items=tuple(_item(line) for line in told.line_items),
        discount=told.discount_total,
        codes=tuple(each.code for each in told.coupon_lines if each.code),
        refunded=refunded,
        status=_status(told, refunded),
        channel=told.created_via,
        as_of=told.date_modified_gmt,
        taxes=told.total_tax,
        shipping=told.shipping_total,
    )


def _status(told: WooCommerceOrder, refunded: Decimal) -> Status:
    """Read a status; plugins add their own ("packing"), and in those the order is under way."""
    status = find_status(told.status) or "paid"
    if status == "unpaid" and told.date_paid_gmt is not None:
        status = "paid"
    if status == "paid" and refunded:
        return "refunded" if refunded >= told.total else "partially_refunded"
    return status


def _item(line: Line) -> Item:
    title = line.name or line.sku or "?"
    each = line.subtotal / line.quantity if line.quantity else line.subtotal
    return Item(sku=line.sku or title, title=title, quantity=line.quantity, price=each)


def _customer(told: WooCommerceOrder) -> ShopCustomer:
    person = told.billing
    return contact(
        shop_id=None if told.customer_id == NOBODY else told.customer_id,
        emails=(person.email,),
        phones=(person.phone,),
        name=" ".join(filter(None, (person.first_name, person.last_name))),
        country=person.country,
    )
