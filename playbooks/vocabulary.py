"""The words that a playbook may use: the variables of a text and the situations of a condition."""

from typing import Final, Literal

from classifier.taxonomy import FLAGS, INTENTS, TYPES, label

Kind = Literal["text", "number", "money", "time"]

# What a shop can promise; a text that uses one is offered only where shop.yaml sets it.
POLICIES: Final[dict[str, Kind]] = {
    "return_days": "number",
    "refund_days": "number",
    "cancel_hours": "number",
    "dispatch_days": "number",
    "shipping_days": "number",
    "search_days": "number",
    "guarantee_months": "number",
    "free_shipping_over": "money",
    "price_match_days": "number",
    "welcome_code": "text",
    "loyalty_programme": "text",
    "showroom": "text",
    "return_cost": "money",
    "payment_methods": "text",
    "phone": "text",
    "callback_minutes": "number",
    "volume_from": "number",
}

# Published offers that the library knows; a shop sets a code and a real end date, or says nothing of them.
OFFERS: Final = ("welcome", "second_order", "returning", "win_back", "loyal", "season", "referral")
# Notes that the shop begins itself, outside of a customer's message.
OCCASIONS: Final = ("thank_you", "onboarding", "check_in", "win_back")

VARIABLES: Final[dict[str, Kind]] = {
    "customer.first_name": "text",
    "customer.orders": "number",
    "customer.since": "time",
    "customer.last_item": "text",
    "order.id": "text",
    "order.item": "text",
    "order.status": "text",
    "order.placed_at": "time",
    "order.expected_at": "time",
    "order.total": "money",
    "order.promised_at": "time",
    "order.shipped_at": "time",
    "order.delivered_at": "time",
    "order.returned_at": "time",
    "order.return_by": "time",
    "order.refund_by": "time",
    "order.guarantee_until": "time",
    "order.days_late": "number",
    "order.refunded": "money",
    "order.carrier": "text",
    "order.tracking": "text",
    "order.as_of": "time",
    "promise.text": "text",
    "promise.due_at": "time",
    "conversation.unanswered": "number",
    "message.words": "number",
    "question": "text",
    "topic": "text",
    "shop.name": "text",
    "shop.opens": "text",
    "shop.closes": "text",
    "shop.gestures.agent": "money",
    "shop.gestures.lead": "money",
    "agent": "text",
    "answer_by": "time",
    "intent": "text",
    "emergency": "text",
    **{f"shop.policies.{name}": kind for name, kind in POLICIES.items()},
    **{f"shop.offers.{name}.code": "text" for name in OFFERS},
    **{f"shop.offers.{name}.until": "time" for name in OFFERS},
}
# A shop names its own links, so any word may follow.
LINKS: Final = "shop.links."
# History's figures may be compared (at_least, at_most) but never said to a customer.
FIGURES: Final = "profile."

# Facts of an order that change by themselves: older than a day they are not said.
VOLATILE: Final = frozenset(
    {
        "order.status",
        "order.expected_at",
        "order.promised_at",
        "order.shipped_at",
        "order.delivered_at",
        "order.returned_at",
        "order.return_by",
        "order.refund_by",
        "order.guarantee_until",
        "order.days_late",
        "order.refunded",
        "order.carrier",
        "order.tracking",
    }
)

SITUATIONS: Final[dict[str, str]] = {
    "linked": "the chat is joined to a shop account",
    "unlinked": "it is not, so no order fact may be said",
    "has_order": "there is an order that the message can be about",
    "sure_order": "that order must be meant: it is named, the only one, or the only one of these weeks",
    "no_order": "linked, and the account has none, or not the one that the message names",
    "order_fresh": "the shop told us about the order within 24 hours",
    "order_stale": "it did not, so dates and status are not said",
    "order_open": "neither delivered nor cancelled",
    "order_late": "open, and the promised day has passed",
    "order_on_time": "open, and the promised day has not passed",
    "order_shipped": "open and handed to the carrier",
    "order_delivered": "delivered",
    "order_cancelled": "cancelled",
    "return_open": "delivered within the shop's return time",
    "return_over": "delivered before it",
    "guarantee_open": "delivered within the guarantee",
    "guarantee_over": "delivered before it",
    "returned": "what was sent back has reached the shop",
    "refunded": "money has gone back",
    "refund_due": "returned, not refunded, the shop's time for it still runs",
    "refund_overdue": "returned, not refunded, and that time has passed",
    "promise_open": "we promised something that is not due yet",
    "promise_broken": "we promised something and the time has passed",
    "returns_free": "the shop bears the cost of sending back",
    "names_order": "the message names an order number",
    "unsure": "what is asked could not be read surely",
    "reopened": "the conversation had been resolved",
    "calmer": "calmer than before",
    "worse": "angrier than before",
    "marketing_consent": "the customer agreed to hear offers",
}

# What an order says about itself by facts that change: a reply that supposes one of these lasts as long as they do.
VOLATILE_SITUATIONS: Final = frozenset(
    name for name in SITUATIONS if name.startswith(("order_", "return_", "guarantee_", "refund")) or name == "returned"
) - {"order_stale", "order_cancelled"}

# A label is a situation too, so that one text of a playbook can be meant for one intent only.
LABELS: Final = frozenset(
    {label(axis, type_) for axis, types in TYPES.items() for type_ in types}
    | {f"intent:{intent}" for intent in INTENTS}
    | {f"flag:{flag}" for flag in FLAGS}
    | {f"occasion:{occasion}" for occasion in OCCASIONS}
)


def is_situation(name: str) -> bool:
    """Tell a situation (`order_late`, `intent:praise`) from a fact."""
    return name in SITUATIONS or name in LABELS


def kind_of(path: str) -> Kind | None:
    """Say what a variable holds; None where there is no such variable."""
    if path.startswith(LINKS) and path.removeprefix(LINKS).isidentifier():
        return "text"
    return VARIABLES.get(path)
