"""Whether a customer speaks for the shop or against it, or leads others by buying (taxonomy, axis 5)."""

from collections.abc import Sequence
from typing import Final

from classifier.assessment import FactEvidence
from classifier.history.confidence import Judgement, confidence
from classifier.history.fact import Fact
from classifier.history.novelty import judge_leading
from classifier.history.orders import Engagement, ShopStatistics
from classifier.history.purchases import Purchases, days_between
from classifier.history.rules import AdvocacyRules
from classifier.history.words import ago, count

# Seen nothing of the kind, and most people say nothing either way.
SILENT = 0.8
# What brings others to the shop, beside the kinds of praise a shop sets for itself.
REFERRALS: Final = frozenset({"referral", "review", "share"})


def judge_advocacy(
    purchases: Purchases, events: Sequence[Engagement], shop: ShopStatistics, rules: AdvocacyRules
) -> Judgement:
    """Ask who speaks against us first, then for us, then who is heard by many, then whom others follow in buying."""
    now = purchases.now
    recent = [event for event in events if days_between(event.at, now) <= rules.days]
    bad = [event for event in recent if event.kind == "bad_review"]
    good = [event for event in recent if event.kind in rules.praise_kinds]
    if bad and bad[-1].at >= max((event.at for event in good), default=bad[-1].at):
        words = f"{count(len(bad), 'bad review')}, last {ago(bad[-1].at, now)}"
        return Judgement("detractor", confidence(len(bad)), "neutral", (FactEvidence("engagement", words),))
    recommended = any(event.kind == "recommended" for event in good)
    if recommended or len(good) >= rules.praises:
        words = f"{good[-1].kind.replace('_', ' ')} {ago(good[-1].at, now)}, {count(len(good), 'time')} in a year"
        return Judgement("fan", confidence(len(good) + recommended), "neutral", (FactEvidence("engagement", words),))
    silent = Judgement("neutral", SILENT, "fan" if good else None)
    return _reach(events, rules) or judge_leading(purchases, recent, shop, rules) or silent


def advocacy_figure(purchases: Purchases, events: Sequence[Engagement], rules: AdvocacyRules) -> Fact:
    """Give the behaviour model: `active` for who told others within a year, else `low` (source 003)."""
    telling = rules.praise_kinds | REFERRALS
    times = sum(event.kind in telling and days_between(event.at, purchases.now) <= rules.days for event in events)
    if not times:
        return Fact("low", "told nobody in a year, as far as we know")
    return Fact("active", f"told others {count(times, 'time')} in a year")


def _reach(events: Sequence[Engagement], rules: AdvocacyRules) -> Judgement | None:
    told = [event.value for event in events if event.kind == "followers" and event.value is not None]
    if not told or told[-1] < rules.followers:
        return None
    words = f"{told[-1]:,.0f} followers"
    return Judgement("influencer", SILENT, "neutral", (FactEvidence("followers", words),))
