"""Turns the demonstration's files into customers with orders, as of a given moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from bot.sandbox.demo.files import CustomerEntry, OrderEntry, Product, read_customers, read_products
from classifier.history.orders import Engagement, Item, Order

CURRENCY: Final = "EUR"
CENT: Final = Decimal("0.01")
# Noordlicht sends for 4.95, and for nothing from 50 on.
SHIPPING: Final = Decimal("4.95")
FREE_FROM: Final = Decimal(50)
# How an ordinary order went, where the file does not say: sent the next day, there two days
# later, a day and a half before the promised date.
SENT_AFTER: Final = 1.1
THERE_AFTER: Final = 3.2
PROMISED_AFTER: Final = 4.7
# Hours in UTC that are daytime in Amsterdam, summer and winter.
DAYLIGHT: Final = (timedelta(hours=7), timedelta(hours=18))
# Older orders have long arrived; younger ones are told in the file.
SURELY_THERE: Final = 6.0


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """Somebody to play in the sandbox: who they are on Telegram and what the shop knows of them."""

    key: str
    first_name: str
    last_name: str
    language_code: str
    email: str | None
    phone: str | None
    about: Mapping[str, str]  # one line each in "en" and "ru"
    orders: Sequence[Order]
    engagement: Sequence[Engagement]


def load_demo(now: datetime) -> list[DemoCustomer]:
    """Build the thirty customers as they stand at `now`."""
    products = read_products()
    return [_customer(entry, products, now) for entry in read_customers()]


def _customer(entry: CustomerEntry, products: Mapping[str, Product], now: datetime) -> DemoCustomer:
    return DemoCustomer(
        key=entry.key,
        first_name=entry.first_name,
        last_name=entry.last_name,
        language_code=entry.language_code,
        email=entry.email,
        phone=entry.phone,
        about={str(lang): line for lang, line in entry.about.items()},
        orders=tuple(_order(order, products, now) for order in entry.orders),
        engagement=tuple(
            Engagement(event.kind, now - timedelta(days=event.days_ago), event.value) for event in entry.engagement
        ),
    )


def _order(entry: OrderEntry, products: Mapping[str, Product], now: datetime) -> Order:
    items = tuple(_item(sku, pieces, products) for sku, pieces in entry.items.items())
    goods = sum((item.price * item.quantity for item in items), Decimal(0))
    discount = _discount(entry.discount, goods)
    total = goods - discount + (SHIPPING if goods - discount < FREE_FROM else 0)
    there = entry.days_ago >= SURELY_THERE
    return Order(
        id=entry.id,
        placed_at=_before(now, entry.days_ago),
        currency=CURRENCY,
        total=total,
        items=items,
        discount=discount,
        codes=(entry.code,) if entry.code else (),
        refunded=total if entry.refunded == "all" else entry.refunded,
        status=entry.status,
        channel="web",
        promised_at=_before(now, _first(entry.promised_days_ago, entry.days_ago - PROMISED_AFTER)),
        shipped_at=_maybe(now, entry.shipped_days_ago, entry.days_ago - SENT_AFTER if there else None),
        delivered_at=_maybe(now, entry.delivered_days_ago, entry.days_ago - THERE_AFTER if there else None),
        carrier=entry.carrier or ("PostNL" if there else None),
        tracking=entry.tracking or (f"3SNLT{entry.id:0>7}" if there else None),
        as_of=now,
        returned_at=_maybe(now, entry.returned_days_ago, None),
    )


def _item(sku: str, pieces: int, products: Mapping[str, Product]) -> Item:
    product = products.get(sku)
    if product is None:
        raise ValueError(f"customers.json orders {sku!r}, which products.csv does not list; add it there")
    return Item(sku, product.title, pieces, product.price, product.category, product.cost)


def _discount(words: str | None, goods: Decimal) -> Decimal:
    return (goods * Decimal(words.rstrip("%")) / 100).quantize(CENT) if words else Decimal(0)


def _first(told: float | None, usual: float) -> float:
    return usual if told is None else told


def _maybe(now: datetime, told: float | None, usual: float | None) -> datetime | None:
    days = usual if told is None else told
    return None if days is None else _before(now, days)


def _before(now: datetime, days: float) -> datetime:
    """Count back to the whole minute; what is more than a day away happened by daylight, as post and shops work."""
    moment = (now - timedelta(days=days)).replace(second=0, microsecond=0)
    if abs(days) < 1:
        return moment
    # Squeezing the whole day into daylight keeps the order of what happened on it.
    midnight = moment.replace(hour=0, minute=0)
    opens, closes = DAYLIGHT
    squeezed = (closes - opens) * ((moment - midnight) / timedelta(days=1))
    return midnight + timedelta(minutes=int((opens + squeezed) / timedelta(minutes=1)))
