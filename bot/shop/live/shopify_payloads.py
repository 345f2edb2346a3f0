"""The parts of Shopify's bodies that we read, as its REST Admin API spells them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from bot.shop.live.payloads import Absent, Currency, Key, Moment, Payload, Sum, Whole, Words


class Money(Payload):
    amount: Sum


class MoneySet(Payload):
    shop_money: Money | None = None
    presentment_money: Money | None = None


class Marketing(Payload):
    state: Words = None
    consent_updated_at: Moment | None = None


class Person(Payload):
    id: Words = None
    email: Words = None
    phone: Words = None
    first_name: Words = None
    last_name: Words = None
    email_marketing_consent: Marketing | None = None
    # The older spelling of the same.
    accepts_marketing: bool | None = None
    accepts_marketing_updated_at: Moment | None = None


class Address(Payload):
    name: Words = None
    phone: Words = None
    country_code: Words = None


class Line(Payload):
    sku: Words = None
    title: Words = None
    name: Words = None
    quantity: Whole
    price: Sum


class Transaction(Payload):
    kind: Words = None
    status: Words = None
    amount: Sum = Decimal(0)
    currency: Words = None


class RefundLine(Payload):
    restock_type: Words = None


class Refund(Payload):
    id: Key
    created_at: Moment
    transactions: Annotated[tuple[Transaction, ...], Absent] = ()
    refund_line_items: Annotated[tuple[RefundLine, ...], Absent] = ()

    @property
    def paid_out(self) -> Sequence[Transaction]:
        """What really went back; a refund may exist before its money moves, or fail."""
        return [each for each in self.transactions if each.kind == "refund" and each.status == "success"]

    @property
    def sent_back(self) -> bool:
        """Whether goods came back, rather than were called off before they left."""
        return any(line.restock_type == "return" for line in self.refund_line_items)


class RefundAlone(Refund):
    order_id: Key


class Fulfilment(Payload):
    created_at: Moment
    updated_at: Moment | None = None
    tracking_company: Words = None
    tracking_number: Words = None
    shipment_status: Words = None


class Code(Payload):
    code: Words = None


class ShopifyOrder(Payload):
    id: Key
    name: Key
    created_at: Moment
    updated_at: Moment
    currency: Currency
    total_price: Sum
    total_price_set: MoneySet | None = None
    total_discounts: Sum = Decimal(0)
    total_tax: Sum | None = None
    total_shipping_price_set: MoneySet | None = None
    financial_status: Words = None
    cancelled_at: Moment | None = None
    source_name: Words = None
    test: bool = False
    tags: Words = None
    email: Words = None
    phone: Words = None
    customer: Person | None = None
    billing_address: Address | None = None
    line_items: Annotated[tuple[Line, ...], Absent]
    discount_codes: Annotated[tuple[Code, ...], Absent] = ()
    refunds: Annotated[tuple[Refund, ...], Absent] = ()
    fulfillments: Annotated[tuple[Fulfilment, ...], Absent] = ()


class Whom(Payload):
    shop_domain: Key
    customer: Person


class ToErase(Whom):
    # Required: without them an order's body, which has a customer too, would pass for an erasure.
    orders_to_redact: Annotated[tuple[Key, ...], Absent]


class Asked(Payload):
    id: Key


class ToExport(Whom):
    data_request: Asked


class Left(Payload):
    shop_domain: Key
