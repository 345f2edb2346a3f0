"""Looks by the clock for whom there is an occasion to write to, and proposes the note, or sends it where the shop wants."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.own_notes import put_out
from bot.fallback import unread
from bot.shop.shopfile import Shop
from bot.storage.consents import consents
from bot.storage.conversations import last_conversation
from bot.storage.engine import Database
from bot.storage.links import is_linked
from bot.storage.notes import queue_note
from bot.storage.orders import load_orders
from bot.storage.own_notes import Occasion, keep_note, occasions_of, why_not
from bot.storage.tables.followups import OwnNote
from bot.storage.tables.people import Customer
from bot.triage import Triage
from classifier.taxonomy import LANGUAGES
from playbooks.engine import suggest
from playbooks.facts import CustomerFacts, Facts, ShopFacts
from playbooks.fragments import FALLBACK

# What a note is told in: a friendly word, as after a purchase.
TONE = "warm"
# A round proposes no more than agents look through beside their work.
MOST = 20


@dataclass(frozen=True, slots=True)
class Occasions:
    """One round: each note that is switched on, a few customers at a time."""

    database: Database
    triage: Triage
    shop: Shop
    zone: ZoneInfo

    async def __call__(self) -> int:
        """Propose or send what is due; nothing in quiet hours, and proposals only while somebody is at the desk."""
        now = self.triage.clocks.business()
        wanted = self.shop.notes.wanted()
        if not wanted or not self._may_speak(now):
            return 0
        count = 0
        for name, after in wanted.items():
            async with self.database.reading() as session:
                found = await occasions_of(session, name, after, now)
            for occasion in found:
                if count == MOST:
                    break
                count += await self._write(occasion, now)
        return count

    def _may_speak(self, now: datetime) -> bool:
        desk = self.shop.notes.send == "automatic" or self.shop.business_hours(self.zone).is_open(now)
        return desk and self.shop.customer_hours(self.zone).is_open(now)

    async def _write(self, occasion: Occasion, now: datetime) -> bool:
        """Think outside of the write, and ask within it again whether anything speaks against it."""
        async with self.database.reading() as session:
            if await why_not(session, occasion, now) is not None:
                return False
            facts, lang = await self._facts(session, occasion, now)
        text = await asyncio.to_thread(self._text, facts, lang)
        if text is None:
            return False
        async with self.database.writing() as session:
            if await why_not(session, occasion, now) is not None:
                return False
            conversation = await last_conversation(session, occasion.customer_id)
            note_id = await keep_note(session, occasion, conversation.id or 0, text, now) if conversation else None
            if conversation is None or note_id is None:
                return False
            machine_now, automatic = self.triage.clocks.machine(), self.shop.notes.send == "automatic"
            if automatic:
                note = await session.get_one(OwnNote, note_id)
                await put_out(session, note, self.shop, (now, machine_now))
            buttons = [] if automatic else [["own_send", f"own_send:{note_id}"], ["own_no", f"own_no:{note_id}"]]
            content = {
                "key": "own_note_sent" if automatic else "own_note_proposed",
                "values": {"occasion": occasion.name},
                "quote": text,
                "buttons": buttons,
            }
            await queue_note(session, conversation, content, machine_now)
        return True

    async def _facts(self, session: AsyncSession, occasion: Occasion, now: datetime) -> tuple[Facts, str]:
        customer = await session.get_one(Customer, occasion.customer_id)
        orders = await load_orders(session, occasion.customer_id)
        shop: ShopFacts = self.shop.facts(self.zone)
        told = CustomerFacts(
            first_name=customer.first_name,
            linked=bool(orders) or await is_linked(session, occasion.customer_id),
            consent=await consents(session, occasion.customer_id),
        )
        spoken = (customer.last_language or customer.language or FALLBACK).partition("-")[0]
        facts = Facts(
            customer=told,
            orders=sorted(orders, key=lambda order: order.placed_at, reverse=True),
            shop=shop,
            agent=None,
            now=now,
            about=occasion.about,
            occasion=occasion.name,
        )
        return facts, spoken if spoken in LANGUAGES else FALLBACK

    def _text(self, facts: Facts, lang: str) -> str | None:
        """Compose it; None where only an everyday answer would speak, which answers nobody here."""
        premises = self.triage.premises
        found = suggest(premises.shelf.library, unread(lang), None, facts, lang=lang, desk_lang=premises.desk_language)
        meant = {
            playbook.name
            for playbook in premises.shelf.library.playbooks
            if f"occasion:{facts.occasion}" in playbook.when.facts
        }
        reply = next((one for one in found.replies if one.tone == TONE and one.playbook in meant), None)
        return reply.text if reply else None
