"""Whether a customer speaks for the shop or against it (taxonomy, axis 5), as far as engagement shows."""

from collections.abc import Sequence
from datetime import datetime

from classifier.assessment import FactEvidence
from classifier.history.confidence import Judgement, confidence
from classifier.history.orders import Engagement
from classifier.history.purchases import days_between
from classifier.history.rules import AdvocacyRules
from classifier.history.words import ago, count

# Seen nothing of the kind, and most people say nothing either way.
SILENT = 0.8


def judge_advocacy(events: Sequence[Engagement], now: datetime, rules: AdvocacyRules) -> Judgement:
    """Ask who speaks against us first, then for us, then who is merely heard by many."""
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
    return _reach(events, rules) or Judgement("neutral", SILENT, "fan" if good else None)


def _reach(events: Sequence[Engagement], rules: AdvocacyRules) -> Judgement | None:
    told = [event.value for event in events if event.kind == "followers" and event.value is not None]
    if not told or told[-1] < rules.followers:
        return None
    words = f"{told[-1]:,.0f} followers"
    return Judgement("influencer", SILENT, "neutral", (FactEvidence("followers", words),))
