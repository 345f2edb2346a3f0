"""`/setup` in an owner's private chat, the groups that the bot is added to, and `/join` in the staff group."""

from collections.abc import Collection
from functools import partial
from typing import Final

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, User

from bot.desk.setup.asking import open_walk
from bot.desk.setup.groups import ask_to_join, group_seen
from bot.telegram.callbacks import Press, unpack
from bot.telegram.desk import Desk
from bot.telegram.filters import When
from bot.telegram.reading import actor_of, words_of
from bot.telegram.settingup import SettingUp, group_of
from bot.telegram.work import Work

SETUP: Final = r"^/setup(@\w+)?(\s+\S+)?\s*$"
JOIN: Final = r"^/join(@\w+)?\s*$"
DATA: Final = r"^\w+:(setup|set):"


def build_router(staff_chats: Collection[int], owners: Collection[int], *, alone: bool = False) -> Router:
    """Build the walk's router; `alone` is the bot before it has a group, when only owners are heard."""
    router = Router(name=__name__)
    private = F.chat.type == "private"
    sender = When(F.from_user.as_("sender"))
    router.message(When(private), When(F.text.regexp(SETUP)), sender)(open_setup)
    if alone:
        router.message(When(private), When(F.text.regexp(r"^/start")), sender)(open_setup)
    router.my_chat_member(When(F.chat.type.in_({"group", "supergroup"})))(see_group)
    router.callback_query(When(F.message.chat.type == "private"), When(F.data.regexp(DATA)), sender)(press_setup)
    # At a private desk a topic is a customer's; and what is forwarded is somebody else's words, and no answer.
    heard = private if alone else private & F.from_user.id.in_(set(owners)) & ~F.message_thread_id
    router.message(When(heard & F.text & ~F.text.startswith("/") & ~F.forward_origin), sender)(take_answer)
    staff = F.chat.id.in_(set(staff_chats)) & ~F.from_user.is_bot
    router.message(When(staff), When(F.text.regexp(JOIN)), sender)(ask_in)
    return router


async def open_setup(message: Message, sender: User, setting_up: SettingUp, work: Work) -> None:
    """Show the page to an owner, or to whoever has the code."""
    work.message, (_, *code) = (message.chat.id, message.message_id), words_of(message).split(maxsplit=1)
    step = setting_up.step(actor_of(sender))
    work.add(partial(open_walk, walk=setting_up.walk, step=step, code="".join(code)))


async def see_group(event: ChatMemberUpdated, setting_up: SettingUp, work: Work) -> None:
    """Note a group that the bot was added to, or whose rights changed."""
    step = setting_up.step(actor_of(event.from_user))
    work.add(partial(group_seen, walk=setting_up.walk, step=step, group=group_of(event)))


async def press_setup(query: CallbackQuery, sender: User, setting_up: SettingUp, work: Work) -> None:
    """Do what a button of the walk says."""
    work.callback_id, press = query.id, unpack(query.data)
    work.add(setting_up.pressed(actor_of(sender), press or Press("", (), ())))


async def take_answer(message: Message, sender: User, setting_up: SettingUp, work: Work) -> None:
    """Take a typed answer to the question that is open; without one it is a message like any other."""
    effect = await setting_up.answered(actor_of(sender), words_of(message))
    if effect is None:
        raise SkipHandler
    work.add(effect)


async def ask_in(message: Message, sender: User, desk: Desk, setting_up: SettingUp, work: Work) -> None:
    """Pass on that somebody in the group wants to be an agent."""
    work.about(message)
    work.add(partial(ask_to_join, walk=setting_up.walk, action=desk.action(actor_of(sender))))
