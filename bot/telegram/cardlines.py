"""The lines of a card, in the order in which an agent needs them (desk.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from html import escape
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency

from bot.cardfacts import FRESH, OrderFacts, shorten
from bot.storage.cardview import CardView
from bot.storage.tables.conversations import Status
from bot.wording import Wording
from classifier.assessment import Flag, TextEvidence
from classifier.taxonomy import LANGUAGES, PLAIN_TYPES, UNKNOWN, Axis

# A verdict stands on the card only where it is at least this sure and changes the answer (desk.md).
SURE = 0.8
ON_CARD = (Axis.DEMEANOUR, Axis.MOTIVE, Axis.LIFECYCLE, Axis.VALUE)
_FROM_HISTORY = frozenset({Axis.LIFECYCLE, Axis.VALUE})
# The words that gave a verdict away, as many as stay on the line.
QUOTED = 40
LAST_MINUTES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Lines:
    """Writes a view's lines as HTML, in the desk's language and the shop's time."""

    words: Wording
    zone: ZoneInfo

    def __call__(self, view: CardView, now: datetime) -> list[str]:
        paged = [flag for flag in view.assessment.flags if flag.tier == "page"]
        lines = [*self._head(view, now), *self._flags(view), *self._dont(view)]
        lines += [] if paged else [*self._asks(view), *self._fact(view, now)]
        lines += [self._who(view), *(self._later(view, now) if paged else self._verdicts(view))]
        return [line for line in lines if line]

    def _head(self, view: CardView, now: datetime) -> Iterator[str]:
        paged = next((flag for flag in view.assessment.flags if flag.tier == "page"), None)
        if paged is not None:
            what = escape(self.words.name("flag", paged.type))
            yield f"🔴 <b>{self.words('read_first', what=what)}</b>"
        if view.status == Status.RESOLVED:
            yield self.words("resolved_line")
        elif view.waiting and view.due_at is not None:
            more = [self._lang(view.lang)]
            more += [self.words("unanswered", count=view.unanswered)] if view.unanswered > 1 else []
            more += [self.words("promise_broken_line", time=self.time(view.broken_at, now))] if view.broken_at else []
            more += [self.words("told_line", time=self.time(view.told_at, now))] if view.told_at else []
            parts = [self._clock(view, now), *(part for part in more if part)]
            yield " · ".join(parts)
        whose = (
            [self.words("escalated_line", to=escape(self.words.name("role", view.escalated_to)))]
            if view.escalated_to
            else []
        )
        whose += [self.words("claimed_by", name=escape(view.assignee))] if view.waiting and view.assignee else []
        yield " · ".join(whose)

    def _lang(self, lang: str | None) -> str:
        """Name the language, or say that it is none of ours: what is not recognised has a code that says nothing."""
        return lang.upper() if lang in LANGUAGES else self.words("lang_unknown") if lang else ""

    def _clock(self, view: CardView, now: datetime) -> str:
        due = view.due_at or now
        left = due - now
        minutes = max(0, int(abs(left).total_seconds() // 60))
        late = left < timedelta(0)
        key = ("hours" if minutes >= 60 else "minutes") + ("_over" if late else "_left")
        span = self.words(key, hours=minutes // 60, minutes=minutes % 60 if minutes >= 60 else minutes)
        mark = "🔴" if late else "🟠" if left < LAST_MINUTES or view.facts.group != "rest" else "🟢"
        return f"{mark} " + self.words("overdue" if late else "reply_by", time=self.time(due, now), left=span)

    def _flags(self, view: CardView) -> Iterator[str]:
        """One line with the words of danger, one with what is to be checked: a card has twelve."""
        paged = [quotes for flag in view.assessment.flags if flag.tier == "page" and (quotes := _quotes(flag))]
        if paged:
            yield f"<b>{self.words('wrote')}</b> {' … '.join(paged)}"
        checks = [
            escape(self.words.name("flag", flag.type)) + (f": {quotes}" if (quotes := _quotes(flag)) else "")
            for flag in view.assessment.flags
            if flag.tier != "page"
        ]
        if checks:
            yield f"<b>{self.words('check')}</b> {' · '.join(checks)}"

    def _dont(self, view: CardView) -> Iterator[str]:
        if view.suggestion.avoid and (view.waiting or view.assessment.flags):
            yield f"<b>{self.words('dont')}</b> {escape(', '.join(view.suggestion.avoid[:4]))}"

    def _asks(self, view: CardView) -> Iterator[str]:
        asked = escape(self.words.name("intent", view.assessment.intent.type))
        if view.assessment.intent.type == UNKNOWN and view.facts.quote:
            asked = escape(self.words("read_yourself"))
        if view.facts.order is not None:
            asked += f" · {self.words('about_order', number=escape(view.facts.order.number.lstrip('#')))}"
        quote = f" “{escape(view.facts.quote)}”" if view.facts.quote else ""
        if quote or not view.facts.attached:
            yield f"<b>{self.words('asks')}</b> {asked}{quote}"
        yield from self._attached(view)

    def _attached(self, view: CardView) -> Iterator[str]:
        """Name what nobody has read for the agent; where there are no words at all, say so."""
        kinds = dict.fromkeys(view.facts.attached)
        if kinds:
            named = ", ".join(self.words.name("kind", kind) for kind in kinds)
            key = "attached" if view.facts.quote else "attached_only"
            yield f"<b>{self.words('sent_head')}</b> {escape(self.words(key, kinds=named))}"

    def _fact(self, view: CardView, now: datetime) -> Iterator[str]:
        order = view.facts.order
        if order is not None:
            yield f"<b>{self.words('fact')}</b> {escape(' · '.join(self.order(order, now)))}"

    def _later(self, view: CardView, now: datetime) -> Iterator[str]:
        """The order can wait while somebody may be in danger; it is not forgotten."""
        order = view.facts.order
        if order is not None:
            number = escape(order.number.lstrip("#"))
            yield f"<b>{self.words('later')}</b> #{number}: {escape(' · '.join(self.order(order, now)))}"

    def order(self, order: OrderFacts, now: datetime) -> Iterator[str]:
        """Say where an order stands and how old that news is, piece by piece."""
        refunded = self._money(order.refunded, order.currency)
        total = self._money(order.total, order.currency)
        if order.status != "paid":
            yield self.words(f"status_{order.status}", amount=refunded, total=total)
        if order.returned_at is not None:
            yield self.words("returned_at", date=self.date(order.returned_at))
            if order.status == "paid":
                yield self.words("not_refunded")
        elif order.delivered_at is not None:
            yield self.words("delivered_at", date=self.date(order.delivered_at))
        elif order.status == "paid":
            if order.shipped_at is not None and order.carrier:
                yield self.words("expected_from", carrier=order.carrier)
            else:
                yield (
                    self.words("shipped_at", date=self.date(order.shipped_at))
                    if order.shipped_at
                    else self.words("not_shipped")
                )
            if order.promised_at is not None:
                yield self.words("promised", date=self.date(order.promised_at))
                days = (now.astimezone(self.zone).date() - order.promised_at.astimezone(self.zone).date()).days
                if days > 0:
                    yield self.words("late_day") if days == 1 else self.words("late_days", count=days)
        if order.as_of is not None:
            yield self._age(order.as_of, now)

    def _age(self, as_of: datetime, now: datetime) -> str:
        age = now - as_of
        if age < FRESH:
            return self.words("as_of", time=self.time(as_of, now))
        hours = int(age.total_seconds() // 3600)
        span = self.words("age_hours", count=hours) if hours < 48 else self.words("age_days", count=hours // 24)
        return self.words("old_fact", age=span)

    def _who(self, view: CardView) -> str:
        facts = view.facts
        parts = [view.customer_name or "", self.words("linked") if facts.linked else ""]
        if not facts.linked:
            parts.append(self.words("not_linked"))
        elif not facts.orders:
            parts.append(self.words("no_orders"))
        elif facts.orders == 1:
            parts.append(self.words("one_order", year=facts.customer_since))
        else:
            parts.append(self.words("orders_since", count=facts.orders, year=facts.customer_since))
        trend = {"worse": "worse", "calmer": "calmer"}.get(view.assessment.trend)
        parts += [self.words(trend)] if trend else []
        return f"<b>{self.words('who')}</b> {escape(' · '.join(part for part in parts if part))}"

    def _verdicts(self, view: CardView) -> Iterator[str]:
        """Only what changes the answer: plain types and shaky ones stay under Details."""
        named = []
        for axis in ON_CARD:
            verdict = view.assessment.verdicts.get(axis)
            if verdict is None or not verdict.shown or verdict.score < SURE or verdict.type in PLAIN_TYPES:
                continue
            if axis in _FROM_HISTORY and not view.facts.linked:
                continue
            words = sorted((one.text for one in verdict.evidence if isinstance(one, TextEvidence)), key=len)
            quote = f" (“{escape(shorten(words[-1], QUOTED))}”)" if words else ""  # the longest says most
            named.append(escape(self.words.name(axis, verdict.type)) + quote)
        if named:
            yield f"<b>{self.words('how')}</b> {' · '.join(named)}"

    def missing(self, view: CardView) -> Iterator[str]:
        """Name the facts for want of which a reply is not offered."""
        names = list(dict.fromkeys(missing.fact for missing in view.suggestion.missing))
        if names:
            yield f"<b>{self.words('missing')}</b> {escape(', '.join(names[:4]))}"

    def time(self, at: datetime, now: datetime) -> str:
        """Write a time as the shop's clocks show it, with the day where it is not today."""
        there, today = at.astimezone(self.zone), now.astimezone(self.zone).date()
        clock = there.strftime("%H:%M")
        return clock if there.date() == today else f"{self.date(at)} {clock}"

    def whole(self, at: datetime, now: datetime) -> str:
        """Write a time that is said back, with the day of the week too: who wrote "Friday" sees which."""
        there = at.astimezone(self.zone)
        today = there.date() == now.astimezone(self.zone).date()
        day = "" if today else format_date(there.date(), "EEE d MMM ", locale=self.words.lang)
        return f"{day}{there:%H:%M}"

    def date(self, at: datetime) -> str:
        return format_date(at.astimezone(self.zone).date(), "d MMM", locale=self.words.lang)

    def _money(self, amount: str, currency: str) -> str:
        return format_currency(Decimal(amount), currency, locale=self.words.lang)


def _quotes(flag: Flag) -> str:
    quotes = [one.text for one in flag.evidence if isinstance(one, TextEvidence)]
    return " … ".join(f"“{escape(quote)}”" for quote in quotes[:2])
