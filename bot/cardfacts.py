"""What the card says about the customer and the order, taken down when the message was triaged."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from classifier.history.orders import Order
from classifier.history.profile import Profile
from classifier.priority import Reason

# An order fact older than this is shown with its age and not promised (desk.md, guards).
FRESH = timedelta(hours=24)
# What helps to answer somebody, in the order in which one asks; the rest is for `triage profile` and segments.
FIGURES = (
    "orders",
    "revenue",
    "average_order",
    "recency_days",
    "usual_interval_days",
    "discount_share",
    "return_rate",
    "categories",
    "new_categories",
    "margin_percentile",
    "expected_orders_12m",
)
# A sign or a word for "number" makes any digits an order's; behind "order" alone they may as well be a price or a date.
_NUMBERED = re.compile(
    r"(?:#|№|n\.\s?º|n[.º]\s?|núm\.?|\bnr\.?|\bnumber|\bno\.|номер\w*|número|número|nûmer|nummer|订单编号|订单号|单号)"
    r"(?:\s*(?:заказа|de (?:mi )?pedido|de (?:la )?comanda|fan de bestelling|is|:|：|#|№|是|为|es|és))*"
    r"\s*(\d{3,12})(?!\d|[-./:]\d)",
    re.IGNORECASE,
)
_NO_ORDER = r"(?!\d|\s*(?:[-./:,]\d|[€$£¥₽%]|руб|р\b|р\.|元|块|件|个|eur|usd|gbp|rub|dollar|pound|bucks|pcs|items|шт|unid|stik))"
_ORDERED = re.compile(
    r"(?:\border|заказ\w*|订单|\bpedido|\bcomanda|\bbestelling)\s*(?!(?:19|20)\d\d(?!\d))(\d{4,12})" + _NO_ORDER,
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\d.,/:€$£¥₽+-])\d{4,12}" + _NO_ORDER, re.IGNORECASE)
# A tenth: shops that number by the thousand sell that many within months.
NEAR = 10
# As much of a message as an agent takes in at a glance.
QUOTE = 90


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The order that the message is about, as the shop last told it."""

    number: str
    status: str
    currency: str
    total: str
    refunded: str
    carrier: str | None
    tracking: str | None
    promised_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    as_of: datetime | None
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CardFacts:
    """Everything on a card that does not change until the customer writes again."""

    quote: str
    linked: bool
    first_name: str | None
    orders: int = 0
    customer_since: int | None = None
    order: OrderFacts | None = None
    figures: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    group: str = "rest"
    answer_by: datetime | None = None  # the time that the replies promise
    attached: tuple[str, ...] = ()  # kinds of what the turn holds beside words, which nobody has read for the agent
    # Every figure by its name, where the desk does not read English: what evidence is said with.
    said: Mapping[str, str] = field(default_factory=dict)


def shown_figures(profile: Profile) -> tuple[str, ...]:
    """Say the figures that stand under Details; what nobody knows is left out."""
    facts = (profile.figures.get(name) for name in FIGURES)
    return tuple(fact.words for fact in facts if fact is not None and fact.value is not None and fact.value != ())


def orders_about(text: str, orders: Sequence[Order]) -> list[Order]:
    """Put the order first that a text is about: one named in it, else one under way, else the newest.

    >>> orders_about("hello", [])
    []
    """
    named = set(re.findall(r"\d{3,}", text))
    return sorted(
        orders, key=lambda order: (_digits(order.id) not in named, not _under_way(order), -order.placed_at.timestamp())
    )


def order_named(text: str, orders: Sequence[Order]) -> str | None:
    """Find the order that a text names by its number, theirs first; None where it names none.

    >>> order_named("where is order 7701?", [])
    '7701'
    """
    named = set(re.findall(r"\d{3,}", text))
    theirs = next((order.id for order in orders if _digits(order.id) in named), None)
    if theirs is not None:
        return theirs
    other = _NUMBERED.search(text) or _ORDERED.search(text)
    return other[1] if other else _like_theirs(text, orders)


def _like_theirs(text: str, orders: Sequence[Order]) -> str | None:
    """Find a bare number that looks like an order's of this shop: as long as theirs, and near to one of them."""
    for found in _BARE.finditer(text):
        number = found[0]
        if len(number) == 4 and number.startswith(("19", "20")):
            continue  # a year
        if any(_is_near(number, _digits(order.id)) for order in orders):
            return number
    return None


def _is_near(number: str, theirs: str) -> bool:
    """Shops count up: another order of the same weeks has as many digits and a number close by."""
    return len(number) == len(theirs) and abs(int(number) - int(theirs)) <= int(theirs) // NEAR


def order_facts(order: Order) -> OrderFacts:
    """Take down what a card may say of an order."""
    return OrderFacts(
        number=order.id,
        status=order.status,
        currency=order.currency,
        total=str(order.total),
        refunded=str(order.refunded),
        carrier=order.carrier,
        tracking=order.tracking,
        promised_at=order.promised_at,
        shipped_at=order.shipped_at,
        delivered_at=order.delivered_at,
        as_of=order.as_of,
        returned_at=order.returned_at,
    )


def shorten(text: str, limit: int = QUOTE) -> str:
    """Cut a text at a word and mark the cut.

    >>> shorten("where is my parcel", 12)
    'where is my…'
    """
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    cut = flat[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,.;:") + "…"


def _digits(number: str) -> str:
    return "".join(re.findall(r"\d", number))


def _under_way(order: Order) -> bool:
    return order.status == "paid" and order.delivered_at is None
