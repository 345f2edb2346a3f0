"""Relays still in the queue: albums grow there, and edits change them before they are out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.incoming import Incoming
from bot.storage.bursts import hold_relay
from bot.storage.outgoing import Draft, add_outgoing, has_open, is_open
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState

# Parts of an album arrive up to two seconds apart; the relay waits this long after the last (design.md).
ALBUM_PAUSE = timedelta(seconds=2.5)


# Now, held back for those behind it, or without an alert.
Way = Literal["now", "held", "silent"]


async def queue_relay(
    session: AsyncSession,
    card: Draft,
    customer: Customer,
    incoming: Incoming,
    *,
    way: Way = "now",
    then: Sequence[Draft] = (),
) -> None:
    """Queue the topic where there is none, and the words, in the line of their card's draft; `then` comes below."""
    now, drafts = card.not_before, list[Draft]()
    if customer.topic_id is None and not await has_open(session, card.line, OutgoingKind.CREATE_TOPIC):
        drafts.append(replace(card, kind=OutgoingKind.CREATE_TOPIC, message_id=None))
    relay = relay_of(replace(card, kind=OutgoingKind.RELAY), incoming, now)
    if relay.content.get("album") is None or not await join_album(session, relay, now + ALBUM_PAUSE):
        relay = await hold_relay(session, relay, now) if way == "held" else relay
        drafts.append(replace(relay, content={**relay.content, "silent": True}) if way == "silent" else relay)
    await add_outgoing(session, [*drafts, *then], now)


async def join_album(session: AsyncSession, relay: Draft, not_before: datetime) -> bool:
    """Add a part to its album's relay and wait for the next; False where none is queued (any more)."""
    for row in await _queued_relays(session, relay.line):
        if row.content.get("album") == relay.content["album"]:
            content = {**row.content, "copy": [*row.content["copy"], *relay.content["copy"]]}
            return await _rewrite(session, row, content=content, not_before=not_before)
    return False


async def change_queued_text(session: AsyncSession, line: str, message_id: int, text: str) -> bool:
    """Change the text of a relay that is not out yet; False where it is out."""
    for row in await _queued_relays(session, line):
        if row.message_id == message_id and "text" in row.content:
            return await _rewrite(session, row, content={**row.content, "text": text})
    return False


def relay_of(draft: Draft, incoming: Incoming, now: datetime) -> Draft:
    """Fill in what the relay needs: text as it stands, everything else as a copy of the original."""
    if incoming.connection:
        return replace(draft, content=relayed(incoming))
    if incoming.kind == "text":
        return replace(draft, content={"text": incoming.text, **beside(incoming)})
    content = {"copy": [[incoming.message_id, draft.message_id]], "from": incoming.chat_id, "album": incoming.album}
    content |= {"kind": incoming.kind, **beside(incoming)}
    later = now + ALBUM_PAUSE if incoming.album else now
    return replace(draft, content=content, not_before=later)


def relayed(incoming: Incoming) -> dict[str, Any]:
    """Give a relay's content from an account's chat: it says whose account, and names files, for nothing is copied there."""
    words = f"[{incoming.account}] {incoming.text}".rstrip() if incoming.account else incoming.text
    file = (incoming.media or {}).get(incoming.kind)
    if file is not None:
        return {"file": [incoming.kind, file], "caption": words}
    return {"text": words if incoming.kind == "text" else f"{words} 📎 {incoming.kind}"}


def beside(incoming: Incoming) -> dict[str, Any]:
    """Say what a relay shows beside the words: what they answer, whose they were first, what to say if it fails."""
    content: dict[str, Any] = {"reply": {"to": incoming.reply_to_id, "quote": incoming.quote}}
    content |= {"forwarded": incoming.forwarded, "sorry": incoming.sorry}
    if incoming.reply_to_id is None:
        del content["reply"]
    return {name: value for name, value in content.items() if value is not None}


async def _queued_relays(session: AsyncSession, line: str) -> list[Outgoing]:
    found = await session.scalars(
        select(Outgoing).where(
            col(Outgoing.line) == line,
            is_open("outgoing.state"),
            col(Outgoing.state) == OutgoingState.QUEUED,
            col(Outgoing.kind) == OutgoingKind.RELAY,
        )
    )
    return list(found.all())


async def _rewrite(session: AsyncSession, row: Outgoing, **values: Any) -> bool:
    """Change a row; False where the sender took it in the same moment."""
    result = await session.execute(
        update(Outgoing)
        .where(col(Outgoing.id) == row.id, col(Outgoing.state) == OutgoingState.QUEUED)
        .values(**values)
        .returning(col(Outgoing.id))
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None
