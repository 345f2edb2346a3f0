"""Where a lead writes what an incident's members are told: a note of ours that changes as the texts come."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action
from bot.storage.incident_lists import FALLBACK, Listed, Rules, list_members
from bot.storage.incidents import END, NEWS, change_view, keep_text, line_of_chat, subject_of, texts_of
from bot.storage.outgoing import Draft, Urgency, add_one
from bot.storage.tables.incidents import Incident
from bot.storage.tables.traffic import Delivery, Outgoing, OutgoingKind
from playbooks.filters import Voice
from playbooks.incidents import NAMED, READY, SPOKEN, Ready, say_ready

# "ru: текст" says which language the words are in.
_NAMED: Final = re.compile(rf"\s*({'|'.join(SPOKEN)})\s*[:：]\s*(.+)", re.IGNORECASE | re.DOTALL)
_SCRIPTS: Final = {"ru": re.compile(r"[\u0400-\u04ff]"), "zh": re.compile(r"[\u3400-\u9fff]")}
_LATIN: Final = re.compile(r"[a-zA-ZÀ-ž]")


@dataclass(frozen=True, slots=True)
class Bench:
    """An incident with its texts and its members, as the bench, the preview and a press see it."""

    incident: Incident
    part: str
    texts: dict[str, str]
    listed: list[Listed]

    @property
    def recipients(self) -> list[Listed]:
        return [one for one in self.listed if one.why is None]

    @property
    def wanted(self) -> dict[str, int]:
        """Count by language who could get the text, whether it is written in that language yet or not."""
        counts: dict[str, int] = {}
        for one in self.listed:
            if one.why in (None, "no_text"):
                counts[one.member.lang] = counts.get(one.member.lang, 0) + 1
        return counts

    @property
    def missing(self) -> list[str]:
        """List the languages that still lack a text, those of most people first."""
        rest_reads_english = self.incident.english_for_rest and FALLBACK in self.texts
        lacking = [] if rest_reads_english else [lang for lang in self.wanted if lang not in self.texts]
        return sorted(lacking, key=lambda lang: (-self.wanted[lang], lang))


async def load_bench(
    session: AsyncSession, incident: Incident, part: str, action_now: datetime, lapse: Any, *, only: Any = None
) -> Bench:
    """Read everything that is needed to write, show or send."""
    texts = await texts_of(session, incident.id or 0, part)
    rules = Rules(action_now, lapse, frozenset(texts), incident.english_for_rest, part)
    return Bench(incident, part, texts, await list_members(session, incident.id or 0, rules, only))


def ready_for(incident: Incident, part: str) -> list[Ready]:
    """List the shipped texts that fit: one with a name only where its name is known to be one."""
    if part == END:
        return ["solved"]
    subject = subject_of(incident)
    named = {"carrier": "delivery", "product": "product"}.get(subject.kind if subject else "")
    return [one for one in READY if one != "solved" and (one not in NAMED or one == named)]


async def take_ready(session: AsyncSession, incident: Incident, part: str, ready: str, action: Action) -> bool:
    """Write a shipped text in all six languages; words of the lead's own stay."""
    if ready not in ready_for(incident, part):
        return False
    subject, own = subject_of(incident), incident.figures.get(f"own_{part}", [])
    for lang in SPOKEN:
        if lang not in own:
            voice = Voice(lang, action.zone, action.now, action.shop.currency)
            text = say_ready(
                ready,
                voice,
                name=subject.name if subject else "",
                until=incident.until,
                formal=action.shop.formal,
            )
            await keep_text(session, incident.id or 0, part, lang, text)
    incident.figures = {**incident.figures, f"ready_{part}": ready}
    return True


async def take_time(session: AsyncSession, incident: Incident, until: datetime, action: Action) -> None:
    """Take over by when we write again; a shipped text is written anew with it."""
    incident.until, incident.reminded_at = until, None
    if ready := incident.figures.get(f"ready_{NEWS}"):
        await take_ready(session, incident, NEWS, ready, action)


async def take_words(session: AsyncSession, incident: Incident, part: str, lang: str, text: str) -> None:
    """Keep the lead's own words in a language."""
    await keep_text(session, incident.id or 0, part, lang, text)
    own = sorted({*incident.figures.get(f"own_{part}", []), lang})
    incident.figures = {**incident.figures, f"own_{part}": own}


def read_words(words: str, expected: str) -> tuple[str, str] | None:
    """Tell language and text; None where the words do not look like the language that was asked for."""
    named = _NAMED.fullmatch(words)
    if named:
        return named[1].lower(), named[2].strip()
    return (expected, words.strip()) if _looks_like(words, expected) else None


def _looks_like(text: str, lang: str) -> bool:
    """Look at the letters alone: a Russian text is seldom Latin."""
    script = _SCRIPTS.get(lang)
    if script is not None:
        return script.search(text) is not None
    others = sum(len(one.findall(text)) for one in _SCRIPTS.values())
    return others <= len(_LATIN.findall(text))


async def post_bench(session: AsyncSession, incident: Incident, part: str, chat_id: int, machine_now: datetime) -> None:
    """Post a bench where the lead asked for it."""
    content = {"incident": incident.id, "view": "draft", "part": part}
    line = line_of_chat(chat_id)
    await add_one(session, Draft(OutgoingKind.NOTE, line, chat_id, Urgency.REPLY, machine_now, content), machine_now)


async def row_at(session: AsyncSession, place: tuple[int, int]) -> Outgoing | None:
    """Find which of our rows stands at a place in Telegram."""
    found = await session.scalars(
        select(Outgoing)
        .join(Delivery, col(Delivery.outgoing_id) == col(Outgoing.id))
        .where(col(Delivery.chat_id) == place[0], col(Delivery.telegram_id) == place[1])
        .limit(1)
    )
    return found.first()


async def turn_to(
    session: AsyncSession, row: Outgoing, incident: Incident, machine_now: datetime, view: str, **more: object
) -> None:
    """Have the note show another page of the work; what it shows is also its row's, for the words that answer it."""
    part = row.content.get("part", NEWS)
    content = {"incident": incident.id, "view": view, "part": part, **more}
    await change_view(session, row, content, machine_now)
    row.content = content
