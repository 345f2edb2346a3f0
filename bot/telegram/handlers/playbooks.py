"""`/playbooks` in the staff group, in any topic, and in a lead's private chat: what is made of suggested replies."""

from collections.abc import Collection

from aiogram import F, Router
from aiogram.types import Message

from bot.desk.playbooksview import PlaybooksView
from bot.storage.effects import answer
from bot.telegram.desk import Desk
from bot.telegram.filters import When, in_group, in_private
from bot.telegram.reading import words_of
from bot.telegram.texts import split_text
from bot.telegram.work import Work

COMMAND = r"^/playbooks(@\w+)?(\s|$)"


def build_router(staff_chats: Collection[int], agents: Collection[int], leads: Collection[int]) -> Router:
    """Build the one command; whoever is no agent is left to the routers after this one."""
    router = Router(name=__name__)
    for place in (in_group(staff_chats, agents), in_private(leads)):
        router.message(When(F.text.regexp(COMMAND)), When(place))(show_playbooks)
    return router


async def show_playbooks(message: Message, playbooks_view: PlaybooksView, desk: Desk, work: Work) -> None:
    """Answer below the question: all of them, or the one that it names."""
    work.about(message)
    lines = await playbooks_view("".join(words_of(message).split()[1:2]), desk.clocks.business())
    work.say(answer("playbooks", lines=split_text(lines)[0]))
