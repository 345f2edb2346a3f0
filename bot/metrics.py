"""What the bot counts about itself for Prometheus: numbers by kind and outcome, never a name, a text or a customer.

The composition root builds one `Metrics`; each part counts where a thing happens. A
count is an addition in memory, so none of them waits for anything.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from classifier.assessment import Assessment
from classifier.taxonomy import OPTIONAL_AXES

# A message usually takes a fifth of a second; beyond five minutes only the outage itself is of interest.
BUCKETS: Final = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
# What no report may keep of a conversation (desk.md, guards): told together, and without the word.
APART: Final = "kept_apart"


class Metrics:
    """Every metric, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._traffic()
        self._sending()
        self._judging()
        self._promising()
        self._state()

    def _traffic(self) -> None:
        count = self._count
        self.received = count("updates_received", "Updates from Telegram, repeats among them.", "kind")
        self.worked = count("updates_worked", "Updates that were worked off and kept.")
        self.failed = count("updates_failed", "Tries at an update that failed, and what came next.", "outcome")
        self.messages = count("messages", "Messages of customers that were triaged.", "kind")
        self.update_seconds = self._time(
            "update_seconds", "From an update's arrival to all that came of it being kept."
        )
        self.card_seconds = self._time("card_seconds", "From a message's arrival to its card being with the agents.")

    def _sending(self) -> None:
        count = self._count
        self.sends = count("sends", "What was sent to Telegram, and what came of it.", "kind", "outcome")
        self.waits = count("telegram_waits", "Times that Telegram told us to wait (429).")
        self.wait_seconds = count("telegram_wait_seconds", "Seconds that Telegram told us to wait, in all.")
        self.reminders = count("reminders", "Reminders that came due: fired, or dropped with their reason.", "outcome")
        self.reminders_late = count("reminders_late", "Reminders that fired five minutes late or more.")

    def _judging(self) -> None:
        count = self._count
        self.verdicts = count("verdicts", "Verdicts shown to agents.", "axis", "type")
        self.flags = count("flags", "Flags raised.", "type", "tier")
        self.profiles = count("profiles_refreshed", "Profiles worked out anew.")

    def _promising(self) -> None:
        self.pages = self._gauge(
            "pages", "Danger that leads were alerted of in the last 24 hours, and what came of it.", "outcome"
        )
        self.alarms = self._count("alarm_calls", "Calls of ALARM_URL, and what came of them.", "outcome")
        self.breaches = self._count("breaches", "Promises of time that were broken.", "clock")
        self.acknowledged = self._count("acknowledgements", "Automatic words to customers who wait.")

    def _state(self) -> None:
        gauge = self._gauge
        self.outages = self._count("database_outages", "Times that a part found the database away.", "part")
        self.database_up = gauge("database_up", "Whether the database answered when these figures were asked for.")
        self.intake_backlog = gauge("intake_backlog", "Updates still to be worked on.")
        self.outgoing_backlog = gauge("outgoing_backlog", "Messages still to be sent.")
        self.group_backlog = gauge(
            "group_backlog_minutes", "How long a staff group's queue takes at the pace of a group.", "group"
        )
        self.suggestions = gauge(
            "suggestions_used", "What agents made of suggestions since the beginning.", "playbook", "outcome"
        )

    def saw(self, kind: str, assessment: Assessment, unkept: Collection[str]) -> None:
        """Count a message and what was shown of it; `unkept` are the flags of which no report may tell."""
        self.messages.labels(kind).inc()
        for axis, verdict in assessment.verdicts.items():
            if verdict.shown and axis not in OPTIONAL_AXES:
                self.verdicts.labels(axis.value, verdict.type).inc()
        for flag in assessment.flags:
            self.flags.labels(APART if flag.type in unkept else flag.type, flag.tier).inc()

    def waited(self, seconds: float) -> None:
        """Count a wait that Telegram asked for."""
        self.waits.inc()
        self.wait_seconds.inc(seconds)

    def away(self, part: str) -> None:
        """Count that a part found the database away."""
        self.outages.labels(part).inc()

    def _count(self, name: str, help_: str, *labels: str) -> Counter:
        return Counter(f"triage_{name}", help_, labels, registry=self.registry)

    def _gauge(self, name: str, help_: str, *labels: str) -> Gauge:
        return Gauge(f"triage_{name}", help_, labels, registry=self.registry)

    def _time(self, name: str, help_: str) -> Histogram:
        return Histogram(f"triage_{name}", help_, buckets=BUCKETS, registry=self.registry)


def seconds_between(earlier: datetime, later: datetime) -> float:
    """Tell how long something took; a clock that was set back makes it nothing."""
    return max(0.0, (later - earlier).total_seconds())
