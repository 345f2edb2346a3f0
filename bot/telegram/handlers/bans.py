"""`/ban`, `/unban` in a topic, and `/bans` for leads."""

from collections.abc import Collection
from functools import partial

from aiogram import F, Router
from aiogram.types import Message, User

from bot.desk.ban import ban_in_topic, list_bans, unban_in_topic
from bot.telegram.desk import Desk
from bot.telegram.filters import When, in_group, in_private
from bot.telegram.reading import actor_of, topic_of, words_of
from bot.telegram.work import Work

COMMAND = r"^/{}(@\w+)?(\s|$)"


def build_router(staff_chats: Collection[int], agents: Collection[int], listed: Collection[int]) -> Router:
    """Build the commands; whoever may not use them is left to the routers after this one."""
    router = Router(name=__name__)
    group, private = in_group(staff_chats, agents), in_private(listed)
    sender = When(F.from_user.as_("sender"))
    for word, handle in (("ban", ban_customer), ("unban", unban_customer)):
        router.message(When(F.text.regexp(COMMAND.format(word))), When(group & F.message_thread_id), sender)(handle)
    router.message(When(F.text.regexp(COMMAND.format("bans"))), When(group | private), sender)(show_bans)
    return router


async def ban_customer(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """Ban the topic's customer for the reason behind the command."""
    work.about(message)
    (_, *reason), action = words_of(message).split(maxsplit=1), desk.action(actor_of(sender))
    work.add(partial(ban_in_topic, action=action, topic=topic_of(message), reason="".join(reason).strip()))


async def unban_customer(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """Listen to them again."""
    work.about(message)
    work.add(partial(unban_in_topic, action=desk.action(actor_of(sender)), topic=topic_of(message)))


async def show_bans(message: Message, sender: User, desk: Desk, work: Work) -> None:
    """List who is banned, for leads."""
    work.about(message)
    work.add(partial(list_bans, action=desk.action(actor_of(sender))))
