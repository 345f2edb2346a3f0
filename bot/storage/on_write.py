"""What a customer's message does to the reminders of their conversation: some are lifted, some are asked about."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.followups import asked_about, cancel_on_customer_message
from bot.storage.notes import queue_note
from bot.storage.tables.conversations import Conversation


async def look_at_reminders(session: AsyncSession, conversation: Conversation, machine_now: datetime) -> None:
    """Lift what waited for their silence, and ask of what an agent wants to be asked about. Write session."""
    await cancel_on_customer_message(session, conversation.id or 0)
    for id_, text, due_at in await asked_about(session, conversation.id or 0, conversation.turn):
        content = {
            "key": "reminder_still_needed",
            "values": {"text": text},
            "times": {"due": due_at.isoformat()},
            "buttons": [["keep_reminder", f"on_write:{id_}:keep"], ["drop_reminder", f"drop:{id_}"]],
        }
        await queue_note(session, conversation, content, machine_now)
