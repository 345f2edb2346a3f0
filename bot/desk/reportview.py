"""A report in words that are read in a minute: what happened, and what is different from the time before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date
from babel.numbers import format_percent

from bot.report import LOW, TOP, Report, Spread
from bot.wording import Wording

# What a phone shows without scrolling; the picture has more.
LISTED = 5


@dataclass(frozen=True, slots=True)
class ReportView:
    """Writes a report's lines, each beside the figure of the stretch before."""

    words: Wording
    shop: str

    def __call__(self, now: Report, before: Report) -> list[str]:
        """Say it in the desk's language."""
        if not now.messages and not now.conversations and not before.messages:
            return [self._head(now), self.words("report_empty")]
        return [
            self._head(now),
            *self._volume(now, before),
            *self._waits(now, before),
            *self._work(now, before),
            *self._trouble(now),
            *self._replies(now, before),
            *self._ratings(now),
        ]

    def _head(self, report: Report) -> str:
        last = report.until - timedelta(microseconds=1)
        return self.words("report_head", shop=self.shop, since=self._date(report.since), until=self._date(last))

    def _volume(self, now: Report, before: Report) -> Iterator[str]:
        yield self._line("report_conversations", now.conversations, before.conversations)
        yield self._line("report_messages", now.messages, before.messages)
        if len(now.by_lang) > 1:
            yield self.words("report_langs", shares=self._shares(now.by_lang, now.conversations))
        if now.by_intent:
            named = {self.words.name("intent", intent): count for intent, count in now.by_intent.items()}
            yield self.words("report_intents", shares=self._shares(named, now.conversations))

    def _waits(self, now: Report, before: Report) -> Iterator[str]:
        if now.first_reply.half is None:
            yield self.words("report_no_replies")
        else:
            half, most = self._spans(now.first_reply)
            change = self._faster(now.first_reply, before.first_reply)
            yield self.words("report_first_reply", half=half, most=most, change=change)
        for lang, spread in list(now.first_reply_by_lang.items())[:LISTED] if len(now.first_reply_by_lang) > 1 else ():
            half, most = self._spans(spread)
            yield self.words("report_first_reply_lang", lang=lang, half=half, most=most)
        groups = now.first_reply_by_value
        if LOW in groups and TOP in groups:
            low, top = self._spans(groups[LOW])[1], self._spans(groups[TOP])[1]
            yield self.words("report_value", low=low, top=top)
        if now.unanswered:
            yield self._line("report_unanswered", now.unanswered, before.unanswered)
        if now.resolution.half is not None:
            half, most = self._spans(now.resolution)
            change = self._faster(now.resolution, before.resolution)
            yield self.words("report_resolution", half=half, most=most, change=change)

    def _work(self, now: Report, before: Report) -> Iterator[str]:
        if now.promises:
            share, was = _share(now.promises_kept, now.promises), _share(before.promises_kept, before.promises)
            change = self._points(share, was)
            yield self.words("report_promises", kept=now.promises_kept, all=now.promises, change=change)
        yield self._line("report_reopened", now.reopened, before.reopened)

    def _trouble(self, now: Report) -> Iterator[str]:
        if now.faults:
            yield self.words("report_faults")
            yield from (self.words("report_fault", product=name, count=count) for name, count in now.faults[:LISTED])
        if now.pages:
            yield self.words("report_pages", count=now.pages, false=now.false_pages)

    def _replies(self, now: Report, before: Report) -> Iterator[str]:
        total = sum(now.uses.values())
        if total:
            as_is = now.uses.get("unchanged", 0)
            was = _share(before.uses.get("unchanged", 0), sum(before.uses.values()))
            yield self.words(
                "report_uses",
                unchanged=as_is,
                changed=now.uses.get("changed", 0),
                skipped=now.uses.get("skipped", 0),
                change=self._points(_share(as_is, total), was),
            )
        if now.corrections:
            yield self._line("report_corrections", now.corrections, before.corrections)

    def _ratings(self, now: Report) -> Iterator[str]:
        rated = sum(now.ratings.values())
        if rated:
            best = now.ratings.get(3, 0)
            share = format_percent(best / rated, locale=self.words.lang)
            yield self.words("report_ratings", best=share, low=now.ratings.get(1, 0), rated=rated, asked=now.asked)

    def _line(self, key: str, count: int, was: int) -> str:
        return self.words(key, count=count, change=self._change(count, was))

    def _change(self, count: int, was: int) -> str:
        """Say a change in words; small numbers change by chance, so a share needs ten to be one."""
        if count == was:
            return self.words("report_same")
        if min(count, was) < 10:
            return self.words("report_was", was=was)
        share = format_percent(abs(count - was) / was, locale=self.words.lang)
        return self.words("report_more" if count > was else "report_less", share=share)

    def _faster(self, now: Spread, before: Spread) -> str:
        if before.half is None or now.half is None:
            return self.words("report_first_time")
        if self._span(now.half) == self._span(before.half):
            return self.words("report_same")
        return self.words("report_slower" if now.half > before.half else "report_faster", was=self._span(before.half))

    def _points(self, share: float | None, was: float | None) -> str:
        if was is None or share is None:
            return self.words("report_first_time")
        if round(100 * share) == round(100 * was):
            return self.words("report_same")
        return self.words("report_was", was=format_percent(was, locale=self.words.lang))

    def _spans(self, spread: Spread) -> tuple[str, str]:
        return self._span(spread.half or timedelta()), self._span(spread.most or timedelta())

    def _span(self, span: timedelta) -> str:
        minutes = round(span.total_seconds() / 60)
        if minutes < 60:
            return self.words("report_minutes", count=minutes)
        if minutes < 48 * 60:
            return self.words("report_hours", hours=minutes // 60, minutes=minutes % 60)
        return self.words("report_days", count=round(minutes / 1440))

    def _shares(self, counts: Mapping[str, int], whole: int) -> str:
        shown = list(counts.items())[:LISTED]
        return ", ".join(
            f"{name} {format_percent(count / max(1, whole), locale=self.words.lang)}" for name, count in shown
        )

    def _date(self, at: datetime) -> str:
        return format_date(at.date(), "d MMM", locale=self.words.lang)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
