"""Answers of more than a line to what an agent asked: rows, so that links, times and buttons are those of notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.outgoing import Draft, Urgency, add_outgoing, group_line, private_line
from bot.storage.tables.traffic import OutgoingKind

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was asked: the chat, the topic in it or none, the message."""

    chat_id: int
    thread: int | None
    message_id: int


def listed(key: str, items: Sequence[Content], **values: object) -> Content:
    """Build the content of a list: a head, and a line for each item (`item` builds them)."""
    return {"key": key, "values": values, "list": list(items)}


def item(
    key: str,
    *,
    topic_of: int | None = None,
    times: Mapping[str, datetime | None] | None = None,
    why: int | None = None,
    words: int | None = None,
    **values: object,
) -> Content:
    """Build one line: `topic_of` is the customer whose topic it links to, `times` are said in the shop's time.

    Nothing of a person is written into the row, which may outlive them: `why` names the conversation whose place
    in the queue is explained, `words` the follow-up whose text is said; both are looked up when it is sent.
    """
    said = {name: at.isoformat() for name, at in (times or {}).items() if at is not None}
    line = {"key": key, "values": values, "times": said, "topic_of": topic_of, "why": why, "words": words}
    return {name: value for name, value in line.items() if value not in (None, {})}


async def queue_answer(session: AsyncSession, spot: Spot, content: Content, machine_now: datetime) -> None:
    """Queue an answer below the question, in the topic where it was asked."""
    draft = Draft(
        kind=OutgoingKind.NOTE,
        line=private_line(spot.chat_id) if spot.chat_id > 0 else group_line(spot.chat_id),
        chat_id=spot.chat_id,
        priority=Urgency.REPLY,  # somebody is waiting for it on a screen
        not_before=machine_now,
        content={"buttons": [], **content, "thread": spot.thread, "answer_to": spot.message_id},
    )
    await add_outgoing(session, [draft], machine_now)
