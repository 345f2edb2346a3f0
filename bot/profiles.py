"""Works profiles out and says how long they hold."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.storage.profiles import Kept, basis_of
from classifier.history.orders import Engagement, Order, ShopStatistics
from classifier.history.profile import Profile, build_profile
from classifier.history.rules import HistoryRules
from classifier.history.service import Service

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Past:
    """What there is of one customer; `service` is `None` where nobody counted."""

    orders: Sequence[Order] = ()
    engagement: Sequence[Engagement] = ()
    service: Service | None = None


@dataclass(frozen=True, slots=True)
class Profiler:
    """Turns histories into profiles by the shop's figures."""

    statistics: ShopStatistics
    rules: HistoryRules
    zone: ZoneInfo

    def profile(self, past: Past, now: datetime) -> Profile:
        """Judge one customer by acts alone."""
        return build_profile(past.orders, past.engagement, self.statistics, now, rules=self.rules, service=past.service)

    def keep(self, customer_id: int, past: Past, now: datetime) -> Kept | None:
        """Work a profile out to be kept; a history that nobody foresaw costs its customer a profile, nothing else."""
        basis = basis_of(past.orders, past.engagement)
        try:
            return Kept(customer_id, self.profile(past, now), basis, now, end_of_day(now, self.zone))
        except Exception:
            logger.exception("the profile of customer %s could not be worked out", customer_id)
            return None


# A round works hundreds of profiles out at one moment, and messages come between.
@lru_cache(maxsize=8)
def end_of_day(now: datetime, zone: ZoneInfo) -> datetime:
    """Say when the shop's day ends: "92 days ago" holds until then."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zone).astimezone(UTC)
