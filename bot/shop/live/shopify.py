"""Reads Shopify's webhooks: orders, refunds, and what privacy law asks.

The order is the one of the REST Admin API (`orders/create`, `orders/updated`),
the refund its Refund (`refunds/create`). Each order carries all its refunds so
far, so a refund of its own is only news until the next update.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from bot.shop.cells import find_status
from bot.shop.consent import ToldConsent
from bot.shop.live.events import DataRequest, Erasure, Event, OrderTold, RefundTold, ShopLeft, Unused
from bot.shop.live.payloads import contact, marked, read_payload
from bot.shop.live.shopify_payloads import (
    Address,
    Fulfilment,
    Left,
    Line,
    Person,
    Refund,
    RefundAlone,
    ShopifyOrder,
    ToErase,
    ToExport,
    Transaction,
)
from bot.shop.parsed import ParsedOrder, ShopCustomer
from classifier.history.orders import Item, Order, Status

SOURCE: Final = "shopify"


def read_shopify(topic: str, told: Mapping[str, Any]) -> Event:
    """Read a body by its topic; raises `PayloadError` where a field that we need is missing or wrong."""
    read = READERS.get(topic)
    return read(told) if read else Unused(f"the topic {topic!r} is not used here")


def _order(told: Mapping[str, Any]) -> Event:
    order = read_payload(ShopifyOrder, told)
    if order.test:  # also what the button for a test notification sends, with an invented customer
        return Unused("a test order")
    refunds = {each.id: _given_back(each, order) for each in order.refunds}
    parsed = ParsedOrder(_customer(order), marked(_as_order(order, refunds)), 0, order.id, _consent(order))
    return OrderTold(parsed, refunds)


def _refund(told: Mapping[str, Any]) -> Event:
    refund = read_payload(RefundAlone, told)
    currencies = {each.currency for each in refund.paid_out}
    return RefundTold(
        order_key=refund.order_id,
        refund_key=refund.id,
        amount=sum((each.amount for each in refund.paid_out), Decimal(0)),
        currency=currencies.pop() if len(currencies) == 1 else None,
        at=refund.created_at,
        sent_back=refund.sent_back,
    )


def _erasure(told: Mapping[str, Any]) -> Event:
    whom = read_payload(ToErase, told)
    return Erasure(_person(whom.customer), whom.orders_to_redact)


def _data_request(told: Mapping[str, Any]) -> Event:
    asked = read_payload(ToExport, told)
    return DataRequest(_person(asked.customer), asked.data_request.id)


def _left(told: Mapping[str, Any]) -> Event:
    return ShopLeft(read_payload(Left, told).shop_domain)


READERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Event]]] = {
    "orders/create": _order,
    "orders/updated": _order,
    "refunds/create": _refund,
    "customers/redact": _erasure,
    "customers/data_request": _data_request,
    "shop/redact": _left,
}


def _as_order(told: ShopifyOrder, refunds: Mapping[str, Decimal]) -> Order:
    sent = told.fulfillments[-1] if told.fulfillments else None
    returned = [each.created_at for each in told.refunds if each.sent_back]
    shipping = told.total_shipping_price_set
    return Order(
        id=told.name.removeprefix("#"),
        placed_at=told.created_at,
        currency=told.currency,
        total=told.total_price,
        items=tuple(_item(line) for line in told.line_items),
        discount=told.total_discounts,
        codes=tuple(each.code for each in told.discount_codes if each.code),
        refunded=sum(refunds.values(), Decimal(0)),
        status=_status(told),
        channel=told.source_name,
        shipped_at=told.fulfillments[0].created_at if told.fulfillments else None,
        delivered_at=_delivered(sent),
        carrier=sent.tracking_company if sent else None,
        tracking=sent.tracking_number if sent else None,
        as_of=told.updated_at,
        returned_at=min(returned, default=None),
        taxes=told.total_tax,
        shipping=shipping.shop_money.amount if shipping and shipping.shop_money else None,
        tags=tuple(filter(None, (tag.strip() for tag in (told.tags or "").split(",")))),
    )


def _status(told: ShopifyOrder) -> Status:
    return "cancelled" if told.cancelled_at else find_status(told.financial_status or "") or "paid"


def _given_back(refund: Refund, order: ShopifyOrder) -> Decimal:
    """Sum a refund in the shop's currency; customers who pay in another are paid back in theirs."""
    return sum((each.amount * _rate(each, order) for each in refund.paid_out), Decimal(0))


def _rate(paid: Transaction, order: ShopifyOrder) -> Decimal:
    both = order.total_price_set
    if paid.currency in {None, order.currency} or not (both and both.shop_money and both.presentment_money):
        return Decimal(1)
    theirs = both.presentment_money.amount
    return both.shop_money.amount / theirs if theirs else Decimal(1)


def _item(line: Line) -> Item:
    title = line.name or line.title or line.sku or "?"  # with the variant, as exports have it
    return Item(sku=line.sku or title, title=title, quantity=line.quantity, price=line.price)


def _delivered(sent: Fulfilment | None) -> datetime | None:
    return sent.updated_at if sent and sent.shipment_status == "delivered" else None


def _customer(told: ShopifyOrder) -> ShopCustomer:
    person, address = told.customer or Person(), told.billing_address or Address()
    name = " ".join(filter(None, (person.first_name, person.last_name))) or address.name or ""
    return contact(
        shop_id=person.id,
        emails=(told.email, person.email),
        phones=(told.phone, person.phone, address.phone),
        name=name,
        country=address.country_code,
    )


def _consent(order: ShopifyOrder) -> ToldConsent | None:
    """Read whether the customer agreed to marketing; only a plain yes or a plain no counts."""
    person = order.customer or Person()
    marketing = person.email_marketing_consent
    if marketing is not None:
        given = {"subscribed": True, "unsubscribed": False}.get(marketing.state or "")
        at, words = marketing.consent_updated_at, f"email_marketing_consent: {marketing.state}"
    else:
        given = True if person.accepts_marketing else None
        at, words = person.accepts_marketing_updated_at, "accepts_marketing"
    return None if given is None else ToldConsent(given, at or order.created_at, words)


def _person(told: Person) -> ShopCustomer:
    return contact(shop_id=told.id, emails=(told.email,), phones=(told.phone,))
