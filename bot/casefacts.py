"""What a case says for triage: how long somebody waits, what may be told them, what the card holds fast."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.cardfacts import CardFacts, order_facts, order_named, orders_about, shorten, shown_figures
from bot.incoming import Incoming
from bot.promises import answer_by
from bot.storage.cases import Case
from classifier.assessment import Said
from classifier.business_hours import BusinessHours
from classifier.history.orders import Order
from classifier.history.profile import Profile
from classifier.priority import Priority, Waiting
from playbooks.facts import CustomerFacts, Facts, Promised, ShopFacts
from playbooks.signing import AGENT

# More of a turn than this is seldom about the same thing.
LATEST = 3


def waiting_of(case: Case, incoming: Incoming, now: datetime) -> Waiting:
    """Say since when the writer waits, and whether we broke our word to them."""
    conversation = case.conversation
    since = conversation.waiting_since if conversation else None
    order = orders_about(incoming.text, case.orders)[:1]
    return Waiting(
        since=since or incoming.at,
        unanswered=unanswered(case) + 1,
        now=now,
        reopened=reopened(case),
        broken_promise=any(promise.due_at < now for promise in _promised(case)),
        linked=case.linked,
        objecting=bool(case.customer and case.customer.no_profile),
        dispatched=order[0].shipped_at is not None if order else None,
    )


def facts_of(
    case: Case, incoming: Incoming, now: datetime, *, shop: ShopFacts, hours: BusinessHours, next_reply: timedelta
) -> Facts:
    """Gather what a reply may say."""
    # An order may have been named in an earlier turn; what is asked now stands in this one.
    named_in = _joined([said for said in case.said if said.who == "customer"], incoming)
    orders = orders_about(named_in, case.orders)
    return Facts(
        customer=CustomerFacts(first_name=incoming.first_name, linked=case.linked, consent=case.consent),
        orders=orders,
        shop=shop,
        agent=AGENT,
        now=now,
        answer_by=answer_by(hours, now, next_reply),
        about=order_named(named_in, orders),
        promised=_promised(case),
        unanswered=unanswered(case) + 1,
        reopened=reopened(case),
        text=_joined(_this_turn(case.said), incoming),
        sent=tuple((case.conversation.spoken if case.conversation else None) or ()),
    )


def card_facts(
    case: Case, incoming: Incoming, order: Order | None, profile: Profile | None, priority: Priority
) -> CardFacts:
    """Hold fast what the card says until the customer writes again."""
    orders = sorted(case.orders, key=lambda order: order.placed_at)
    return CardFacts(
        quote=shorten(incoming.text or next((one.text for one in _this_turn(case.said)[::-1] if one.text), "")),
        linked=case.linked,
        first_name=incoming.first_name,
        orders=len(orders),
        customer_since=orders[0].placed_at.year if orders else None,
        order=order_facts(order) if order else None,
        figures=shown_figures(profile) if profile and orders else (),
        reasons=tuple(priority.reasons),
        group=priority.group,
    )


def unanswered(case: Case) -> int:
    """Count the messages that nobody has answered yet."""
    return case.conversation.unanswered if case.conversation else 0


def reopened(case: Case) -> bool:
    """Tell whether the writer comes back to what was resolved."""
    conversation = case.conversation
    return conversation is not None and (conversation.reopened or conversation.resolved_at is not None)


def _promised(case: Case) -> tuple[Promised, ...]:
    conversation = case.conversation
    if conversation is None or conversation.promised_at is None:
        return ()
    return (Promised(conversation.promised or "", conversation.promised_at),)


def _this_turn(said: Sequence[Said]) -> list[Said]:
    """Take what was said since our last word."""
    ours = [number for number, one in enumerate(said) if one.who == "agent"]
    return list(said[ours[-1] + 1 :] if ours else said)


def _joined(said: Sequence[Said], incoming: Incoming) -> str:
    return "\n".join([*(one.text for one in said[-LATEST:]), incoming.text])
