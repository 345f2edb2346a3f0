"""Prepares a customer's message for its way to the desk: what it answers, and what to say if it can't be shown there."""

from dataclasses import replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.incoming import Incoming
from bot.shop.shopfile import Shop
from bot.storage.cases import Case
from bot.storage.places import CUSTOMER, copied_to, written_at
from playbooks.passing import say_not_passed

# Telegram copies these wherever it copies anything; of the rest some, and some only in some chats.
SURELY: Final = frozenset(
    {"text", "photo", "video", "video_note", "animation", "audio", "voice", "document", "sticker"}
    | {"location", "venue", "contact", "dice"}
)


async def find_answered(session: AsyncSession, incoming: Incoming) -> Incoming:
    """Find our number of the message that this one answers: one of theirs, or one of ours."""
    if incoming.reply_to is None or incoming.connection:
        return incoming
    answered = await written_at(session, incoming.connection, incoming.chat_id, incoming.reply_to)
    if answered is None:
        ours = await copied_to(session, CUSTOMER, incoming.chat_id, incoming.reply_to, incoming.connection)
        answered = ours[-1] if ours else None
    return replace(incoming, reply_to_id=answered.id if answered else None)


def with_regret(incoming: Incoming, case: Case, shop: Shop) -> Incoming:
    """Have the words ready that the writer gets where Telegram does not copy what they sent."""
    if incoming.kind in SURELY or incoming.connection:
        return incoming
    lang = (case.customer.last_language if case.customer else None) or incoming.language
    return replace(incoming, sorry=say_not_passed(lang, formal=shop.formal))
