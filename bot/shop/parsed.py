"""What a reader of any format hands on: orders with their customers, and rows that could not be read."""

from dataclasses import dataclass

from bot.shop.consent import ToldConsent
from classifier.history.orders import Order


class ImportFormatError(ValueError):
    """The file as a whole cannot be read as orders; nothing was imported."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row, or a whole order from this row on, that was left out, and what would be right."""

    line: int
    reason: str
    order_id: str | None = None


@dataclass(frozen=True, slots=True)
class ShopCustomer:
    """Who bought, as the shop knows them; at least one way to find them again is set."""

    email: str | None = None
    phone: str | None = None
    name: str | None = None
    shop_id: str | None = None
    # The digits as the shop wrote them, where `phone` is their international spelling: people
    # who were stored before the country was known are still found by it.
    national: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedOrder:
    """An order and its customer; the lines it stood on, for reports."""

    customer: ShopCustomer
    order: Order
    line: int
    shop_key: str | None = None  # the order's own key in the shop's program, which webhooks name
    consent: ToldConsent | None = None  # what came with it of the customer's consent to marketing
