"""Writes the summary for who takes a conversation over: plain short lines, in the desk's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cardfacts import shorten
from bot.handover import Handover, Outcome
from bot.storage.cardview import StepState
from bot.telegram.cardlines import Lines

# As much of the customer's words, and of ours, as somebody new to the case reads at once.
WROTE = 240
TOLD = 160
# The newest promises and steps; the topic has the rest.
PROMISES = 3
STEPS = 6


@dataclass(frozen=True, slots=True)
class Summary:
    """Writes a handover as lines of a heading and its words, at most twelve."""

    lines: Lines

    def __call__(self, handover: Handover, now: datetime) -> Iterator[tuple[str, str]]:
        words = self.lines.words
        told = (
            ("asks", self._asks(handover, now)),
            ("wrote", f"“{shorten(handover.wrote, WROTE)}”" if handover.wrote.strip() else words("empty_message")),
            ("fact", self._fact(handover, now)),
            ("who", self._who(handover)),
            ("how", self._tone(handover)),
            *(("promised_head", promise) for promise in self._promises(handover, now)),
            ("steps_done", self._done(handover, now)),
            ("steps_open", self._open(handover, now)),
            ("told_head", self._told(handover, now)),
            ("dont", ", ".join(handover.view.suggestion.avoid[:4])),
        )
        yield from ((words(key), text) for key, text in told if text)

    def _asks(self, handover: Handover, now: datetime) -> str:
        view, words = handover.view, self.lines.words
        parts = [words.name("intent", view.assessment.intent.type), (view.lang or "").upper()]
        if view.facts.order is not None:
            parts.insert(1, words("about_order", number=view.facts.order.number.lstrip("#")))
        if handover.waiting_since is not None:
            parts.append(words("waits_since", time=self.lines.time(handover.waiting_since, now)))
        return " · ".join(part for part in parts if part)

    def _fact(self, handover: Handover, now: datetime) -> str:
        order = handover.view.facts.order
        return " · ".join(self.lines.order(order, now)) if order is not None else ""

    def _who(self, handover: Handover) -> str:
        facts, words = handover.view.facts, self.lines.words
        orders = words("no_orders")
        if facts.orders:
            key = "one_order" if facts.orders == 1 else "orders_since"
            orders = words(key, count=facts.orders, year=facts.customer_since)
        parts = [handover.view.customer_name or "", orders if facts.linked else words("not_linked_short")]
        parts += [words("refunds_count", count=handover.refunds)] if handover.refunds else []
        return " · ".join(part for part in parts if part)

    def _tone(self, handover: Handover) -> str:
        """Say how the customer writes, which way it goes, and what to be careful of."""
        assessment, words = handover.view.assessment, self.lines.words
        parts = [words.name("demeanour", guess.type) for guess in assessment.demeanours]
        parts += [words(assessment.trend)] if assessment.trend in ("worse", "calmer") else []
        parts += [words.name("flag", flag.type) for flag in assessment.flags]
        return " · ".join(dict.fromkeys(parts))

    def _promises(self, handover: Handover, now: datetime) -> Iterator[str]:
        words = self.lines.words
        # A broken promise is what the next person has to answer for.
        by_weight = sorted(handover.promises, key=lambda one: (one.outcome is not Outcome.BROKEN, one.due_at))
        for promise in by_weight[:PROMISES]:
            time = self.lines.time(promise.due_at, now)
            yield words(f"promise_{promise.outcome}", time=time, text=shorten(promise.text, TOLD))

    def _done(self, handover: Handover, now: datetime) -> str:
        done = [one for one in handover.view.steps if one.done_at is not None]
        return "; ".join(self._taken(one, now) for one in done[-STEPS:])

    def _taken(self, one: StepState, now: datetime) -> str:
        at = self.lines.time(one.done_at or now, now)
        return f"{shorten(one.step.text)} ({one.done_by or '?'}, {at})"

    def _open(self, handover: Handover, now: datetime) -> str:
        still = [one for one in handover.view.steps if one.done_at is None]
        return "; ".join(
            shorten(one.step.text) + (f" ({self.lines.time(one.due_at, now)})" if one.due_at else "")
            for one in still[:STEPS]
        )

    def _told(self, handover: Handover, now: datetime) -> str:
        told, words = handover.told, self.lines.words
        if told is None:
            return words("nothing_told")
        return f"“{shorten(told.text, TOLD)}” ({told.by or '?'}, {self.lines.time(told.at, now)})"
