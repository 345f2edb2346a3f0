"""`/on`, `/next`, `/handover` and what else people who work together type, in the groups and in their private chats."""

from collections.abc import Collection
from typing import Final

from aiogram import F, Router
from aiogram.types import Message, User

from bot.telegram.filters import When, in_group, in_private
from bot.telegram.reading import actor_of
from bot.telegram.team import COMMANDS, Team
from bot.telegram.work import Work

COMMAND: Final = rf"(?i)^/({'|'.join(COMMANDS)})(@\w+)?(\s|$)"


def build_router(staff_chats: Collection[int], agents: Collection[int], listed: Collection[int]) -> Router:
    """Build the commands; whoever is no agent is left to the routers after this one."""
    router = Router(name=__name__)
    for place in (in_group(staff_chats, agents), in_private(listed)):
        router.message(When(F.text.regexp(COMMAND)), When(place), When(F.from_user.as_("sender")))(run_command)
    return router


async def run_command(message: Message, sender: User, team: Team, work: Work) -> None:
    """Do what the command asks; its answer stands below it."""
    await team(message, actor_of(sender), work)
