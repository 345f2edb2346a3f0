"""Builders for the tests of playbooks: an assessment, an order, facts, each with what a test cares about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from classifier.assessment import Assessment, Flag, Guess, Intent, TextEvidence, Verdict
from classifier.history.orders import Item, Order
from classifier.taxonomy import Axis
from playbooks.engine import suggest
from playbooks.facts import CustomerFacts, Facts, ShopFacts
from playbooks.loader import Library
from playbooks.schema import Playbook
from playbooks.suggestion import Suggestion

NOW = datetime(2025, 11, 22, 14, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Amsterdam")

SHOP = ShopFacts(
    name="Noordlicht",
    zone=ZONE,
    policies={
        "return_days": 30,
        "refund_days": 7,
        "shipping_days": 3,
        "guarantee_months": 24,
        "free_shipping_over": Decimal(60),
    },
    links={"returns": "https://noordlicht.example/returns", "offers": "https://noordlicht.example/offers"},
    gestures={"agent": Decimal(10), "lead": Decimal(50)},
    emergency={"default": "112"},
)

BASE_ORDER = Order(
    id="1042",
    placed_at=NOW - timedelta(days=6),
    currency="EUR",
    total=Decimal("89.90"),
    items=(Item("NL-01", "Head torch", 1, Decimal("89.90")),),
    as_of=NOW - timedelta(minutes=10),
)


def an_order(**changes: object) -> Order:
    """A paid order of six days ago that the shop told us about ten minutes ago."""
    return replace(BASE_ORDER, **changes)


def a_late_order(days: int = 1, **changes: object) -> Order:
    """On its way with DHL, promised some days ago."""
    shipped = {"shipped_at": NOW - timedelta(days=4), "carrier": "DHL", "tracking": "JD0123"}
    return an_order(promised_at=NOW - timedelta(days=days), **{**shipped, **changes})


def a_delivered_order(**changes: object) -> Order:
    """Delivered the day before yesterday."""
    return a_late_order(days=2, **{"delivered_at": NOW - timedelta(days=2), **changes})


def an_assessment(
    intent: str = "order_status",
    *,
    demeanours: Mapping[str, float] | None = None,
    words: str = "asap",
    flags: Sequence[Flag] = (),
    intent_score: float = 0.9,
    **types: str,
) -> Assessment:
    """What was concluded: an intent, demeanours with scores, and a shown type on further axes."""
    guesses = tuple(Guess(type_, score) for type_, score in (demeanours or {"calm": 0.9}).items())
    top = guesses[0]
    evidence = () if top.type == "calm" else (TextEvidence(0, len(words), words),)
    verdicts = {Axis.DEMEANOUR: Verdict(Axis.DEMEANOUR, top.type, top.score, top, evidence=evidence)}
    for axis, type_ in types.items():
        verdicts[Axis(axis)] = Verdict(Axis(axis), type_, 0.9, Guess(type_, 0.9))
    best = Guess(intent, intent_score)
    return Assessment("en", verdicts, guesses, Intent(intent, intent_score, best), tuple(flags))


def a_flag(type_: str, tier: str = "page", words: str = "no point") -> Flag:
    """A flag on some words."""
    return Flag(type_, 0.9, tier, (TextEvidence(0, len(words), words),))


def some_facts(*orders: Order, linked: bool = True, name: str | None = "Anna", **changes: object) -> Facts:
    """Anna, linked, with these orders; Olga answers, and can promise a word in half an hour."""
    facts = Facts(
        customer=CustomerFacts(first_name=name, linked=linked),
        orders=orders,
        shop=SHOP,
        agent="Olga",
        now=NOW,
        answer_by=NOW + timedelta(minutes=30),
    )
    return replace(facts, **changes)


def a_playbook(name: str = "sample", **keys: object) -> Playbook:
    """A playbook as YAML would give it, with a substance that says its name; `None` leaves a key out."""
    content = {"name": name, "summary": "A sample.", "substance": {"en": f"This is {name}."}, **keys}
    return Playbook.model_validate({key: value for key, value in content.items() if value is not None})


def an_answer(substance: object, **keys: object) -> Playbook:
    """A playbook that answers any linked customer."""
    texts = {"en": substance} if isinstance(substance, str) else substance
    return a_playbook("answer", when={"facts": ["linked"]}, substance=texts, **keys)


def suggest_with(*playbooks: Playbook, **changes: object) -> Suggestion:
    """Let these playbooks, and an everyday one below them, answer a plain question."""
    everyday = a_playbook("everyday", opening={"en": "Hello."}, closing={"en": "Bye."})
    asked = {"assessment": an_assessment(), "facts": some_facts(), "profile": None, "lang": "en", **changes}
    return suggest(Library((*playbooks, everyday)), **asked)
