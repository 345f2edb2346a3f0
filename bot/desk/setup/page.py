"""The page of the walk: what is set, what is still missing, and a button for each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.setup.walk import Walk, value_in_force
from bot.storage.chosen import load_chosen, seen_groups
from bot.storage.tables.people import Agent, ShopOrder
from bot.storage.tables.setup import SeenGroup

# In the order in which a desk needs them.
SUBJECTS: Final = ("group", "agents", "leads", "hours", "timezone", "languages", "name", "language", "playbook")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Rows of buttons: the text, and the data behind it.
Rows = list[list[list[str]]]


@dataclass(frozen=True, slots=True)
class Held:
    """What the page tells of, gathered in one look."""

    chosen: Mapping[str, Any]
    groups: Sequence[SeenGroup]
    agents: Sequence[Agent]
    has_orders: bool


async def gather(session: AsyncSession) -> Held:
    """Look at what was chosen and what there is."""
    agents = await session.scalars(select(Agent).order_by(col(Agent.id)).limit(50))
    order = await session.scalar(select(col(ShopOrder.id)).limit(1))
    return Held(
        await load_chosen(session), await seen_groups(session), list(agents.all()), has_orders=order is not None
    )


@dataclass(frozen=True, slots=True)
class Page:
    """Writes the page as HTML with its buttons, from what was gathered."""

    walk: Walk
    held: Held

    def html(self) -> str:
        """Write every line with a mark: ✅ set, ⚠️ missing and needed, ▫️ could be set."""
        say = self.walk.words
        lines = [f"<b>{escape(say('setup_title', shop=self.value('name')))}</b>", *self._lines()]
        missing = self.missing()
        lines.append("")
        lines.append(escape(say("setup_missing", what=", ".join(missing)) if missing else say("setup_complete")))
        return "\n".join(lines)

    def rows(self) -> Rows:
        """Give a button for each subject, three in a row, and the one that ends the walk."""
        buttons = [[self.walk.words(f"setup_b_{name}"), f"setup:{name}"] for name in SUBJECTS]
        rows = [buttons[start : start + 3] for start in range(0, len(buttons), 3)]
        return [*rows, [[self.walk.words("setup_b_done"), "setup:done"]]]

    def missing(self) -> list[str]:
        """Name what the desk cannot do without."""
        say = self.walk.words
        lacking = [] if self.group_works() else [say("setup_lacks_group")]
        lacking += [] if self.value("leads") or self.value("owners") else [say("setup_lacks_leads")]
        return lacking

    def value(self, name: str) -> Any:
        return value_in_force(self.walk, self.held.chosen, name)

    def group_works(self) -> bool:
        """Tell whether there is a group to work in; one that Telegram has not told of is believed to be right."""
        chats = {int(chat) for chat in self.value("staff_chat")}
        bad = {group.chat_id for group in self.held.groups if not (group.has_topics and group.may_manage)}
        return bool(chats) and not chats & bad

    def _lines(self) -> Iterator[str]:
        say, yes = self.walk.words, self._mark
        yield yes(self.group_works(), self._group())
        agents, leads = self.value("agents"), self.value("leads")
        yield yes(True, say("setup_agents_some", names=self.names(agents)) if agents else say("setup_agents_all"))
        named = self.names(leads) if leads else say("setup_nobody")
        yield yes(bool(leads or self.value("owners")), say("setup_leads", names=named))
        yield yes(True, say("setup_hours", hours=self.hours(), zone=self.value("timezone")))
        langs = ", ".join(say.name("lang", lang) for lang in self.value("languages"))
        yield yes(True, say("setup_languages", langs=langs, desk=say.name("lang", self.value("language"))))
        own = self.value("playbooks")
        yield self._mark(bool(own), say("setup_playbook_some" if own else "setup_playbook_none"), needed=False)
        orders = "setup_orders_some" if self.held.has_orders else "setup_orders_none"
        yield self._mark(self.held.has_orders, say(orders), needed=False)

    def _group(self) -> str:
        say, chats = self.walk.words, [int(chat) for chat in self.value("staff_chat")]
        if not chats:
            return say("setup_group_none")
        titles = {group.chat_id: group.title for group in self.held.groups}
        return say("setup_group_some", names=", ".join(titles.get(chat) or str(chat) for chat in chats))

    def names(self, ids: Sequence[int]) -> str:
        """Name agents; of whom has not written yet there is only the number."""
        known = {agent.telegram_id: agent.name for agent in self.held.agents}
        return ", ".join(known.get(int(id_), str(id_)) for id_ in ids)

    def hours(self) -> str:
        """Say the opening hours in one breath."""
        say, hours = self.walk.words, self.value("hours")
        opens, closes = str(hours["opens"])[:5], str(hours["closes"])[:5]
        closed = [day if isinstance(day, str) else WEEKDAYS[day] for day in hours.get("closed_weekdays") or ()]
        span = say("setup_always") if opens == closes else f"{opens} – {closes}"
        days = ", ".join(say.name("weekday", day) for day in closed)
        return say("setup_closed_on", span=span, days=days) if days else span

    @staticmethod
    def _mark(good: bool, line: str, *, needed: bool = True) -> str:  # noqa: FBT001 - it reads "mark (good, line)"
        return f"{'✅' if good else '⚠️' if needed else '▫️'} {escape(line)}"
