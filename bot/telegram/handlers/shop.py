"""`/shop` in the staff group, in any topic: the shop at a glance."""

from collections.abc import Collection

from aiogram import F, Router
from aiogram.types import Message, User

from bot.telegram.filters import When, in_group
from bot.telegram.reading import actor_of
from bot.telegram.shopteller import ShopTeller
from bot.telegram.work import Work

COMMAND = r"^/shop(@\w+)?(\s|$)"


def build_router(staff_chats: Collection[int], agents: Collection[int]) -> Router:
    """Build the one command; whoever is no agent is left to the routers after this one."""
    router = Router(name=__name__)
    sender = When(F.from_user.as_("sender"))
    router.message(When(F.text.regexp(COMMAND)), When(in_group(staff_chats, agents)), sender)(show_shop)
    return router


async def show_shop(message: Message, sender: User, shop_teller: ShopTeller, work: Work) -> None:
    """Count in the background and answer below the question."""
    await shop_teller.ask(message, actor_of(sender), work)
