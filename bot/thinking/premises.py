"""What all thinking goes by: the shop, its figures and its playbooks."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.clockwork import Promises
from bot.measures import Measures
from bot.shelf import Shelf
from bot.shop.shopfile import Shop
from bot.wording import DeskLanguage
from classifier.business_hours import BusinessHours
from classifier.priority import PriorityRules
from playbooks.facts import ShopFacts


@dataclass(frozen=True, slots=True)
class Usual:
    """What the shop's settings come to, worked out once."""

    facts: ShopFacts
    hours: BusinessHours
    rules: PriorityRules
    promises: Promises

    @classmethod
    def of(cls, shop: Shop, zone: ZoneInfo) -> "Usual":
        return cls(shop.facts(zone), shop.business_hours(zone), shop.priority_rules(zone), Promises.of(shop, zone))


@dataclass(frozen=True, slots=True)
class Premises:
    """The same for every message; `shelf` and `measures` are renewed in place."""

    shelf: Shelf
    shop: Shop
    measures: Measures
    desk_language: DeskLanguage
    usual: Usual

    @classmethod
    def of(
        cls, shop: Shop, zone: ZoneInfo, desk_language: DeskLanguage, *, shelf: Shelf, measures: Measures
    ) -> "Premises":
        return cls(shelf, shop, measures, desk_language, Usual.of(shop, zone))
