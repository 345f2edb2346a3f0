"""What leads see of an incident: the note that it is one, the bench, the preview, the board."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from sqlalchemy import select
from sqlmodel import col

from bot.cardfacts import shorten
from bot.desk.incident_bench import Bench, load_bench, ready_for
from bot.desk.incident_words import expected_lang
from bot.incident_texting import summary_of
from bot.masking import mask, secrets_of
from bot.storage.engine import Database
from bot.storage.incident_lists import Listed
from bot.storage.incidents import END, NEWS
from bot.storage.tables.conversations import Message
from bot.storage.tables.incidents import Incident, IncidentState, MemberState
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import OutgoingState
from bot.telegram.callbacks import pack
from bot.telegram.cardlines import Lines
from bot.telegram.keyboards import keyboard
from bot.wording import Wording

# As many people as fit one page of a phone and one message of Telegram, with their links.
PAGE: Final = 15
# As much of a text as tells it from the others; the whole of it is in the preview.
SHORT: Final = 300
SAMPLE: Final = 160
# A claim ends while the customer waits; only the sending asks for the shop's own figure.
LAPSE: Final = timedelta(minutes=15)

View = tuple[str, InlineKeyboardMarkup | None]


@dataclass(frozen=True, slots=True)
class IncidentViews:
    """Renders an incident's notes from what is true when they are sent."""

    database: Database
    words: Wording
    zone: ZoneInfo

    async def __call__(self, content: Mapping[str, Any], now: datetime) -> View:
        async with self.database.reading() as session:
            incident = await session.get_one(Incident, content["incident"])
            bench = await load_bench(session, incident, content.get("part", NEWS), now, LAPSE)
            asked = select(col(Message.text)).where(col(Message.id).in_(content.get("samples", [])))
            samples = list((await session.scalars(asked.order_by(col(Message.id)))).all())
            places = {
                row.id: row
                for row in (
                    await session.scalars(
                        select(Customer).where(col(Customer.id).in_([one.customer_id for one in bench.listed]))
                    )
                ).all()
            }
        page = Page(self.words, Lines(self.words, self.zone), now, bench, places)
        match content["view"]:
            case "flood":
                return page.flood(samples)
            case "due":
                return page.due()
            case "draft":
                return page.draft()
            case "board" | "sending":
                return page.board(buttons=content["view"] == "board")
            case _:
                return page.preview(content.get("page", 0), sure=content["view"] == "sure")


@dataclass(frozen=True, slots=True)
class Page:
    """One note: its lines as HTML, and its buttons."""

    words: Wording
    lines: Lines
    now: datetime
    bench: Bench
    customers: Mapping[int | None, Customer]

    @property
    def incident(self) -> Incident:
        return self.bench.incident

    def flood(self, samples: Sequence[str]) -> View:
        """Say what came in, how many, since when and how many usually do; a few words of it, masked."""
        figures, incident = self.incident.figures, self.incident
        asks = self.words.name("intent", incident.intent or "unknown")
        said = [
            f"<b>{self._say('flood_head', title=incident.title)}</b>",
            self._say(
                "flood_counted",
                count=figures["asked"],
                minutes=figures["minutes"],
                asks=asks,
                since=self.lines.time(incident.started_at, self.now),
            ),
        ]
        if incident.subject is not None:
            said.append(self._say("flood_subject", count=figures["count"], subject=incident.subject))
        usual = figures["usual"]
        said.append(self._say("flood_usual", count=f"{usual:g}") if usual is not None else self._say("flood_no_past"))
        said += [f"<blockquote>{escape(_masked(text), quote=False)}</blockquote>" for text in samples if text.strip()]
        return "\n".join(said), keyboard([[self._button("incident_open", "open"), self._button("incident_not", "not")]])

    def due(self) -> View:
        """Remind of the time that the members were given."""
        until = self.incident.until or self.now
        said = self._say("incident_due", title=self.incident.title, until=self.lines.time(until, self.now))
        return said, keyboard([[self._button("incident_close", "close")]])

    def draft(self) -> View:
        """Show the texts so far, and say what is still to be written."""
        bench, wanted = self.bench, self.bench.wanted
        head = "incident_draft_head" if bench.part == NEWS else "incident_end_head"
        said = [f"<b>{self._say(head, title=self.incident.title)}</b>"]
        people = " · ".join(
            f"{lang.upper()} {count}" for lang, count in sorted(wanted.items(), key=lambda one: -one[1])
        )
        said.append(self._say("incident_people", people=people or "0"))
        if bench.part == NEWS and self.incident.until is not None:
            said.append(self._say("incident_until", until=self.lines.time(self.incident.until, self.now)))
        for lang in sorted(wanted, key=lambda lang: -wanted[lang]):
            if lang in bench.texts:
                text = escape(shorten(bench.texts[lang], SHORT), quote=False)
                said.append(f"<b>{lang.upper()}</b>\n<blockquote expandable>{text}</blockquote>")
        if bench.missing:
            said.append(self._say("incident_missing", langs=", ".join(lang.upper() for lang in bench.missing)))
        said.append(self._say("incident_hint", lang=expected_lang(bench, self.words.lang).upper()))
        return "\n".join(said), self._draft_buttons()

    def _draft_buttons(self) -> InlineKeyboardMarkup | None:
        part = self.bench.part
        ready = [
            self._button(f"ready_{one}", "ready", number) for number, one in enumerate(ready_for(self.incident, part))
        ]
        times = [
            self._button("incident_1h", "hours", 1),
            self._button("incident_3h", "hours", 3),
            self._button("incident_morning", "morning"),
        ]
        rest = self._button("incident_rest_off" if self.incident.english_for_rest else "incident_rest", "rest")
        look = [rest, self._button("incident_preview", "preview")]
        last = [self._button("incident_wordless", "wordless")] if part == END else []
        return keyboard([ready[:3], ready[3:], times if part == NEWS else [], look, last])

    def preview(self, number: int, *, sure: bool) -> View:
        """List who gets which text in which language, and who is left out and why; a page at a time."""
        going, out = self.bench.recipients, [one for one in self.bench.listed if one.why is not None]
        if self.bench.part == END:
            out = [one for one in out if one.why != "never_told"]
        everybody = [*out, *going]  # who is left out decides, so they come first
        pages = max(1, -(-len(everybody) // PAGE))
        number = min(number, pages - 1)
        said = [f"<b>{self._say('incident_preview_head', count=len(going), out=len(out))}</b>"]
        for lang, count in Counter(one.lang for one in going).most_common():
            text = escape(self.bench.texts[lang], quote=False)
            said.append(f"<b>{lang.upper()} · {count}</b>\n<blockquote expandable>{text}</blockquote>")
        said += [self._person(one) for one in everybody[number * PAGE : (number + 1) * PAGE]]
        if pages > 1:
            said.append(self._say("incident_page", number=number + 1, count=pages))
        turn = [self._button("incident_before", "preview", number - 1)] if number else []
        turn += [self._button("incident_after", "preview", number + 1)] if number + 1 < pages else []
        key, deed = ("incident_sure", "sure") if sure else ("incident_send", "send")
        send = [self._button(key, deed, len(going), count=len(going))] if going else []
        return "\n".join(said), keyboard([turn, send, [self._button("back", "draft")]])

    def _person(self, one: Listed) -> str:
        """Name a member with a way to their topic; why somebody is left out says nothing of what they told us."""
        name = escape(one.name, quote=False)
        customer = self.customers.get(one.customer_id)
        if customer is not None and customer.topic_id is not None:
            chat = str(customer.staff_chat).removeprefix("-100")
            name = f'<a href="https://t.me/c/{chat}/{customer.topic_id}">{name}</a>'
        if one.why is None:
            return f"✉️ {name} · {one.lang.upper()}"
        return f"✋ {name} · {escape(self.words.name('left_out', one.why))}"

    def board(self, *, buttons: bool) -> View:
        """Count what has become of it, by language too; the one place that all look at while it lasts."""
        incident, bench = self.incident, self.bench
        mark = "✅" if incident.state == IncidentState.CLOSED else "📣"
        said = [f"<b>{mark} {escape(incident.title, quote=False)}</b>", *self._counts()]
        if incident.until is not None and incident.state == IncidentState.OPEN:
            said.append(self._say("incident_until", until=self.lines.time(incident.until, self.now)))
        summary = incident.figures.get("summary")
        if summary:
            said.append(self._say("incident_summary", **summary))
        if not buttons or incident.state in {IncidentState.CLOSED, IncidentState.CLOSING}:
            return "\n".join(said), None
        row: list[InlineKeyboardButton] = []
        if any(one.member.state == MemberState.DUE or one.arrived == OutgoingState.QUEUED for one in bench.listed):
            row.append(self._button("incident_stop", "stop"))
        if waiting := len([one for one in bench.listed if one.member.state == MemberState.IN and one.why is None]):
            row.append(self._button("incident_more", "more", count=waiting))
        return "\n".join(said), keyboard([row, [self._button("incident_close", "close")]])

    def _counts(self) -> Iterator[str]:
        bench, counts = self.bench, summary_of(self.bench)
        langs = Counter(one.member.lang for one in bench.listed)
        yield self._say(
            "incident_members",
            count=len(bench.listed),
            langs=" · ".join(f"{lang.upper()} {count}" for lang, count in langs.most_common()),
        )
        due = sum(
            one.member.state == MemberState.DUE or one.arrived in {OutgoingState.QUEUED, OutgoingState.SENDING}
            for one in bench.listed
        )
        yield self._say("incident_sent", told=counts["told"], due=due, failed=counts["failed"])
        left = [one for one in bench.listed if one.why is not None and one.member.outgoing_id is None]
        yield self._say("incident_rest_counts", replied=counts["replied"], left=len(left))

    def _say(self, key: str, **values: object) -> str:
        return escape(self.words(key, **values), quote=False)

    def _button(self, key: str, deed: str, number: int = 0, **values: object) -> InlineKeyboardButton:
        data = pack("inc", self.incident.id or 0, deed, max(0, number))
        return InlineKeyboardButton(text=self.words(f"b_{key}", **values), callback_data=data)


def _masked(text: str) -> str:
    """Take whatever points to a person out of a customer's words, and shorten them."""
    return shorten(mask(text, secrets_of(text)), SAMPLE)
