"""`/find`, `/who` and `/report`, in the agents' groups and in private; and the buttons under their answers."""

from collections.abc import Collection
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message, User

from bot.telegram.callbacks import Press, unpack
from bot.telegram.filters import When, in_group, in_private, pressed_by_agent
from bot.telegram.lookups import Lookups
from bot.telegram.reading import actor_of
from bot.telegram.reporter import Reporter
from bot.telegram.work import Work

COMMAND: Final = r"^/{}(@\w+)?(\s|$)"


def build_router(staff_chats: Collection[int], agents: Collection[int], listed: Collection[int]) -> Router:
    """Build the commands; whoever is no agent is left to the routers after this one."""
    router = Router(name=__name__)
    desk, sender = When(in_group(staff_chats, agents) | in_private(listed)), When(F.from_user.as_("sender"))
    for word, tell in (("find", find), ("who", show_person), ("report", report)):
        router.message(When(F.text.regexp(COMMAND.format(word))), desk, sender)(tell)
    pressed, known = When(pressed_by_agent(staff_chats, agents, listed)), When(F.data.func(unpack).as_("press"))
    for action, turn in (("find", turn_page), ("who", show_part)):
        router.callback_query(pressed, When(F.data.split(":")[1] == action), known, sender)(turn)
    return router


async def find(message: Message, sender: User, lookups: Lookups, work: Work) -> None:
    """Look through everything that was said, noted and bought."""
    await lookups.find(message, actor_of(sender), work)


async def show_person(message: Message, sender: User, lookups: Lookups, work: Work) -> None:
    """Show what is known of the topic's customer, or of whom it names."""
    await lookups.who(message, actor_of(sender), work)


async def report(message: Message, sender: User, reporter: Reporter, work: Work) -> None:
    """Say how the desk does, for leads and the owner."""
    await reporter.ask(message, actor_of(sender), work)


async def turn_page(query: CallbackQuery, press: Press, sender: User, lookups: Lookups, work: Work) -> None:
    """Show another page of what was found."""
    await lookups.turn(query, press, actor_of(sender), work)


async def show_part(query: CallbackQuery, press: Press, sender: User, lookups: Lookups, work: Work) -> None:
    """Show another part of a customer's page."""
    await lookups.show(query, press, actor_of(sender), work)
