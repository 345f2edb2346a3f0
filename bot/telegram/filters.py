"""Asks magic filters where they stand, and says where agents are heard."""

from collections.abc import Collection
from typing import Any

from aiogram import F
from aiogram.filters import Filter
from aiogram.types import TelegramObject
from aiogram.utils.magic_filter import MagicFilter


class When(Filter):
    """A magic filter that is asked in the loop.

    aiogram hands each bare `F...` to a thread, and an update that is tried on a dozen of them is handed over and
    back a dozen times, each time waiting for the interpreter.
    """

    def __init__(self, magic: MagicFilter) -> None:
        self.magic = magic

    async def __call__(self, event: TelegramObject) -> Any:
        return self.magic.resolve(event)


def by_agent(agents: Collection[int]) -> MagicFilter:
    """Tell whether somebody is an agent: where none are listed, whoever writes in the group."""
    return (F.from_user.id.in_(set(agents)) if agents else F.from_user) & ~F.from_user.is_bot


def in_group(staff_chats: Collection[int], agents: Collection[int]) -> MagicFilter:
    """Tell whether an agent writes in a staff group, in any topic."""
    return F.chat.id.in_(set(staff_chats)) & by_agent(agents)


def in_private(listed: Collection[int]) -> MagicFilter:
    """Tell whether one of these writes in private: who only works in an open group may have left it since."""
    return (F.chat.type == "private") & F.from_user.id.in_(set(listed))


def of_customer(listed: Collection[int]) -> MagicFilter:
    """Tell whether anybody else writes in private."""
    return (F.chat.type == "private") & ~F.from_user.id.in_(set(listed))


def pressed_by_agent(staff_chats: Collection[int], agents: Collection[int], listed: Collection[int]) -> MagicFilter:
    """Tell whether a button was pressed by an agent, in a staff group or in private."""
    group = F.message.chat.id.in_(set(staff_chats)) & (F.from_user.id.in_(set(agents)) if agents else F.from_user)
    return group | ((F.message.chat.type == "private") & F.from_user.id.in_(set(listed)))
