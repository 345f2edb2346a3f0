"""The automatic lines to somebody who opens the chat or shares their number; each says that it is automatic."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.customers import find_customer
from bot.storage.effects import Effect
from bot.storage.link_people import phones_are_known
from bot.storage.links import is_linked
from bot.storage.outgoing import Draft, Urgency, add_outgoing, private_line
from bot.storage.tables.traffic import OutgoingKind


def greet(chat_id: int, *, shop: str, machine_now: datetime, key: str, lang: str | None = None) -> Effect:
    """Queue a line, in the reader's own language where we have it."""
    return partial(_queue, draft=_draft(chat_id, key, shop, machine_now, lang), now=machine_now)


def greet_customer(chat_id: int, *, shop: str, machine_now: datetime, lang: str | None = None) -> Effect:
    """Queue the greeting; it asks for the phone number where that may join the chat with the shop's customer."""
    plain = _draft(chat_id, "greeting", shop, machine_now, lang)
    # The button's words follow the reader, not the desk, so its data names their language.
    button = [["share_number", f"contact:{lang or ''}"]]
    asking = _draft(chat_id, "greeting_share", shop, machine_now, lang, button)
    return partial(_queue_greeting, plain=plain, asking=asking, now=machine_now)


def _draft(
    chat_id: int, key: str, shop: str, machine_now: datetime, lang: str | None, buttons: Sequence[Sequence[str]] = ()
) -> Draft:
    return Draft(
        kind=OutgoingKind.NOTE,
        line=private_line(chat_id),
        chat_id=chat_id,
        priority=Urgency.REPLY,
        not_before=machine_now,
        content={
            "key": key,
            "values": {"shop": shop},
            "to": "customer",
            "lang": lang,
            "buttons": [list(each) for each in buttons],
        },
    )


async def _queue(session: AsyncSession, *, draft: Draft, now: datetime) -> None:
    await add_outgoing(session, [draft], now)


async def _queue_greeting(session: AsyncSession, *, plain: Draft, asking: Draft, now: datetime) -> None:
    customer = await find_customer(session, plain.chat_id)
    linked = customer is not None and await is_linked(session, customer.id or 0)
    useful = not linked and await phones_are_known(session)
    await add_outgoing(session, [asking if useful else plain], now)
