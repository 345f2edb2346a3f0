"""Buttons that agents press; forged, foreign and old ones are refused and answered."""

from collections.abc import Collection

from aiogram import F, Router
from aiogram.types import CallbackQuery, User

from bot.storage.effects import answer
from bot.telegram.callbacks import Press, unpack
from bot.telegram.desk import Desk
from bot.telegram.filters import When
from bot.telegram.pressing import press_button
from bot.telegram.reading import actor_of
from bot.telegram.work import Work


def build_router(staff_chats: Collection[int], agents: Collection[int], listed: Collection[int]) -> Router:
    router = Router(name=__name__)
    staff = F.message.chat.id.in_(set(staff_chats))
    allowed = (staff & F.from_user.id.in_(set(agents))) if agents else staff
    private = (F.message.chat.type == "private") & F.from_user.id.in_(set(listed))
    known = F.data.func(unpack).as_("press")
    router.callback_query(When(allowed | private), When(known), When(F.from_user.as_("sender")))(press_one)
    router.callback_query(When(allowed | private))(refuse_old)
    router.callback_query()(refuse_stranger)
    return router


async def press_one(query: CallbackQuery, press: Press, sender: User, desk: Desk, work: Work) -> None:
    """Do what the button says."""
    press_button(query, press, actor_of(sender), desk, work)


async def refuse_old(query: CallbackQuery, work: Work) -> None:
    """Say that a button has expired."""
    work.callback_id = query.id
    work.say(answer("expired", alert=True))


async def refuse_stranger(query: CallbackQuery, work: Work) -> None:
    """Say that buttons are for agents."""
    work.callback_id = query.id
    work.say(answer("not_an_agent", alert=True))
