"""Customers who block the bot, and who come back."""

from aiogram import F, Router
from aiogram.types import ChatMemberUpdated

from bot.desk.presence import note_presence
from bot.telegram.desk import Desk
from bot.telegram.filters import When
from bot.telegram.work import Work

PRESENT = frozenset({"member", "creator", "administrator", "restricted"})


def build_router() -> Router:
    router = Router(name=__name__)
    router.my_chat_member(When(F.chat.type == "private"))(presence_changed)
    return router


async def presence_changed(event: ChatMemberUpdated, desk: Desk, work: Work) -> None:
    """Note whether a customer can be written to."""
    present = event.new_chat_member.status in PRESENT
    now, machine_now = desk.clocks.business(), desk.clocks.machine()
    work.add(note_presence(event.from_user.id, present=present, now=now, machine_now=machine_now))
