"""Who belongs to the desk: listed in the settings, or, where nobody is listed, at work in its groups today."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.filters import Filter
from aiogram.types import ChatMemberRestricted, TelegramObject
from sqlalchemy import select
from sqlmodel import col

from bot.storage.engine import Database
from bot.storage.tables.people import Agent

# A customer's message must not cost a question of its own; somebody new at the desk is known after so many seconds.
FRESH_SECONDS: Final = 2.0
# Who leaves the group is of the desk so many seconds longer at most; asking Telegram takes a tenth of one.
MEMBER_SECONDS: Final = 60.0
_IN: Final = frozenset({"creator", "administrator", "member"})


@dataclass(slots=True)
class Circle:
    """Looks agents up, and remembers for a moment whom it found.

    Having been an agent once is not enough: who has left the group, or is not listed any more, is a customer.
    """

    database: Database
    listed: Collection[int]
    machine: Callable[[], float]
    bot: Bot
    groups: Iterable[int] = ()  # where everybody is an agent; none where agents are listed
    _known: frozenset[int] = frozenset()
    _looked_at: float | None = field(default=None)
    _members: dict[int, tuple[float, bool]] = field(default_factory=dict)

    async def knows(self, telegram_id: int) -> bool:
        """Tell whether somebody is of the desk."""
        if telegram_id in self.listed:
            return True
        groups = [chat for chat in self.groups if chat < 0]
        if not groups or not await self._has_worked(telegram_id):
            return False
        now, (asked_at, found) = self.machine(), self._members.get(telegram_id, (0.0, False))
        if telegram_id not in self._members or now - asked_at >= MEMBER_SECONDS:
            found = await self._is_in_one(groups, telegram_id, before=found)
            self._members[telegram_id] = now, found
        return found

    async def _has_worked(self, telegram_id: int) -> bool:
        now = self.machine()
        if self._looked_at is None or now - self._looked_at >= FRESH_SECONDS:
            async with self.database.reading() as session:
                found = await session.scalars(select(col(Agent.telegram_id)))
                self._known, self._looked_at = frozenset(found.all()), now
        return telegram_id in self._known

    async def _is_in_one(self, groups: Iterable[int], telegram_id: int, *, before: bool) -> bool:
        """Ask Telegram; where it does not answer, what it said before holds."""
        for chat in groups:
            try:
                member = await self.bot.get_chat_member(chat, telegram_id)
            except TelegramBadRequest:
                continue  # nobody whom that group has ever seen
            except TelegramAPIError:
                return before
            if member.status in _IN or (isinstance(member, ChatMemberRestricted) and member.is_member):
                return True
        return False


class OfTheDesk(Filter):
    """Lets through what people of the desk do."""

    async def __call__(self, event: TelegramObject, circle: Circle) -> Any:
        user = getattr(event, "from_user", None)
        return user is not None and not user.is_bot and await circle.knows(user.id)
