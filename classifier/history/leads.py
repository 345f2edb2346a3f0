"""Where somebody stands who has not bought yet: suspect, prospect, or a lead."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from classifier.assessment import FactEvidence
from classifier.history.confidence import Judgement
from classifier.history.orders import Engagement
from classifier.history.purchases import days_between
from classifier.history.rules import LifecycleRules
from classifier.history.words import ago

# Plain observations, not estimates; one in ten is what a shop does not see or send.
OBSERVED: Final = 0.9
# Interest that cooled, or that was never about buying, may have turned elsewhere.
COOLED: Final = 0.75
# "A tough nut" (000): to look like a buyer is a likeness, not an act.
LIKENESS: Final = 0.6


def judge_lead(events: Sequence[Engagement], now: datetime, rules: LifecycleRules) -> Judgement:
    """Judge by what was done: wanting to buy first, then any contact, then looks alone."""
    if not events:
        return Judgement(
            "prospect", OBSERVED, "lead_cold", (FactEvidence("engagement", "no orders, no engagement yet"),)
        )
    wanting = [event for event in events if event.kind in rules.sales_kinds]
    if wanting:
        hot = days_between(wanting[-1].at, now) <= rules.hot_days
        facts = (_fact(wanting[-1], len(wanting), now),)
        return (
            Judgement("lead_hot", OBSERVED, "lead_cold", facts) if hot else Judgement("lead_cold", COOLED, None, facts)
        )
    last = events[-1]
    looks = [event for event in events if days_between(event.at, now) <= rules.suspect_days]
    only_looks = all(event.kind in rules.looking_kinds for event in events)
    facts = (_fact(last, len(events), now),)
    if only_looks and len(looks) >= rules.suspect_looks:
        return Judgement("suspect", LIKENESS, "lead_cold", facts)
    return Judgement("lead_cold", COOLED, "suspect" if only_looks else "prospect", facts)


def _fact(last: Engagement, times: int, now: datetime) -> FactEvidence:
    seen = f"{last.kind.replace('_', ' ')} {ago(last.at, now)}"
    return FactEvidence("engagement", f"no orders; {seen}" if times == 1 else f"no orders; {times} signs, last {seen}")
