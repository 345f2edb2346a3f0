"""Follows groups to their new ids: an update from a chat that we don't know may come from one of ours."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiogram import BaseMiddleware, Dispatcher
from aiogram.types import Chat, TelegramObject

from bot.settings import Settings
from bot.staffchats import StaffChats
from bot.storage.engine import Database
from bot.storage.staffchats import standing
from bot.telegram.handlers import build_router


@dataclass(frozen=True, slots=True)
class FollowMoves(BaseMiddleware):
    """Looks up what has moved before an update from an unknown group is given up as none of ours.

    The move may have been noticed by another process. `changed` builds the routers anew, since
    their filters know the chats by the ids of when they were built.
    """

    chats: StaffChats
    database: Database
    changed: Callable[[], None]

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        chat = data.get("event_chat")
        if isinstance(chat, Chat) and chat.id < 0 and chat.id not in self.chats:
            await self.look()
        return await handler(event, data)

    async def look(self) -> None:
        """Take over what has moved since we last looked."""
        async with self.database.reading() as session:
            moved = (await standing(session)).moved
        if moved != self.chats.moved:
            self.chats.moved.update(moved)
            self.changed()


def route(dispatcher: Dispatcher, settings: Settings, chats: StaffChats) -> None:
    """Give the dispatcher routers that know the staff chats by every id they have or had.

    What is being handled goes on with the routers that it began with.
    """
    dispatcher.sub_routers = []
    dispatcher.include_router(build_router(sorted(chats.known()), settings.agents, settings.heads))


def follow_moves(dispatcher: Dispatcher, settings: Settings, chats: StaffChats, database: Database) -> None:
    """Have the dispatcher look for new ids before it gives an update up."""
    follow = FollowMoves(chats, database, partial(route, dispatcher, settings, chats))
    dispatcher.update.outer_middleware(follow)
