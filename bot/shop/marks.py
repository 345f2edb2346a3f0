"""What is odd about an order and kept all the same: named on the order, counted in the report, never dropped."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from classifier.history.orders import Item, Order

RETURN: Final = "return"
NEGATIVE_QUANTITY: Final = "negative quantity"
NEGATIVE_PRICE: Final = "negative price"
NO_PRICE: Final = "price of zero"
FUTURE: Final = "date in the future"
CURRENCY: Final = "unknown currency"
TOTAL: Final = "total does not add up"
REFUND: Final = "refunded more than paid"
REPEATED: Final = "rows repeated"
TIMES: Final = "several times of order"
CONTACT: Final = "unreadable contact"
STATUS: Final = "unknown status"

# What a report says after "kept and marked: 12".
SENTENCES: Final = {
    RETURN: "returns: nothing was bought by them, and their sum was given back",
    NEGATIVE_QUANTITY: "with a negative quantity",
    NEGATIVE_PRICE: "with a negative price",
    NO_PRICE: "with a price of zero",
    FUTURE: "with a date in the future",
    CURRENCY: "in a currency that does not exist",
    TOTAL: "with a total that is not what items, discount, shipping and taxes come to",
    REFUND: "with more refunded than was paid",
    REPEATED: "told more than once in the file, which were taken once",
    TIMES: "with several times of order, of which the earliest was taken",
    CONTACT: "with a phone number or e-mail address that cannot be read, which went by the other",
    STATUS: "with a status that is not known, which were taken as paid",
}
CENT: Final = Decimal("0.01")


def marks_of(order: Order) -> list[str]:
    """Tell by the figures alone what is odd about an order."""
    marks = []
    if any(item.quantity < 0 for item in order.items):
        marks.append(NEGATIVE_QUANTITY)
    if any(item.price < 0 for item in order.items):
        marks.append(NEGATIVE_PRICE)
    if any(not item.price for item in order.items):
        marks.append(NO_PRICE)
    if order.as_of and order.placed_at > order.as_of:
        marks.append(FUTURE)
    if order.refunded > order.total and order.refunded - order.total > CENT:
        marks.append(REFUND)
    if order.items and not adds_up(order):
        marks.append(TOTAL)
    return marks


def adds_up(order: Order) -> bool:
    """Compare the total with the items: with taxes in their prices or on top, before the discount or after it.

    Each piece may be a cent off, since shops round prices and sums in different places.
    """
    items = value_of(order.items)
    extra, taxes = order.shipping or Decimal(0), order.taxes or Decimal(0)
    tolerance = CENT * (2 + sum(abs(item.quantity) for item in order.items))
    paid = {items - order.discount + extra, items + extra}
    return any(abs(order.total - sum_ - more) <= tolerance for sum_ in paid for more in {Decimal(0), taxes})


def value_of(items: Sequence[Item]) -> Decimal:
    """Add up what the items cost; what went back counts against it."""
    return sum((item.price * item.quantity for item in items), Decimal(0))
