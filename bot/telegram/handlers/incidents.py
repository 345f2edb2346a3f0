"""`/incident`, the buttons of incidents, and the words that answer a bench: in the group and in leads' private chats."""

from collections.abc import Collection
from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, User

from bot.desk.incident_bench import row_at
from bot.telegram.callbacks import Press, unpack
from bot.telegram.filters import When, in_group, in_private, pressed_by_agent
from bot.telegram.incident_desk import IncidentDesk
from bot.telegram.reading import actor_of
from bot.telegram.work import Work

COMMAND = r"^/incident(@\w+)?(\s|$)"


class AnswersBench(Filter):
    """A reply to a note of an incident, whose place is handed on; any other message is somebody else's."""

    async def __call__(self, message: Message, incident_desk: IncidentDesk) -> bool | dict[str, Any]:
        original = message.reply_to_message
        if original is None or message.text is None or message.text.startswith("/"):
            return False
        place = (message.chat.id, original.message_id)
        async with incident_desk.database.reading() as session:
            row = await row_at(session, place)
        return {"place": place} if row is not None and row.content.get("view") == "draft" else False


def build_router(staff_chats: Collection[int], agents: Collection[int], listed: Collection[int]) -> Router:
    """Build what leads do about incidents; who may not is told by the deed itself."""
    router = Router(name=__name__)
    desk = When(in_group(staff_chats, agents) | in_private(listed))
    sender = When(F.from_user.as_("sender"))
    router.message(When(F.text.regexp(COMMAND)), desk, sender)(run_incident)
    router.message(When(F.reply_to_message.from_user.is_bot), desk, sender, AnswersBench())(take_words)
    pressed = When(pressed_by_agent(staff_chats, agents, listed))
    about = When(F.data.func(unpack).as_("press")), When(F.data.split(":")[1] == "inc")
    router.callback_query(pressed, *about, sender)(press_incident)
    return router


async def run_incident(message: Message, sender: User, incident_desk: IncidentDesk, work: Work) -> None:
    """Open an incident by hand, or list those that go on."""
    await incident_desk.command(message, actor_of(sender), work)


async def take_words(
    message: Message, place: tuple[int, int], sender: User, incident_desk: IncidentDesk, work: Work
) -> None:
    """Take the text of a language, or a time."""
    await incident_desk.words(message, place, actor_of(sender), work)


async def press_incident(
    query: CallbackQuery, press: Press, sender: User, incident_desk: IncidentDesk, work: Work
) -> None:
    """Do what the button says."""
    await incident_desk.press(query, press, actor_of(sender), work)
