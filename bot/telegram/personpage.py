"""Writes a customer's page as one message: who they are, what was asked, bought, noted and promised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from babel.dates import format_date

from bot.cardfacts import FIGURES, OrderFacts, shorten
from bot.desk.ban import REASONS
from bot.figurewords import said_figures
from bot.knowing_people import PER_PAGE, Meant, Section, Shown
from bot.storage.persontalks import Talk
from bot.storage.personview import PersonView
from bot.telegram.callbacks import pack
from bot.telegram.cardlines import Lines
from bot.telegram.findings import display_name
from bot.telegram.screen import Screen
from bot.telegram.texts import LONGEST, units
from classifier.history.profile import Profile
from classifier.taxonomy import PLAIN_TYPES, UNKNOWN, Axis

# What a page says of a person from history; what it would say of caution stands on the card with its figures.
AXES: Final = (Axis.LIFECYCLE, Axis.VALUE, Axis.ADVOCACY)
# As much of a note or a promise as tells it from the others.
SHORT: Final = 160


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Writes the page or one of its longer parts, with the buttons to the others."""

    lines: Lines
    currency: str

    def __call__(self, person: PersonView | None, shown: Shown, now: datetime) -> Screen:
        if person is None:
            return Screen(escape(self.lines.words("who_gone")))
        parts = {Section.PAGE: self._page, Section.ORDERS: self._orders_part, Section.TALKS: self._talks_part}
        kept: list[str] = []
        for line in parts[shown.section](person, shown, now):
            if units("\n".join([*kept, line])) > LONGEST:  # with its markup, so shorter than it may be
                break
            kept.append(line)
        return Screen("\n".join(kept), self._keyboard(person, shown))

    def choice(self, meant: Sequence[Meant]) -> Screen:
        """Ask whom of several."""
        words = self.lines.words
        rows = [
            [InlineKeyboardButton(text=display_name(one.customer, words), callback_data=_part(Shown(one.id)))]
            for one in meant
        ]
        return Screen(escape(words("who_choice")), InlineKeyboardMarkup(inline_keyboard=rows))

    def _page(self, person: PersonView, _shown: Shown, now: datetime) -> Iterator[str]:
        words = self.lines.words
        yield from self._head(person)
        yield from self._profile(person.profile, silent=person.customer.no_profile)
        moods = [(talk.opened_at, talk.moods) for talk in person.talks if talk.moods]
        yield from self._list(
            "who_moods",
            (
                f"{self._date(at)}: {' → '.join(words.name('demeanour', mood) for mood in said)}"
                for at, said in reversed(moods)
            ),
        )
        promised = (f"{self.lines.time(one.due_at, now)} {shorten(one.text, SHORT)}" for one in person.promises)
        yield from self._list("who_promises", promised)
        talks, orders = (self._talk(one) for one in person.talks), (self._order(*one, now) for one in person.orders)
        yield from self._list("who_talks", talks, count=person.talk_count)
        yield from self._list("who_orders", orders, count=person.order_count)
        notes = (f"{self._date(at)}{f' {by}' if by else ''}: {shorten(text, SHORT)}" for at, by, text in person.notes)
        yield from self._list("who_notes", notes)
        joins = (words(f"who_join_{one.how}", date=self._date(one.at), name=one.by or "") for one in person.joins)
        yield from self._list("who_joins", joins)
        agreed = person.agreed_at
        yield escape(words("who_agreed", date=self._date(agreed)) if agreed else words("who_not_agreed"))

    def _head(self, person: PersonView) -> Iterator[str]:
        words, customer = self.lines.words, person.customer
        name = display_name(customer, words)
        spoken = customer.last_language or customer.language
        parts = [words("who_head", name=name, date=self._date(person.since))]
        parts += [words("who_language", lang=spoken)] if spoken else []
        yield f"<b>{escape(', '.join(parts), quote=False)}</b>"
        if customer.banned_at is not None:
            why = customer.ban_reason or ""
            why = words(f"b_ban_{why}").lower() if why in REASONS else why
            yield escape(words("who_banned", date=self._date(customer.banned_at), why=why), quote=False)
        known = [*([f"@{customer.username}"] if customer.username else []), *person.known_by]
        if known:
            yield escape(words("who_known_by", known=", ".join(known)), quote=False)

    def _profile(self, profile: Profile | None, *, silent: bool) -> Iterator[str]:
        words = self.lines.words
        if silent or profile is None:
            yield escape(words("who_silent" if silent else "who_no_history"))
            return
        stands = [
            words.name(axis, type_) for axis in AXES if (type_ := profile.type_of(axis)) not in {UNKNOWN, *PLAIN_TYPES}
        ]
        if stands:
            yield f"<b>{escape(words('who_stands'))}</b> {escape(', '.join(stands))}"
        said = said_figures(profile, words, self.currency)
        yield from self._list("who_figures", (said[name] for name in FIGURES if name in said))

    def _orders_part(self, person: PersonView, shown: Shown, now: datetime) -> Iterator[str]:
        yield from self._head(person)
        lines = (self._order(*one, now) for one in person.orders)
        yield from self._list("who_orders", lines, count=self._range(shown, len(person.orders), person.order_count))

    def _talks_part(self, person: PersonView, shown: Shown, _now: datetime) -> Iterator[str]:
        yield from self._head(person)
        count = self._range(shown, len(person.talks), person.talk_count)
        yield from self._list("who_talks", (self._talk(one) for one in person.talks), count=count)

    def _range(self, shown: Shown, there: int, count: int) -> str:
        first = shown.page * PER_PAGE + 1
        return self.lines.words("who_range", first=first, last=first + there - 1, count=count)

    def _list(self, key: str, lines: Iterator[str], **values: object) -> Iterator[str]:
        there = [f"• {escape(line, quote=False)}" for line in lines]
        if there:
            yield f"<b>{escape(self.lines.words(key, **values), quote=False)}</b>"
            yield from there

    def _talk(self, talk: Talk) -> str:
        words = self.lines.words
        parts = [f"{self._date(talk.opened_at)}: {', '.join(words.name('intent', one) for one in talk.intents)}"]
        if talk.agents:
            parts.append(words("who_talk_by", names=", ".join(talk.agents)))
        resolved = talk.resolved_at is not None and not talk.open
        parts.append(
            words("who_talk_resolved", date=self._date(talk.resolved_at or talk.opened_at))
            if resolved
            else words("who_talk_open")
        )
        if talk.rating is not None:
            parts.append(words("who_talk_rated", score=talk.rating))
        return "; ".join(parts)

    def _order(self, placed_at: datetime, order: OrderFacts, now: datetime) -> str:
        said = " · ".join(self.lines.order(order, now))
        return f"#{order.number.lstrip('#')}, {self._date(placed_at)}: {said}"

    def _date(self, at: datetime) -> str:
        return format_date(at.astimezone(self.lines.zone).date(), "d MMM y", locale=self.lines.words.lang)

    def _keyboard(self, person: PersonView, shown: Shown) -> InlineKeyboardMarkup | None:
        words, customer = self.lines.words, shown.customer_id
        counts = {Section.ORDERS: person.order_count, Section.TALKS: person.talk_count}
        if shown.section is Section.PAGE:
            rows = [
                [_button(words(f"b_who_{section}"), Shown(customer, section, 1))]
                for section, count in counts.items()
                if count > PER_PAGE
            ]
            return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None
        row = [_button(words("b_back"), Shown(customer))]
        if shown.page:
            row.append(_button(words("b_who_newer"), Shown(customer, shown.section, shown.page - 1)))
        if (shown.page + 1) * PER_PAGE < counts[shown.section]:
            row.append(_button(words("b_who_older"), Shown(customer, shown.section, shown.page + 1)))
        return InlineKeyboardMarkup(inline_keyboard=[row])


def _button(text: str, shown: Shown) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=_part(shown))


def _part(shown: Shown) -> str:
    return pack("who", shown.customer_id, shown.page, shown.section)
