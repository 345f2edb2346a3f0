"""One question at the beginning of a message's write, so that what nearly never is there costs no question of its own."""

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.incoming import Incoming
from bot.storage.columns import table_of
from bot.storage.followups import PENDING
from bot.storage.incidents import LIVE
from bot.storage.tables.conversations import Conversation, FollowUpRow, Message
from bot.storage.tables.incidents import Incident

# Built once, since it is asked for every message.
_MESSAGES, _REMINDERS, _INCIDENTS = table_of(Message), table_of(FollowUpRow), table_of(Incident)
_LOOK = select(
    exists(
        select(_MESSAGES.c.id).where(
            _MESSAGES.c.connection == bindparam("connection"),
            _MESSAGES.c.chat_id == bindparam("chat"),
            _MESSAGES.c.telegram_id == bindparam("number"),
        )
    ).label("known"),
    exists(
        select(_REMINDERS.c.id).where(
            _REMINDERS.c.conversation_id == bindparam("conversation"),
            PENDING,
            # Alternatives one by one: a list is spelt out anew each time, which takes longer than the answer.
            or_(
                _REMINDERS.c.unless == "customer_wrote", _REMINDERS.c.on_write == "lift", _REMINDERS.c.on_write == "ask"
            ),
        )
    ).label("reminders"),
    exists(select(_INCIDENTS.c.id).where(or_(*(_INCIDENTS.c.state == state for state in LIVE)))).label("incidents"),
)


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Whether the message is kept already, a reminder of its conversation cares for it, an incident takes in cases."""

    known: bool
    reminders: bool
    incidents: bool


async def look_first(session: AsyncSession, incoming: Incoming, conversation: Conversation | None) -> FirstLook:
    """Ask what has to be asked within the write; a conversation that only begins has no reminders."""
    asked = {
        "connection": incoming.connection,
        "chat": incoming.chat_id,
        "number": incoming.message_id,
        "conversation": conversation.id if conversation is not None else 0,
    }
    row = (await (await session.connection()).execute(_LOOK, asked)).one()
    return FirstLook(bool(row.known), bool(row.reminders), bool(row.incidents))
