"""Buttons that agents press; forged, foreign and old ones are refused and answered."""

from collections.abc import Collection

from aiogram import F, Router
from aiogram.types import CallbackQuery, User

from bot.desk.link import join_them, part_them
from bot.storage.effects import answer
from bot.telegram.callbacks import Press, unpack
from bot.telegram.desk import Desk
from bot.telegram.filters import When, pressed_by_agent
from bot.telegram.pressing import press_button
from bot.telegram.reading import actor_of
from bot.telegram.work import Work
from bot.triage import Triage


def build_router(staff_chats: Collection[int], agents: Collection[int], listed: Collection[int]) -> Router:
    router = Router(name=__name__)
    desk = When(pressed_by_agent(staff_chats, agents, listed))
    known, sender = F.data.func(unpack).as_("press"), When(F.from_user.as_("sender"))
    # These judge the customer's turn anew, which is not done within a write.
    for prefix, handle in (("link_yes", join_press), ("unlink_yes", part_press)):
        router.callback_query(desk, When(F.data.split(":")[1] == prefix), When(known), sender)(handle)
    router.callback_query(desk, When(known), sender)(press_one)
    router.callback_query(desk)(refuse_old)
    router.callback_query()(refuse_stranger)
    return router


async def press_one(query: CallbackQuery, press: Press, sender: User, desk: Desk, work: Work) -> None:
    """Do what the button says."""
    press_button(query, press, actor_of(sender), desk, work)


async def join_press(query: CallbackQuery, press: Press, sender: User, desk: Desk, triage: Triage, work: Work) -> None:
    """Join the chat with the customer of the shop whom the preview showed."""
    work.callback_id, (conversation_id, customer_id) = query.id, press.numbers
    action = desk.action(actor_of(sender))
    work.effects += await join_them(triage, action=action, conversation_id=conversation_id, customer_id=customer_id)


async def part_press(query: CallbackQuery, press: Press, sender: User, desk: Desk, triage: Triage, work: Work) -> None:
    """Take the join back that was shown."""
    work.callback_id, (conversation_id, link_id) = query.id, press.numbers
    action = desk.action(actor_of(sender))
    work.effects += await part_them(triage, action=action, conversation_id=conversation_id, link_id=link_id)


async def refuse_old(query: CallbackQuery, work: Work) -> None:
    """Say that a button has expired."""
    work.callback_id = query.id
    work.say(answer("expired", alert=True))


async def refuse_stranger(query: CallbackQuery, work: Work) -> None:
    """Say that buttons are for agents."""
    work.callback_id = query.id
    work.say(answer("not_an_agent", alert=True))
