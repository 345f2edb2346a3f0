"""Gathers what may be said in this turn: the values of all variables, and the situations that hold."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from types import SimpleNamespace
from typing import Final

from classifier.assessment import Assessment
from classifier.history.orders import Order
from classifier.taxonomy import Axis, label
from playbooks.conditions import INTENT_SCORE
from playbooks.facts import Facts, Promised
from playbooks.filters import Money, Voice
from playbooks.orders import is_sure, order_about, order_situations, order_status, order_values
from playbooks.question import SIGN, own_question
from playbooks.topics import find_topic, topic_words
from playbooks.vocabulary import POLICIES, VOLATILE
from playbooks.words import intent_words, status_words

# desk.md, guards: an older order fact is shown with its age and not promised.
FRESH: Final = timedelta(hours=24)
# A name as people write it; an emoji, a link or a joke is not one, and we then greet without it.
# A full stop inside, without a space behind it, makes a link of it in Telegram ("t.me").
_NAME: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|(?:[.]?[ ]|['’-])(?=[^\W\d_])){0,39}\.?")
# A longer message names things in passing, so the one of them that we know may not be what it is about (a choice, not
# a figure measured).
ONE_THING: Final = 25
_OFFERS: Final = ("shop.offers.", "shop.policies.welcome_code")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Known:
    """`values` has an entry for each variable that is known; `withheld` says why some others are not."""

    values: Mapping[str, object]
    situations: frozenset[str]
    withheld: Mapping[str, timedelta]
    facts: Facts
    intent: str
    status: str = ""  # of the order, where it is known and fresh
    topic: str | None = None  # the thing that the message is about, where it is a single one
    lang: str = ""  # in which intent, status and topic are named so far

    @cached_property
    def context(self) -> Mapping[str, object]:
        """The values as templates name them; built for the first text that names one."""
        return _nested(self.values)

    def holds(self, name: str) -> bool:
        """Tell whether a fact is known or a situation holds."""
        return name in self.values or name in self.situations

    def speaking(self, lang: str) -> "Known":
        """Give the same, with intent, status and topic named in a language; unknown where we have no words for them."""
        if self.lang == lang:
            return self
        named = {
            "intent": intent_words(self.intent, lang),
            "order.status": status_words(self.status, lang),
            "topic": topic_words(self.topic, lang) if self.topic else None,
        }
        others = {path: value for path, value in self.values.items() if path not in named}
        return replace(self, values=others | {path: words for path, words in named.items() if words}, lang=lang)

    def without_offers(self) -> "Known":
        """Give the same for somebody to whom no offer is named; wordings without a code speak instead."""
        kept = {path: value for path, value in self.values.items() if not path.startswith(_OFFERS)}
        return self if len(kept) == len(self.values) else replace(self, values=kept)

    def voice(self, lang: str) -> Voice:
        """Say how texts of a language are to be written."""
        shop = self.facts.shop
        return Voice(lang, shop.zone, self.facts.now, shop.currency)


def gather(assessment: Assessment, facts: Facts, lang: str) -> Known:
    """Collect what is known. An unlinked customer has no order here, and a stale order no dates."""
    intent = intent_of(assessment)
    order = order_about(facts, intent) if facts.customer.linked else None
    values = {path: value for path, value in _values(facts, order, lang) if value not in (None, "")}
    if not any(guess.type == "angry" for guess in assessment.demeanours):
        # Nobody's angry question is held up to them.
        values |= {"question": asked} if (asked := own_question(facts.text)) else {}
    stale = order is not None and not is_fresh(order, facts)
    age = facts.now - order.as_of if order and order.as_of else timedelta.max
    withheld = dict.fromkeys(VOLATILE & values.keys(), age) if stale else {}
    known = Known(
        values={path: value for path, value in values.items() if path not in withheld},
        situations=frozenset(_situations(assessment, facts, order, intent)),
        withheld=withheld,
        facts=facts,
        intent=intent,
        status=order_status(order) if order and not stale else "",
        topic=find_topic(facts.text, lang) if _words(facts.text) <= ONE_THING else None,
    )
    return known.speaking(lang)


def _nested(values: Mapping[str, object]) -> dict[str, object]:
    """Turn dotted paths into objects, so that `order.items` can never be a method of a dict."""
    root: dict[str, object] = {}
    for path, value in values.items():
        *parents, leaf = path.split(".")
        spaces = root
        for parent in parents:
            space = spaces.setdefault(parent, SimpleNamespace())
            spaces = vars(space)
        spaces[leaf] = value
    return root


def intent_of(assessment: Assessment) -> str:
    """Choose the intent to answer: the shown one, else a fair best guess, else `other`."""
    intent = assessment.intent
    fair = intent.type == intent.best.type or intent.best.score >= INTENT_SCORE
    return intent.best.type if fair else "other"


def is_fresh(order: Order, facts: Facts) -> bool:
    """An order whose age nobody knows is not fresh: `None` means not known."""
    return order.as_of is not None and facts.now - order.as_of < FRESH


def clean_name(name: str | None) -> str | None:
    """Keep a name that one can greet by.

    >>> clean_name("Anna"), clean_name("🔥 SALE 🔥"), clean_name("x" * 99)
    ('Anna', None, None)
    """
    stripped = (name or "").strip()
    return stripped if _NAME.fullmatch(stripped) else None


def _values(facts: Facts, order: Order | None, lang: str) -> Iterator[tuple[str, object]]:
    shop, customer = facts.shop, facts.customer
    yield "customer.first_name", clean_name(customer.first_name)
    if customer.linked and facts.orders:
        yield "customer.orders", len(facts.orders)
        yield "customer.since", min(each.placed_at for each in facts.orders)
        yield "customer.last_item", _last_item(facts.orders)
    yield "shop.name", shop.name
    yield "shop.opens", shop.opens
    yield "shop.closes", shop.closes
    for name, offer in shop.offers.items():
        if facts.now < offer.until:
            yield f"shop.offers.{name}.code", offer.code
            yield f"shop.offers.{name}.until", offer.until
    for name, amount in shop.gestures.items():
        yield f"shop.gestures.{name}", _money(amount, shop.currency)
    for name, value in shop.policies.items():
        yield f"shop.policies.{name}", _money(value, shop.currency) if POLICIES.get(name) == "money" else value
    for name, link in shop.links.items():
        yield f"shop.links.{name}", link
    yield "agent", facts.agent
    # A time that has passed promises nothing.
    yield "answer_by", facts.answer_by if facts.answer_by and facts.now < facts.answer_by else None
    yield "emergency", _emergency(facts, lang)
    yield "conversation.unanswered", facts.unanswered
    yield "message.words", _words(facts.text)
    promise = _first_due(facts.promised)
    if promise:
        yield "promise.text", promise.text
        yield "promise.due_at", promise.due_at
    if order:
        yield from order_values(order, facts)


def _words(text: str) -> int:
    """Count words; two Chinese signs make one, as most Chinese words have two."""
    signs = len(SIGN.findall(text))
    return (signs + 1) // 2 + len(_WORD.findall(SIGN.sub(" ", text)))


def _last_item(orders: Sequence[Order]) -> str | None:
    """Name what was bought last, where that order has one article and was delivered."""
    delivered = [order for order in orders if order.delivered_at]
    last = max(delivered, key=lambda order: order.placed_at, default=None)
    return last.items[0].title if last and len(last.items) == 1 else None


def _money(value: object, currency: str) -> Money | None:
    return None if value is None else Money(Decimal(str(value)), currency)


def _emergency(facts: Facts, lang: str) -> str | None:
    numbers, country = facts.shop.emergency, facts.customer.country
    return numbers.get(country.upper() if country else "") or numbers.get(lang) or numbers.get("default")


def _first_due(promised: Sequence[Promised]) -> Promised | None:
    return min((promise for promise in promised if not promise.kept), key=lambda promise: promise.due_at, default=None)


def _situations(assessment: Assessment, facts: Facts, order: Order | None, intent: str) -> Iterator[str]:
    yield f"intent:{intent}"
    yield from _read(assessment)
    yield "linked" if facts.customer.linked else "unlinked"
    if facts.customer.linked and order is None:
        yield "no_order"
    held = {
        "reopened": facts.reopened,
        "returns_free": facts.shop.policies.get("return_cost") == 0,
        "names_order": facts.about is not None,
        f"occasion:{facts.occasion}": facts.occasion is not None,
        "marketing_consent": facts.customer.consent,
        "has_order": order is not None,
        "sure_order": order is not None and is_sure(order, facts),
    }
    yield from (name for name, holds in held.items() if holds)
    promise = _first_due(facts.promised)
    if promise:
        yield "promise_broken" if promise.due_at < facts.now else "promise_open"
    if order:
        yield from _of_order(order, facts)


def _read(assessment: Assessment) -> Iterator[str]:
    """Name what was read in the message."""
    yield from (f"flag:{flag.type}" for flag in assessment.flags)
    yield from (label(axis, verdict.type) for axis, verdict in assessment.verdicts.items() if verdict.shown)
    yield from (label(Axis.DEMEANOUR, guess.type) for guess in assessment.demeanours)
    if assessment.intent.best.score < INTENT_SCORE and assessment.intent.type != assessment.intent.best.type:
        yield "unsure"
    if assessment.trend != "same":
        yield assessment.trend


def _of_order(order: Order, facts: Facts) -> Iterator[str]:
    fresh = is_fresh(order, facts)
    yield "order_fresh" if fresh else "order_stale"
    # What a stale order says about itself may be over; only that it was called off stays true.
    held = set(order_situations(order, facts))
    yield from held if fresh else held & {"order_cancelled"}
