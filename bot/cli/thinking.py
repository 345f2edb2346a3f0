"""Thinks about one message as the bot would, without Telegram and without a database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.cardfacts import order_named, orders_about
from bot.promises import answer_by
from bot.shop.shopfile import Shop
from classifier.assessment import Assessment, Said
from classifier.classifier import Classifier
from classifier.history.orders import Order, ShopStatistics
from classifier.history.profile import Profile, build_profile
from classifier.priority import Priority, Waiting, prioritise
from classifier.request import Request
from playbooks.engine import suggest
from playbooks.facts import CustomerFacts, Facts
from playbooks.loader import Library
from playbooks.suggestion import Suggestion

# As in the bot (desk.md): a message within 72 hours of an answer belongs to the same conversation.
RECENT = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Thought:
    """What was concluded about one request; `profile` only where orders came with it."""

    assessment: Assessment
    priority: Priority
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class Thinker:
    """Everything that thinking needs; the library only where replies are asked for."""

    classifier: Classifier
    shop: Shop
    zone: ZoneInfo
    desk_language: str = "en"
    library: Library | None = None

    def think(self, request: Request) -> Thought:
        """Assess a message and place it in the queue."""
        profile = self._profile(request)
        assessment = self.classifier.assess(
            request.text,
            conversation=request.conversation,
            profile=profile,
            lang_hint=request.lang_hint,
            now=request.now,
        )
        rules = self.shop.priority_rules(self.zone)
        return Thought(assessment, prioritise(assessment, profile, _waiting(request), rules), profile)

    def suggest(self, request: Request, thought: Thought) -> Suggestion:
        """Suggest replies and steps to it."""
        if self.library is None:
            raise ValueError("this thinker has no playbooks; build it with a library")
        return suggest(
            self.library,
            thought.assessment,
            thought.profile,
            self._facts(request),
            lang=thought.assessment.lang,
            desk_lang=self.desk_language,
        )

    def _profile(self, request: Request) -> Profile | None:
        if not request.orders:
            return None
        statistics = ShopStatistics(currency=_currency(request.orders, self.shop.currency))
        return build_profile(request.orders, (), statistics, request.now, rules=self.shop.history)

    def _facts(self, request: Request) -> Facts:
        text = "\n".join([*(said.text for said in _unanswered(request)[-3:]), request.text])
        orders = orders_about(text, request.orders)
        return Facts(
            customer=CustomerFacts(first_name=request.first_name, linked=bool(orders)),
            # Who asks us tells us how things stand at that moment.
            orders=[replace(order, as_of=order.as_of or request.now) for order in orders],
            shop=self.shop.facts(self.zone),
            agent=None,
            now=request.now,
            answer_by=answer_by(self.shop.business_hours(self.zone), request.now, self.shop.service.next_reply),
            about=order_named(text, orders),
            text=text,
            unanswered=len(_unanswered(request)) + 1,
        )


def _currency(orders: Sequence[Order], usual: str) -> str:
    """Judge a customer in the shop's currency, or in their newest order's where no order is in that."""
    if any(order.currency == usual for order in orders):
        return usual
    return max(orders, key=lambda order: order.placed_at).currency


def _waiting(request: Request) -> Waiting:
    unanswered = _unanswered(request)
    about = orders_about(request.text, request.orders)[:1]
    return Waiting(
        since=unanswered[0].at if unanswered else request.now,
        unanswered=len(unanswered) + 1,
        now=request.now,
        linked=bool(request.orders),
        dispatched=True if about and about[0].shipped_at else None,
    )


def _unanswered(request: Request) -> list[Said]:
    """List what the customer said since our last word and recently enough to belong to this."""
    last: list[Said] = []
    for said in request.conversation:
        if said.who == "agent":
            last = []
        elif said.at <= request.now and request.now - said.at < RECENT:
            last.append(said)
    return last
