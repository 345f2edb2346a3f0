"""What becomes of the desks themselves: groups that get another id, bots that are removed from them and come back."""

from collections.abc import Collection
from functools import partial

from aiogram import F, Router
from aiogram.dispatcher.event.bases import skip
from aiogram.types import ChatMemberUpdated, Message

from bot.desk.desks import Desks
from bot.desk.greet import greet
from bot.telegram.desk import Desk
from bot.telegram.filters import When
from bot.telegram.kinds import CONTENT
from bot.telegram.work import Work

HERE = frozenset({"creator", "administrator", "member", "restricted"})


def build_router(staff_chats: Collection[int]) -> Router:
    """Build what is heard of the staff groups and the private desks."""
    router = Router(name=__name__)
    desk = F.chat.id.in_(set(staff_chats))
    router.message(When(desk), When(F.migrate_to_chat_id.as_("new")))(follow)
    router.message(When(F.migrate_from_chat_id.in_(set(staff_chats))))(arrive)
    router.my_chat_member(When(desk), When(F.new_chat_member.status.in_(HERE)))(come_back)
    router.my_chat_member(When(desk))(be_removed)
    return router


async def follow(message: Message, new: int, desks: Desks, work: Work) -> None:
    """The group says where it went."""
    work.add(partial(desks.moved, old=message.chat.id, new=new))


async def arrive(message: Message, desks: Desks, work: Work) -> None:
    """The new group says where it came from."""
    work.add(partial(desks.moved, old=message.migrate_from_chat_id or 0, new=message.chat.id))


async def come_back(event: ChatMemberUpdated, desks: Desks, work: Work) -> None:
    """The bot may work there again; the walk through the set-up hears of its rights, too."""
    work.add(partial(desks.returned, chat_id=event.chat.id))
    skip()


async def be_removed(event: ChatMemberUpdated, desks: Desks, work: Work) -> None:
    """The bot was removed from the group, or blocked by the agent."""
    work.add(partial(desks.gone, chat_id=event.chat.id, cause="the bot was removed"))


def build_desk_router(staff_chats: Collection[int]) -> Router:
    """Build what an agent does in a private desk outside of the topics; asked after every command."""
    router = Router(name=f"{__name__}.desk")
    router.message.filter(When(F.chat.id.in_({chat for chat in staff_chats if chat > 0})))
    router.message(When(~F.content_type.in_(CONTENT)))(leave_alone)
    # What is forwarded there is for the assistant, which is asked next.
    router.message(When(~F.message_thread_id & ~F.forward_origin))(explain_desk)
    return router


async def leave_alone() -> None:
    """Pins, renames and timers are nobody's words."""


async def explain_desk(message: Message, desk: Desk, work: Work) -> None:
    """Say where words go from here, so that nobody believes that they were sent."""
    work.add(greet(message.chat.id, shop=desk.shop.name, machine_now=desk.clocks.machine(), key="desk_hello"))
