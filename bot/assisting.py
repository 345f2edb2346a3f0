"""Reads words that agents hand in privately, by the clock: whose they are, what they say, what to answer."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cardfacts import shorten
from bot.desk.link_words import email_in, number_in
from bot.incoming import Incoming
from bot.letters import Letter, pieces_of, read_letter
from bot.storage.assists import (
    Handed,
    Part,
    Reading,
    anything_due,
    claim_due,
    drop_assists,
    keep_reading,
    load_known,
    set_card,
)
from bot.storage.cases import Case
from bot.storage.customers import find_customer
from bot.storage.link_people import find_shop_people, owner_of_pair
from bot.storage.outgoing import Draft, Urgency, add_one, add_outgoing, private_line
from bot.storage.tables.channels import Assist
from bot.storage.tables.traffic import OutgoingKind
from bot.storage.triaged import Triaged
from bot.triage import Triage
from classifier.assessment import Said

# More of a letter than this is read by nobody before the answer; the card says that some was left out.
MOST_PIECES: Final = 24
# What an agent writes above a paste to say whose it is, alone on its line.
_FIRST_LINE: Final = re.compile(r"\s*([^\n]{3,60}?)\s*\n(?=\s*\S)")
_WORDS_BESIDE: Final = 3
QUOTED: Final = 1000


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The words themselves, and what tells whose they are."""

    pieces: tuple[str, ...]
    left_out: int
    asked: tuple[str, ...]  # said by the agent
    email: str | None
    number: str | None
    name: str | None
    telegram_id: int | None


@dataclass(frozen=True, slots=True)
class Assistant:
    """Claims what is due, thinks outside of every write, and has the card shown to the agent alone."""

    triage: Triage

    async def __call__(self) -> bool:
        """Read what is due; tells whether a card was queued."""
        database, machine = self.triage.database, self.triage.clocks.machine
        async with database.reading() as session:
            if not await anything_due(session, machine()):
                return False
        async with database.writing() as session:
            claimed = await claim_due(session, machine())
        for handed in claimed:
            await self._read(handed)
        return bool(claimed)

    async def forget(self) -> None:
        """Drop what is older than a day."""
        async with self.triage.database.writing() as session:
            await drop_assists(session, self.triage.clocks.machine())

    async def _read(self, handed: Handed) -> None:
        now, said = self.triage.clocks.business(), gather(handed)
        async with self.triage.database.reading() as session:
            whose = await whose_words(session, said)
            case = await load_known(session, whose[0] if len(whose) == 1 else None, now)
        triaged = await self._think(case, said, now)
        reading = Reading(
            assessment=triaged.assessment,
            suggestion=triaged.suggestion,
            facts=triaged.facts,
            words=shorten("\n".join(said.pieces), QUOTED),
            whose="known" if case.customer else "several" if whose else "unknown",
            customer_id=case.customer.id if case.customer else None,
            left_out=said.left_out,
        )
        async with self.triage.database.writing() as session:
            row = await keep_reading(session, handed, reading)
            if row is not None:
                await show(session, row, self.triage.clocks.machine())

    async def _think(self, case: Case, said: HandedIn, now: datetime) -> Triaged:
        """Read piece by piece, as the turn of a chat is read."""
        name = case.customer.first_name if case.customer else said.name
        named = [f"#{said.number}"] if said.number and not any(said.number in piece for piece in said.pieces) else []
        case = replace(case, said=[Said("customer", word, now) for word in named])
        for piece in said.pieces:
            incoming = Incoming(telegram_id=0, chat_id=0, message_id=0, at=now, text=piece, first_name=name)
            triaged = await self.triage.think(case, incoming, now)
            case = replace(case, said=[*case.said, Said("customer", piece, now)], turn_so_far=triaged.assessment)
        return triaged


async def show(session: AsyncSession, row: Assist, now: datetime) -> None:
    """Queue the card in the agent's private chat, or bring it up to date."""
    chat_id = row.agent_telegram_id
    kind = OutgoingKind.NOTE if row.card_id is None else OutgoingKind.EDIT
    draft = Draft(
        kind=kind,
        line=private_line(chat_id),
        chat_id=chat_id,
        priority=Urgency.REPLY,
        not_before=now,
        content={"assist": row.id, "note": True},
        depends_on=row.card_id,
    )
    if row.card_id is None:
        await set_card(session, row.id or 0, await add_one(session, draft, now))
    else:
        await add_outgoing(session, [draft], now)


def gather(handed: Handed) -> HandedIn:
    """Take the words out of what was handed in, and what says whose they are."""
    asked, letters = [handed.asked] if handed.asked else [], list[Letter]()
    for part in handed.parts:
        key, text = _split_key(part)
        asked += [key] if key else []
        letters.append(read_letter(text))
    pieces = [piece for letter in letters for piece in pieces_of(letter.words)]
    everything = [*asked, *(f"{letter.subject}\n{letter.words}" for letter in letters)]
    people = {part.telegram_id for part in handed.parts}
    names = {part.name for part in handed.parts}
    return HandedIn(
        pieces=tuple(pieces[:MOST_PIECES]) or ("",),
        left_out=max(0, len(pieces) - MOST_PIECES),
        asked=tuple(asked),
        email=_first([*map(email_in, asked), *(letter.email for letter in letters), *map(email_in, everything)]),
        number=_first(found.text for text in everything if (found := number_in(text)) and found.sure),
        name=names.pop() if len(names) == 1 else None,
        telegram_id=people.pop() if len(people) == 1 else None,
    )


async def whose_words(session: AsyncSession, said: HandedIn) -> Sequence[int]:
    """Find who wrote it: whom the agent names, an order with its e-mail, or the Telegram account of the forward.

    An e-mail or an order number that stands in the words alone proves nothing: anybody can write it.
    """
    for key in said.asked:
        found = await _named(session, key)
        if found:
            return found
    if said.email and said.number:
        owner = await owner_of_pair(session, said.number, said.email)
        if owner is not None:
            return [owner]
    known = await find_customer(session, said.telegram_id) if said.telegram_id is not None else None
    return [known.id or 0] if known else []


async def _named(session: AsyncSession, key: str) -> list[int]:
    number = number_in(key)
    for word in (email_in(key), key, number.text if number else None):
        found = await find_shop_people(session, word) if word else []
        if found:
            return found
    return []


def is_key(text: str) -> bool:
    """Tell whether a line only says who somebody is: an e-mail, an order number or a phone, and hardly a word more."""
    rest = re.sub(r"[\w.+-]+@[\w.-]+|[+\d][\d\s().-]{5,}|[#№]?\s?[A-Za-z]{0,6}-?\d[\w-]*", " ", text)
    return any(char.isdigit() or char == "@" for char in text) and len(rest.split()) < _WORDS_BESIDE and len(text) <= 60


def _split_key(part: Part) -> tuple[str | None, str]:
    """Split what the agent wrote above a paste from the words below it."""
    found = None if part.forwarded else _FIRST_LINE.match(part.text)
    if found is None or not is_key(found[1]) or ":" in found[1]:
        return None, part.text
    return found[1], part.text[found.end() :]


def _first(found: Iterable[str | None]) -> str | None:
    return next((one for one in found if one), None)
